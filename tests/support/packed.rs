//! Many services as modules of few crates, so that they compile in little time: a crate for each would
//! take several times as long. What its own crate is to a service, its manifest above all, is tested in
//! `tests/generated.rs`.

use std::collections::BTreeSet;

use kit::model::{Transport, names::ServiceName};

use super::{
    memory::{Files, Memory},
    random_types::DEPENDENCIES,
    workspace,
};

/// As many as there are usually cores.
const CRATES: usize = 4;

pub struct Made {
    pub dir: String,
    /// The name of its crate.
    pub krate: String,
    pub files: Files,
}

/// Compiles services, in a workspace of this name; a warning is an error.
pub fn check(name: &str, made: &[Made]) {
    let mut files = Files::new();
    for (at, service) in made.iter().enumerate() {
        pack(service, &format!("packed-{}", at % CRATES), &mut files);
    }
    let members: Vec<String> = (0..CRATES).map(|number| format!("packed-{number}")).collect();
    let members = [&["platform".to_owned()], &members[..]].concat();
    let both = BTreeSet::from([Transport::Http, Transport::Grpc]);
    let mut shared = Memory::new(&ServiceName::parse("packed").unwrap(), "packed", &both);
    shared.edit("packed/src/service.rs", |text| text.replace("// async fn", "async fn"));
    shared.generate().unwrap();
    for number in 0..CRATES {
        let manifest = shared.text("packed/Cargo.toml");
        let manifest = manifest.replace("name = \"packed\"", &format!("name = \"packed-{number}\""));
        let manifest = manifest + DEPENDENCIES;
        files.insert(format!("packed-{number}/Cargo.toml"), manifest.into_bytes());
    }
    shared.edit("Cargo.toml", |text| text.replace("[\"platform\", \"packed\"]", &format!("{members:?}")));
    shared.files.retain(|path, _| !path.starts_with("packed/"));
    files.extend(shared.files);
    let folder = workspace::folder(name);
    workspace::sync(&folder, files);
    // How many parameters a method has, what it is called, and what an enum is made of, is its author's choice.
    let allowed = ["too-many-arguments", "wrong-self-convention", "large-enum-variant", "enum-variant-names"];
    let allowed = allowed.map(|lint| format!("-Aclippy::{lint}"));
    let author: Vec<&str> = allowed.iter().map(String::as_str).collect();
    let lints = [&["--", "-D", "warnings"], &author[..]].concat();
    workspace::cargo(&folder, &[&["clippy", "--workspace", "--quiet"], &lints[..]].concat());
}

/// Puts a service into a crate as a module of its own: the paths that began at its crate begin there.
fn pack(service: &Made, krate: &str, files: &mut Files) {
    let module = service.dir.replace('-', "_");
    let root = format!("{krate}/src/lib.rs");
    let lib = files.entry(root).or_default();
    lib.extend(format!("pub mod {module};\n").into_bytes());
    for (path, bytes) in &service.files {
        let Some(file) = path.strip_prefix(&format!("{}/src/", service.dir)) else { continue };
        let to = if file == "lib.rs" { "mod.rs" } else { file };
        let to = format!("{krate}/src/{module}/{to}");
        let Ok(text) =
            std::str::from_utf8(bytes).map(|text| text.replace("crate::", &format!("crate::{module}::")))
        else {
            files.insert(to, bytes.clone());
            continue;
        };
        let text = match file {
            // It is compiled, and nothing calls it here.
            "lib.rs" => format!("{text}#[allow(dead_code)]\nmod main;\n"),
            "main.rs" => ["use ", "App::new("].iter().fold(text, |text, before| {
                text.replace(&format!("{before}{}::", service.krate), &format!("{before}crate::{module}::"))
            }),
            _ => text,
        };
        files.insert(to, text.into_bytes());
    }
}
