//! The types that cross the wire: Rust ↔ JSON ↔ proto.

/// A type that a parameter, a field or a result may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    Unit,
    Bool,
    Char,
    Int(Int),
    F32,
    F64,
    String,
    /// `Vec<u8>`: bytes over gRPC.
    Bytes,
    Option(Box<Type>),
    Vec(Box<Type>),
    /// A struct of the crate, by its key in `Service::structs`: its `path`.
    Struct(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Int {
    I8,
    I16,
    I32,
    I64,
    Isize,
    U8,
    U16,
    U32,
    U64,
    Usize,
}
