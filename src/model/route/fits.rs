//! Which types can be part of a URL, where a value is a text.

use super::Carried;
use crate::model::types::{Kind, Type};

/// Why not, and what to do instead.
type Advice = (&'static str, &'static str);

const IN_BODY: &str = "send it in the body, with `post`, `put` or `patch`";

/// Whether a parameter of this type can travel so.
pub(super) fn check(ty: &Type, carried: Carried) -> Result<(), Advice> {
    match carried {
        Carried::Path => path(ty),
        Carried::Query => query(ty),
        Carried::Field | Carried::Body => Ok(()),
    }
}

/// Instants, which serde writes as RFC 3339 has them.
const INSTANTS: [&str; 2] = ["chrono::DateTime<chrono::Utc>", "jiff::Timestamp"];
/// Of the types that only serde sees.
const OTHERS: [&str; 5] = [
    "std::net::SocketAddr",
    "std::net::SocketAddrV4",
    "std::net::SocketAddrV6",
    "chrono::NaiveDateTime",
    "chrono::NaiveTime",
];

/// Whether a value is one piece of text, as serde writes it.
pub(in crate::model) fn is_url_text(ty: &Type) -> bool {
    match ty {
        Type::Named(named) => matches!(named.kind, Kind::Enum | Kind::Newtype),
        Type::Known(known) => known.is_text() || INSTANTS.contains(&known.rust),
        Type::Other(path, _) => OTHERS.contains(&&**path) || path.starts_with("std::num::NonZero"),
        _ => ty.is_text(),
    }
}

fn path(ty: &Type) -> Result<(), Advice> {
    match ty {
        ty if is_url_text(ty) => Ok(()),
        Type::Option(_) => Err((
            "a segment of a path is never absent",
            "leave it out of the path: an `Option` can be in the query",
        )),
        Type::Bytes => Err(("bytes are no text", IN_BODY)),
        Type::List(..) => Err((
            "a list is not one segment",
            "leave it out of the path: a `Vec` can be in the query or the body",
        )),
        _ => Err((
            "a segment of a path is one value",
            "name a parameter that is one text, such as a number, a `String` or an enum, or use the body",
        )),
    }
}

fn query(ty: &Type) -> Result<(), Advice> {
    match ty {
        ty if is_url_text(ty) => Ok(()),
        Type::Bytes => Err(("bytes are no text", IN_BODY)),
        Type::Option(inner) | Type::List(_, inner) if is_url_text(inner) => Ok(()),
        Type::Option(inner) | Type::List(_, inner) if **inner == Type::Bytes => query(inner),
        Type::Option(inner) if matches!(**inner, Type::List(..)) => {
            Err(("a query does not tell an empty list from no list", "use the `Vec` itself, empty for none"))
        }
        _ => Err(("a query has no objects, and no lists in lists", IN_BODY)),
    }
}
