//! `use` lines that a file is to have: in the one that it has for the crate, or a new one in its place.

use std::{cmp::Ordering, collections::BTreeMap};

use syn::{Item, ItemUse, UseTree, Visibility};

use crate::{
    model::{imports::imports, syntax::Text},
    plan::{edit::Edit, format},
};

/// `paths` are those within the crate `root`.
pub(super) fn add(text: &Text, items: &[Item], root: &str, paths: &[&str]) -> Vec<Edit> {
    let known = imports(items);
    let has = |path: &str| {
        let whole = format!("{root}::{path}");
        let same = |found: &[String]| found.join("::") == whole;
        known
            .iter()
            .any(|import| same(&import.path) && whole.ends_with(import.name.as_deref().unwrap_or("\0")))
    };
    let missing: Vec<Vec<String>> = paths
        .iter()
        .filter(|path| !has(path))
        .map(|path| path.split("::").map(str::to_owned).collect())
        .collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let uses: Vec<&ItemUse> = items
        .iter()
        .filter_map(|item| match item {
            Item::Use(item) => Some(item),
            _ => None,
        })
        .collect();
    for item in &uses {
        if let Some(mut there) = plain(text, item, root) {
            there.extend(missing);
            return vec![Edit::replace(text.span(*item), line(root, there))];
        }
    }
    vec![new_line(text, items, &uses, root, &line(root, missing))]
}

/// The paths of a `use` of the crate that can be written anew: one without `as`, `*`, `self`, attributes,
/// comments.
fn plain(text: &Text, item: &ItemUse, root: &str) -> Option<Vec<Vec<String>>> {
    let UseTree::Path(tree) = &item.tree else { return None };
    let written = &text.source.text[text.span(item)];
    let is_plain = item.attrs.is_empty()
        && matches!(item.vis, Visibility::Inherited)
        && item.leading_colon.is_none()
        && !written.contains("//")
        && !written.contains("/*");
    let mut found = Vec::new();
    (is_plain && tree.ident == root && flatten(&tree.tree, Vec::new(), &mut found)).then_some(found)
}

fn flatten(tree: &UseTree, mut path: Vec<String>, found: &mut Vec<Vec<String>>) -> bool {
    match tree {
        UseTree::Path(tree) => {
            path.push(tree.ident.to_string());
            flatten(&tree.tree, path, found)
        }
        UseTree::Group(group) => group.items.iter().all(|tree| flatten(tree, path.clone(), found)),
        UseTree::Name(name) if name.ident != "self" => {
            path.push(name.ident.to_string());
            found.push(path);
            true
        }
        _ => false,
    }
}

/// The whole `use`, as rustfmt would have it.
fn line(root: &str, paths: Vec<Vec<String>>) -> String {
    let mut names: Vec<String> = Vec::new();
    let mut modules: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in paths {
        match &path[..] {
            [name] => names.push(name.clone()),
            [module, rest @ ..] => modules.entry(module.clone()).or_default().push(rest.join("::")),
            [] => {}
        }
    }
    for members in modules.values_mut() {
        members.sort();
        members.dedup();
    }
    if modules.values().all(|members| members.len() == 1) {
        names.extend(modules.into_iter().map(|(module, members)| format!("{module}::{}", members[0])));
        return format::import(root, &names);
    }
    if let (true, Some((module, members))) =
        (names.is_empty() && modules.len() == 1, modules.first_key_value())
    {
        return format::import(&format!("{root}::{module}"), members);
    }
    names.sort();
    names.dedup();
    let modules: Vec<(&str, Vec<String>)> =
        modules.iter().map(|(module, members)| (&**module, members.clone())).collect();
    let names = (!names.is_empty()).then(|| names.join(", "));
    format::import_tree(root, names.as_deref(), &modules)
}

const STD: [&str; 3] = ["alloc", "core", "std"];
const OWN: [&str; 3] = ["crate", "self", "super"];

/// Among the lines for other crates, sorted; what is of `std` goes before them.
fn new_line(text: &Text, items: &[Item], uses: &[&ItemUse], root: &str, line: &str) -> Edit {
    let at = |place: usize| place..place;
    let Some((first, last)) = uses.first().zip(uses.last()) else {
        let start = items.first().map_or(text.source.text.len(), |item| text.span(item).start);
        return Edit::replace(at(start), format!("{line}\n\n"));
    };
    let (first, end) = (text.span(*first).start, text.span(*last).end);
    let is_std = |item: &ItemUse| STD.contains(&&*head(&item.tree));
    if STD.contains(&root) {
        return match uses.iter().find(|item| is_std(item)) {
            Some(found) if line < written(text, found) => {
                Edit::replace(at(text.span(*found).start), format!("{line}\n"))
            }
            Some(found) => Edit::replace(at(text.span(*found).end), format!("\n{line}")),
            None => Edit::replace(at(first), format!("{line}\n\n")),
        };
    }
    let others: Vec<&&ItemUse> =
        uses.iter().filter(|item| !is_std(item) && !OWN.contains(&&*head(&item.tree))).collect();
    let after = others.iter().find(|item| root.cmp(&head(&item.tree)) == Ordering::Less);
    match (after, others.last()) {
        (Some(next), _) => Edit::replace(at(text.span(**next).start), format!("{line}\n")),
        (None, Some(last)) => Edit::replace(at(text.span(**last).end), format!("\n{line}")),
        (None, None) => Edit::replace(at(end), format!("\n\n{line}")),
    }
}

fn written<'t>(text: &'t Text, item: &ItemUse) -> &'t str {
    &text.source.text[text.span(item)]
}

/// The first word of the path.
fn head(tree: &UseTree) -> String {
    match tree {
        UseTree::Path(tree) => tree.ident.to_string(),
        UseTree::Name(name) => name.ident.to_string(),
        UseTree::Rename(rename) => rename.ident.to_string(),
        UseTree::Glob(_) | UseTree::Group(_) => String::new(),
    }
}
