//! Which files are read: those that kit can care about.

use std::{
    collections::BTreeMap,
    fs::File,
    path::{Component, Path},
};

use bytes::Bytes;

use super::{
    ServiceEntry, Workspace,
    config::KitConfig,
    crates, layout,
    lock::Lock,
    members::{self, Member, Patterns},
    read::Reader,
    root::Root,
    text,
};
use crate::diagnostic::{Diagnostic, Diagnostics};

impl Workspace {
    pub(super) fn read(
        found: Root,
        guard: Option<File>,
        notes: Vec<Diagnostic>,
    ) -> Result<Self, Diagnostics> {
        let root = found.path().to_owned();
        let mut wrong = Diagnostics(notes);
        let mut reader = Reader::new(&root);
        let manifest = found.manifest().map(|manifest| manifest.clone().named(layout::CARGO_TOML));
        if let Some(manifest) = &manifest {
            wrong.take(reader.adopt(&manifest.source));
        }
        let others = [layout::CARGO_TOML, layout::GITIGNORE, layout::DOCKERIGNORE, layout::LOCK];
        for file in others.into_iter().chain(layout::COMPOSE) {
            wrong.take(reader.file(file));
        }
        for folder in [layout::PLATFORM, layout::BASES] {
            wrong.take(reader.tree(folder, |_| true));
        }
        let lock = lock_in(&reader.files);
        for path in lock.iter().flat_map(Lock::paths) {
            wrong.take(reader.file(path));
        }
        let patterns = manifest.as_ref().map(Patterns::of).unwrap_or_default();
        let mut members = Vec::new();
        if let Some(manifest) = &manifest
            && let Some(found) = wrong.take(members::find(&root, manifest, &patterns))
        {
            wrong.0.extend(members::gone(manifest, &found, lock.as_ref().ok()));
            wrong.0.extend(members::check_distinct(&found));
            members = found;
        }
        let mut services = Vec::new();
        for member in &members {
            match read_member(&mut reader, member) {
                Ok(service) => services.extend(service),
                Err(found) => wrong.0.extend(found.0),
            }
        }
        for entry in &services {
            wrong.take(crates::add_sources(&mut reader, entry, &members, manifest.as_ref()));
        }
        if wrong.has_errors() {
            return Err(wrong);
        }
        let has_workspace = manifest.is_some();
        let (mut packages, mut manifests) = (BTreeMap::new(), BTreeMap::new());
        for Member { dir, package, manifest } in members {
            manifests.insert(manifest.source.name.to_string(), manifest);
            packages.insert(package, dir);
        }
        manifests.extend(manifest.map(|manifest| (layout::CARGO_TOML.to_owned(), manifest)));
        let files = reader.files;
        let notes = wrong.0;
        Ok(Self {
            root,
            has_workspace,
            files,
            manifests,
            lock,
            services,
            packages,
            patterns,
            notes,
            moved: None,
            _guard: guard,
        })
    }
}

fn lock_in(files: &BTreeMap<String, Bytes>) -> Result<Lock, Diagnostic> {
    match files.get(layout::LOCK) {
        Some(bytes) => Lock::parse(&text(layout::LOCK, bytes)?),
        None => Ok(Lock::default()),
    }
}

/// Adds what kit can care about in a member to the snapshot.
fn read_member(reader: &mut Reader, member: &Member) -> Result<Option<ServiceEntry>, Diagnostics> {
    let config = KitConfig::of(&member.manifest)?;
    let first = Path::new(&member.dir).components().next();
    let outside = matches!(first, Some(Component::ParentDir | Component::RootDir));
    let Some(config) = config else {
        if !outside {
            reader.adopt(&member.manifest.source)?;
        }
        return Ok(None);
    };
    if outside {
        let title = format!("the service `{}` lies outside the workspace, in {}", member.package, member.dir);
        let help = "kit writes only inside the workspace: move the folder there";
        return Err(Diagnostic::error(title).help(help).into());
    }
    let service = layout::Service::new(&member.dir);
    reader.adopt(&member.manifest.source)?;
    [service.dockerfile(), service.openapi()].iter().try_for_each(|file| reader.file(file))?;
    let generated = format!("{}/", service.generated_dir());
    reader.tree(&service.src(), |path| path.ends_with(".rs") || path.starts_with(&generated))?;
    reader.tree(&service.proto_dir(), |path| path.ends_with(".proto"))?;
    Ok(Some(ServiceEntry { dir: member.dir.clone(), package: member.package.clone(), config }))
}
