//! Between Rust's types and those that protobuf carries. Generated code converts messages, field
//! by field; what a field may hold is here. A value that does not fit is INVALID_ARGUMENT and
//! names its field, never a wrapped number.

use crate::{Error, Result};

pub trait ToProto<P> {
    fn to_proto(self) -> P;
}

pub trait FromProto<P>: Sized {
    fn from_proto(proto: P) -> Result<Self>;
}

/// Decodes a field of a message.
pub fn field<T: FromProto<P>, P>(name: &str, proto: P) -> Result<T> {
    T::from_proto(proto).map_err(|error| invalid(name, error.message()))
}

/// Decodes a field that holds a message: protobuf lets callers leave it out, the service does not.
pub fn required<T: FromProto<P>, P>(name: &str, proto: Option<P>) -> Result<T> {
    field(name, proto.ok_or_else(|| invalid(name, "missing"))?)
}

fn invalid(name: &str, what: &str) -> Error {
    Error::invalid_argument(format_args!("{name}: {what}"))
}

macro_rules! same {
    ($($ty:ty)*) => {
        $(
            impl ToProto<$ty> for $ty {
                fn to_proto(self) -> $ty {
                    self
                }
            }

            impl FromProto<$ty> for $ty {
                fn from_proto(proto: $ty) -> Result<Self> {
                    Ok(proto)
                }
            }
        )*
    };
}

macro_rules! narrow {
    ($($ty:ty: $wide:ty)*) => {
        $(
            impl ToProto<$wide> for $ty {
                fn to_proto(self) -> $wide {
                    self as $wide
                }
            }

            impl FromProto<$wide> for $ty {
                fn from_proto(proto: $wide) -> Result<Self> {
                    let out_of_range = |_| format!("{proto} is out of range");
                    proto.try_into().map_err(out_of_range).map_err(Error::invalid_argument)
                }
            }
        )*
    };
}

same!(bool i32 i64 u32 u64 f32 f64 String Vec<u8>);
narrow!(i8: i32 i16: i32 isize: i64 u8: u32 u16: u32 usize: u64);

impl ToProto<String> for char {
    fn to_proto(self) -> String {
        self.into()
    }
}

impl FromProto<String> for char {
    fn from_proto(proto: String) -> Result<Self> {
        let not_one = || Error::invalid_argument("not one character");
        proto.parse().map_err(|_| not_one())
    }
}

impl<T: ToProto<P>, P> ToProto<Option<P>> for Option<T> {
    fn to_proto(self) -> Option<P> {
        self.map(T::to_proto)
    }
}

impl<T: FromProto<P>, P> FromProto<Option<P>> for Option<T> {
    fn from_proto(proto: Option<P>) -> Result<Self> {
        proto.map(T::from_proto).transpose()
    }
}

impl<T: ToProto<P>, P> ToProto<Vec<P>> for Vec<T> {
    fn to_proto(self) -> Vec<P> {
        self.into_iter().map(T::to_proto).collect()
    }
}

impl<T: FromProto<P>, P> FromProto<Vec<P>> for Vec<T> {
    fn from_proto(proto: Vec<P>) -> Result<Self> {
        proto.into_iter().map(T::from_proto).collect()
    }
}
