//! What there is to say of each service, from the snapshot of the workspace.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    apply::merge,
    cli::{generate, sources},
    diagnostic::{Diagnostic, Diagnostics},
    model::{
        self, Method, Param, Transport, names,
        route::{Carried, Route},
        schema::Schema,
    },
    targets::docker,
    workspace::{ServiceEntry, Workspace, layout},
};

/// The package of a `.proto` that kit starts.
const PACKAGE: &str = "pb";

/// One service.
#[derive(Debug, Default)]
pub(super) struct Listed {
    pub name: String,
    pub dir: String,
    /// None before the first `kit generate service`.
    pub transports: BTreeSet<Transport>,
    /// None if the trait is empty, or wrong.
    pub methods: Vec<ListedMethod>,
    /// On the host and in the container, by the compose file.
    pub published: Vec<(u16, u16)>,
    pub calls: Vec<String>,
    pub called_by: Vec<String>,
    pub errors: Vec<Diagnostic>,
}

#[derive(Debug)]
pub(in crate::cli) struct ListedMethod {
    pub name: String,
    pub docs: Vec<String>,
    pub params: Vec<ListedParam>,
    /// Empty for `()`.
    pub output: Option<String>,
    pub streams: bool,
    pub file: String,
    pub line: usize,
    pub http: Option<Route>,
    pub grpc: Option<Rpc>,
    pub idempotent: bool,
}

#[derive(Debug)]
pub(in crate::cli) struct ListedParam {
    pub name: String,
    /// In Rust.
    pub ty: String,
    /// Over HTTP.
    pub carried: Option<Carried>,
    pub secret: bool,
}

/// `pb.Users/Create`.
#[derive(Debug)]
pub(in crate::cli) struct Rpc {
    pub service: String,
    pub name: String,
}

/// All services of the workspace, and what is wrong with what concerns none of them alone.
pub(super) fn gather(workspace: &Workspace) -> (Vec<Listed>, Vec<Diagnostic>) {
    let mut notes = Diagnostics::default();
    let mut published = notes.take(published(workspace)).unwrap_or_default();
    let mut services: Vec<Listed> = workspace.services().iter().map(|entry| one(workspace, entry)).collect();
    let calls: Vec<(String, Vec<String>)> =
        services.iter().map(|service| (service.name.clone(), service.calls.clone())).collect();
    for service in &mut services {
        let callers = calls.iter().filter(|(_, called)| called.contains(&service.name));
        service.called_by = callers.map(|(name, _)| name.clone()).collect();
        service.published = published.remove(&service.name).unwrap_or_default();
    }
    // Without the compose file there is less to show, and nothing wrong with the services.
    let notes = notes.0.into_iter().map(|error| Diagnostic { warning: true, ..error });
    (services, notes.collect())
}

fn published(workspace: &Workspace) -> Result<BTreeMap<String, Vec<(u16, u16)>>, Diagnostic> {
    let Some(compose) = generate::compose(workspace)? else { return Ok(BTreeMap::new()) };
    Ok(docker::published_ports(&merge::yaml::read(&compose)?))
}

fn one(workspace: &Workspace, entry: &ServiceEntry) -> Listed {
    let mut listed = Listed {
        name: entry.package.clone(),
        dir: entry.dir.clone(),
        transports: entry.config.transports.clone(),
        ..Listed::default()
    };
    match methods(workspace, entry) {
        Ok(methods) => listed.methods = methods,
        Err(errors) => listed.errors = errors.0,
    }
    let calls = workspace.dependencies(entry).into_iter();
    listed.calls = calls.map(|other| other.package.clone()).collect();
    listed
}

pub(in crate::cli) fn methods(
    workspace: &Workspace,
    entry: &ServiceEntry,
) -> Result<Vec<ListedMethod>, Diagnostics> {
    let name = entry.name()?;
    let modules = sources::modules(workspace, entry)?;
    // What is not generated yet will be HTTP unless something else is said.
    let chosen = &entry.config.transports;
    let transports = if chosen.is_empty() { &BTreeSet::from([Transport::Http]) } else { chosen };
    let service = match model::parse(&modules, &name, transports) {
        // Every service starts so.
        Err(errors) if errors.0.len() == 1 && model::is_empty(&modules, &name) => return Ok(Vec::new()),
        read => read?,
    };
    let proto = workspace.text(&layout::Service::new(&entry.dir).proto(&name))?;
    let protos = sources::protos(workspace, &layout::Service::new(&entry.dir))?;
    let schema = proto.map(|source| Schema::with_imports(&source, &protos)).transpose()?;
    let package = schema.as_ref().map_or(PACKAGE, |schema| schema.file.package());
    let package = if package.is_empty() { String::new() } else { format!("{package}.") };
    let rpcs = format!("{package}{}", name.proto_service());
    let describe = |method: &Method| {
        let serves = |transport| !method.local && service.transports.contains(&transport);
        let (line, _) = service.source.position(method.span.start);
        let output = method.output != model::types::Type::Unit;
        ListedMethod {
            name: names::field_name(&method.name).to_owned(),
            docs: method.docs.clone(),
            params: params(method, serves(Transport::Http)),
            output: output.then(|| method.output.rust()),
            streams: method.streams,
            file: service.source.name.to_string(),
            line,
            http: serves(Transport::Http).then(|| method.route.clone()),
            grpc: serves(Transport::Grpc).then(|| Rpc { service: rpcs.clone(), name: method.rpc.clone() }),
            idempotent: method.idempotent,
        }
    };
    Ok(service.methods.iter().map(describe).collect())
}

fn params(method: &Method, http: bool) -> Vec<ListedParam> {
    let params = method.params.iter().zip(&method.route.carried);
    let list = |(param, carried): (&Param, &Carried)| {
        let name = names::field_name(&param.name).to_owned();
        let secret = method.secret.contains(&name);
        ListedParam { name, ty: param.ty.rust(), carried: http.then_some(*carried), secret }
    };
    params.map(list).collect()
}
