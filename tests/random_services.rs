//! Services made at random: whatever the names and types, what kit writes is laid out as rustfmt
//! would, and it compiles. `KIT_SEED=n` starts elsewhere, `KIT_CASES=n` makes more of them; a
//! failure names its service's folder after its seed.

mod support;

use std::{fs, path::Path};

use kit::workspace::layout;
use support::{
    packed::{self, Made},
    random::{self, RandomService, number},
    workspace,
};

/// So many are laid out, and so many compiled.
const LAID_OUT: u64 = 120;
const COMPILED: u64 = 200;

#[test]
fn what_is_generated_is_laid_out_as_by_rustfmt() {
    let folder = tempfile::tempdir().unwrap();
    let made = services(folder.path(), number("KIT_CASES", LAID_OUT));
    let mut roots = Vec::new();
    for (path, bytes) in made.iter().flat_map(|service| &service.files) {
        let full = folder.path().join(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(&full, bytes).unwrap();
        // From these rustfmt finds the other files. A base is a copy of a file, without its modules.
        let base = path.starts_with(layout::BASES);
        if !base && ["src/lib.rs", "src/main.rs", "generated/mod.rs"].iter().any(|root| path.ends_with(root))
        {
            roots.push(full);
        }
    }
    let said = workspace::rustfmt_check(&roots);
    assert!(said.is_empty(), "{said}");
}

#[test]
fn what_is_generated_compiles() {
    let scratch = tempfile::tempdir().unwrap();
    packed::check("random", &services(scratch.path(), number("KIT_CASES", COMPILED)));
}

/// `count` services, each in a folder named after its seed.
fn services(scratch: &Path, count: u64) -> Vec<Made> {
    let first = number("KIT_SEED", 1);
    let seeds = first..first + count;
    println!("seeds {seeds:?}");
    let services: Vec<(u64, RandomService)> = seeds.map(|seed| (seed, random::service(seed))).collect();
    let mut files = Vec::new();
    for (seed, service) in &services {
        for (file, text) in &service.files {
            let path = scratch.join(format!("{seed}-{file}"));
            fs::write(&path, text).unwrap();
            files.push(path);
        }
    }
    // What is not kit's is laid out first: only kit's own lines are to blame then.
    workspace::rustfmt_write(&files);
    let mut made = Vec::new();
    for (seed, service) in &services {
        let read = |file: &str| fs::read_to_string(scratch.join(format!("{seed}-{file}"))).unwrap();
        let formatted = service.files.iter().map(|(file, _)| (*file, read(file))).collect();
        let dir = format!("seed-{seed}");
        let files = random::generate(service, &dir, formatted);
        made.push(Made { dir, krate: service.name.snake(), files });
    }
    made
}
