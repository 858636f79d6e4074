//! The names of a file's types: in the file itself, and of what prost makes of them.

use std::collections::BTreeSet;

use heck::ToUpperCamelCase;

use super::{
    entries::{self, Entry},
    fields,
    proto::ProtoType,
    schema::{EMPTY, Schema, field_rust},
};

/// Where `pb` has the code of imported packages.
pub const BY_PACKAGE: &str = "by_package";

/// `acme::users::v1::`
pub fn package_modules(package: &str) -> String {
    let names: Vec<String> = package.split('.').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    entries::modules(&names)
}

impl Schema {
    /// The package and the names of an entry.
    fn named(&self, name: &str) -> Option<(&str, &[String])> {
        let message = self.entries.messages.get(name).map(|entry| (&*entry.package, &*entry.names));
        message.or_else(|| self.entries.enums.get(name).map(|entry| (&*entry.package, &*entry.names)))
    }

    /// `pb.Order.Line`
    pub fn full_name(&self, name: &str) -> String {
        let message = self.entries.messages.get(name).map(Entry::full_name);
        message.unwrap_or_else(|| name.to_owned())
    }

    /// How a field that is to be written names a type: `Order.Line`.
    pub fn reference(&self, name: &str) -> String {
        match self.named(name) {
            Some((package, names)) if package == self.file.package() => names.join("."),
            Some((package, names)) => format!("{package}.{}", names.join(".")),
            None => name.to_owned(),
        }
    }

    /// A type as it stands in front of a field's name.
    pub fn declared(&self, ty: &ProtoType) -> String {
        let name = match ty.name.strip_prefix("map<").and_then(|rest| rest.split_once(", ")) {
            Some((key, value)) => format!("map<{key}, {}>", self.reference(value.trim_end_matches('>'))),
            None => self.reference(&ty.name),
        };
        ProtoType { name, ..ty.clone() }.declared()
    }

    /// The packages whose types this file's package or one of these needs.
    pub fn packages(&self) -> BTreeSet<&str> {
        let own = self.file.package();
        let package_of = |name: &str| Some(self.named(name)?.0);
        let rpcs = self.file.service.iter().flat_map(|service| &service.method);
        let messages = rpcs.flat_map(|rpc| [rpc.input_type(), rpc.output_type()]);
        let mut all: BTreeSet<&str> = messages.filter_map(|name| package_of(&self.local(name))).collect();
        let mut next: Vec<&str> = all.iter().copied().chain([own]).collect();
        while let Some(package) = next.pop() {
            let messages = self.entries.messages.values().filter(|entry| entry.package == package);
            let names = messages.flat_map(|entry| fields::mentioned(&entry.found));
            for package in names.filter_map(package_of) {
                if all.insert(package) {
                    next.push(package);
                }
            }
        }
        all.remove(own);
        all
    }

    /// The messages in which prost puts something, by package and names: it makes a module of each.
    pub fn outer_messages(&self) -> impl Iterator<Item = (&str, &[String])> {
        let messages = self.entries.messages.values();
        let with_oneof = messages.clone().filter(|entry| fields::oneof(&entry.found).is_some());
        let with_oneof = with_oneof.map(|entry| (&*entry.package, &entry.names[..]));
        let messages = messages.map(|entry| (&*entry.package, &*entry.names));
        let enums = self.entries.enums.values().map(|entry| (&*entry.package, &*entry.names));
        let nested = messages.chain(enums).filter(|(_, names)| names.len() > 1);
        with_oneof.chain(nested.map(|(package, names)| (package, &names[..names.len() - 1])))
    }

    /// The Rust type that prost makes of a message or an enum.
    pub fn rust(&self, name: &str) -> String {
        match self.named(name) {
            Some((_, [outer @ .., own])) => {
                format!("{}{}{}", self.module(name), entries::modules(outer), own.to_upper_camel_case())
            }
            _ if name == EMPTY => "()".to_owned(),
            _ => format!("pb::{}", name.to_upper_camel_case()),
        }
    }

    /// The module in which prost puts what a message has inside of it.
    pub fn inside(&self, name: &str) -> String {
        match self.named(name) {
            Some((_, names)) => format!("{}{}", self.module(name), entries::modules(names)),
            None => format!("pb::{}::", field_rust(name)),
        }
    }

    /// The module of the package.
    fn module(&self, name: &str) -> String {
        match self.named(name) {
            Some((package, _)) if package != self.file.package() => {
                format!("pb::{BY_PACKAGE}::{}", package_modules(package))
            }
            _ => "pb::".to_owned(),
        }
    }
}
