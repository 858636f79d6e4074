//! What kit says of code that it refuses, to the letter. A folder of `tests/diagnostics` is a
//! crate's `src/`, with `service.rs` for the service `users`; its `stderr` is what is said of it.
//! A `Cargo.toml` beside it says what the crate depends on.
//! A folder whose name starts with `http_` is an HTTP service, every other one is gRPC too.
//! `KIT_BLESS=1` writes every `stderr` anew.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use kit::{
    diagnostic::Source,
    model::{Crate, Dependencies, Dependency, Module, Transport, names::ServiceName, parse},
    workspace::{crates, manifest::Manifest},
};

#[test]
fn every_refusal_reads_as_recorded() {
    let bless = std::env::var_os("KIT_BLESS").is_some();
    let mut cases = entries(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics"));
    cases.retain(|case| case.is_dir());
    assert!(cases.len() > 50, "the cases are gone");
    let problems: Vec<String> = cases.iter().filter_map(|case| check(case, bless).err()).collect();
    assert!(problems.is_empty(), "{}\n(KIT_BLESS=1 records what is said now)", problems.join("\n\n"));
}

fn check(case: &Path, bless: bool) -> Result<(), String> {
    let name = case.file_name().unwrap().to_str().unwrap();
    let mut modules = Vec::new();
    collect(case, case, &mut modules)?;
    let dependencies =
        fs::read_to_string(case.join("Cargo.toml")).map_or_else(|_| Default::default(), listed);
    let mut transports = BTreeSet::from([Transport::Http]);
    if !name.starts_with("http_") {
        transports.insert(Transport::Grpc);
    }
    let service = ServiceName::parse("users").unwrap();
    let Err(errors) = parse(&Crate { modules, dependencies }, &service, &transports) else {
        return Err(format!("{name}: kit found nothing wrong"));
    };
    let said: String = errors.0.iter().map(|error| error.render(false) + "\n\n").collect();
    let record = case.join("stderr");
    if bless {
        fs::write(record, said).unwrap();
        return Ok(());
    }
    let recorded = fs::read_to_string(record).map_err(|error| format!("{name}/stderr: {error}"))?;
    if recorded == said {
        return Ok(());
    }
    Err(format!("{name}: recorded is\n{recorded}but kit says\n{said}"))
}

fn listed(manifest: String) -> Dependencies {
    let manifest = Manifest::parse(Source::new("users/Cargo.toml", manifest)).unwrap();
    let read = crates::read("users", &manifest, None);
    let named = |(name, found): (String, crates::Dependency)| {
        (name, Dependency { features: found.features, modules: Vec::new() })
    };
    Dependencies(read.into_iter().map(named).collect())
}

/// Every file of a crate's `src/` as a module; anything but Rust and the record is a mistake.
fn collect(root: &Path, folder: &Path, modules: &mut Vec<Module>) -> Result<(), String> {
    for path in entries(folder) {
        let relative = path.strip_prefix(root).unwrap().to_str().unwrap();
        if path.is_dir() {
            collect(root, &path, modules)?;
        } else if let Some(module) = relative.strip_suffix(".rs") {
            let parts = module.split('/').filter(|part| !["lib", "mod"].contains(part));
            let source = Source::new(format!("users/src/{relative}"), fs::read_to_string(&path).unwrap());
            modules.push(Module { path: parts.map(str::to_owned).collect(), source });
        } else if !["stderr", "Cargo.toml"].contains(&relative) {
            return Err(format!("{}: not part of a case", path.display()));
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}
