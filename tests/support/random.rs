//! Services made at random from a seed: traits that kit accepts, with names and types of every
//! length, so that layout and code meet every width.

mod attributes;
mod names;

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

pub use self::names::name;
use self::names::{identifier, struct_name};
use kit::{
    diagnostic::Source,
    model::{Crate, Dependencies, Dependency, Module, Service, Transport, names::ServiceName, parse},
};

use super::{
    memory::{Files, Memory},
    random_types::{self, Types},
};

/// SplitMix64: small, and the same numbers on every machine.
/// Source: <https://prng.di.unimi.it/splitmix64.c>
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to `end`, exclusive.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// Runs a test with so many seeds, or as `KIT_SEED` and `KIT_CASES` say, or for `KIT_FUZZ_SECONDS`, on all
/// cores.
pub fn each_seed(cases: u64, test: impl Fn(u64) + Sync) {
    let first = number("KIT_SEED", 1);
    let time =
        std::env::var("KIT_FUZZ_SECONDS").is_ok().then(|| Duration::from_secs(number("KIT_FUZZ_SECONDS", 0)));
    let end = if time.is_some() { u64::MAX } else { first + number("KIT_CASES", cases) };
    let (next, start) = (AtomicU64::new(first), Instant::now());
    let is_over = || time.is_some_and(|time| start.elapsed() > time);
    let work = || {
        while !is_over() {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= end {
                break;
            }
            test(seed);
        }
    };
    std::thread::scope(|scope| {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for thread in running {
            thread.join().unwrap_or_else(|wrong| std::panic::resume_unwind(wrong));
        }
    });
    let done = next.into_inner().min(end) - first;
    println!("{done} cases from seed {first} on, in {:.0?}", start.elapsed());
}

/// The number that a variable holds.
pub fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().expect(variable))
}

/// A crate's sources for a service, and what kit reads from them.
#[derive(Clone)]
pub struct RandomService<'a> {
    pub name: ServiceName,
    pub transports: BTreeSet<Transport>,
    /// `service.rs` and `types.rs`, not yet formatted.
    pub files: Vec<(&'a str, String)>,
}

impl RandomService<'_> {
    /// kit's own reading of the sources; also says whether it accepts them.
    pub fn model(&self, dir: &str) -> Option<Service> {
        let module = |(file, text): &(&str, String)| {
            let name = file.trim_end_matches(".rs");
            let source = Source::new(format!("{dir}/src/{file}"), text.as_str());
            Module { path: vec![name.to_owned()], source }
        };
        let dependency =
            || Dependency { features: BTreeSet::from(["serde".to_owned()]), modules: Vec::new() };
        let dependencies = ["chrono", "uuid"].map(|name| (name.to_owned(), dependency()));
        let krate = Crate {
            modules: self.files.iter().map(module).collect(),
            dependencies: Dependencies(dependencies.into()),
        };
        parse(&krate, &self.name, &self.transports).ok()
    }
}

/// A service that kit accepts. What it refuses (two names that collide, say) is thrown away.
pub fn service(seed: u64) -> RandomService<'static> {
    let mut random = Random::new(seed);
    loop {
        let made = attempt(&mut random);
        if made.model("any").is_some() {
            return made;
        }
    }
}

const SCALARS: [&str; 16] = [
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "isize", "u8", "u16", "u32", "u64", "usize",
    "String", "Vec<u8>",
];

fn attempt(random: &mut Random) -> RandomService<'static> {
    let name = loop {
        let longest = 1 + random.below(32);
        if let Ok(name) = ServiceName::parse(&identifier(random, longest)) {
            break name;
        }
    };
    let both = [Transport::Http, Transport::Grpc];
    let transports = match random.below(4) {
        0 => BTreeSet::from([Transport::Http]),
        1 => BTreeSet::from([Transport::Grpc]),
        _ => BTreeSet::from(both),
    };
    let grpc = transports.contains(&Transport::Grpc);
    let (serde, derives) = match transports.contains(&Transport::Http) {
        true => ("use serde::{Deserialize, Serialize};\n", "Clone, Debug, Deserialize, Serialize"),
        false => ("", "Clone, Debug"),
    };
    let structs: Vec<String> = (0..random.below(4)).map(|_| struct_name(random)).collect();
    let (in_service, in_types) = structs.split_at(random.below(structs.len() + 1));
    let mut service = String::from("pub use platform::Error;\n");
    if !in_service.is_empty() {
        service.push_str(serde);
    }
    if !in_types.is_empty() {
        service
            .push_str(&format!("#[allow(unused_imports)]\nuse crate::types::{{{}}};\n", in_types.join(", ")));
    }
    let types = Types { definitions: &structs, grpc };
    let definition = |random: &mut Random, index: usize| {
        // Later ones only: none may hold itself, but in a box.
        let held = Types { definitions: &structs[index + 1..], grpc };
        let text = random_types::definition(random, &structs[index], &held);
        format!("#[derive({derives})]\n{text}\n\n")
    };
    let trait_name = name.trait_name();
    service.push_str(&format!("\n#[trait_variant::make(Send)]\npub trait {trait_name}: Sync + 'static {{\n"));
    for _ in 0..1 + random.below(6) {
        service.push_str(&method(random, &types));
    }
    let basic = name.basic_name();
    service.push_str(&format!("}}\n\npub struct {basic};\n\nimpl {trait_name} for {basic} {{}}\n\n"));
    for index in 0..in_service.len() {
        service.push_str(&definition(random, index));
    }
    let mut files = vec![("service.rs", service)];
    if !in_types.is_empty() {
        let mut text = format!("{serde}\n");
        for index in in_service.len()..structs.len() {
            text.push_str(&definition(random, index));
        }
        files.push(("types.rs", text));
    }
    RandomService { name, transports, files }
}

fn method(random: &mut Random, types: &Types) -> String {
    let name = name(random);
    let params = parameters(random, types, 13, random_types::param);
    let output = if random.chance(25) { "()".to_owned() } else { random_types::ty(random, types) };
    let attributes = attributes::of(random, &params, &output);
    let params: String = params.iter().map(|(name, ty)| format!(", {name}: {ty}")).collect();
    let docs = if random.chance(30) { "    /// What it does.\n" } else { "" };
    format!("{docs}{attributes}    async fn {name}(&self{params}) -> Result<{output}, Error>;\n")
}

/// Fewer than `most` parameters or fields.
pub fn parameters(
    random: &mut Random,
    types: &Types,
    most: usize,
    ty: fn(&mut Random, &Types) -> String,
) -> Vec<(String, String)> {
    (0..random.below(most)).map(|_| (name(random), ty(random, types))).collect()
}

/// What `kit new service` and `kit generate service` make of the service in the folder `dir`: the
/// files by their paths. `formatted` are its own files, laid out by rustfmt. A second run changes nothing.
pub fn generate(made: &RandomService, dir: &str, formatted: Vec<(&str, String)>) -> Files {
    let mut memory = Memory::new(&made.name, dir, &made.transports);
    memory.edit(&format!("{dir}/Cargo.toml"), |text| text.to_owned() + random_types::DEPENDENCIES);
    let has_types = formatted.len() > 1;
    for (file, text) in formatted {
        memory.files.insert(format!("{dir}/src/{file}"), text.into_bytes());
    }
    if has_types {
        let add = |text: &str| text.replace("pub mod service;\n", "pub mod service;\npub mod types;\n");
        memory.edit(&format!("{dir}/src/lib.rs"), add);
    }
    memory.generate().unwrap();
    memory.files.retain(|path, _| path.starts_with(&format!("{dir}/")));
    memory.files
}
