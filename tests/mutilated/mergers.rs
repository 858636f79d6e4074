//! Each merger on its own, on spoilt files that it can still read: what it makes of them can be read, has
//! what was wanted, and says nothing else. How often each got that far is printed, and none may be missed.

use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::{AtomicU64, Ordering},
};

use kit::{
    apply::{
        merge::{self, Text, toml, yaml},
        three_way,
    },
    diagnostic::{Diagnostic, Source},
    model::{
        Transport,
        middleware::{Layer, MiddlewareName},
        names::ServiceName,
    },
    plan::{
        change::{RustWant, TomlWant, Want, YamlWant},
        edit::{self, Edit, Insertion},
    },
    refactor::client::{self, Client},
    targets::wiring::{self, Wire},
    workspace::manifest::Manifest,
};

use crate::support::{
    mutate::mutilate,
    random::{Random, each_seed},
    repository, tree,
};

const CASES: u64 = 200;
type Corpus = Vec<(String, Vec<u8>)>;
type Merger = fn(&mut Random, &Source, &Corpus) -> Result<(), Diagnostic>;

/// Each with the end of the files that it is for.
const MERGERS: [(&str, &str, Merger); 8] = [
    ("insert into Rust", "service.rs", rust),
    ("insert into TOML", ".toml", toml),
    ("take out of TOML", ".toml", toml_without),
    ("insert into YAML", ".yml", yaml),
    ("take out of YAML", ".yml", yaml_without),
    ("wire into main.rs", "main.rs", wire),
    ("put a client in", ".rs", client),
    ("three ways", "", three_ways),
];

fn strings(parts: &[&str]) -> Vec<String> {
    parts.iter().map(|part| (*part).to_owned()).collect()
}

/// What is inserted is there the second time, and nothing else has gone.
fn inserts(source: &Source, wants: &[Want]) -> Result<(), Diagnostic> {
    let find = |source: &Source| -> Result<Vec<Insertion>, Diagnostic> {
        merge::insertions(&Text::for_wants(source.clone(), wants)?, wants)
    };
    let merged = edit::insert(&source.text, &find(source)?);
    assert_eq!(find(&Source::new("merged", &*merged)).unwrap(), [], "a second run inserts into:\n{merged}");
    Ok(())
}

fn rust(random: &mut Random, source: &Source, _: &Corpus) -> Result<(), Diagnostic> {
    let (_, after) = source.text.split_once("\nimpl ").unwrap_or_default();
    let words: Vec<&str> =
        after.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let found = |nth: usize, other: &str| words.get(nth).map_or(other, |word| *word).to_owned();
    let method = |name: &str| {
        let code = format!("async fn {name}(&self) -> Result<(), Error> {{\n    Ok(())\n}}");
        let (trait_name, on) = (found(0, "Users"), found(2, "BasicUsers"));
        Want::Rust(RustWant::Method { trait_name, on, name: name.to_owned(), code })
    };
    let names = ["create", "fresh", "r#type"];
    inserts(source, &names[..1 + random.below(3)].iter().map(|name| method(name)).collect::<Vec<_>>())
}

fn toml(random: &mut Random, source: &Source, _: &Corpus) -> Result<(), Diagnostic> {
    let key = |table: &[&str], key: &str, value: &str| {
        Want::Toml(TomlWant::Key { table: strings(table), key: key.into(), value: value.into() })
    };
    let element = |table: &[&str], key: &str, element: &str| {
        Want::Toml(TomlWant::Element { table: strings(table), key: key.into(), element: element.into() })
    };
    let kit = ["package", "metadata", "kit"];
    let wants = [
        element(&["workspace"], "members", "fresh"),
        key(&["workspace", "dependencies"], "axum", "\"0.8\""),
        key(&["dependencies"], "axum.workspace", "true"),
        element(&kit, "layers", "rate-limit(create, list)"),
        element(&kit, "transports", "grpc"),
        key(&kit, "logging", "false"),
    ];
    let from = random.below(wants.len());
    inserts(source, &wants[from..from + 1 + random.below(wants.len() - from)])
}

fn toml_without(random: &mut Random, source: &Source, _: &Corpus) -> Result<(), Diagnostic> {
    let tables = ["package metadata kit", "workspace dependencies", "dependencies", "workspace", ""];
    let table: Vec<String> = random.pick(&tables).split_whitespace().map(str::to_owned).collect();
    let key =
        *random.pick(&["transports", "members", "dependencies", "platform", "workspace", "axum", "lints"]);
    let edits = match random.chance(50) {
        true => toml::remove::without_key(source, &table, key)?,
        false => {
            toml::remove::without_elements(source, &table, key, &strings(&["http", "users", "platform"]))?
        }
    };
    let left = Source::new("left", edit::apply(&source.text, &edits));
    assert!(Manifest::parse(left.clone()).is_ok(), "no TOML any more:\n{}", left.text);
    Ok(())
}

fn yaml(random: &mut Random, source: &Source, _: &Corpus) -> Result<(), Diagnostic> {
    let entry = |path: &[&str], key: &str| {
        let text = format!("{key}:\n  image: fresh\n  ports:\n    - \"8800:8081\"");
        Want::Yaml(YamlWant::Entry { path: strings(path), key: key.to_owned(), text })
    };
    let wants = [entry(&["services"], "fresh"), entry(&["services"], "etcd"), entry(&["volumes"], "data")];
    inserts(source, &wants[random.below(3)..])
}

fn yaml_without(random: &mut Random, source: &Source, _: &Corpus) -> Result<(), Diagnostic> {
    let before = yaml::read(source)?;
    let keys = before.get("services").and_then(|services| services.as_mapping());
    let keys: Vec<&str> =
        keys.into_iter().flat_map(|keys| keys.keys()).filter_map(|key| key.as_str()).collect();
    let key = if keys.is_empty() { "users" } else { random.pick(&keys) };
    let Some(found) = yaml::remove::entry(source, "services", key) else { return Ok(()) };
    let edit = yaml::remove::without(source, "services", key, &found)?;
    let left = Source::new("left", edit::apply(&source.text, &[edit]));
    assert!(yaml::read(&left).unwrap()["services"].get(key).is_none(), "{key} is still in:\n{}", left.text);
    Ok(())
}

/// The same once more changes nothing, and what was put in can be read.
fn wire(random: &mut Random, source: &Source, _: &Corpus) -> Result<(), Diagnostic> {
    let wires = [
        Wire::Around(MiddlewareName::parse("audit").unwrap()),
        Wire::Layer(Layer::parse("breaker").unwrap()),
        Wire::Layer(Layer::parse("audit(create, list)").unwrap()),
        Wire::Logging(random.chance(50)),
        Wire::Instrument(random.chance(50)),
    ];
    let wire = random.pick(&wires);
    let mut edits = wiring::edits(source, "users", wire)?;
    edits.sort_by_key(|edit| edit.range.start);
    let wired = Source::new("wired", edit::apply(&source.text, &edits));
    let again = match (wiring::edits(&wired, "users", wire), wire) {
        (Ok(again), _) => again,
        // What is left is in a text, say: whoever asks again is told.
        (Err(wrong), Wire::Logging(false) | Wire::Instrument(false)) => return Err(wrong),
        (Err(wrong), _) => panic!("{}\n{wire:?}:\n{}", wrong.render(false), wired.text),
    };
    let settles = !matches!(wire, Wire::Layer(_));
    assert!(!settles || again == Vec::<Edit>::new(), "{wire:?} once more changes:\n{}", wired.text);
    Ok(())
}

fn client(_: &mut Random, source: &Source, _: &Corpus) -> Result<(), Diagnostic> {
    let words = source.text.split(|c: char| !c.is_alphanumeric());
    let basic = words.filter_map(|word| word.strip_prefix("Basic")?.strip_suffix("Service")).next();
    let caller = ServiceName::parse(basic.unwrap_or("Users"))?;
    let of = ServiceName::parse("mails").unwrap();
    let client = Client { of: &of, transport: Transport::Http, is_said: false, caller: &caller };
    let made = match client::implementation(source, &client)? {
        Some(edits) => edits,
        None => client::program(source, &client)?,
    };
    let put = Source::new("put", edit::apply(&source.text, &made));
    let again = client::implementation(&put, &client).and_then(|again| match again {
        Some(edits) => Ok(edits),
        None => client::program(&put, &client),
    });
    let again = again.unwrap_or_else(|wrong| panic!("{}\n{}", wrong.render(false), put.text));
    assert_eq!(again, [], "a second run changes:\n{}", put.text);
    Ok(())
}

/// Kit's new text is another spoilt one: what only one side added is there, and every conflict is marked.
fn three_ways(random: &mut Random, source: &Source, corpus: &Corpus) -> Result<(), Diagnostic> {
    let (_, base) = random.pick(corpus);
    let other = random.pick(corpus).1.clone();
    let kits = mutilate(random, base, &other);
    let (Ok(base), Ok(kits)) = (std::str::from_utf8(base), std::str::from_utf8(&kits)) else { return Ok(()) };
    let yours = match random.chance(30) {
        true => source.text.to_string(),
        false => String::from_utf8_lossy(&mutilate(random, base.as_bytes(), &other)).into_owned(),
    };
    let merged = three_way::merge(base, &yours, kits, "kit");
    for conflict in &merged.conflicts {
        assert_eq!(&merged.text[conflict.clone()], "<<<<<<< yours");
    }
    let lines = |text: &str| -> BTreeSet<String> {
        text.trim_start_matches('\u{feff}').lines().map(|line| line.trim_end().to_owned()).collect()
    };
    let (base_lines, merged_lines) = (lines(base), lines(&merged.text));
    for (side, text) in [("yours", &*yours), ("kit's", kits)] {
        let lost: Vec<String> = lines(text).difference(&base_lines).cloned().collect();
        let lost = lost.iter().find(|line| !merged_lines.iter().any(|merged| merged.contains(&***line)));
        assert_eq!(lost, None, "lost of {side}:\n{}", merged.text);
    }
    Ok(())
}

fn corpus() -> Corpus {
    let folders = ["tests/cli", "tests/generated", "generated-example"];
    let files = folders.iter().flat_map(|folder| tree(&repository().join(folder)));
    files.filter(|(path, _)| [".rs", ".toml", ".yml"].iter().any(|end| path.ends_with(end))).collect()
}

#[test]
fn mergers_alone() {
    let corpus = corpus();
    let of =
        |end: &str| -> Corpus { corpus.iter().filter(|(path, _)| path.ends_with(end)).cloned().collect() };
    let files = MERGERS.map(|(_, end, _)| of(end));
    let (tried, merged) = ([const { AtomicU64::new(0) }; 8], [const { AtomicU64::new(0) }; 8]);
    each_seed(CASES, |seed| {
        let random = &mut Random::new(seed);
        for (nth, (name, _, merger)) in MERGERS.iter().enumerate() {
            let (path, bytes) = random.pick(&files[nth]);
            let other = &random.pick(&corpus).1;
            let spoilt = mutilate(random, bytes, other);
            let Ok(text) = String::from_utf8(spoilt) else { continue };
            tried[nth].fetch_add(1, Ordering::Relaxed);
            let source = Source::new("file", text);
            let outcome = catch_unwind(AssertUnwindSafe(|| merger(random, &source, &corpus)));
            match outcome.unwrap_or_else(|_| {
                panic!("KIT_SEED={seed} KIT_CASES=1: {name}, of {path}:\n{}", source.text)
            }) {
                Ok(()) => drop(merged[nth].fetch_add(1, Ordering::Relaxed)),
                Err(wrong) => assert!(!wrong.render(false).is_empty()),
            }
        }
    });
    for (nth, (name, ..)) in MERGERS.iter().enumerate() {
        let (tried, merged) = (tried[nth].load(Ordering::Relaxed), merged[nth].load(Ordering::Relaxed));
        println!("{name}: {merged} of {tried} could be read");
        assert!(tried < 100 || merged > 0, "{name} is never reached");
    }
}
