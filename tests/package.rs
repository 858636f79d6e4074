//! What `cargo package` packs: all that the build needs, and nothing else.

mod support;

use std::{collections::BTreeSet, process::Command};

use support::{repository, tree};

#[test]
fn the_package_has_all_sources_and_no_tests() {
    let listed = Command::new(env!("CARGO"))
        .args(["package", "--list", "--allow-dirty", "--offline"])
        .current_dir(repository())
        .output()
        .unwrap();
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    let listed = String::from_utf8(listed.stdout).unwrap();
    let listed: BTreeSet<&str> = listed.lines().collect();
    for folder in ["src", "templates"] {
        for file in tree(&repository().join(folder)).into_keys().filter(|file| !file.ends_with(".snap")) {
            let path = format!("{folder}/{file}");
            assert!(listed.contains(&*path), "{path} is not packed (a folder with a Cargo.toml is left out)");
        }
    }
    let more: Vec<&&str> =
        listed.iter().filter(|path| !path.starts_with("src/") && !path.starts_with("templates/")).collect();
    let expected =
        [".cargo_vcs_info.json", "Cargo.lock", "Cargo.toml", "Cargo.toml.orig", "README.md", "rustfmt.toml"];
    assert!(more.iter().all(|path| expected.contains(path)), "{more:?}");
}
