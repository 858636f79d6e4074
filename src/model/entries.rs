//! The messages and enums of `.proto` files, nested and imported ones too, by the names that their types
//! have in Rust: `OrderLine` for the `Line` in `Order`. With them the names of types are resolved.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use heck::ToUpperCamelCase;
use prost_types::{DescriptorProto, EnumDescriptorProto, FileDescriptorProto};

use super::{
    fields,
    schema::{field_rust, without_mark},
};
use crate::diagnostic::Source;

/// Field numbers in descriptor.proto.
const MESSAGE: i32 = 4;
const ENUM: i32 = 5;
const NESTED_MESSAGE: i32 = 3;
const NESTED_ENUM: i32 = 4;

/// A message or an enum.
#[derive(Clone, Debug)]
pub struct Entry<T> {
    /// In a message its name, and the names of its fields' types, are those of entries.
    pub found: T,
    /// Which of the files has it: 0 is the service's own.
    pub file: usize,
    pub package: String,
    /// The messages that it is in, the outermost first, and its own name.
    pub names: Vec<String>,
    /// In the descriptor of its file.
    pub path: Vec<i32>,
}

#[derive(Clone, Debug, Default)]
pub struct Entries {
    pub messages: BTreeMap<String, Entry<DescriptorProto>>,
    pub enums: BTreeMap<String, Entry<EnumDescriptorProto>>,
    /// The entries by their full names.
    known: HashMap<String, String>,
}

enum Either<'a> {
    Message(&'a DescriptorProto),
    Enum(&'a EnumDescriptorProto),
}

type Found<'a> = Entry<Either<'a>>;

impl<T> Entry<T> {
    /// `pb.Order.Line`
    pub fn full_name(&self) -> String {
        join(&self.package, &self.names.join("."))
    }
}

impl Entries {
    /// Of files of which the first is the service's own.
    pub fn of<'a>(files: impl IntoIterator<Item = &'a FileDescriptorProto>) -> Self {
        let mut found = Vec::new();
        for (at, file) in files.into_iter().enumerate() {
            let own = |path: [i32; 2], names: Vec<String>, either| Entry {
                found: either,
                file: at,
                package: file.package().to_owned(),
                names,
                path: path.to_vec(),
            };
            let messages = (0..).zip(&file.message_type).map(|(index, message)| {
                own([MESSAGE, index], vec![message.name().to_owned()], Either::Message(message))
            });
            found.extend(messages);
            let enums = (0..).zip(&file.enum_type);
            found.extend(
                enums.map(|(index, one)| own([ENUM, index], vec![one.name().to_owned()], Either::Enum(one))),
            );
        }
        let mut next = 0;
        while next < found.len() {
            let nested = nested(&found[next]);
            found.extend(nested);
            next += 1;
        }
        // The first has the shortest name: those of the service's own file, and there those at its top.
        found.sort_by_key(|entry| (entry.file, entry.names.len()));
        let mut all = Self::default();
        let mut taken = BTreeSet::new();
        for entry in &found {
            let key = key(entry, &taken);
            taken.insert(key.clone());
            all.known.insert(entry.full_name(), key);
        }
        for entry in found {
            all.insert(entry);
        }
        all
    }

    fn insert(&mut self, entry: Found) {
        let full = entry.full_name();
        let key = self.known[&full].clone();
        let Entry { found, file, package, names, path } = entry;
        match found {
            // What a map is made of is no message of its own.
            Either::Message(found) if fields::is_map_entry(found) => {}
            Either::Message(found) => {
                let found = self.resolved(found, &full, &key);
                self.messages.insert(key, Entry { found, file, package, names, path });
            }
            Either::Enum(found) => {
                self.enums.insert(key, Entry { found: found.clone(), file, package, names, path });
            }
        }
    }

    fn resolved(&self, message: &DescriptorProto, full: &str, key: &str) -> DescriptorProto {
        let mut message = message.clone();
        for field in &mut message.field {
            field.type_name = field.type_name.take().map(|name| self.resolve(full, &name));
        }
        for entry in message.nested_type.iter_mut().filter(|nested| fields::is_map_entry(nested)) {
            for field in &mut entry.field {
                field.type_name = field.type_name.take().map(|name| self.resolve(full, &name));
            }
        }
        message.name = Some(key.to_owned());
        message
    }

    /// What a name means inside of `scope`, a package or the full name of a message: the innermost first.
    /// What is not there keeps its name.
    pub fn resolve(&self, scope: &str, name: &str) -> String {
        let absolute = name.strip_prefix('.');
        let mut scope = if absolute.is_some() { "" } else { scope };
        let name = absolute.unwrap_or(name);
        loop {
            if let Some(key) = self.known.get(&join(scope, name)) {
                return key.clone();
            }
            match scope.rsplit_once('.') {
                Some((outer, _)) => scope = outer,
                None if scope.is_empty() => return name.to_owned(),
                None => scope = "",
            }
        }
    }
}

fn join(scope: &str, name: &str) -> String {
    if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") }
}

fn nested<'a>(entry: &Found<'a>) -> Vec<Found<'a>> {
    let Either::Message(message) = entry.found else { return Vec::new() };
    let inside = |part: [i32; 2], name: &str, found| Entry {
        found,
        file: entry.file,
        package: entry.package.clone(),
        names: entry.names.iter().cloned().chain([name.to_owned()]).collect(),
        path: entry.path.iter().copied().chain(part).collect(),
    };
    let messages = (0..).zip(&message.nested_type);
    let messages =
        messages.map(|(index, one)| inside([NESTED_MESSAGE, index], one.name(), Either::Message(one)));
    let enums = (0..).zip(&message.enum_type);
    let enums = enums.map(|(index, one)| inside([NESTED_ENUM, index], one.name(), Either::Enum(one)));
    messages.chain(enums).collect()
}

/// The first free name; with a dot, which no type in Rust has, where none is free.
fn key(entry: &Found, taken: &BTreeSet<String>) -> String {
    let full = entry.full_name();
    if matches!(entry.found, Either::Message(message) if fields::is_map_entry(message)) {
        return full;
    }
    let joined = match &entry.names[..] {
        [top] if entry.file == 0 => top.clone(),
        names => names.concat().to_upper_camel_case(),
    };
    let with_package = format!("{}_{joined}", entry.package).to_upper_camel_case();
    let mut candidates = vec![joined];
    candidates.extend((entry.file > 0).then_some(with_package));
    candidates.into_iter().find(|name| !taken.contains(name)).unwrap_or(full)
}

/// The modules that prost makes of a package or of a message with more in it.
pub fn modules(names: &[String]) -> String {
    names.iter().map(|name| field_rust(name) + "::").collect()
}

/// The folder of the files that come with protobuf.
const GOOGLE: &str = "google/protobuf/";

/// What a file imports, and what that imports, each once.
pub fn imported(file: &FileDescriptorProto, others: &[Source]) -> Vec<FileDescriptorProto> {
    let mut found: Vec<FileDescriptorProto> = Vec::new();
    let mut next = file.dependency.clone();
    let mut seen = BTreeSet::new();
    while let Some(name) = next.pop() {
        // What comes with protobuf has types of its own.
        if name.starts_with(GOOGLE) {
            continue;
        }
        let Some(source) = others.iter().find(|source| *source.name == *name) else { continue };
        if !seen.insert(name.clone()) {
            continue;
        }
        if let Ok(file) = protox::file::File::from_source(&name, without_mark(&source.text).1) {
            let file = FileDescriptorProto::from(file);
            next.extend(file.dependency.iter().cloned());
            found.push(file);
        }
    }
    found.sort_by(|a, b| a.name().cmp(b.name()));
    found
}
