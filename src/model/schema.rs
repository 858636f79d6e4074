//! A `.proto` as its user has it: what it names, and where. kit follows its names.

use std::{collections::HashMap, ops::Range};

use heck::ToSnakeCase;
use prost_types::{
    DescriptorProto, EnumDescriptorProto, FileDescriptorProto, MethodDescriptorProto, ServiceDescriptorProto,
};

use super::{
    Method, Service,
    entries::{self, Entries, Entry},
    fields,
    locations::{Locations, docs_in},
    names,
    types::{Kind, Named, Type},
    unreadable,
};
use crate::diagnostic::{Diagnostic, Source};

/// Field numbers in descriptor.proto, from which its source locations' paths are made.
const PACKAGE: i32 = 2;
const IMPORT: i32 = 3;
const SERVICE: i32 = 6;
pub const FIELD: i32 = 2;
pub const VALUE: i32 = 2;
pub const ONEOF: i32 = 8;
const RPC: i32 = 2;
const SYNTAX: i32 = 12;

#[derive(Clone, Debug)]
pub struct Schema {
    pub source: Source,
    /// Without its comments and places, of which each copy would take as much as all else.
    pub file: FileDescriptorProto,
    pub locations: Locations,
    pub(super) entries: Entries,
    /// The files that it imports, and those that these import.
    imported: Vec<FileDescriptorProto>,
    /// By service and name: the indices of both.
    rpcs: HashMap<(String, String), (usize, usize)>,
}

impl Schema {
    /// Reads the text; imports are not followed.
    pub fn parse(source: &Source) -> Result<Self, Diagnostic> {
        Self::with_imports(source, &[])
    }

    /// The same with what it imports of the other files, which are named as imports name them. What is
    /// wrong with one of those, the compiler says.
    pub fn with_imports(source: &Source, others: &[Source]) -> Result<Self, Diagnostic> {
        let (mark, text) = without_mark(&source.text);
        let file = protox::file::File::from_source(&source.name, text);
        let file = file.map_err(|error| unreadable::diagnose(&error, source))?;
        let mut file = FileDescriptorProto::from(file);
        let locations = file.source_code_info.take().unwrap_or_default();
        let imported = entries::imported(&file, others);
        let entries = Entries::of([&file].into_iter().chain(&imported));
        let mut rpcs = HashMap::new();
        for (at, service) in file.service.iter().enumerate() {
            let names = service.method.iter().enumerate();
            rpcs.extend(
                names.map(|(rpc, found)| ((service.name().to_owned(), found.name().to_owned()), (at, rpc))),
            );
        }
        let locations = Locations::new(locations, text, mark);
        Ok(Self { source: source.clone(), file, locations, entries, imported, rpcs })
    }

    /// The message or the enum that the file means by a name outside of all messages.
    pub fn local(&self, name: &str) -> String {
        self.entries.resolve(self.file.package(), name)
    }

    pub fn service(&self, name: &str) -> Option<(&ServiceDescriptorProto, Range<usize>)> {
        let index = self.file.service.iter().position(|service| service.name() == name)?;
        Some((&self.file.service[index], self.span(&[SERVICE, index as i32])))
    }

    pub fn rpc(&self, service: &str, name: &str) -> Option<&MethodDescriptorProto> {
        let (at, rpc) = *self.rpcs.get(&(service.to_owned(), name.to_owned()))?;
        Some(&self.file.service[at].method[rpc])
    }

    pub fn rpc_span(&self, service: &str, name: &str) -> Range<usize> {
        let found = self.rpcs.get(&(service.to_owned(), name.to_owned()));
        found.map_or(0..0, |(at, rpc)| self.span(&[SERVICE, *at as i32, RPC, *rpc as i32]))
    }

    pub fn message(&self, name: &str) -> Option<&DescriptorProto> {
        self.entries.messages.get(name).map(|entry| &entry.found)
    }

    pub fn enumeration(&self, name: &str) -> Option<&EnumDescriptorProto> {
        self.entries.enums.get(name).map(|entry| &entry.found)
    }

    /// The place of a message or an enum, of something imported that of the file's import.
    pub fn span_of(&self, name: &str) -> Range<usize> {
        let message = self.entries.messages.get(name).map(|entry| self.place_of(entry));
        let found = message.or_else(|| self.entries.enums.get(name).map(|entry| self.place_of(entry)));
        found.unwrap_or(0..0)
    }

    /// Of something imported, the place of the file's import.
    fn place_of<T>(&self, entry: &Entry<T>) -> Range<usize> {
        match self.import_of(entry) {
            Some(import) => {
                let index = self.file.dependency.iter().position(|dependency| dependency == import);
                index.map_or(0..0, |index| self.import_span(index))
            }
            None => self.span(&entry.path),
        }
    }

    fn import_of<T>(&self, entry: &Entry<T>) -> Option<&str> {
        let index = entry.file.checked_sub(1)?;
        self.imported.get(index).map(FileDescriptorProto::name)
    }

    /// The imported file that has a message or an enum.
    pub fn import(&self, name: &str) -> Option<&str> {
        let message = self.entries.messages.get(name).map(|entry| self.import_of(entry));
        message.or_else(|| self.entries.enums.get(name).map(|entry| self.import_of(entry)))?
    }

    /// Where an `import` fits: behind those that are there, or else behind the package or the syntax.
    pub fn import_place(&self) -> usize {
        let last = self.file.dependency.len().checked_sub(1).map(|index| self.import_span(index));
        let package = || self.place(&[PACKAGE]);
        last.or_else(package).or_else(|| self.syntax_span()).map_or(0, |span| span.end)
    }

    /// The place of the line that says in which version the file is written, if it has one.
    pub fn syntax_span(&self) -> Option<Range<usize>> {
        self.place(&[SYNTAX])
    }

    /// The place of an `import`.
    pub fn import_span(&self, index: usize) -> Range<usize> {
        self.span(&[IMPORT, index as i32])
    }

    /// The place of a message's field, by the field's index.
    pub fn field_span(&self, message: &str, field: usize) -> Range<usize> {
        self.part(message, [FIELD, field as i32])
    }

    /// The place of an enum's value, by the value's index.
    pub fn value_span(&self, name: &str, value: usize) -> Range<usize> {
        self.part(name, [VALUE, value as i32])
    }

    /// The place of a message's oneof, by its index.
    pub fn oneof_span(&self, message: &str, oneof: usize) -> Range<usize> {
        self.part(message, [ONEOF, oneof as i32])
    }

    fn part(&self, name: &str, part: [i32; 2]) -> Range<usize> {
        match self.import(name) {
            Some(_) => self.span_of(name),
            None => self.span(&[&self.path(name)[..], &part].concat()),
        }
    }

    /// The places of a service's rpcs.
    pub fn rpc_spans(&self, service: &str) -> Vec<Range<usize>> {
        let found = self.file.service.iter().position(|found| found.name() == service);
        let count = found.map_or(0, |index| self.file.service[index].method.len());
        let place =
            |rpc: usize| self.span(&[SERVICE, found.map_or(-1, |index| index as i32), RPC, rpc as i32]);
        (0..count).map(place).collect()
    }

    /// The name that the file gives to a method's result, where it has just one field.
    pub fn reply_field(&self, service: &Service, method: &Method) -> Option<String> {
        if matches!(&method.output, Type::Unit | Type::Named(Named { kind: Kind::Struct, .. })) {
            return None;
        }
        let rpc = self.rpc(&service.name.proto_service(), &method.rpc)?;
        let reply = self.message(&self.local(rpc.output_type()))?;
        match fields::slots(reply)[..] {
            [slot] => Some(slot.rust(reply)),
            _ => None,
        }
    }

    /// The path of a service in the descriptor.
    pub fn service_path(&self, name: &str) -> Vec<i32> {
        let index = self.file.service.iter().position(|service| service.name() == name);
        vec![SERVICE, index.map_or(-1, |index| index as i32)]
    }

    /// The path of a message or an enum in the descriptor of its file.
    pub fn path(&self, name: &str) -> Vec<i32> {
        let message = self.entries.messages.get(name).map(|entry| &entry.path);
        let path = message.or_else(|| self.entries.enums.get(name).map(|entry| &entry.path));
        path.cloned().unwrap_or_default()
    }

    /// The comment in front of an element, or behind it on its line; by its path.
    pub fn docs(&self, path: &[i32]) -> Vec<String> {
        self.locations.docs(path)
    }

    /// The same of a message, an enum or, by its path there, a part of one.
    pub fn docs_of(&self, name: &str, part: &[i32]) -> Vec<String> {
        let path = [&self.path(name)[..], part].concat();
        let file = self.imported.iter().find(|file| Some(file.name()) == self.import(name));
        match file.and_then(|file| file.source_code_info.as_ref()) {
            Some(info) => docs_in(info, &path),
            None => self.docs(&path),
        }
    }

    /// The place of an element, by its path in the descriptor.
    pub fn place(&self, path: &[i32]) -> Option<Range<usize>> {
        self.locations.span(path)
    }

    /// The place of the line that says the package, or of the first character.
    pub fn package_span(&self) -> Range<usize> {
        self.span(&[PACKAGE])
    }

    fn span(&self, path: &[i32]) -> Range<usize> {
        self.place(path).unwrap_or(0..0)
    }
}

/// The message without fields that comes with protobuf; prost has `()` for it.
pub const EMPTY: &str = "google.protobuf.Empty";

/// The first line of a place.
pub fn first_line(schema: &Schema, span: Range<usize>) -> Range<usize> {
    let line = schema.source.text[span.clone()].find('\n').map_or(span.end, |at| span.start + at);
    span.start..line
}

/// Only in proto3 are fields what the conversions take them for.
pub fn check_syntax(schema: &Schema) -> Option<Diagnostic> {
    if schema.file.syntax() == "proto3" {
        return None;
    }
    let error = Diagnostic::error(format!("{} is not written in proto3", schema.source.name));
    let error = match schema.syntax_span() {
        Some(place) => error.at(&schema.source, place, "another version of the language"),
        None => error,
    };
    Some(error.help("begin it with `syntax = \"proto3\";`"))
}

/// A byte order mark in front, which protox does not read: its length, and the rest.
pub fn without_mark(text: &str) -> (usize, &str) {
    text.strip_prefix('\u{feff}').map_or((0, text), |rest| (text.len() - rest.len(), rest))
}

/// The name under which prost's struct has a field.
pub fn field_rust(name: &str) -> String {
    let snake = name.to_snake_case();
    match &*snake {
        "self" | "super" | "crate" | "extern" => format!("{snake}_"),
        _ if names::is_keyword(&snake) => format!("r#{snake}"),
        _ => snake,
    }
}
