//! Compiles a `.proto` to Rust and to descriptors, in memory: no protoc, no build script.

use std::cell::Cell;

use prost::Message;
use prost_build::Module;
use prost_types::{DescriptorProto, FileDescriptorProto, FileDescriptorSet};
use protox::{
    Compiler, Error,
    file::{ChainFileResolver, File, FileResolver, GoogleFileResolver},
};

use super::{packages, secret::Secrets};
use crate::{
    diagnostic::{Diagnostic, Source},
    model::{
        schema::{self, Schema},
        unreadable,
    },
    plan::format,
};

/// A `.proto` with what it imports, that can be compiled.
pub(super) struct Checked<'a> {
    schema: &'a Schema,
    set: FileDescriptorSet,
    /// rustc would warn where something of it is used.
    pub(super) deprecated: bool,
}

pub(super) struct Compiled {
    pub(super) rust: String,
    /// A `FileDescriptorSet`, for reflection.
    pub(super) descriptors: Vec<u8>,
}

/// `others` are the files that it may import.
pub(super) fn check<'a>(schema: &'a Schema, others: &[Source]) -> Result<Checked<'a>, Diagnostic> {
    let set = open(schema, others)?.file_descriptor_set();
    let package = schema.file.package();
    let packages = schema.packages();
    packages::check(schema, &packages)?;
    let is_ours =
        |file: &&FileDescriptorProto| file.package() == package || packages.contains(file.package());
    let deprecated = set.file.iter().filter(is_ours).any(has_deprecated);
    Ok(Checked { schema, set, deprecated })
}

/// Messages with secrets get no `Debug`.
pub(super) fn compile(checked: Checked, secrets: &Secrets) -> Result<Compiled, Diagnostic> {
    let Checked { schema, mut set, .. } = checked;
    let (source, package, packages) = (&schema.source, schema.file.package(), schema.packages());

    // Reflection needs no comments, prost does.
    let comments: Vec<_> = set.file.iter_mut().map(|file| file.source_code_info.take()).collect();
    let descriptors = set.encode_to_vec();
    for (file, comments) in set.file.iter_mut().zip(comments) {
        let own = || (file.name() == file_name(schema)).then(|| schema.locations.info.clone());
        file.source_code_info = comments.or_else(own);
    }

    let mut config = prost_build::Config::new();
    config.prost_types_path("::platform::prost_types");
    config.skip_debug(secrets.messages().map(|message| format!(".{}", schema.full_name(message))));
    let module = |file: &FileDescriptorProto| Module::from_protobuf_package_name(file.package());
    let requests = set.file.into_iter().map(|file| (module(&file), file)).collect();
    let mut modules = config
        .generate(requests)
        .map_err(|error| Diagnostic::unexpected(format!("cannot compile {}: {error}", source.name)))?;
    let mut code = modules.remove(&module(&schema.file)).unwrap_or_default();
    if !packages.is_empty() {
        let others = packages.into_iter().map(|name| (name, Module::from_protobuf_package_name(name)));
        let others = others.map(|(name, module)| (name, modules.remove(&module).unwrap_or_default()));
        code = packages::tree(package, others.chain([(package, code)]));
    }
    let code = format::items(&with_lean_derives(&code))
        .map_err(|error| Diagnostic::unexpected(format!("cannot compile {}: {error}", source.name)))?;
    let header = format::header(&format!("proto/{}", file_name(schema)));
    let rust = format!("{header}\n\n{code}");

    Ok(Compiled { rust, descriptors })
}

/// Messages that only travel are not cloned or hashed: in a file of many messages rustc would take a
/// sixth longer for it. prost compares those that a map holds.
fn with_lean_derives(code: &str) -> String {
    let mut lean = String::with_capacity(code.len());
    for line in code.lines() {
        lean += match line.trim().strip_prefix("#[derive(") {
            Some(rest) if rest.ends_with("::prost::Message)]") => "#[derive(PartialEq, ::prost::Message)]",
            Some(rest) if rest.ends_with("::prost::Oneof)]") => "#[derive(PartialEq, ::prost::Oneof)]",
            _ => line,
        };
        lean += "\n";
    }
    lean
}

/// Options of Google's that many files have: what they say is not for kit, but they must be known.
const APIS: [(&str, &str); 2] = [
    ("google/api/annotations.proto", include_str!("google/annotations.proto")),
    ("google/api/http.proto", include_str!("google/http.proto")),
];

/// Whether a file can be imported that nobody has written here.
pub fn is_known_import(name: &str) -> bool {
    APIS.iter().any(|(known, _)| *known == name) || GoogleFileResolver::new().open_file(name).is_ok()
}

fn file_name(schema: &Schema) -> &str {
    schema.source.name.rsplit('/').next().unwrap_or(&schema.source.name)
}

/// The file with what it imports.
pub(super) fn open(schema: &Schema, others: &[Source]) -> Result<Compiler, Diagnostic> {
    let name = file_name(schema);
    let parsed = FileDescriptorProto { name: Some(name.to_owned()), ..schema.file.clone() };
    if let Ok(compiler) = compiler(File::from_file_descriptor_proto(parsed), others) {
        return Ok(compiler);
    }
    // Only of a text it can be said where it is wrong.
    let text = schema::without_mark(&schema.source.text).1;
    File::from_source(name, text).and_then(|file| compiler(file, others)).map_err(|error| {
        let culprit =
            error.file().and_then(|found| others.iter().find(|other| *other.name == *found && found != name));
        match culprit {
            Some(other) => {
                unreadable::diagnose(&error, &Source::new(beside(schema, &other.name), other.text.clone()))
            }
            None => unreadable::diagnose(&error, &schema.source),
        }
    })
}

fn compiler(first: File, others: &[Source]) -> Result<Compiler, Error> {
    let name = first.name().to_owned();
    let others = others.iter().filter(|other| *other.name != *name).cloned().collect();
    let mut resolver = ChainFileResolver::new();
    resolver.add(Files { first: Cell::new(Some(first)), others });
    resolver.add(GoogleFileResolver::new());
    resolver.add(Files {
        first: Cell::new(None),
        others: APIS.map(|(name, text)| Source::new(name, text)).into(),
    });
    let mut compiler = Compiler::with_file_resolver(resolver);
    compiler.include_imports(true).include_source_info(true);
    compiler.open_file(name)?;
    Ok(compiler)
}

/// Whether a message or a field is marked so.
fn has_deprecated(file: &FileDescriptorProto) -> bool {
    let mut next: Vec<&DescriptorProto> = file.message_type.iter().collect();
    while let Some(message) = next.pop() {
        let mut fields = message.field.iter().flat_map(|field| &field.options);
        if message.options.as_ref().is_some_and(|options| options.deprecated())
            || fields.any(|options| options.deprecated())
        {
            return true;
        }
        next.extend(&message.nested_type);
    }
    false
}

/// Another file of the service's folder `proto/`, as the user knows it.
pub(super) fn beside(schema: &Schema, name: &str) -> String {
    let own = &schema.source.name;
    format!("{}{name}", &own[..own.rfind('/').map_or(0, |slash| slash + 1)])
}

/// Files that are in memory; the first is opened once.
struct Files {
    first: Cell<Option<File>>,
    others: Vec<Source>,
}

impl FileResolver for Files {
    fn open_file(&self, name: &str) -> Result<File, Error> {
        match self.first.take() {
            Some(first) if first.name() == name => return Ok(first),
            other => self.first.set(other),
        }
        let found = self.others.iter().find(|source| *source.name == *name);
        let found = found.ok_or_else(|| Error::file_not_found(name))?;
        File::from_source(name, schema::without_mark(&found.text).1)
    }
}
