//! What a module's `use` items bring into it.

use syn::{Item, UseTree, Visibility};

/// One name that a `use` brings, or all names of a module.
pub struct Import {
    pub path: Vec<String>,
    /// The path began with `::`, or names a crate.
    pub from_outside: bool,
    /// `None` for `*`.
    pub name: Option<String>,
    /// Whoever sees the module sees the name there.
    pub public: bool,
}

pub fn imports(items: &[Item]) -> Vec<Import> {
    let mut imports = Vec::new();
    for item in items {
        match item {
            Item::Use(item) => {
                let first = imports.len();
                flatten(&item.tree, Vec::new(), item.leading_colon.is_some(), &mut imports);
                let public = matches!(item.vis, Visibility::Public(_));
                imports[first..].iter_mut().for_each(|import| import.public = public);
            }
            Item::ExternCrate(item) => {
                let name = item.rename.as_ref().map_or(&item.ident, |(_, name)| name).to_string();
                imports.push(Import {
                    path: vec![item.ident.to_string()],
                    from_outside: true,
                    name: Some(name),
                    public: false,
                });
            }
            _ => {}
        }
    }
    imports
}

fn flatten(tree: &UseTree, mut path: Vec<String>, from_outside: bool, imports: &mut Vec<Import>) {
    let (last, name) = match tree {
        UseTree::Path(tree) => {
            path.push(tree.ident.to_string());
            return flatten(&tree.tree, path, from_outside, imports);
        }
        UseTree::Group(tree) => {
            return tree.items.iter().for_each(|item| flatten(item, path.clone(), from_outside, imports));
        }
        UseTree::Glob(_) => (None, None),
        UseTree::Name(tree) => (Some(tree.ident.to_string()), Some(tree.ident.to_string())),
        UseTree::Rename(tree) => (Some(tree.ident.to_string()), Some(tree.rename.to_string())),
    };
    // `use types::{self}` brings `types`.
    let is_self = !path.is_empty() && last.as_deref() == Some("self");
    let name = if is_self && name.as_deref() == Some("self") { path.last().cloned() } else { name };
    if !is_self {
        path.extend(last);
    }
    if !path.is_empty() {
        imports.push(Import { path, from_outside, name, public: false });
    }
}
