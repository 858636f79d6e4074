//! What an older client sends still means the same, whatever became of the trait since: methods and
//! parameters that come, go, change places, types or come back, and parts of the `.proto` that its user
//! deletes. `KIT_SEED=n` starts elsewhere, `KIT_CASES=n` makes more histories.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use kit::model::{Transport, names::ServiceName};
use protox::{
    prost::Message,
    prost_reflect::{DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value},
};
use support::{
    memory::Memory,
    random::{Random, each_seed},
};

const CASES: u64 = 40;
const STEPS: usize = 8;
const PROTO: &str = "users/proto/users.proto";
const SCALARS: [&str; 8] =
    ["String", "u64", "Option<u8>", "Vec<u8>", "bool", "Vec<String>", "i64", "Option<f64>"];

type Fields = Vec<(String, String)>;

/// The trait and its one struct.
#[derive(Default)]
struct Interface {
    methods: Vec<(String, Fields, String)>,
    bug: Fields,
}

impl Interface {
    fn change(&mut self, random: &mut Random) {
        if self.methods.is_empty() || random.chance(30) {
            let name = format!("m{}", random.below(6));
            if self.methods.iter().all(|(known, ..)| *known != name) {
                let at = random.below(self.methods.len() + 1);
                let output = *random.pick(&["()", "u64", "String", "Bug", "Vec<Bug>"]);
                self.methods.insert(at, (name, Fields::new(), output.to_owned()));
            }
        }
        if self.methods.len() > 1 && random.chance(15) {
            self.methods.remove(random.below(self.methods.len()));
        }
        if random.chance(30) {
            let (a, b) = (random.below(self.methods.len()), random.below(self.methods.len()));
            self.methods.swap(a, b);
        }
        let with_bug = [&SCALARS[..], &["Bug", "Vec<Bug>", "Option<Bug>"]].concat();
        let at = random.below(self.methods.len());
        change_fields(random, &mut self.methods[at].1, &with_bug);
        change_fields(random, &mut self.bug, &SCALARS);
    }

    fn text(&self) -> String {
        let list = |fields: &Fields, before: &str, after: &str| -> String {
            fields.iter().map(|(name, ty)| format!("{before}{name}: {ty}{after}")).collect()
        };
        let methods = self.methods.iter().map(|(name, params, output)| {
            format!("    async fn {name}(&self{}) -> Result<{output}, Error>;\n", list(params, ", ", ""))
        });
        format!(
            "pub use platform::Error;\n\n#[trait_variant::make(Send)]\npub trait UsersService: Sync + 'static {{\n{}}}\n\n\
             pub struct BasicUsersService;\nimpl UsersService for BasicUsersService {{}}\n\n\
             #[derive(Clone, Debug)]\npub struct Bug {{\n{}}}\n",
            methods.collect::<String>(),
            list(&self.bug, "    pub ", ",\n"),
        )
    }
}

/// There are few names, so that many come back, with the same type or another.
fn change_fields(random: &mut Random, fields: &mut Fields, types: &[&str]) {
    for _ in 0..random.below(4) {
        let name = format!("f{}", random.below(6));
        match fields.iter().position(|(known, _)| *known == name) {
            Some(at) if random.chance(40) => drop(fields.remove(at)),
            Some(at) if random.chance(30) => fields[at].1 = (*random.pick(types)).to_owned(),
            Some(at) => fields.swap(at, 0),
            None => {
                let at = random.below(fields.len() + 1);
                fields.insert(at, (name, (*random.pick(types)).to_owned()));
            }
        }
    }
}

/// What the user deletes from the `.proto`: a line with a field, a message, all of it.
fn delete(random: &mut Random, memory: &mut Memory) {
    if !memory.files.contains_key(PROTO) {
        return;
    }
    let text = memory.text(PROTO).to_owned();
    match random.below(8) {
        0 | 1 => {
            let fields: Vec<&str> =
                text.lines().filter(|line| line.contains(" = ") && line.starts_with("  ")).collect();
            if !fields.is_empty() {
                let line = format!("{}\n", random.pick(&fields));
                memory.edit(PROTO, |text| text.replacen(&line, "", 1));
            }
        }
        2 => {
            let starts: Vec<usize> = text.match_indices("\nmessage ").map(|(at, _)| at).collect();
            if !starts.is_empty() {
                let start = *random.pick(&starts);
                let end = start + text[start..].find("\n}\n").unwrap() + 2;
                memory.edit(PROTO, |text| format!("{}{}", &text[..start], &text[end..]));
            }
        }
        3 => drop(memory.files.remove(PROTO)),
        _ => {}
    }
}

/// A run of kit. A field whose type has changed the user deletes, as kit says, and an rpc whose message
/// is gone.
fn generate(memory: &mut Memory) {
    while let Err(wrong) = memory.generate() {
        let title = &wrong.0[0].title;
        let whole_line = title.ends_with(" is not defined");
        assert!(whole_line || title.contains("does not fit the trait's"), "{}", wrong.0[0].render(false));
        let mut place = wrong.0[0].label.as_ref().unwrap().span.clone();
        let text = memory.text(PROTO);
        if whole_line {
            place.start = text[..place.start].rfind('\n').unwrap();
            place.end += text[place.end..].find('\n').unwrap();
        }
        memory.edit(PROTO, |text| format!("{}{}", &text[..place.start], &text[place.end..]));
    }
}

fn pool(memory: &Memory) -> DescriptorPool {
    DescriptorPool::decode(&*memory.files["users/src/generated/descriptors.bin"]).unwrap()
}

/// What decides how a field's bytes are read.
fn shape(field: &FieldDescriptor) -> String {
    format!("{:?} {:?}", field.kind(), field.cardinality())
}

/// Something other than the default, in every field.
fn sample(message: &MessageDescriptor) -> DynamicMessage {
    let mut made = DynamicMessage::new(message.clone());
    for field in message.fields() {
        let value = match field.kind() {
            Kind::String => Value::String(format!("value of {}", field.number())),
            Kind::Bytes => Value::Bytes(vec![7; field.number() as usize].into()),
            Kind::Bool => Value::Bool(true),
            Kind::Uint32 => Value::U32(field.number()),
            Kind::Uint64 => Value::U64(u64::MAX - u64::from(field.number())),
            Kind::Int64 => Value::I64(-i64::from(field.number())),
            Kind::Double => Value::F64(f64::from(field.number()) / 7.0),
            Kind::Message(inner) => Value::Message(sample(&inner)),
            other => panic!("no type becomes {other:?}"),
        };
        made.set_field(&field, if field.is_list() { Value::List(vec![value.clone(), value]) } else { value });
    }
    made
}

/// What the old client says, the new server reads.
fn check_bytes(old: &DescriptorPool, new: &DescriptorPool) {
    for before in old.all_messages() {
        let Some(after) = new.get_message_by_name(before.full_name()) else { continue };
        let sent = sample(&before);
        let read = DynamicMessage::decode(after.clone(), &*sent.encode_to_vec());
        let read = read.unwrap_or_else(|error| panic!("{}: {error}", before.full_name()));
        for field in before.fields().filter(|field| !matches!(field.kind(), Kind::Message(_))) {
            if let Some(now) = after.get_field(field.number()) {
                assert_eq!(sent.get_field(&field), read.get_field(&now), "{}", field.full_name());
            }
        }
        for field in after.fields().filter(|field| before.get_field(field.number()).is_none()) {
            assert!(!read.has_field(&field), "{} is read from older bytes", field.full_name());
        }
    }
}

fn check(seed: u64) {
    let random = &mut Random::new(seed);
    let name = ServiceName::parse("users").unwrap();
    let mut memory = Memory::new(&name, "users", &BTreeSet::from([Transport::Grpc]));
    let mut interface = Interface::default();
    let (mut last, mut versions) = (None, Vec::<DescriptorPool>::new());
    // By message and number: what it ever was.
    let mut ever: BTreeMap<(String, u32), String> = BTreeMap::new();
    for step in 0..STEPS {
        interface.change(random);
        memory.files.insert("users/src/service.rs".into(), interface.text().into_bytes());
        delete(random, &mut memory);
        generate(&mut memory);
        let new = pool(&memory);
        // A message that goes, with its rpc and its file, takes its past with it.
        ever.retain(|(message, _), _| new.get_message_by_name(message).is_some());
        versions.retain(|old| {
            old.all_messages().all(|message| new.get_message_by_name(message.full_name()).is_some())
        });
        for field in new.all_messages().flat_map(|message| message.fields().collect::<Vec<_>>()) {
            let key = (field.parent_message().full_name().to_owned(), field.number());
            let known = ever.entry(key).or_insert_with(|| shape(&field));
            assert_eq!(
                *known,
                shape(&field),
                "seed {seed}, step {step}: {} has a used number",
                field.full_name()
            );
        }
        versions.iter().for_each(|old| check_bytes(old, &new));
        if let Some(last) = &last {
            check_numbers(last, &new);
        }
        last = Some(new.clone());
        versions.push(new);
    }
}

/// From one version to the next a field of the same name and type keeps its number.
fn check_numbers(old: &DescriptorPool, new: &DescriptorPool) {
    for before in old.all_messages() {
        let Some(after) = new.get_message_by_name(before.full_name()) else { continue };
        for field in before.fields() {
            if let Some(now) = after.get_field_by_name(field.name()).filter(|now| shape(now) == shape(&field))
            {
                assert_eq!(field.number(), now.number(), "{}", field.full_name());
            }
        }
    }
}

#[test]
fn old_bytes_keep_their_meaning() {
    each_seed(CASES, |seed| {
        let checked = std::panic::catch_unwind(|| check(seed));
        checked.unwrap_or_else(|wrong| {
            eprintln!("KIT_SEED={seed} KIT_CASES=1 shows this again");
            std::panic::resume_unwind(wrong)
        });
    });
}
