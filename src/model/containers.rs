//! What options, lists, maps, tuples and arrays may hold, and why not more.

use syn::{Expr, ExprLit, Lit, TypeArray, TypeTuple};

use super::{
    advice::Advice,
    modules::Scope,
    types::{Int, Kind, List, Map, Type},
    typing::Reader,
};

/// Up to so many parts the standard library implements its traits for tuples, and serde its own for
/// arrays.
const LONGEST_TUPLE: usize = 12;
const LONGEST_ARRAY: usize = 32;

impl Reader<'_> {
    pub(super) fn scalar(&mut self, scope: &Scope, ty: &syn::Type, scalar: Type) -> Option<Type> {
        if self.grpc && matches!(scalar, Type::Int(Int::I128 | Int::U128)) {
            let advice = Advice::new("protobuf has no integers of 128 bits", "use `i64`, `u64` or `String`");
            return self.refuse(scope, ty, &advice);
        }
        Some(scalar)
    }

    pub(super) fn option(&mut self, scope: &Scope, ty: &syn::Type, inner: Type) -> Option<Type> {
        match inner.unboxed() {
            Type::Option(_) => {
                let why = "JSON's `null` and a missing field are one: the two `None` could not be told apart";
                self.refuse(scope, ty, &Advice::new(why, format!("use `{}`", inner.rust())))
            }
            Type::List(..) | Type::Map(..) if self.grpc => {
                let what = if matches!(inner, Type::Map(..)) { "map" } else { "list" };
                let why = format!("protobuf does not tell an empty {what} from no {what}");
                self.refuse(scope, ty, &Advice::new(why, format!("use `{}`, empty for none", inner.rust())))
            }
            _ => Some(Type::Option(Box::new(inner))),
        }
    }

    pub(super) fn boxed(&mut self, scope: &Scope, ty: &syn::Type, inner: Type) -> Option<Type> {
        match &inner {
            Type::Option(held) if self.grpc => {
                let why = "a message is absent or there, whatever box it is in";
                self.refuse(scope, ty, &Advice::new(why, format!("use `Option<Box<{}>>`", held.rust())))
            }
            _ => Some(Type::Box(Box::new(inner))),
        }
    }

    pub(super) fn list(&mut self, scope: &Scope, ty: &syn::Type, list: List, inner: Type) -> Option<Type> {
        match inner.unboxed() {
            Type::Int(Int::U8) if list == List::Vec => return Some(Type::Bytes),
            Type::F32 | Type::F64 if list != List::Vec => {
                let why = "floating-point numbers have no order and no equality that a set could use";
                return self.refuse(scope, ty, &Advice::new(why, format!("use `Vec<{}>`", inner.rust())));
            }
            _ if !self.grpc => {}
            Type::List(..) | Type::Map(..) => {
                let why = "a `repeated` field of protobuf cannot hold a `repeated` field or a map";
                let help = format!(
                    "put what is inside into a struct: `struct Row {{ pub items: {} }}`, `Vec<Row>`",
                    inner.rust()
                );
                return self.refuse(scope, ty, &Advice::new(why, help));
            }
            Type::Option(held) => {
                let why = "an element of a `repeated` field of protobuf is never absent";
                let help = format!(
                    "leave the absent ones out, or use a struct: `struct Item {{ pub value: Option<{}> }}`, `Vec<Item>`",
                    held.rust()
                );
                return self.refuse(scope, ty, &Advice::new(why, help));
            }
            _ => {}
        }
        Some(Type::List(list, Box::new(inner)))
    }

    pub(super) fn map(
        &mut self,
        scope: &Scope,
        ty: &syn::Type,
        map: Map,
        key: Type,
        value: Type,
    ) -> Option<Type> {
        let entries = |key: &Type, value: &Type| {
            let (key, value) = (key.rust(), value.rust());
            format!("use `Vec<Entry>` with `struct Entry {{ pub key: {key}, pub value: {value} }}`")
        };
        let is_name = matches!(&key, Type::Named(named) if named.kind == Kind::Enum);
        let is_float = matches!(key, Type::F32 | Type::F64);
        let other = !self.grpc && matches!(key, Type::Named(_) | Type::Other(..));
        if is_float || !(key.is_text() && !(is_name && self.grpc) || other) {
            let why = match self.grpc {
                _ if is_float => "a floating-point number cannot be looked up",
                true => "a key of protobuf's maps is a bool, an integer or a string",
                false => "a key of a JSON object is a string",
            };
            return self.refuse(scope, ty, &Advice::new(why, entries(&key, &value)));
        }
        match value.unboxed() {
            Type::Option(held) if self.grpc => {
                let why = "a value of a map of protobuf is never absent";
                let help = format!(
                    "leave the absent ones out, or use a struct: `struct Item {{ pub value: Option<{}> }}`",
                    held.rust()
                );
                self.refuse(scope, ty, &Advice::new(why, help))
            }
            Type::List(..) | Type::Map(..) if self.grpc => {
                let why = "a value of a map of protobuf cannot be a list or a map";
                let help = format!("put it into a struct: `struct Group {{ pub items: {} }}`", value.rust());
                self.refuse(scope, ty, &Advice::new(why, help))
            }
            _ => Some(Type::Map(map, Box::new(key), Box::new(value))),
        }
    }

    pub(super) fn tuple(&mut self, scope: &Scope, ty: &syn::Type, tuple: &TypeTuple) -> Option<Type> {
        if tuple.elems.len() > LONGEST_TUPLE {
            let why = format!("Rust's own traits end at {LONGEST_TUPLE} parts");
            return self.refuse(scope, ty, &Advice::new(why, "use a struct with named fields"));
        }
        // All are read, so that all that is wrong is said.
        let parts: Vec<Option<Type>> = tuple.elems.iter().map(|part| self.value(scope, part)).collect();
        Some(Type::Tuple(parts.into_iter().collect::<Option<_>>()?))
    }

    pub(super) fn array(&mut self, scope: &Scope, ty: &syn::Type, array: &TypeArray) -> Option<Type> {
        let inner = self.value(scope, &array.elem)?;
        let instead = format!("use `Vec<{}>`", inner.rust());
        let length = match &array.len {
            Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number.base10_parse::<usize>().ok(),
            _ => None,
        };
        let Some(length) = length else {
            let advice = Advice::new("kit does not compute constants", "write the length as a number");
            return self.refuse(scope, ty, &advice);
        };
        if self.grpc && inner != Type::Int(Int::U8) {
            let why = "protobuf has no lists of a fixed length, only bytes are checked for theirs";
            return self.refuse(scope, ty, &Advice::new(why, instead));
        }
        if self.http && !self.in_field && length > LONGEST_ARRAY {
            let why = format!("serde knows arrays up to a length of {LONGEST_ARRAY}");
            return self.refuse(scope, ty, &Advice::new(why, instead));
        }
        Some(Type::Array(Box::new(inner), length))
    }
}
