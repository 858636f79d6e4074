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

fn made(text: &str, imports: &[Source], name: &str, dir: &str) -> Result<Memory, Diagnostics> {
    let name = ServiceName::parse(name).unwrap();
    let file = Source::new("users.proto", text);
    let mut changes = ChangeSet::default();
    targets::of_proto(&file, imports, &name, dir, &mut changes)?;
    let members = vec!["platform".to_owned(), dir.to_owned()];
    let manifest = Manifest { members, ..Manifest::default() };
    targets::of_workspace(&manifest, &mut changes)?;
    let files = BTreeMap::new();
    let done = resolve(&changes, &files, &Lock::default(), Rules::default())?;
    let files = done.files.into_iter().filter(|file| file.kind == Kind::Create);
    Ok(Memory {
        name,
        dir: dir.to_owned(),
        transports: BTreeSet::from([Transport::Grpc]),
        files: files.map(|file| (file.path, file.new.into())).collect(),
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
        let Err(refused) = made(&text, &[], "users", "users") else {
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
    let memory = made(&text, &[], "notificator", "notificator").unwrap();
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
        let Proto { text, imports } = Proto::random(&mut Random::new(seed));
        let dir = format!("seed-{seed}");
        let refused = |wrong: Diagnostics| -> Memory {
            panic!("KIT_SEED={seed} KIT_CASES=1\n{text}\n{}", wrong.0[0].render(false))
        };
        let mut memory = made(&text, &imports, "users", &dir).unwrap_or_else(refused);
        let proto = memory.proto();
        assert_eq!(memory.text(&proto), text, "KIT_SEED={seed}");
        for import in &imports {
            assert_eq!(memory.text(&memory.path(&format!("proto/{}", import.name))), &*import.text);
        }
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

/// A file made at random, of what kit knows, with what it imports.
struct Proto {
    text: String,
    imports: Vec<Source>,
}

const SCALARS: [&str; 19] = [
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
    "google.protobuf.StringValue",
    "google.protobuf.BoolValue",
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

const COMMON: &str = "// Of another package.\nsyntax = \"proto3\";\npackage acme.common;\nimport \"acme/deep.proto\";\n\
    // An amount.\nmessage Money {\n  // In units.\n  int64 units = 1;\n  Currency currency = 2;\n  oneof note { string text = 3; \
    Tag tag = 4; }\n  message Tag { deep.Leaf leaf = 1; repeated Money all = 2; }\n  enum Currency { CURRENCY_NONE = 0; EUR = 1; } }\n\
    message Color { bool dark = 1; }\n";
const DEEP: &str =
    "syntax = \"proto3\";\npackage acme.common.deep;\nmessage Leaf { optional string text = 1; }\n";

impl Proto {
    fn random(random: &mut Random) -> Self {
        let count = 1 + random.below(5);
        let known: Vec<String> = (0..count).map(|at| format!("Thing{at}")).collect();
        let mut types: Vec<&str> = SCALARS.to_vec();
        let others = ["Color", "Status", "Either", "Outer.Inner", "Outer.Inner.Deep", "Outer.Kind"];
        types.extend(others.into_iter().chain(known.iter().map(String::as_str)));
        let is_importing = random.chance(40);
        if is_importing {
            types.extend(["acme.common.Money", "acme.common.Money.Tag", "acme.common.Color"]);
        }
        let mut all: Vec<String> = known.iter().map(|name| message(random, name, &types, 6)).collect();
        all.push(outer(random, &types));
        let name = random.pick::<&str>(&["value", "which", "either"]);
        all.push(format!("message Either {{\n{}}}\n", oneof(random, name, "member", &types, &mut 4)));
        let count = 1 + random.below(4);
        let start = random.below(RPCS.len() - 4);
        let mut rpcs = String::new();
        for rpc in &RPCS[start..start + count] {
            let ends = [["Request", "Reply"], ["Params", "Response"], ["In", "Out"]];
            let own = random
                .pick(&ends)
                .map(|end| format!("{}{end}", rpc.replace("URL", "Url").replace("do", "Do")));
            for name in &own {
                all.push(message(random, name, &types, 4));
            }
            let pick = |random: &mut Random, own: &str| match random.below(10) {
                0 | 1 => random.pick(&known).clone(),
                2 => "google.protobuf.Empty".to_owned(),
                3 => (*random.pick::<&str>(&["Either", "Outer", "Outer.Inner"])).to_owned(),
                4 if is_importing => "acme.common.Money".to_owned(),
                _ => own.to_owned(),
            };
            let (request, reply) = (pick(random, &own[0]), pick(random, &own[1]));
            let stream = if random.chance(10) { "stream " } else { "" };
            rpcs.push_str(&format!("  rpc {rpc} ({request}) returns ({stream}{reply});\n"));
        }
        let package = random.pick::<&str>(&PACKAGES);
        let import = if is_importing { "import \"acme/common.proto\";\n" } else { "" };
        let text = format!(
            "// A file.\nsyntax = \"proto3\";\npackage {package};\nimport \"google/protobuf/duration.proto\";\n\
             import \"google/protobuf/timestamp.proto\";\nimport \"google/protobuf/empty.proto\";\nimport \
             \"google/protobuf/wrappers.proto\";\n{import}\n{}\nenum Color {{ COLOR_UNSPECIFIED = 0; COLOR_RED = 5; \
             COLOR_DARK_BLUE = -1; }}\nenum Status {{ OK = 0; FAILED = 2; }}\nservice Users {{\n{rpcs}}}\n",
            all.join("\n"),
        );
        let imports = [("acme/common.proto", COMMON), ("acme/deep.proto", DEEP)];
        let imports = imports.into_iter().filter(|_| is_importing);
        Self { text, imports: imports.map(|(name, text)| Source::new(name, text)).collect() }
    }
}

/// A message with others in it, which name each other as protobuf lets them.
fn outer(random: &mut Random, types: &[&str]) -> String {
    let deep = [types, &["Kind", "Inner", "Deep", "Outer"]].concat();
    let inner = message(random, "Inner", &[types, &["Kind", "Deep"]].concat(), 4);
    let inner = inner.replacen('{', &format!("{{\n{}", message(random, "Deep", &deep, 3)), 1);
    let outer = message(random, "Outer", &[types, &["Kind", "Inner", "Inner.Deep"]].concat(), 4);
    outer.replacen('{', &format!("{{\n{inner}enum Kind {{ KIND_NONE = 0; LARGE = 2; KIND_SMALL = 1; }}\n"), 1)
}

fn oneof(random: &mut Random, name: &str, member: &str, types: &[&str], number: &mut i32) -> String {
    let mut members = String::new();
    for at in 0..1 + random.below(4) {
        *number += 1;
        let ty = if random.chance(15) { &"google.protobuf.Empty" } else { random.pick(types) };
        members.push_str(&format!("    // One of {name}.\n    {ty} {member}{at} = {number};\n"));
    }
    format!("  // Any.\n  oneof {name} {{\n{members}  }}\n")
}

fn message(random: &mut Random, name: &str, types: &[&str], most: usize) -> String {
    let count = random.below(most + 1);
    let start = random.below(NAMES.len() - count);
    let mut number = 0;
    let mut fields = String::new();
    for field in &NAMES[start..start + count] {
        number += 1 + random.below(3) as i32;
        let ty = random.pick(types);
        let is_enum = ["Color", "Status", "Kind", "Outer.Kind"].contains(ty);
        let declared = match random.below(5) {
            0 => format!("repeated {ty}"),
            1 => format!("optional {ty}"),
            // prost cannot name the getter of a map of enums after a keyword.
            2 if !is_enum => format!("map<{}, {ty}>", random.pick(&KEYS)),
            3 => {
                fields.push_str(&oneof(random, field, &format!("at_{field}"), types, &mut number));
                continue;
            }
            _ => (*ty).to_owned(),
        };
        fields.push_str(&format!("  // Of {name}.\n  {declared} {field} = {number};\n"));
    }
    format!("message {name} {{\n{fields}}}\n")
}
