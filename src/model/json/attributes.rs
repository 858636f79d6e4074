//! `#[serde(…)]` as it is written. What it may not say is serde's to refuse.

use syn::{Attribute, Expr, ExprLit, Lit, Meta, Token, punctuated::Punctuated};

use super::Names;

/// What the attributes of a struct, an enum, a variant or a field say to serde.
#[derive(Default)]
pub(super) struct Said {
    items: Vec<(String, Names)>,
    /// A `cfg` decides, or a macro of another crate.
    pub uncertain: bool,
    /// `serde_with` leaves out every `None`.
    pub drops_none: bool,
}

impl Said {
    pub fn read(attributes: &[Attribute]) -> Self {
        let mut said = Self::default();
        for attribute in attributes {
            let name =
                attribute.path().segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
            match &*name {
                "serde" => said.items.extend(items(&attribute.meta).iter().filter_map(item)),
                "cfg_attr" => said.uncertain |= mentions_serde(&attribute.meta),
                // On a field; what stands on the struct names the macro alone.
                "serde_as" => said.uncertain |= !matches!(attribute.meta, Meta::Path(_)),
                "skip_serializing_none" => said.drops_none = true,
                _ => {}
            }
        }
        said
    }

    pub fn has(&self, key: &str) -> bool {
        self.items.iter().any(|(name, _)| name == key)
    }

    /// What a key says for reading and for writing.
    pub fn both(&self, key: &str) -> Names {
        let found = self.items.iter().filter(|(name, _)| name == key);
        found.fold(Names::default(), |names, (_, more)| names.or(more.clone()))
    }

    pub fn text(&self, key: &str) -> Option<String> {
        self.both(key).read
    }

    /// Whether a field is left out on either side.
    pub fn skips(&self) -> bool {
        ["skip", "skip_serializing", "skip_deserializing"].iter().any(|key| self.has(key))
    }

    /// The names of a field or a variant: its own, or by the rule of what it stands in.
    pub fn names(&self, ident: &str, rules: &Names, case: fn(&str, &str) -> String) -> Names {
        let own = self.both("rename");
        let name = |own: Option<String>, rule: &Option<String>| {
            own.unwrap_or_else(|| rule.as_ref().map_or_else(|| ident.to_owned(), |rule| case(rule, ident)))
        };
        let is_kept = |key: &str| !self.has("skip") && !self.has(key);
        Names {
            read: is_kept("skip_deserializing").then(|| name(own.read, &rules.read)),
            written: is_kept("skip_serializing").then(|| name(own.written, &rules.written)),
        }
    }
}

fn items(meta: &Meta) -> Vec<Meta> {
    let Meta::List(list) = meta else { return Vec::new() };
    let items = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
    items.map_or_else(|_| Vec::new(), |items| items.into_iter().collect())
}

/// `default`, `rename = "…"`, `rename(serialize = "…", deserialize = "…")`.
fn item(meta: &Meta) -> Option<(String, Names)> {
    let name = meta.path().get_ident()?.to_string();
    let names = match meta {
        Meta::Path(_) => Names::default(),
        Meta::NameValue(_) => Names { read: value(meta), written: value(meta) },
        Meta::List(_) => {
            let parts = items(meta);
            let side = |side: &str| parts.iter().find(|part| part.path().is_ident(side)).and_then(value);
            Names { read: side("deserialize"), written: side("serialize") }
        }
    };
    Some((name, names))
}

fn value(meta: &Meta) -> Option<String> {
    let Meta::NameValue(meta) = meta else { return None };
    match &meta.value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}

/// Whether one of the attributes behind the condition of a `cfg_attr` is for serde.
fn mentions_serde(meta: &Meta) -> bool {
    items(meta).iter().skip(1).any(|meta| meta.path().is_ident("serde"))
}
