//! The command line, as clap reads it.

mod change;
mod client;
mod generate;
mod middleware;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::ArgValueCandidates;

pub use change::{
    Remove, RemoveMethod, RemoveService, RemoveTransport, Rename, RenameMethod, RenameService, Upgrade,
};
pub use client::GenerateClient;

pub use generate::{Generate, GenerateOpenApi, GenerateService, TransportArg};
pub use middleware::{Defaults, GenerateMiddleware};

use super::{check, completions, demo, doctor, help, list, man};

/// Writes everything between a trait and production: endpoints, middleware, HTTP and gRPC
/// transports, clients, etcd discovery, telemetry, graceful shutdown, containers.
#[derive(Debug, Parser)]
#[command(
    name = "kit",
    version,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    after_help = "\
First steps, in an empty folder:
  kit new service users         a workspace with a service whose trait is empty
  $EDITOR users/src/service.rs  add: async fn create(&self, email: String) -> Result<(), Error>;
  kit generate service users    everything from the trait to the socket
  cargo run -p users            HTTP on :8081, metrics and health on :8080

Or see it all at once: kit demo

Topics, such as kit help contract: contract, attributes, regeneration,
compatibility, discovery, middleware, auth, errors, json

Exit code: 0 done, 1 something is wrong with what kit was given or left to resolve, 2 wrong usage,
or with --check that something would change."
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub global: Global,
}

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Overwrite generated files edited by hand (each is kept as FILE.orig), or by a newer kit
    #[arg(short, long, global = true)]
    pub force: bool,

    /// Work in this folder instead of the current one
    #[arg(short = 'b', long, value_name = "DIR", global = true)]
    pub folder: Option<PathBuf>,

    /// Show what kit reads and decides on the way
    #[arg(short, long, global = true)]
    pub debug: bool,

    /// Tell what is read and how long each stage takes
    #[arg(short, long, global = true)]
    pub verbose: bool,

    /// Say nothing but errors
    #[arg(short, long, global = true)]
    pub quiet: bool,

    /// Write nothing; exit with 2 if a run would change anything, as a CI job wants to know
    #[arg(long, global = true, conflicts_with = "dry_run")]
    pub check: bool,

    /// Print what would be written, and write nothing
    #[arg(long, global = true)]
    pub dry_run: bool,

    /// Print the changes as a diff as well
    #[arg(long, global = true)]
    pub diff: bool,

    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub color: Color,

    /// For whom kit speaks; `kit help json` describes the objects
    #[arg(long, value_name = "FORMAT", default_value = "human", global = true)]
    pub message_format: MessageFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    /// Text
    Human,
    /// One JSON object a line: diagnostics on stderr, in the shape of rustc's, files on stdout
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make something new: a service
    #[command(visible_alias = "n", subcommand, arg_required_else_help = true)]
    New(New),
    /// Write code from what is there: services, containers, OpenAPI
    ///
    /// Without a subcommand it brings all services up to date: `kit generate service`.
    #[command(visible_alias = "g")]
    Generate {
        #[command(subcommand)]
        what: Option<Generate>,
    },
    /// Say whether everything generated is up to date, and what breaks clients of an older revision
    ///
    /// Writes nothing, and exits with 2 if `kit generate` would change anything. With --against, what a
    /// client that was made at that revision meets today is compared as well: routes, verbs, JSON,
    /// statuses and the `.proto`, by the categories and the rules of buf where buf has one, and those of
    /// kit (`kit help compatibility`). The exit code is 1 if something breaks it.
    Check(check::CheckArgs),
    /// Bring services that an older kit wrote up to date with this one
    ///
    /// What kit generated is generated anew, and what you never touched is replaced: as with `kit
    /// generate`, for all services. Besides, files that kit wrote once and you changed (main.rs,
    /// lib.rs, Dockerfile) get what kit writes differently by now: it is merged in, and your changes
    /// stay. Where you and kit changed the same lines, both versions stand between conflict markers,
    /// kit lists them, and the exit code is 1. The next upgrade does not begin before they are resolved.
    Upgrade(Upgrade),
    /// Remove a method, a service or a transport; what you wrote stays and is listed
    #[command(subcommand, arg_required_else_help = true)]
    Remove(Remove),
    /// Rename a method or a service, and keep its names on the wire
    #[command(subcommand, arg_required_else_help = true)]
    Rename(Rename),
    /// Scaffold the bug tracker of the tutorial, build it, run it and call it
    ///
    /// Makes three services in a folder of its own with kit's commands and the few lines of code
    /// that a user would write; builds them with cargo; runs them on free ports of 127.0.0.1,
    /// without etcd or Docker; sends the tutorial's request and shows what each service says.
    /// Ctrl-C stops them all.
    Demo(demo::Demo),
    /// Build and run the services, and again whatever changes
    ///
    /// Runs them without etcd or Docker, on the ports that docker-compose.yml publishes (those that `kit
    /// generate docker` would give, if it does not), each with its metrics and health 1000 above its
    /// first port. They find each other there. One log shows what all say. When a file changes, kit
    /// generates what follows from it, cargo builds, and what came out differently is started anew;
    /// the rest goes on, as does everything while the code does not compile. Ctrl-C stops all.
    Dev(Dev),
    /// Show the services: methods, routes, ports, who calls whom
    ///
    /// What is shown is read from the traits, from docker-compose.yml and from the dependencies in
    /// each Cargo.toml. A service whose trait kit cannot read is listed with what is wrong, and the
    /// exit code is 1.
    #[command(visible_alias = "l")]
    List(list::ListArgs),
    /// Check what this machine and this workspace need, and say how to get what is missing
    ///
    /// Exit code 0 means that everything needed is there: a Rust that is new enough, a C compiler that
    /// links, the workspace as kit would write it. Docker and free ports are not needed to build.
    Doctor(doctor::DoctorArgs),
    /// Print a script that completes kit's commands, services and methods in a shell
    ///
    /// bash: add `source <(kit completions bash)` to ~/.bashrc; zsh: the same with zsh in ~/.zshrc,
    /// below compinit; fish: `kit completions fish > ~/.config/fish/completions/kit.fish`.
    Completions(completions::CompletionsArgs),
    /// Print the manual page, or write one for each command into a folder
    Man(man::ManArgs),
    /// Explain a command or one of the topics below
    Help(help::HelpArgs),
}

#[derive(Debug, Subcommand)]
pub enum New {
    /// Make a service: a crate with an empty trait
    ///
    /// In an empty folder this makes the cargo workspace too, with the crate `platform` that
    /// services share. Inside a cargo workspace the service becomes a member of it.
    #[command(visible_alias = "s")]
    Service(NewService),
}

#[derive(Args, Debug)]
pub struct NewService {
    /// Name of the service, such as `users` or `bug-tracker`; BugTracker and bug_tracker mean the same
    pub name: String,

    /// Make the service from a `.proto` that is there already: the one service in it that has this name
    ///
    /// The file is copied byte for byte with what it imports, which is looked for in its folder and in those
    /// above it; each rpc becomes a method, and all that `kit generate` writes is written at once, for gRPC.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "package")]
    pub proto: Option<PathBuf>,

    /// Package of the `.proto` that `kit generate` will write, such as `acme.mail.v1` [default: pb]
    #[arg(long, value_name = "PACKAGE")]
    pub package: Option<String>,
}

#[derive(Args, Debug)]
pub struct Dev {
    /// Services to run; all of the workspace if left out
    #[arg(add = ArgValueCandidates::new(completions::services))]
    pub names: Vec<String>,

    /// Where services find each other, as a service takes it: etcd://HOST:PORT [default: each other,
    /// by their ports]
    #[arg(long, value_name = "URL")]
    pub discovery: Option<String>,

    /// Do not run `kit generate service` when a file changes
    #[arg(long)]
    pub no_generate: bool,
}
