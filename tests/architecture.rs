//! The rules of src/lib.rs, checked: who may import whom, who touches the disk, who prints, how long
//! a file may get, and that templates and views mirror each other.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use syn::{UseTree, visit::Visit};

/// Which rooms each room may use, apart from `diagnostic`.
const ROOMS: [(&str, &[&str]); 11] = [
    ("cli", &["apply", "compare", "model", "plan", "refactor", "targets", "threads", "workspace"]),
    ("compare", &["model"]),
    ("refactor", &["model", "plan", "room"]),
    ("targets", &["model", "plan", "threads", "workspace::layout"]),
    // A run that was cut short is finished before its workspace is read.
    ("workspace", &["apply::write", "model"]),
    ("model", &["room"]),
    ("plan", &["threads"]),
    // How Rust is read, and which impl of a trait is the service, is the model's to say.
    ("apply", &["model::impls", "model::names", "model::syntax", "plan", "room", "threads", "workspace"]),
    ("room", &[]),
    ("threads", &[]),
    ("diagnostic", &[]),
];

#[test]
fn rooms_import_only_what_they_may() {
    let mut wrong = Vec::new();
    for file in sources() {
        let room = room(&file);
        let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) else { continue };
        for path in crate_paths(&file) {
            let itself = starts_with(&path, &room) || starts_with(&path, "diagnostic");
            if !itself && !allowed.iter().any(|allowed| starts_with(&path, allowed)) {
                wrong.push(format!("{} uses crate::{path}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_target_uses_another() {
    let targets: Vec<String> = folders("src/targets");
    let mut wrong = Vec::new();
    for file in sources() {
        let Some(own) = targets.iter().find(|target| file.starts_with(format!("src/targets/{target}")))
        else {
            continue;
        };
        for path in crate_paths(&file) {
            let other = targets.iter().find(|target| starts_with(&path, &format!("targets::{target}")));
            if other.is_some_and(|other| other != own) {
                wrong.push(format!("{} uses crate::{path}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_two_ends_touch_the_disk() {
    let allowed = |file: &Path| {
        file.starts_with("src/workspace")
            || file.starts_with("src/apply/write")
            || file == Path::new("src/apply/write.rs")
    };
    assert_absent(&["std::fs", "fs::", "File::open", "File::create", "OpenOptions"], allowed);
}

#[test]
fn only_the_report_prints() {
    assert_absent(&["println!", "print!", "eprintln!", "eprint!", "dbg!"], |file| {
        file == Path::new("src/cli/report.rs")
    });
}

#[test]
fn nothing_is_left_to_do() {
    assert_absent(&["TODO", "FIXME", "todo!", "unimplemented!("], |_| false);
}

#[test]
fn files_stay_short() {
    let long = sources().into_iter().filter(|file| text(file).lines().count() > 300);
    let long: Vec<String> = long.map(|file| file.display().to_string()).collect();
    assert!(long.is_empty(), "over 300 lines, is a stage missing? {}", long.join(", "));
}

/// Every template has its view, every view its template. `platform` holds plain Rust, `demo` what
/// the tutorial's user writes.
#[test]
fn templates_and_views_mirror_each_other() {
    let mut named = BTreeSet::new();
    for target in folders("src/targets") {
        let views = PathBuf::from(format!("src/targets/{target}/views.rs"));
        if !repository().join(&views).exists() {
            continue;
        }
        for path in text(&views).split("path = \"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(path.starts_with(&format!("{target}/")), "{target} uses the template {path} of another");
            named.insert(path.to_owned());
        }
    }
    let mut kept = BTreeSet::new();
    for folder in folders("templates").into_iter().filter(|folder| folder != "platform" && folder != "demo") {
        for entry in fs::read_dir(repository().join("templates").join(&folder)).unwrap() {
            kept.insert(format!("{folder}/{}", entry.unwrap().file_name().to_str().unwrap()));
        }
    }
    assert_eq!(named, kept);
}

/// The paths behind `crate::`, in `use` items and in the code.
fn crate_paths(file: &Path) -> Vec<String> {
    struct Paths(Vec<String>);

    impl<'a> Visit<'a> for Paths {
        fn visit_item_use(&mut self, item: &'a syn::ItemUse) {
            collect(&item.tree, String::new(), &mut self.0);
        }

        fn visit_path(&mut self, path: &'a syn::Path) {
            let words: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            self.0.push(words.join("::"));
            syn::visit::visit_path(self, path);
        }

        fn visit_item_mod(&mut self, module: &'a syn::ItemMod) {
            let for_tests = module.attrs.iter().any(|attribute| attribute.path().is_ident("cfg"));
            if !for_tests {
                syn::visit::visit_item_mod(self, module);
            }
        }
    }

    let mut paths = Paths(Vec::new());
    let parsed = syn::parse_file(&text(file)).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    paths.visit_file(&parsed);
    paths.0.into_iter().filter_map(|path| path.strip_prefix("crate::").map(str::to_owned)).collect()
}

fn collect(tree: &UseTree, before: String, found: &mut Vec<String>) {
    match tree {
        UseTree::Path(path) => collect(&path.tree, format!("{before}{}::", path.ident), found),
        UseTree::Name(name) => found.push(format!("{before}{}", name.ident)),
        UseTree::Rename(rename) => found.push(format!("{before}{}", rename.ident)),
        UseTree::Glob(_) => found.push(before),
        UseTree::Group(group) => group.items.iter().for_each(|tree| collect(tree, before.clone(), found)),
    }
}

fn starts_with(path: &str, room: &str) -> bool {
    path.strip_prefix(room).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// The sources of kit but for its tests.
fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(repository().join(&folder)).unwrap() {
            let path = folder.join(entry.unwrap().file_name());
            match repository().join(&path).is_dir() {
                true if path.ends_with("tests") => {}
                true => folders.push(path),
                false if path.ends_with("tests.rs") => {}
                false if path.extension().is_some_and(|ending| ending == "rs") => found.push(path),
                false => {}
            }
        }
    }
    assert!(found.len() > 50, "the sources are not where they were");
    found
}

fn room(file: &Path) -> String {
    let first = file.iter().nth(1).unwrap().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

fn assert_absent(words: &[&str], allowed: impl Fn(&Path) -> bool) {
    let mut wrong = Vec::new();
    for file in sources().into_iter().filter(|file| !allowed(file)) {
        let text = text(&file);
        // Tests at the end of a file may do what they like.
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate() {
            let is_comment = line.trim_start().starts_with("//");
            if !is_comment && words.iter().any(|word| line.contains(word)) {
                wrong.push(format!("{}:{}: {}", file.display(), number + 1, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn folders(path: &str) -> Vec<String> {
    let entries = fs::read_dir(repository().join(path)).unwrap().map(Result::unwrap);
    let folders = entries.filter(|entry| entry.path().is_dir());
    folders.map(|entry| entry.file_name().into_string().unwrap()).collect()
}

fn text(file: &Path) -> String {
    fs::read_to_string(repository().join(file)).unwrap()
}

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
