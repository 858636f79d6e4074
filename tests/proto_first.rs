//! A `.proto` that was written first: what is refused in one is said as recorded (`tests/proto_first/*.proto`
//! for the service `users`, what is said beside it), and whatever is not refused gives a service whose
//! `.proto` stays as it is. `KIT_BLESS=1` records anew, `KIT_SEED=n` starts elsewhere.

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use kit::{
    apply::{Kind, Rules, resolve},
    diagnostic::{Diagnostics, Source},
    model::{Transport, names::ServiceName},
    plan::change::ChangeSet,
    targets::{self, Manifest},
    workspace::lock::Lock,
};
use support::{
    memory::Memory,
    packed::{self, Made},
    random::{Random, number},
    repository, tree,
};

const CASES: u64 = 60;

fn made(text: &str, name: &str, dir: &str) -> Result<Memory, Diagnostics> {
    let name = ServiceName::parse(name).unwrap();
    let file = Source::new("users.proto", text);
    let mut changes = ChangeSet::default();
    targets::of_proto(&file, &name, dir, &mut changes)?;
    let members = vec!["platform".to_owned(), dir.to_owned()];
    let manifest = Manifest { cargo_toml: None, kits: BTreeSet::new(), exclude_hidden: false, members };
    targets::of_workspace(&manifest, &mut changes)?;
    let files = BTreeMap::new();
    let done = resolve(&changes, &files, &Lock::default(), Rules::default())?;
    let files = done.files.into_iter().filter(|file| file.kind == Kind::Create);
    Ok(Memory {
        name,
        dir: dir.to_owned(),
        transports: BTreeSet::from([Transport::Grpc]),
        files: files.map(|file| (file.path, file.new)).collect(),
        others: Vec::new(),
        replaces: false,
    })
}

#[test]
fn every_refusal_reads_as_recorded() {
    let entries = fs::read_dir(repository().join("tests/proto_first")).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "proto"));
    files.sort();
    assert!(files.len() > 12, "the cases are gone");
    let mut wrong = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let Err(refused) = made(&text, "users", "users") else {
            wrong.push(format!("{}: kit finds nothing wrong", file.display()));
            continue;
        };
        let said: String = refused.0.iter().map(|error| error.render(false) + "\n\n").collect();
        assert!(said.contains("users.proto:"), "{}: no place\n{said}", file.display());
        let record = file.with_extension("stderr");
        if support::golden::bless() {
            fs::write(&record, &said).unwrap();
        }
        let recorded = fs::read_to_string(&record).unwrap_or_default();
        if recorded != said {
            wrong.push(format!("{}: recorded is\n{recorded}but kit says\n{said}", record.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The file that a service of the Go tool has gives the notificator of the tutorial.
#[test]
fn the_tutorials_notificator_comes_out() {
    let example = tree(&repository().join("generated-example/notificator"));
    let text = String::from_utf8(example["proto/notificator.proto"].clone()).unwrap();
    let memory = made(&text, "notificator", "notificator").unwrap();
    let compared = ["grpc.rs", "pb.rs", "endpoints.rs", "middleware.rs", "mod.rs", "descriptors.bin"];
    for file in compared.map(|file| format!("src/generated/{file}")) {
        assert!(memory.files[&format!("notificator/{file}")] == example[&file], "{file} differs");
    }
    let made = memory.text("notificator/src/service.rs");
    let method = "    async fn send_email(&self, email: String, content: String) -> Result<String, Error>;\n";
    assert!(made.contains(method), "{made}");
}

#[test]
fn what_is_not_refused_stays_as_it_is_and_compiles() {
    let first = number("KIT_SEED", 1);
    let mut services = Vec::new();
    for seed in first..first + number("KIT_CASES", CASES) {
        let text = Proto::random(&mut Random::new(seed)).text();
        let dir = format!("seed-{seed}");
        let refused = |wrong: Diagnostics| -> Memory {
            panic!("KIT_SEED={seed} KIT_CASES=1\n{text}\n{}", wrong.0[0].render(false))
        };
        let mut memory = made(&text, "users", &dir).unwrap_or_else(refused);
        let proto = memory.proto();
        assert_eq!(memory.text(&proto), text, "KIT_SEED={seed}");
        let before = memory.files.clone();
        memory.generate().unwrap_or_else(|wrong| panic!("KIT_SEED={seed}\n{}", wrong.0[0].render(false)));
        let changed: Vec<&String> = memory
            .files
            .iter()
            .filter(|(path, bytes)| before.get(*path) != Some(bytes))
            .map(|(path, _)| path)
            .collect();
        assert!(changed.is_empty(), "KIT_SEED={seed}: generate changes {changed:?}");
        services.push(Made { dir, krate: "users".to_owned(), files: memory.files });
    }
    packed::check("proto-first", &services);
}

/// A file made at random, of what kit knows.
struct Proto {
    package: &'static str,
    messages: Vec<String>,
    rpcs: Vec<String>,
}

const SCALARS: [&str; 17] = [
    "double",
    "float",
    "int32",
    "int64",
    "uint32",
    "uint64",
    "sint32",
    "sint64",
    "fixed32",
    "fixed64",
    "sfixed32",
    "sfixed64",
    "bool",
    "string",
    "bytes",
    "google.protobuf.Timestamp",
    "google.protobuf.Duration",
];
const KEYS: [&str; 6] = ["string", "int32", "uint64", "sint64", "fixed32", "bool"];
const NAMES: [&str; 16] = [
    "id",
    "type",
    "fooBar",
    "match",
    "value",
    "name",
    "async",
    "request",
    "reply",
    "e_mail",
    "proto",
    "from_proto",
    "Upper",
    "gen",
    "long_name_that_fills_the_line",
    "self_made",
];
const RPCS: [&str; 10] =
    ["Get", "New", "Clone", "GetURL", "Type", "Drop", "Match", "ListAllOfThem", "Into", "doIt"];
const PACKAGES: [&str; 4] = ["pb", "acme.users.v1", "a", "acme.async.type"];

impl Proto {
    fn random(random: &mut Random) -> Self {
        let messages = 1 + random.below(5);
        let known: Vec<String> = (0..messages).map(|at| format!("Thing{at}")).collect();
        let mut types: Vec<&str> = SCALARS.to_vec();
        types.extend(["Color", "Status", "Either"].into_iter().chain(known.iter().map(String::as_str)));
        let mut all: Vec<String> = known.iter().map(|name| message(random, name, &types, 6)).collect();
        let members: String = (0..1 + random.below(4))
            .map(|at| format!("    {} member{at} = {};\n", random.pick(&types), 9 - at))
            .collect();
        all.push(format!(
            "message Either {{\n  oneof {} {{\n{members}  }}\n}}\n",
            random.pick(&["value", "which", "either"])
        ));
        let count = 1 + random.below(4);
        let start = random.below(RPCS.len() - 4);
        let mut rpcs = Vec::new();
        for rpc in &RPCS[start..start + count] {
            let ends = [["Request", "Reply"], ["Params", "Response"], ["In", "Out"]];
            let own = random
                .pick(&ends)
                .map(|end| format!("{}{end}", rpc.replace("URL", "Url").replace("do", "Do")));
            for name in &own {
                all.push(message(random, name, &types, 4));
            }
            let pick = |random: &mut Random, own: &str| match random.chance(20) {
                true => random.pick(&known).clone(),
                false => own.to_owned(),
            };
            let (request, reply) = (pick(random, &own[0]), pick(random, &own[1]));
            rpcs.push(format!("  rpc {rpc} ({request}) returns ({reply});\n"));
        }
        Self { package: random.pick::<&str>(&PACKAGES), messages: all, rpcs }
    }

    fn text(&self) -> String {
        format!(
            "// A file.\nsyntax = \"proto3\";\npackage {};\nimport \"google/protobuf/duration.proto\";\n\
             import \"google/protobuf/timestamp.proto\";\n\n{}\nenum Color {{ COLOR_UNSPECIFIED = 0; COLOR_RED = 5; \
             COLOR_DARK_BLUE = -1; }}\nenum Status {{ OK = 0; FAILED = 2; }}\nservice Users {{\n{}}}\n",
            self.package,
            self.messages.join("\n"),
            self.rpcs.concat(),
        )
    }
}

fn message(random: &mut Random, name: &str, types: &[&str], most: usize) -> String {
    let count = random.below(most + 1);
    let start = random.below(NAMES.len() - count);
    let mut number = 0;
    let mut fields = String::new();
    for field in &NAMES[start..start + count] {
        number += 1 + random.below(3);
        let ty = random.pick(types);
        let declared = match random.below(4) {
            0 => format!("repeated {ty}"),
            1 => format!("optional {ty}"),
            // prost cannot name the getter of a map of enums after a keyword.
            2 if !["Color", "Status"].contains(ty) => format!("map<{}, {ty}>", random.pick(&KEYS)),
            _ => (*ty).to_owned(),
        };
        fields.push_str(&format!("  // Of {name}.\n  {declared} {field} = {number};\n"));
    }
    format!("message {name} {{\n{fields}}}\n")
}
