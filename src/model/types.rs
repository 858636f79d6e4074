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

impl Type {
    /// The type in Rust. A struct is named without its module: the code has a `use` for it.
    pub fn rust(&self) -> String {
        self.print(&|path| path.rsplit("::").next().unwrap_or(path).to_owned())
    }

    /// The type in Rust, as any module of the crate can name it.
    pub fn rust_path(&self) -> String {
        self.print(&str::to_owned)
    }

    fn print(&self, of_struct: &dyn Fn(&str) -> String) -> String {
        match self {
            Self::Unit => "()".to_owned(),
            Self::Bytes => "Vec<u8>".to_owned(),
            Self::Option(inner) => format!("Option<{}>", inner.print(of_struct)),
            Self::Vec(inner) => format!("Vec<{}>", inner.print(of_struct)),
            Self::Struct(path) => of_struct(path),
            scalar => {
                let named = SCALARS.iter().find(|(_, ty)| ty == scalar);
                named.map(|(name, _)| (*name).to_owned()).expect("a scalar is in the table")
            }
        }
    }

    /// The struct that the type is, or is a list or an option of: its path.
    pub fn struct_path(&self) -> Option<&str> {
        match self {
            Self::Struct(path) => Some(path),
            Self::Option(inner) | Self::Vec(inner) => inner.struct_path(),
            _ => None,
        }
    }

    /// The type that Rust calls by this name, if it is one without parameters.
    pub(super) fn named(name: &str) -> Option<Self> {
        SCALARS.iter().find(|(scalar, _)| *scalar == name).map(|(_, ty)| ty.clone())
    }
}

/// Types without parameters, by their names in Rust.
pub(super) const SCALARS: [(&str, Type); 15] = [
    ("bool", Type::Bool),
    ("char", Type::Char),
    ("f32", Type::F32),
    ("f64", Type::F64),
    ("i8", Type::Int(Int::I8)),
    ("i16", Type::Int(Int::I16)),
    ("i32", Type::Int(Int::I32)),
    ("i64", Type::Int(Int::I64)),
    ("isize", Type::Int(Int::Isize)),
    ("u8", Type::Int(Int::U8)),
    ("u16", Type::Int(Int::U16)),
    ("u32", Type::Int(Int::U32)),
    ("u64", Type::Int(Int::U64)),
    ("usize", Type::Int(Int::Usize)),
    ("String", Type::String),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_as_rust() {
        let list = Type::Vec(Box::new(Type::Struct("crate::types::Bug".into())));
        let ty = Type::Option(Box::new(list));
        assert_eq!(ty.rust(), "Option<Vec<Bug>>");
        assert_eq!(ty.rust_path(), "Option<Vec<crate::types::Bug>>");
        assert_eq!(ty.struct_path(), Some("crate::types::Bug"));
        assert_eq!((Type::Unit.rust(), Type::Bytes.rust()), ("()".into(), "Vec<u8>".into()));
    }

    #[test]
    fn every_scalar_prints_as_its_name() {
        for (name, ty) in SCALARS {
            assert_eq!(ty.rust(), name);
        }
    }
}
