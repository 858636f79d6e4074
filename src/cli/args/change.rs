//! The arguments of `kit remove`, `kit rename` and `kit upgrade`.

use clap::{Args, Subcommand};
use clap_complete::ArgValueCandidates;

use super::TransportArg;
use crate::cli::completions;

#[derive(Debug, Subcommand)]
pub enum Remove {
    /// Remove a method from a service's trait, and what kit wrote for it
    ///
    /// Takes the method out of the trait, and out of the implementation if that is still kit's stub,
    /// and the rpc out of the `.proto`; its messages stay, so that their numbers are never used for
    /// anything else. What you wrote stays where it is and is listed, as are the calls of the method;
    /// with --force the implementation goes too, and the file is kept as FILE.orig.
    #[command(visible_alias = "m")]
    Method(RemoveMethod),
    /// Remove a service from the workspace
    ///
    /// Takes the crate out of the workspace and out of docker-compose.yml, and deletes what kit wrote
    /// and nobody edited. Your files stay in the service's folder and are listed. Stops if another
    /// crate depends on the service, unless --force says otherwise.
    #[command(visible_alias = "s")]
    Service(RemoveService),
    /// Remove a transport from a service
    ///
    /// Deletes what kit generated for it and the dependencies that nothing else uses. A main.rs that
    /// you edited stays, and so do the `.proto` and docker-compose.yml: what is yours to change there
    /// is listed.
    #[command(visible_alias = "t")]
    Transport(RemoveTransport),
}

#[derive(Args, Debug)]
pub struct RemoveMethod {
    /// Name of the service
    #[arg(add = ArgValueCandidates::new(completions::services))]
    pub service: String,
    /// Name of the method, as the trait writes it
    #[arg(add = ArgValueCandidates::new(completions::methods))]
    pub method: String,
}

#[derive(Args, Debug)]
pub struct RemoveService {
    /// Name of the service
    #[arg(add = ArgValueCandidates::new(completions::services))]
    pub service: String,
}

#[derive(Args, Debug)]
pub struct RemoveTransport {
    /// Name of the service
    #[arg(add = ArgValueCandidates::new(completions::services))]
    pub service: String,
    /// The transport
    pub transport: TransportArg,
}

#[derive(Debug, Subcommand)]
pub enum Rename {
    /// Rename a method of a service; clients that are built already keep working
    ///
    /// Renames it in the trait and in every implementation in the crate. An attribute for kit above
    /// the method keeps its names on the wire: `#[cfg_attr(kit, rpc("Create"), post("/create"))]`.
    /// Calls of the method are listed: they are yours to change.
    #[command(visible_alias = "m")]
    Method(RenameMethod),
    /// Rename a service; clients that are built already keep working
    ///
    /// Moves the folder and renames the crate, the trait and the implementation, in the service and in
    /// the crates that depend on it. On the wire and for discovery the service keeps its name:
    /// `wire-name` in Cargo.toml remembers it.
    #[command(visible_alias = "s")]
    Service(RenameService),
}

#[derive(Args, Debug)]
pub struct RenameMethod {
    /// Name of the service
    #[arg(add = ArgValueCandidates::new(completions::services))]
    pub service: String,
    /// Name of the method, as the trait writes it
    #[arg(add = ArgValueCandidates::new(completions::methods))]
    pub old: String,
    /// Its new name
    pub new: String,
}

#[derive(Args, Debug)]
pub struct RenameService {
    /// Name of the service
    #[arg(add = ArgValueCandidates::new(completions::services))]
    pub old: String,
    /// Its new name
    pub new: String,
}

#[derive(Args, Debug)]
pub struct Upgrade {
    /// Name of the service; all services of the workspace if left out
    #[arg(add = ArgValueCandidates::new(completions::services))]
    pub name: Option<String>,
}
