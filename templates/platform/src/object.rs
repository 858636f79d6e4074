//! What endpoints take and answer, as JSON objects: a field a key.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor},
    forward_to_deserialize_any,
};

/// For what [`json_object!`](crate::json_object) writes.
#[doc(hidden)]
pub use serde;

/// What answers with nothing else to say: `{}`.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Empty {}

/// An answer whose result has no name of its own: `{"value": …}`.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Value<T> {
    pub value: T,
}

/// Makes a struct a JSON object: `json_object!(CreateRequest { email, name });`
///
/// serde's derives do the same in much more code, on which rustc would spend a third of its time in a
/// service of many methods. Other than there, an array is not taken for an object.
#[macro_export]
macro_rules! json_object {
    ($name:ident { $($field:ident),* $(,)? }) => {
        const _: () = {
            use std::{option::Option, result::Result};

            use $crate::object::{
                self, Object,
                serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser::SerializeStruct},
            };

            impl Object for $name {
                const NAME: &'static str = stringify!($name);
                const KEYS: &'static [&'static str] = &[$(object::key(stringify!($field))),*];

                fn read<'de, M: de::MapAccess<'de>>(mut map: M) -> Result<Self, M::Error> {
                    $(let mut $field = Option::None;)*
                    while let Option::Some(key) = object::next::<Self, M>(&mut map)? {
                        $(if key == object::key(stringify!($field)) {
                            object::once(&mut $field, key, &mut map)?;
                            continue;
                        })*
                    }
                    Result::Ok(Self {
                        $($field: object::given($field, object::key(stringify!($field)))?),*
                    })
                }
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                    object::read(from)
                }
            }

            impl Serialize for $name {
                fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
                    let mut object = into.serialize_struct(Self::NAME, Self::KEYS.len())?;
                    $(object.serialize_field(object::key(stringify!($field)), &self.$field)?;)*
                    object.end()
                }
            }
        };
    };
}

/// A struct that is read field by field.
pub trait Object: Sized {
    const NAME: &'static str;
    const KEYS: &'static [&'static str];

    fn read<'de, M: MapAccess<'de>>(map: M) -> Result<Self, M::Error>;
}

/// The key for a field: its name, as it is without `r#`.
pub const fn key(field: &'static str) -> &'static str {
    match field.as_bytes() {
        [b'r', b'#', ..] => field.split_at(2).1,
        _ => field,
    }
}

pub fn read<'de, T: Object, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    from.deserialize_struct(T::NAME, T::KEYS, Whole(PhantomData))
}

struct Whole<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for Whole<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct {}", T::NAME)
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<T, M::Error> {
        T::read(map)
    }
}

/// The next key that is a field's. What other keys have is skipped.
pub fn next<'de, T: Object, M: MapAccess<'de>>(
    map: &mut M,
) -> Result<Option<&'static str>, M::Error> {
    while let Some(known) = map.next_key_seed(Key(T::KEYS))? {
        match known {
            Some(key) => return Ok(Some(key)),
            None => drop(map.next_value::<IgnoredAny>()?),
        }
    }
    Ok(None)
}

/// Finds a key among these.
struct Key(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Option<&'static str>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Option<&'static str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field's name")
    }

    fn visit_str<E>(self, found: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().copied().find(|key| *key == found))
    }
}

/// Reads the value of a key, which an object has once.
pub fn once<'de, T: Deserialize<'de>, M: MapAccess<'de>>(
    field: &mut Option<T>,
    key: &'static str,
    map: &mut M,
) -> Result<(), M::Error> {
    if field.is_some() {
        return Err(M::Error::duplicate_field(key));
    }
    *field = Some(map.next_value()?);
    Ok(())
}

/// What was read of a field; where there was nothing, only an `Option` has a value.
pub fn given<'de, T: Deserialize<'de>, E: de::Error>(
    field: Option<T>,
    key: &'static str,
) -> Result<T, E> {
    field.map_or_else(|| T::deserialize(Missing(key, PhantomData)), Ok)
}

struct Missing<E>(&'static str, PhantomData<E>);

impl<'de, E: de::Error> Deserializer<'de> for Missing<E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, E> {
        Err(E::missing_field(self.0))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_none()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
