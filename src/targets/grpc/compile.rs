//! Compiles a `.proto` to Rust and to descriptors, in memory: no protoc, no build script.

use std::cell::Cell;

use prost::Message;
use prost_build::Module;
use prost_types::FileDescriptorProto;
use protox::{
    Compiler, Error,
    file::{ChainFileResolver, File, FileResolver, GoogleFileResolver},
};

use super::secret::Secrets;
use crate::{
    diagnostic::{Diagnostic, Source},
    model::schema::{self, Schema},
    plan::format,
};

/// The package of the types that come with protobuf, which platform has in Rust.
const GOOGLE: &str = "google.protobuf";

pub(super) struct Compiled {
    pub(super) rust: String,
    /// A `FileDescriptorSet`, for reflection.
    pub(super) descriptors: Vec<u8>,
    /// rustc would warn where something of it is used.
    pub(super) deprecated: bool,
}

/// `others` are the files that it may import. Messages with secrets get no `Debug`.
pub(super) fn compile(schema: &Schema, others: &[Source], secrets: &Secrets) -> Result<Compiled, Diagnostic> {
    let source = &schema.source;
    let file = source.name.rsplit('/').next().unwrap_or(&source.name);
    let mut set = open(schema, file, others)?.file_descriptor_set();
    let package = schema.file.package();
    if let Some(other) = set.file.iter().find(|file| ![package, GOOGLE].contains(&file.package())) {
        return Err(other_package(schema, other));
    }

    let deprecated = set.file.iter().filter(|file| file.package() == package).any(has_deprecated);

    // Reflection needs no comments.
    let comments: Vec<_> = set.file.iter_mut().map(|file| file.source_code_info.take()).collect();
    let descriptors = set.encode_to_vec();
    set.file.iter_mut().zip(comments).for_each(|(file, comments)| file.source_code_info = comments);

    let mut config = prost_build::Config::new();
    config.prost_types_path("::platform::prost_types");
    config.skip_debug(secrets.messages().map(|message| match package {
        "" => format!(".{message}"),
        package => format!(".{package}.{message}"),
    }));
    let module = |file: &FileDescriptorProto| Module::from_protobuf_package_name(file.package());
    let requests = set.file.into_iter().map(|file| (module(&file), file)).collect();
    let mut modules = config
        .generate(requests)
        .map_err(|error| Diagnostic::error(format!("cannot compile {}: {error}", source.name)))?;
    let code = modules.remove(&module(&schema.file)).unwrap_or_default();
    let code = format::items(&code)
        .map_err(|error| Diagnostic::error(format!("cannot compile {}: {error}", source.name)))?;
    let header = format::header(&format!("proto/{file}"));
    let rust = format!("{header}\n\n{code}");

    Ok(Compiled { rust, deprecated, descriptors })
}

/// The file `name` with what it imports.
fn open(schema: &Schema, name: &str, others: &[Source]) -> Result<Compiler, Diagnostic> {
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
                schema::diagnose(&error, &Source::new(beside(schema, &other.name), other.text.clone()))
            }
            None => schema::diagnose(&error, &schema.source),
        }
    })
}

fn compiler(first: File, others: &[Source]) -> Result<Compiler, Error> {
    let name = first.name().to_owned();
    let others = others.iter().filter(|other| *other.name != *name).cloned().collect();
    let mut resolver = ChainFileResolver::new();
    resolver.add(Files { first: Cell::new(Some(first)), others });
    resolver.add(GoogleFileResolver::new());
    let mut compiler = Compiler::with_file_resolver(resolver);
    compiler.include_imports(true).include_source_info(true);
    compiler.open_file(name)?;
    Ok(compiler)
}

/// Whether a message or a field is marked so.
fn has_deprecated(file: &FileDescriptorProto) -> bool {
    let messages = || file.message_type.iter();
    let fields = messages().flat_map(|message| &message.field);
    messages().flat_map(|found| &found.options).any(|options| options.deprecated())
        || fields.flat_map(|field| &field.options).any(|options| options.deprecated())
}

/// Another file of the service's folder `proto/`, as the user knows it.
fn beside(schema: &Schema, name: &str) -> String {
    let own = &schema.source.name;
    format!("{}{name}", &own[..own.rfind('/').map_or(0, |slash| slash + 1)])
}

/// Its messages would be in another module, which the service does not have.
fn other_package(schema: &Schema, other: &FileDescriptorProto) -> Diagnostic {
    let (name, package) = (other.name(), other.package());
    let (own, shown) = (schema.file.package(), beside(schema, name));
    let error = Diagnostic::error(format!("{shown} is of another package, which kit does not compile"));
    let error = match schema.file.dependency.iter().position(|import| import == name) {
        Some(index) => {
            error.at(&schema.source, schema.import_span(index), format!("of the package `{package}`"))
        }
        None => error,
    };
    error.help(format!("write `package {own};` in it, or move its messages into {}", schema.source.name))
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
