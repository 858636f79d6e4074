//! Between Rust's types and those that protobuf carries. Generated code converts messages, field
//! by field; what a field may hold is here. A value that does not fit is INVALID_ARGUMENT and
//! names its field, never a wrapped number.

mod containers;
mod time;

use std::{
    fmt::Display,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

use crate::{Error, Result};

pub use time::{date, duration};

/// `M` tells impls apart, and lets a service write those for types of other crates: with a type of
/// its own there, they are its own impls. Whoever converts lets the compiler find it.
pub trait ToProto<P, M = ()> {
    fn to_proto(self) -> P;
}

/// The way back; `M` is as for [`ToProto`].
pub trait FromProto<P, M = ()>: Sized {
    fn from_proto(proto: P) -> Result<Self>;
}

/// Decodes a field of a message.
pub fn field<T: FromProto<P, M>, P, M>(name: &str, proto: P) -> Result<T> {
    T::from_proto(proto).map_err(|error| invalid(name, error.message()))
}

/// Decodes a field that holds a message: protobuf lets callers leave it out, the service does not.
pub fn required<T: FromProto<P, M>, P, M>(name: &str, proto: Option<P>) -> Result<T> {
    field(name, proto.ok_or_else(|| invalid(name, "missing"))?)
}

/// The member of a `oneof` that is set.
pub fn member<T>(proto: Option<T>) -> Result<T> {
    proto.ok_or_else(|| Error::invalid_argument("no variant, or one that is not known here"))
}

/// What an enum's number, or a variant, is answered with that only another version knows.
pub fn unknown(what: impl Display) -> Error {
    Error::invalid_argument(format_args!("{what} is not known here"))
}

/// Decodes what travels as text.
pub fn text<T: FromStr<Err: Display>>(proto: &str) -> Result<T> {
    proto.parse().map_err(Error::invalid_argument)
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

macro_rules! texts {
    ($($ty:ty)*) => {
        $(
            impl ToProto<String> for $ty {
                fn to_proto(self) -> String {
                    self.to_string()
                }
            }

            impl FromProto<String> for $ty {
                fn from_proto(proto: String) -> Result<Self> {
                    text(&proto)
                }
            }
        )*
    };
}

same!(bool i32 i64 u32 u64 f32 f64 String Vec<u8>);
narrow!(i8: i32 i16: i32 isize: i64 u8: u32 u16: u32 usize: u64);
texts!(IpAddr Ipv4Addr Ipv6Addr);

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
