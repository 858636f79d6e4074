//! The types that cross the wire, as Rust writes them. What protobuf makes of each is for the
//! target `grpc`, JSON is serde's own view.

use super::known::Known;

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
    /// `Vec<u8>`.
    Bytes,
    /// `[T; N]`.
    Array(Box<Type>, usize),
    Option(Box<Type>),
    Box(Box<Type>),
    List(List, Box<Type>),
    Map(Map, Box<Type>, Box<Type>),
    Tuple(Vec<Type>),
    /// A struct or an enum of the workspace.
    Named(Named),
    /// A type of another crate, or of `std`, that the contract knows.
    Known(&'static Known),
    /// Any other type by its path, and what it holds: only serde sees it.
    Other(String, Vec<Type>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Int {
    I8,
    I16,
    I32,
    I64,
    I128,
    Isize,
    U8,
    U16,
    U32,
    U64,
    U128,
    Usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    Vec,
    HashSet,
    BTreeSet,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Map {
    HashMap,
    BTreeMap,
}

/// What a definition is called, and of which kind it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its key in `Service::definitions`.
    pub path: String,
    pub kind: Kind,
    /// Of one that has type parameters.
    pub generic: Option<Generic>,
}

/// How Rust writes a definition with what stands for its type parameters: `Page<Bug>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generic {
    pub path: String,
    pub arguments: Vec<Type>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// With named fields.
    Struct,
    /// A struct whose fields have no names, or none at all.
    TupleStruct,
    /// One around a single value that is one piece of text in a URL: `Id(Uuid)`.
    Newtype,
    /// An enum whose variants hold nothing.
    Enum,
    /// An enum of which some variant holds something.
    DataEnum,
}

impl Type {
    /// The type in Rust. A definition is named without its module: the code has a `use` for it.
    pub fn rust(&self) -> String {
        self.print(&|path| path.rsplit("::").next().unwrap_or(path).to_owned())
    }

    /// The type in Rust, as any module of the crate can name it.
    pub fn rust_path(&self) -> String {
        self.print(&str::to_owned)
    }

    fn print(&self, named: &dyn Fn(&str) -> String) -> String {
        let parameters = || self.parameters().into_iter().map(|ty| ty.print(named)).collect::<Vec<_>>();
        match self {
            Self::Named(found) => match &found.generic {
                Some(generic) => format!("{}<{}>", named(&generic.path), parameters().join(", ")),
                None => named(&found.path),
            },
            Self::Array(inner, length) => format!("[{}; {length}]", inner.print(named)),
            // One part alone keeps its comma.
            Self::Tuple(parts) if parts.len() == 1 => format!("({},)", parts[0].print(named)),
            Self::Tuple(_) => format!("({})", parameters().join(", ")),
            _ => match &parameters()[..] {
                [] => self.generic().to_owned(),
                parameters => format!("{}<{}>", self.generic(), parameters.join(", ")),
            },
        }
    }

    /// The name in front of the angle brackets.
    fn generic(&self) -> &str {
        match self {
            Self::Unit => "()",
            Self::Bytes => "Vec<u8>",
            Self::Option(_) => "Option",
            Self::Box(_) => "Box",
            Self::List(List::Vec, _) => "Vec",
            Self::List(List::HashSet, _) => "std::collections::HashSet",
            Self::List(List::BTreeSet, _) => "std::collections::BTreeSet",
            Self::Map(Map::HashMap, ..) => "std::collections::HashMap",
            Self::Map(Map::BTreeMap, ..) => "std::collections::BTreeMap",
            Self::Known(known) => known.rust,
            Self::Other(path, _) => path,
            Self::Named(_) | Self::Tuple(_) | Self::Array(..) => {
                unreachable!("{self:?} prints in its own way")
            }
            scalar => {
                let named = SCALARS.iter().find(|(_, ty)| ty == scalar);
                named.map(|(name, _)| *name).expect("a scalar is in the table")
            }
        }
    }

    /// What it holds, directly.
    pub fn parameters(&self) -> Vec<&Self> {
        match self {
            Self::Option(inner) | Self::Box(inner) | Self::List(_, inner) | Self::Array(inner, _) => {
                vec![inner]
            }
            Self::Map(_, key, value) => vec![key, value],
            Self::Tuple(parts) | Self::Other(_, parts) => parts.iter().collect(),
            Self::Named(Named { generic: Some(generic), .. }) => generic.arguments.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// The type and all that it holds, itself first.
    pub fn walk(&self) -> Vec<&Self> {
        let mut all = vec![self];
        let mut next = 0;
        while next < all.len() {
            all.extend(all[next].parameters());
            next += 1;
        }
        all
    }

    /// The paths of the definitions that the type is or holds.
    pub fn definitions(&self) -> impl Iterator<Item = &str> {
        self.walk().into_iter().filter_map(|ty| match ty {
            Self::Named(named) => Some(&*named.path),
            _ => None,
        })
    }

    /// The paths that code which writes the type imports.
    pub fn imports(&self) -> impl Iterator<Item = &str> {
        self.walk().into_iter().filter_map(|ty| match ty {
            Self::Named(named) => Some(named.item()),
            _ => None,
        })
    }

    /// The same without a `Box` around it.
    pub fn unboxed(&self) -> &Self {
        match self {
            Self::Box(inner) => inner.unboxed(),
            other => other,
        }
    }

    /// How a parameter that is borrowed is written.
    pub fn borrowed(&self) -> String {
        borrowed(self, self.rust())
    }

    /// The same, as any module of the crate can name it.
    pub fn borrowed_path(&self) -> String {
        borrowed(self, self.rust_path())
    }

    /// Whether a value is one piece of text, so that it can stand in a path or a query.
    pub fn is_text(&self) -> bool {
        match self {
            Self::Bool | Self::Char | Self::Int(_) | Self::F32 | Self::F64 | Self::String => true,
            Self::Named(named) => named.kind == Kind::Enum,
            Self::Known(known) => known.is_text(),
            _ => false,
        }
    }

    /// The type that Rust calls by this name, if it is one without parameters.
    pub(super) fn scalar(name: &str) -> Option<Self> {
        SCALARS.iter().find(|(scalar, _)| *scalar == name).map(|(_, ty)| ty.clone())
    }
}

impl Named {
    /// The path of the struct or the enum itself.
    pub fn item(&self) -> &str {
        self.generic.as_ref().map_or(&self.path, |generic| &generic.path)
    }
}

fn borrowed(ty: &Type, written: String) -> String {
    match ty {
        Type::String => "&str".to_owned(),
        _ => match written.strip_prefix("Vec<").and_then(|rest| rest.strip_suffix('>')) {
            Some(inner) => format!("&[{inner}]"),
            None => format!("&{written}"),
        },
    }
}

/// Types without parameters, by their names in Rust.
pub(super) const SCALARS: [(&str, Type); 17] = [
    ("bool", Type::Bool),
    ("char", Type::Char),
    ("f32", Type::F32),
    ("f64", Type::F64),
    ("i8", Type::Int(Int::I8)),
    ("i16", Type::Int(Int::I16)),
    ("i32", Type::Int(Int::I32)),
    ("i64", Type::Int(Int::I64)),
    ("i128", Type::Int(Int::I128)),
    ("isize", Type::Int(Int::Isize)),
    ("u8", Type::Int(Int::U8)),
    ("u16", Type::Int(Int::U16)),
    ("u32", Type::Int(Int::U32)),
    ("u64", Type::Int(Int::U64)),
    ("u128", Type::Int(Int::U128)),
    ("usize", Type::Int(Int::Usize)),
    ("String", Type::String),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn bug() -> Type {
        Type::Named(Named { path: "crate::types::Bug".into(), kind: Kind::Struct, generic: None })
    }

    #[test]
    fn prints_as_rust() {
        let list = Type::List(List::Vec, Box::new(bug()));
        let ty = Type::Option(Box::new(list.clone()));
        assert_eq!(ty.rust(), "Option<Vec<Bug>>");
        assert_eq!(ty.rust_path(), "Option<Vec<crate::types::Bug>>");
        assert_eq!((Type::Unit.rust(), Type::Bytes.rust()), ("()".into(), "Vec<u8>".into()));
        let map = Type::Map(Map::BTreeMap, Box::new(Type::Char), Box::new(list.clone()));
        assert_eq!(map.rust(), "std::collections::BTreeMap<char, Vec<Bug>>");
        assert_eq!(Type::Tuple(vec![map.clone()]).rust(), format!("({},)", map.rust()));
        assert_eq!(Type::Array(Box::new(Type::Int(Int::U8)), 4).rust(), "[u8; 4]");
        assert_eq!((list.borrowed(), Type::Bytes.borrowed()), ("&[Bug]".into(), "&[u8]".into()));
        assert_eq!(Type::Tuple(vec![map]).definitions().collect::<Vec<_>>(), ["crate::types::Bug"]);
    }

    #[test]
    fn a_generic_definition_prints_with_what_it_holds() {
        let generic = Generic { path: "shared::Page".into(), arguments: vec![bug()] };
        let path = "shared::PageBug".into();
        let page = Type::Named(Named { path, kind: Kind::Struct, generic: Some(generic) });
        assert_eq!((&*page.rust(), &*page.rust_path()), ("Page<Bug>", "shared::Page<crate::types::Bug>"));
        assert_eq!(page.imports().collect::<Vec<_>>(), ["shared::Page", "crate::types::Bug"]);
        assert_eq!(page.definitions().collect::<Vec<_>>(), ["shared::PageBug", "crate::types::Bug"]);
    }

    #[test]
    fn every_scalar_prints_as_its_name() {
        for (name, ty) in SCALARS {
            assert_eq!(ty.rust(), name);
            assert!(ty.is_text());
        }
    }
}
