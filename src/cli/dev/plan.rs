//! What `kit dev` runs: the services of the workspace, each with its addresses and its command line.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::PathBuf,
};

use crate::{
    cli::{args, client::way, generate},
    diagnostic::{Diagnostic, Diagnostics},
    model::Transport,
    targets::docker::{self, DockerInput},
    workspace::{ServiceEntry, Workspace},
};

/// How far above a service's first port that of its metrics and health is.
const DEBUG_ABOVE: u16 = 1_000;

/// A service that is to run.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    pub name: String,
    pub folder: PathBuf,
    pub addresses: BTreeMap<Transport, SocketAddr>,
    pub debug: SocketAddr,
    pub args: Vec<String>,
    /// Of where services are what this one can ask for.
    needs: Vec<String>,
}

/// One that runs need not be started anew for what it never calls.
impl PartialEq for Planned {
    fn eq(&self, other: &Self) -> bool {
        let all = |it: &Self| (it.name.clone(), it.folder.clone(), it.addresses.clone(), it.debug);
        all(self) == all(other) && self.needs == other.needs
    }
}

/// The services that are chosen and have something to serve. Those that do not run are found where they
/// would be: another `kit dev` may run them.
pub(super) fn plan(workspace: &Workspace, args: &args::Dev) -> Result<Vec<Planned>, Diagnostics> {
    let serving = workspace.services().iter().filter(|entry| !entry.config.transports.is_empty());
    let serving: Vec<&ServiceEntry> = serving.collect();
    let services = serving.iter().map(|entry| generate::container(entry)).collect();
    let input = DockerInput { services, compose: generate::compose(workspace)?, add: true };
    let ports = docker::host_ports(&input);
    let mut taken: BTreeSet<u16> = ports.values().flat_map(BTreeMap::values).copied().collect();
    let mut all = Vec::new();
    for entry in &serving {
        let ports = &ports[&entry.package];
        let first = ports.values().next().copied().unwrap_or_default();
        all.push((entry, ports, debug_port(first, &mut taken)));
    }
    let places: Vec<(&str, String)> = all
        .iter()
        .map(|(entry, ports, _)| Ok((&*entry.dir, place(entry, ports)?)))
        .collect::<Result<_, Diagnostic>>()?;
    let everything = places.iter().map(|(_, place)| &**place).collect::<Vec<_>>().join(";");
    let discovery = args.discovery.clone().unwrap_or(format!("static:{everything}"));
    let chosen: Vec<&str> =
        generate::chosen(workspace, &args.names)?.iter().map(|entry| &*entry.dir).collect();
    let wanted = all.into_iter().filter(|(entry, ..)| chosen.contains(&&*entry.dir));
    let one = |(entry, ports, debug): (&&ServiceEntry, &BTreeMap<_, _>, u16)| {
        let addresses: BTreeMap<_, _> = ports.iter().map(|(by, port)| (*by, local(*port))).collect();
        let debug = local(debug);
        let needs = match &args.discovery {
            Some(url) => vec![url.clone()],
            None => needs(workspace, entry, &places)?,
        };
        let (name, args) = (entry.package.clone(), command_line(&addresses, debug, &discovery));
        Ok(Planned { name, folder: folder(workspace, entry), addresses, debug, args, needs })
    };
    wanted.map(one).collect()
}

fn folder(workspace: &Workspace, entry: &ServiceEntry) -> PathBuf {
    match &*entry.dir {
        "" => workspace.root().to_owned(),
        dir => workspace.root().join(dir),
    }
}

/// The places of the services that one calls.
fn needs(
    workspace: &Workspace,
    entry: &ServiceEntry,
    places: &[(&str, String)],
) -> Result<Vec<String>, Diagnostics> {
    let mut needed = Vec::new();
    for (dir, place) in places {
        needed.extend(way(workspace, &entry.dir, dir)?.map(|_| place.clone()));
    }
    Ok(needed)
}

fn command_line(
    addresses: &BTreeMap<Transport, SocketAddr>,
    debug: SocketAddr,
    discovery: &str,
) -> Vec<String> {
    let flags = addresses.iter().map(|(by, address)| (format!("--{}-addr", by.name()), *address));
    let flags = flags.chain([("--debug-addr".to_owned(), debug)]);
    let mut line: Vec<String> = flags.flat_map(|(flag, address)| [flag, address.to_string()]).collect();
    line.extend(["--discovery", discovery, "--drain-delay", "0s"].map(str::to_owned));
    line
}

fn local(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

/// One that no service has; what is left if it comes to that.
fn debug_port(first: u16, taken: &mut BTreeSet<u16>) -> u16 {
    let start = first.checked_add(DEBUG_ABOVE).unwrap_or(DEBUG_ABOVE);
    let free = (start..=u16::MAX).chain(DEBUG_ABOVE..start).find(|port| !taken.contains(port));
    let free = free.expect("more ports than services");
    taken.insert(free);
    free
}

/// Where a service is, in the words of `--discovery`. One with both transports has its HTTP under a name
/// of its own.
fn place(entry: &ServiceEntry, ports: &BTreeMap<Transport, u16>) -> Result<String, Diagnostic> {
    let name = entry.name()?;
    let places = ports.iter().map(|(transport, port)| {
        let second = ports.len() > 1 && *transport == Transport::Http;
        let suffix = if second { ".http" } else { "" };
        format!("{}{suffix}={}", name.wire(), local(*port))
    });
    Ok(places.collect::<Vec<_>>().join(";"))
}

/// The addresses of a service on which somebody listens already.
pub(super) fn taken(service: &Planned) -> Vec<Diagnostic> {
    let ports = service.addresses.iter().map(|(transport, address)| (transport.name(), *address));
    let taken = ports.chain([("metrics", service.debug)]).filter_map(|(what, address)| {
        let error = TcpListener::bind(address).err()?;
        let title = format!("cannot serve {what} of {} on {address}: {error}", service.name);
        let help = "see who does: lsof -i; `docker-compose down`, if it is a container of this workspace";
        let other = "or publish the service under another port in docker-compose.yml";
        Some(Diagnostic::error(title).help(help).help(other))
    });
    taken.collect()
}
