//! `kit check`: whether what is generated is up to date, and what breaks clients that know an older
//! revision.

use clap::Args;

use super::{
    Outcome,
    args::{GenerateService, Global},
    discover, finish,
    generate::{self, Models, transports},
    report::Report,
    sources::{self, Sources},
};
use crate::{
    apply::{FileChange, Resolution},
    compare::{Category, Wire, compare},
    diagnostic::{Diagnostic, Diagnostics, Source},
    model::{self, schema::Schema},
    workspace::{ServiceEntry, Workspace, layout, revision},
};

#[derive(Args, Debug)]
pub struct CheckArgs {
    /// Compare with a revision of git: a branch, a tag, a commit
    #[arg(long, value_name = "REV")]
    pub against: Option<String>,

    /// What must go on working for clients of that revision
    #[arg(long, default_value = "WIRE_JSON", ignore_case = true, requires = "against")]
    pub category: Category,
}

pub(super) fn run(args: &CheckArgs, global: &Global, report: &mut Report) -> Result<Outcome, Diagnostics> {
    let workspace = discover(global, report)?;
    let wanted = written(&workspace)?;
    let (changes, models) = generate::plan(&workspace, wanted, &GenerateService::default(), report)?;
    let done = finish::up_to_date(&workspace, &changes, global, report)?;
    let Some(revision) = &args.against else { return Ok(done.outcome) };

    let reading = format!("reading {revision}");
    let old = report.stage(&reading, || then(&workspace, revision))?;
    let new = now(&workspace, models, &done.resolution)?;
    let found = compare(&old, &new, args.category);
    found.iter().for_each(|finding| report.diagnostic(finding));
    report.line("");
    match found.len() {
        0 => report.line(&format!("Nothing breaks clients that know {revision}.")),
        1 => report.line(&format!("1 change breaks clients that know {revision}.")),
        count => report.line(&format!("{count} changes break clients that know {revision}.")),
    }
    Ok(if found.is_empty() { done.outcome } else { Outcome::Faulty })
}

/// The services of which there is more than an empty trait.
fn written(workspace: &Workspace) -> Result<Vec<&ServiceEntry>, Diagnostics> {
    let mut all = generate::all(workspace)?;
    let mut empty = Vec::new();
    for entry in &all {
        if model::is_empty(&sources::modules(workspace, entry)?, &entry.name()?) {
            empty.push(entry.dir.clone());
        }
    }
    all.retain(|entry| !empty.contains(&entry.dir));
    Ok(all)
}

/// The services as a revision has them.
fn then(workspace: &Workspace, revision: &str) -> Result<Vec<Wire>, Diagnostics> {
    let old = workspace.at_revision(revision)?;
    let wires = written_then(&old).and_then(|entries| {
        let wire = |entry: &&ServiceEntry| {
            let sources = Sources::of(&old, entry)?;
            let service = model::parse(&sources.krate, &entry.name()?, &transports(entry))?;
            Ok(Wire { service, schemas: schemas(entry, sources.protos)? })
        };
        entries.iter().map(wire).collect()
    });
    wires.map_err(|wrong: Diagnostics| {
        let of = |error: Diagnostic| revision::of(revision, error);
        Diagnostics(wrong.0.into_iter().map(of).collect())
    })
}

/// A revision without services has nothing that could break.
fn written_then(old: &Workspace) -> Result<Vec<&ServiceEntry>, Diagnostics> {
    if old.services().is_empty() { Ok(Vec::new()) } else { written(old) }
}

/// The services as a run would leave them.
fn now(workspace: &Workspace, models: Models, done: &Resolution) -> Result<Vec<Wire>, Diagnostics> {
    let wire = |(entry, service): (&ServiceEntry, model::Service)| {
        let mut protos = Sources::of(workspace, entry)?.protos;
        let folder = layout::Service::new(&entry.dir).proto_dir();
        let changed = done.files.iter().filter(|file| file.path.ends_with(".proto"));
        for file in changed.filter(|file| file.writes()) {
            let name = file.path.strip_prefix(&folder).and_then(|rest| rest.strip_prefix('/'));
            let (Some(name), Some(text)) = (name, after(file)) else { continue };
            protos.retain(|source| *source.name != *name);
            protos.push(Source::new(name, text));
        }
        Ok(Wire { schemas: schemas(entry, protos)?, service })
    };
    models.into_iter().map(wire).collect()
}

fn after(file: &FileChange) -> Option<String> {
    String::from_utf8(file.after()?.to_vec()).ok()
}

/// Of every `.proto` of a service, its own first.
fn schemas(entry: &ServiceEntry, mut protos: Vec<Source>) -> Result<Vec<Schema>, Diagnostics> {
    let own = format!("{}.proto", entry.name()?.proto_file());
    let folder = layout::Service::new(&entry.dir).proto_dir();
    protos.sort_by_key(|source| (*source.name != *own, source.name.clone()));
    let parse = |source: &Source| {
        let named = Source::new(layout::join(&folder, &source.name), source.text.clone());
        Ok(Schema::with_imports(&named, &protos)?)
    };
    protos.iter().map(parse).collect()
}
