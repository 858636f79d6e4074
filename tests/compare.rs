//! What `kit check --against` finds: a folder of `tests/compare` for each rule, named after it, with the
//! service as it was (`old/`) and as it is (`new/`; none: the service is gone), and what is said. What is
//! not in a folder is as in `tests/compare/default`. `compatible_…` are changes that break nothing.
//! `KIT_BLESS=1` records anew.

mod support;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use kit::{
    compare::{Category, RULES, Rule, Wire, compare},
    diagnostic::Source,
    model::{Crate, Dependencies, Module, Transport, names::ServiceName, parse, schema::Schema},
};
use protox::prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, Value,
};
use support::random::{Random, each_seed};

#[test]
fn every_rule_is_broken_as_recorded() {
    let mut wrong = Vec::new();
    for rule in RULES {
        let case = folder().join(rule.name.to_lowercase());
        let said = check(&case, category(rule));
        if !said.contains(&format!("error[{}]", rule.name)) {
            wrong.push(format!("{} is not broken:\n{said}", case.display()));
        }
        wrong.extend(compare_recorded(&case.join("stderr"), &said));
        for category in [Category::File, Category::Package, Category::WireJson, Category::Wire] {
            let found = check(&case, category).contains(&format!("[{}]", rule.name));
            assert_eq!(found, rule.categories.contains(&category), "{} in {category:?}", rule.name);
        }
    }
    assert!(wrong.is_empty(), "{}\n(KIT_BLESS=1 records what is said now)", wrong.join("\n\n"));
}

#[test]
fn what_breaks_nothing_is_not_mentioned() {
    let cases: Vec<PathBuf> =
        cases().into_iter().filter(|case| name(case).starts_with("compatible_")).collect();
    assert!(cases.len() >= 6, "the cases are gone");
    for case in cases {
        assert_eq!(check(&case, Category::WireJson), "", "{}", case.display());
    }
}

#[test]
fn no_case_is_left_over() {
    let rules: BTreeSet<String> = RULES.iter().map(|rule| rule.name.to_lowercase()).collect();
    let known = |case: &str| case == "default" || case.starts_with("compatible_") || rules.contains(case);
    let left: Vec<PathBuf> = cases().into_iter().filter(|case| !known(name(case))).collect();
    assert!(left.is_empty(), "{left:?}");
}

/// The one that a CI job asks for, if it has the rule.
fn category(rule: &Rule) -> Category {
    let usual = rule.categories.iter().find(|category| **category == Category::WireJson);
    *usual.unwrap_or(&rule.categories[0])
}

fn check(case: &Path, category: Category) -> String {
    let (old, new) = (wire(&case.join("old")), wire(&case.join("new")));
    let found = compare(old.as_slice(), new.as_slice(), category);
    found.iter().map(|found| found.render(false) + "\n\n").collect()
}

fn compare_recorded(record: &Path, said: &str) -> Option<String> {
    if std::env::var_os("KIT_BLESS").is_some() {
        fs::write(record, said).unwrap();
    }
    let recorded = fs::read_to_string(record).unwrap_or_default();
    (recorded != said).then(|| format!("{}: recorded is\n{recorded}but kit says\n{said}", record.display()))
}

fn wire(version: &Path) -> Option<Wire> {
    let read = |file: &str| {
        let own = fs::read_to_string(version.join(file));
        own.unwrap_or_else(|_| fs::read_to_string(folder().join("default").join(file)).unwrap())
    };
    version.is_dir().then(|| {
        let words = read("transports");
        let known = [Transport::Http, Transport::Grpc].into_iter();
        let transports = known.filter(|found| words.contains(found.name())).collect();
        Wire {
            service: service(&read("service.rs"), &transports),
            schemas: protos(version).iter().map(|(file, text)| schema(file, text)).collect(),
        }
    })
}

/// Those of the folder, or else the usual one.
fn protos(version: &Path) -> Vec<(String, String)> {
    let entries = fs::read_dir(version).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|ending| ending == "proto")).collect();
    if files.is_empty() {
        files.push(folder().join("default/users.proto"));
    }
    files.sort();
    files.iter().map(|path| (name(path).to_owned(), fs::read_to_string(path).unwrap())).collect()
}

fn service(text: &str, transports: &BTreeSet<Transport>) -> kit::model::Service {
    let source = Source::new("users/src/service.rs", text);
    let modules = vec![
        Module { path: Vec::new(), source: Source::new("users/src/lib.rs", "pub mod service;") },
        Module { path: vec!["service".to_owned()], source },
    ];
    let krate = Crate { modules, dependencies: Dependencies::default() };
    parse(&krate, &ServiceName::parse("users").unwrap(), transports)
        .unwrap_or_else(|wrong| panic!("{}", wrong.0[0].render(false)))
}

fn schema(file: &str, text: &str) -> Schema {
    let parsed = Schema::parse(&Source::new(format!("users/proto/{file}"), text));
    parsed.unwrap_or_else(|wrong| panic!("{}", wrong.render(false)))
}

fn folder() -> PathBuf {
    support::repository().join("tests/compare")
}

fn cases() -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

fn name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

/// A field of the random message.
#[derive(Clone)]
struct Field {
    number: u32,
    name: String,
    ty: &'static str,
    label: &'static str,
}

const TYPES: [&str; 18] = [
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
    "Color",
    "Leaf",
    "map<int32, string>",
];

fn random_field(random: &mut Random, number: u32) -> Field {
    let ty = *random.pick(&TYPES);
    let labels: &[&str] = if ty.starts_with("map") { &[""] } else { &["", "optional ", "repeated "] };
    Field { number, name: format!("f{number}"), ty, label: random.pick::<&str>(labels) }
}

/// What somebody does to a field without thinking of old clients.
fn edit(random: &mut Random, fields: &mut Vec<Field>, reserved: &mut Vec<u32>) {
    let at = random.below(fields.len());
    let number = 50 + random.below(20) as u32;
    match random.below(6) {
        0 => {
            let gone = fields.remove(at);
            if random.chance(50) {
                reserved.push(gone.number);
            }
        }
        1 if fields.iter().all(|field| field.number != number) => fields.push(random_field(random, number)),
        2 if fields.iter().all(|field| field.number != number) => fields[at].number = number,
        3 => fields[at] = Field { name: fields[at].name.clone(), ..random_field(random, fields[at].number) },
        4 => {
            fields[at].ty =
                if fields[at].ty.starts_with("map") { fields[at].ty } else { *random.pick(&TYPES[..17]) }
        }
        _ => fields.rotate_left(at),
    }
    if fields.is_empty() {
        fields.push(random_field(random, 1));
    }
}

fn proto(fields: &[Field], reserved: &[u32]) -> String {
    let fields: String = fields
        .iter()
        .map(|Field { number, name, ty, label }| format!("  {label}{ty} {name} = {number};\n"))
        .collect();
    let reserved: String =
        reserved.iter().map(|number| format!("  reserved {number}, {};\n", number + 1_000)).collect();
    format!(
        "syntax = \"proto3\";\npackage pb;\nenum Color {{ RED = 0; BLUE = 1; }}\nmessage Leaf {{ string text = 1; }}\n\
         message M {{\n{reserved}{fields}}}\n"
    )
}

fn message(text: &str) -> MessageDescriptor {
    let file = protox::file::File::from_source("m.proto", text).unwrap();
    let mut compiler = protox::Compiler::with_file_resolver(One(file));
    compiler.open_file("m.proto").unwrap();
    let pool = DescriptorPool::from_file_descriptor_set(compiler.file_descriptor_set()).unwrap();
    pool.get_message_by_name("pb.M").unwrap()
}

/// A resolver with a single file.
struct One(protox::file::File);

impl protox::file::FileResolver for One {
    fn open_file(&self, _: &str) -> Result<protox::file::File, protox::Error> {
        let text = self.0.source().unwrap().to_owned();
        protox::file::File::from_source("m.proto", &text)
    }
}

fn one(kind: &Kind) -> Value {
    match kind {
        Kind::Double => Value::F64(1.5),
        Kind::Float => Value::F32(2.5),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => Value::I32(7),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => Value::I64(8),
        Kind::Uint32 | Kind::Fixed32 => Value::U32(9),
        Kind::Uint64 | Kind::Fixed64 => Value::U64(10),
        Kind::Bool => Value::Bool(true),
        Kind::String => Value::String("größe".into()),
        Kind::Bytes => Value::Bytes(vec![1, 2, 255].into()),
        Kind::Enum(_) => Value::EnumNumber(1),
        Kind::Message(inner) => {
            let mut leaf = DynamicMessage::new(inner.clone());
            leaf.set_field_by_name("text", Value::String("leaf".into()));
            Value::Message(leaf)
        }
    }
}

fn sample(message: &MessageDescriptor) -> DynamicMessage {
    let mut made = DynamicMessage::new(message.clone());
    for field in message.fields() {
        let value = match field.kind() {
            _ if field.is_map() => Value::Map([(MapKey::I32(3), Value::String("three".into()))].into()),
            kind if field.is_list() => Value::List(vec![one(&kind), one(&kind)]),
            kind => one(&kind),
        };
        made.set_field(&field, value);
    }
    made
}

/// What one version wrote, the other reads as what was meant.
fn check_read(writer: &MessageDescriptor, reader: &MessageDescriptor, context: &str) {
    use protox::prost::Message;
    let sent = sample(writer);
    let read = DynamicMessage::decode(reader.clone(), &*sent.encode_to_vec())
        .unwrap_or_else(|error| panic!("{error}\n{context}"));
    let same = |a: &FieldDescriptor, b: &FieldDescriptor| {
        std::mem::discriminant(&a.kind()) == std::mem::discriminant(&b.kind()) && a.is_list() == b.is_list()
    };
    for field in writer.fields() {
        let Some(now) = reader.get_field(field.number()) else { continue };
        assert!(read.has_field(&now), "{} is lost\n{context}", field.name());
        let nested = matches!(field.kind(), Kind::Message(_));
        if same(&field, &now) && !nested {
            assert_eq!(sent.get_field(&field), read.get_field(&now), "{context}");
        }
    }
}

/// The rules against the bytes: whatever they let pass, both versions read.
#[test]
fn what_is_compatible_is_read_in_both_directions() {
    let passed = std::sync::atomic::AtomicUsize::new(0);
    let grpc = BTreeSet::from([Transport::Grpc]);
    let text = fs::read_to_string(folder().join("default/service.rs")).unwrap();
    each_seed(300, |seed| {
        let random = &mut Random::new(seed);
        let count = 1 + random.below(5) as u32;
        let mut fields: Vec<Field> = (1..=count).map(|number| random_field(random, number)).collect();
        let mut reserved = Vec::new();
        let before = proto(&fields, &reserved);
        for _ in 0..=random.below(2) {
            edit(random, &mut fields, &mut reserved);
        }
        let now = proto(&fields, &reserved);
        let wire = |text: &str, proto: &str| {
            vec![Wire { service: service(text, &grpc), schemas: vec![schema("users.proto", proto)] }]
        };
        for category in [Category::Wire, Category::WireJson] {
            if compare(&wire(&text, &before), &wire(&text, &now), category).is_empty() {
                let context = format!("KIT_SEED={seed} KIT_CASES=1, {category:?}:\n{before}\n{now}");
                check_read(&message(&before), &message(&now), &context);
                check_read(&message(&now), &message(&before), &context);
                passed.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            }
        }
    });
    let passed = passed.into_inner();
    assert!(std::env::var_os("KIT_CASES").is_some() || passed > 50, "only {passed} changes were compatible");
}
