//! Each stage of `kit generate service`, by the number of methods, without the disk.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use kit::{
    apply::{self, Rules},
    diagnostic::Source,
    model::{
        self, Crate, Dependencies, Module, OpenApi, Service, Transport, middleware::Middleware,
        names::ServiceName, schema::Schema,
    },
    plan::change::ChangeSet,
    targets::{self, Input},
    workspace::lock::Lock,
};

const METHODS: [usize; 3] = [10, 100, 1000];
const TRANSPORTS: [(&str, Transport); 2] = [("http", Transport::Http), ("grpc", Transport::Grpc)];

type Files = BTreeMap<String, Vec<u8>>;

fn service_rs(methods: usize) -> String {
    let mut text = String::from(
        "pub use platform::Error;\n\n#[trait_variant::make(Send)]\npub trait BigService: Sync + 'static {\n",
    );
    for number in 0..methods {
        writeln!(
            text,
            "    async fn method_{number}(&self, id: u64, name: String) -> Result<String, Error>;"
        )
        .unwrap();
    }
    text + "}\n\npub struct BasicBigService;\n\nimpl BigService for BasicBigService {}\n"
}

fn parse(text: &str, transport: Transport) -> Service {
    let source = Source::new("big/src/service.rs", text);
    let modules = vec![Module { path: vec!["service".to_owned()], source }];
    let krate = Crate { modules, dependencies: Dependencies::default() };
    model::parse(&krate, &ServiceName::parse("big").unwrap(), &BTreeSet::from([transport])).unwrap()
}

fn text(files: &Files, path: &str) -> Option<Source> {
    files.get(path).map(|bytes| Source::new(path, String::from_utf8(bytes.clone()).unwrap()))
}

fn render(service: &Service, files: &Files) -> ChangeSet {
    let schema = text(files, "big/proto/big.proto").map(|source| Schema::parse(&source).unwrap());
    let manifest = text(files, "big/Cargo.toml");
    let proto = text(files, "big/proto/big.proto");
    let protos: Vec<Source> = proto.iter().map(|source| Source::new("big.proto", &*source.text)).collect();
    let input = Input {
        service,
        middleware: &Middleware::default(),
        dir: "big",
        manifest: manifest.as_ref(),
        root_manifest: None,
        schema: schema.as_ref(),
        compiled: files.get("big/src/generated/descriptors.bin").map(Vec::as_slice),
        package: None,
        protos: &protos,
        openapi: OpenApi::None,
    };
    let mut changes = ChangeSet::default();
    targets::of_service(&input, &mut changes).unwrap();
    changes
}

fn resolve(changes: &ChangeSet, files: &Files) -> Files {
    let done = apply::resolve(changes, files, &Lock::default(), Rules::default()).unwrap();
    done.files.into_iter().map(|file| (file.path, file.new.into())).collect()
}

fn stages(criterion: &mut Criterion) {
    for (transport_name, transport) in TRANSPORTS {
        for methods in METHODS {
            let fresh = Files::from([("big/src/service.rs".to_owned(), service_rs(methods).into_bytes())]);
            let changes = render(&parse(&service_rs(methods), transport), &fresh);
            let files = resolve(&changes, &fresh);
            let written = String::from_utf8(files["big/src/service.rs"].clone()).unwrap();
            let service = parse(&written, transport);
            let again = render(&service, &files);

            let mut group = criterion.benchmark_group(transport_name);
            group.sample_size(10).throughput(Throughput::Elements(methods as u64));
            let id = |stage: &str| BenchmarkId::new(stage, methods);
            group.bench_function(id("parse"), |bencher| bencher.iter(|| parse(&written, transport)));
            group.bench_function(id("render"), |bencher| bencher.iter(|| render(&service, &files)));
            group.bench_function(id("resolve fresh"), |bencher| bencher.iter(|| resolve(&changes, &fresh)));
            group.bench_function(id("resolve again"), |bencher| bencher.iter(|| resolve(&again, &files)));
            group.finish();
        }
    }
}

criterion_group!(benches, stages);
criterion_main!(benches);
