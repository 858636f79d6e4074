//! A workspace in memory, with one service: what kit's commands make of it, promises checked on the way.

use std::collections::{BTreeMap, BTreeSet};

use kit::{
    apply::{FileChange, Kind, Resolution, Rules, resolve},
    diagnostic::{Diagnostics, Source},
    model::{self, Crate, Dependencies, Dependency, Module, Transport, names::ServiceName, schema::Schema},
    plan::change::ChangeSet,
    targets::{
        self, Input, Manifest,
        docker::{self, DockerInput, DockerService},
    },
    workspace::{crates, layout, lock::Lock, manifest},
};

pub type Files = BTreeMap<String, Vec<u8>>;

#[derive(Clone)]
pub struct Memory {
    pub name: ServiceName,
    pub dir: String,
    pub transports: BTreeSet<Transport>,
    pub files: Files,
    /// The services beside it that containers are for.
    pub others: Vec<String>,
    /// Whether an entry of kit's may be written anew, as for an etcd that has lost its health check.
    pub replaces: bool,
}

impl Memory {
    /// `kit new service`.
    pub fn new(name: &ServiceName, dir: &str, transports: &BTreeSet<Transport>) -> Self {
        let (name, transports) = (name.clone(), transports.clone());
        let mut made = Self {
            name,
            dir: dir.to_owned(),
            transports,
            files: Files::new(),
            others: Vec::new(),
            replaces: false,
        };
        let mut changes = ChangeSet::default();
        let members = vec!["platform".to_owned(), dir.to_owned()];
        let manifest = Manifest { members, ..Manifest::default() };
        targets::of_workspace(&manifest, &mut changes).unwrap();
        targets::skeleton(&made.name, dir, &mut changes);
        made.apply(&changes).unwrap();
        made
    }

    pub fn path(&self, file: &str) -> String {
        layout::join(&self.dir, file)
    }

    pub fn proto(&self) -> String {
        self.path(&format!("proto/{}.proto", self.name.snake()))
    }

    /// A file that there is, as text.
    pub fn text(&self, path: &str) -> &str {
        let bytes = self.files.get(path).unwrap_or_else(|| panic!("there is no {path}"));
        std::str::from_utf8(bytes).unwrap()
    }

    pub fn edit(&mut self, path: &str, edit: impl FnOnce(&str) -> String) {
        let text = edit(self.text(path));
        self.files.insert(path.to_owned(), text.into_bytes());
    }

    /// kit's own reading of the trait.
    pub fn model(&self) -> Result<model::Service, Diagnostics> {
        let src = self.path("src/");
        let mut modules = Vec::new();
        for (path, bytes) in self.files.range(src.clone()..) {
            let Some(file) = path.strip_prefix(&src) else { break };
            let Some(stem) = file.strip_suffix(".rs").filter(|stem| !stem.starts_with("generated/")) else {
                continue;
            };
            if stem != "main" {
                let module = if stem == "lib" { Vec::new() } else { vec![stem.to_owned()] };
                let source = Source::new(path.as_str(), String::from_utf8(bytes.clone()).unwrap());
                modules.push(Module { path: module, source });
            }
        }
        let manifest = self.path("Cargo.toml");
        let manifest = manifest::Manifest::parse(Source::new(&*manifest, self.text(&manifest)))?;
        let found = crates::read(&self.dir, &manifest, None);
        let named = |(name, found): (String, crates::Dependency)| {
            (name, Dependency { features: found.features, modules: Vec::new() })
        };
        let dependencies = Dependencies(found.into_iter().map(named).collect());
        model::parse(&Crate { modules, dependencies }, &self.name, &self.transports)
    }

    pub fn schema(&self) -> Option<Result<Schema, Diagnostics>> {
        let proto = self.proto();
        let parse = || Ok(Schema::with_imports(&Source::new(&*proto, self.text(&proto)), &self.protos())?);
        self.files.contains_key(&proto).then(parse)
    }

    /// Every `.proto` of the service, named as an import would.
    fn protos(&self) -> Vec<Source> {
        let folder = self.path("proto/");
        let files = self.files.keys().filter_map(|path| Some((path, path.strip_prefix(&folder)?)));
        files.map(|(path, name)| Source::new(name, self.text(path))).collect()
    }

    /// What `kit generate service` wants.
    pub fn wants(&self) -> Result<ChangeSet, Diagnostics> {
        let service = self.model()?;
        let schema = self.schema().transpose()?;
        let compiled = self.files.get(&self.path("src/generated/descriptors.bin")).map(Vec::as_slice);
        let source = |path: &str| self.files.contains_key(path).then(|| Source::new(path, self.text(path)));
        let (manifest, root) = (source(&self.path("Cargo.toml")), source(layout::CARGO_TOML));
        let input = Input {
            middleware: &Default::default(),
            service: &service,
            dir: &self.dir,
            manifest: manifest.as_ref(),
            root_manifest: root.as_ref(),
            schema: schema.as_ref(),
            compiled,
            package: None,
            protos: &self.protos(),
            // What it says of whatever there is is at least JSON.
            openapi: kit::model::OpenApi::Written,
        };
        let mut changes = ChangeSet::default();
        targets::of_service(&input, &mut changes)?;
        let manifest = Manifest { cargo_toml: root, ..Manifest::default() };
        targets::of_workspace(&manifest, &mut changes)?;
        Ok(changes)
    }

    pub fn generate(&mut self) -> Result<Resolution, Diagnostics> {
        let changes = self.wants()?;
        let done = self.apply(&changes)?;
        let again = self.clone().apply(&self.wants().expect("what kit wrote it reads"))?;
        assert!(again.is_clean(), "a second run changes {:?}", written(&again));
        Ok(done)
    }

    pub fn docker(&mut self) -> Result<Resolution, Diagnostics> {
        let changes = self.docker_wants();
        let done = self.apply(&changes)?;
        let again = self.clone().apply(&self.docker_wants())?;
        assert!(again.is_clean(), "a second run changes {:?}", written(&again));
        Ok(done)
    }

    fn docker_wants(&self) -> ChangeSet {
        let names = [self.name.kebab().to_owned()].into_iter().chain(self.others.iter().cloned());
        let service = |name: String| DockerService {
            dir: name.clone(),
            name,
            transports: BTreeSet::from([Transport::Http]),
        };
        let name = layout::COMPOSE[0];
        let compose = self.files.contains_key(name).then(|| Source::new(name, self.text(name)));
        let mut changes = ChangeSet::default();
        let mut services: Vec<_> = names.map(service).collect();
        services.sort_by(|a, b| a.dir.cmp(&b.dir));
        docker::outputs(&DockerInput { services, compose, add: true }, &mut changes);
        changes
    }

    fn apply(&mut self, changes: &ChangeSet) -> Result<Resolution, Diagnostics> {
        let lock = self.files.get(layout::LOCK).map(|bytes| String::from_utf8(bytes.clone()).unwrap());
        let lock =
            lock.map_or(Lock::default(), |text| Lock::parse(&Source::new(layout::LOCK, text)).unwrap());
        let done = resolve(changes, &self.files, &lock, Rules::default())?;
        for change in &done.files {
            if !self.replaces || change.edits.iter().all(|edit| edit.range.is_empty()) {
                check(change);
            }
            match change.kind {
                Kind::Delete => drop(self.files.remove(&change.path)),
                _ => drop(self.files.insert(change.path.clone(), change.new.to_vec())),
            }
        }
        Ok(done)
    }
}

/// Outside of what kit says that it inserted, a user's file keeps every byte.
fn check(change: &FileChange) {
    if change.edits.is_empty() {
        return;
    }
    let mut rest = change.new.to_vec();
    let mut spans = Vec::new();
    let mut shift = 0;
    for edit in &change.edits {
        assert!(edit.range.is_empty(), "{}: nobody asked to replace {:?}", change.path, edit.range);
        let start = edit.range.start + shift;
        spans.push(start..start + edit.text.len());
        shift += edit.text.len();
    }
    for span in spans.into_iter().rev() {
        rest.drain(span);
    }
    assert_eq!(Some(&*rest), change.old.as_deref(), "{} changed where nothing was inserted", change.path);
}

pub fn written(done: &Resolution) -> Vec<&str> {
    done.files.iter().filter(|file| file.writes()).map(|file| &*file.path).collect()
}
