//! `generated-example/` is what the tutorial makes: its commands are replayed through the real
//! binary, and the result is compared both ways, missing files and extra ones.
//! `KIT_BLESS=1 cargo test --test generated_example` writes the folder anew.

mod support;

use std::{collections::BTreeMap, fs};

use kit::cli::demo::tutorial::{BUG_TRACKER, Step};
use support::{Kit, example, golden, tree};

/// What is in the folder besides: versions as last resolved, and rustfmt's defaults, which kit's own
/// settings in the folder above would hide.
const BESIDES: [&str; 2] = ["Cargo.lock", "rustfmt.toml"];

#[test]
fn is_what_the_tutorial_makes() {
    let mut made = replay();
    for name in BESIDES {
        made.insert(name.to_owned(), fs::read(example().join(name)).unwrap());
    }
    golden::assert_none(&golden::compare(&example(), &made));
}

/// A second run of everything changes nothing: not a byte, and not a file's time.
#[test]
fn is_generated_again_without_a_change() {
    let copy = tempfile::tempdir().unwrap();
    support::copy(&example(), copy.path());
    let before = support::times(copy.path());
    let kit = Kit::new(copy.path());
    kit.run(&["generate", "service"]).success();
    kit.run(&["generate", "docker"]).success();
    assert_eq!(before, support::times(copy.path()));
}

fn replay() -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let kit = Kit::new(folder.path());
    for step in BUG_TRACKER {
        match step {
            Step::Kit(line) => drop(kit.run(line).success()),
            Step::Edit { file, from, to } => {
                let path = folder.path().join(file);
                let old = fs::read_to_string(&path).unwrap();
                assert_eq!(old.matches(from).count(), 1, "{file} has no single {from:?}:\n{old}");
                fs::write(path, old.replacen(from, to, 1)).unwrap();
            }
            Step::Write { file, text } => {
                let path = folder.path().join(file);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
        }
    }
    tree(folder.path())
}
