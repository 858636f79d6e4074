//! The code of several packages as one tree of modules, in which prost's paths from one to another lead
//! where they should.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::Diagnostic,
    model::{
        entries,
        pb::{self, BY_PACKAGE},
        schema::Schema,
    },
};

#[derive(Default)]
struct Node {
    code: String,
    inner: BTreeMap<String, Node>,
}

/// All packages below one module, and what is in `own` beside it.
pub(super) fn tree<'a>(own: &str, packages: impl Iterator<Item = (&'a str, String)>) -> String {
    let mut root = Node::default();
    for (package, code) in packages {
        let path = pb::package_modules(package);
        let names = path.split_terminator("::");
        names.fold(&mut root, |node, name| node.inner.entry(name.to_owned()).or_default()).code = code;
    }
    format!("pub use self::{BY_PACKAGE}::{}*;\n{}", pb::package_modules(own), root.module(BY_PACKAGE))
}

/// Whether no package has its code in the module of a message: `acme.common` where `acme` has a
/// message `Common` with something inside. prost would make both.
pub(super) fn check(schema: &Schema, packages: &BTreeSet<&str>) -> Result<(), Diagnostic> {
    let all = || packages.iter().copied().chain([schema.file.package()]);
    for (package, names) in schema.outer_messages().filter(|(package, _)| all().any(|one| one == *package)) {
        let module = pb::package_modules(package) + &entries::modules(names);
        let other = all().find(|other| pb::package_modules(other).starts_with(&module));
        let is_tree =
            package == schema.file.package() && entries::modules(names) == format!("{BY_PACKAGE}::");
        let with = match other {
            Some(other) => format!("the package `{other}`"),
            None if is_tree && !packages.is_empty() => {
                format!("`{BY_PACKAGE}`, where imported packages are,")
            }
            None => continue,
        };
        let message = format!("{package}.{}", names.join("."));
        let title = format!("the message `{message}` and {with} would be one module in Rust");
        return Err(Diagnostic::error(title)
            .at(&schema.source, schema.import_span(0), "with this import")
            .help("rename one of them, or move what is inside of the message to the top of its file"));
    }
    Ok(())
}

impl Node {
    fn module(&self, name: &str) -> String {
        let inner: String = self.inner.iter().map(|(name, node)| node.module(name)).collect();
        format!("pub mod {name} {{\n{}{inner}}}\n", self.code)
    }
}
