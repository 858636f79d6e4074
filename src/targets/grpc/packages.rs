//! The code of several packages as one tree of modules, in which prost's paths from one to another lead
//! where they should.

use std::collections::BTreeMap;

use crate::model::pb::{self, BY_PACKAGE};

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

impl Node {
    fn module(&self, name: &str) -> String {
        let inner: String = self.inner.iter().map(|(name, node)| node.module(name)).collect();
        format!("pub mod {name} {{\n{}{inner}}}\n", self.code)
    }
}
