//! The tools of this machine, and its ports.

use std::{
    env,
    net::{Ipv4Addr, TcpListener},
    path::Path,
};

use semver::Version;
use serde_json::Value;

use super::{
    Check, Status, advice,
    program::{Silence, ask},
};
use crate::{
    cli::report::Report,
    model::{Transport, wire::DEBUG_PORT},
};

/// What kit itself and what it generates are built with.
const RUST: &str = env!("CARGO_PKG_RUST_VERSION");
/// The first that reads `depends_on` with a condition in a file without a version.
/// Source: <https://github.com/docker/compose/releases/tag/1.27.0>
const COMPOSE: Version = Version::new(1, 27, 0);

pub(super) fn checks(root: &Path, report: &mut Report) -> Vec<Check> {
    let mut checks = report.stage("asking rustc and cargo", || rust(root));
    checks.push(report.stage("asking the C compiler", || c_compiler(root)));
    checks.extend(report.stage("asking Docker", || docker(root)));
    let http = (Transport::Http.port(), "--http-addr");
    let grpc = (Transport::Grpc.port(), "--grpc-addr");
    let ports = [(DEBUG_PORT, "--debug-addr"), http, grpc];
    checks.extend(ports.map(|(number, flag)| port(number, flag)));
    checks
}

fn rust(root: &Path) -> Vec<Check> {
    let needed = needed(root);
    let tool = |program: &str| match ask(program, &["--version"], root) {
        Err(silence) => failed(program, silence).advice(advice::RUST),
        Ok(said) => match version(&said) {
            Some(found) if found >= needed => Check::ok(program, found.to_string()),
            Some(found) => {
                let found = format!("{found}, and {}.{} or later is needed", needed.major, needed.minor);
                Check::new(program, Status::Old, found).advice(advice::NEWER_RUST)
            }
            None => Check::new(program, Status::Wrong, format!("says `{said}`")).advice(advice::RUST),
        },
    };
    ["rustc", "cargo"].map(tool).into()
}

/// What kit needs, or more if a member of the workspace says so.
fn needed(root: &Path) -> Version {
    let own = version(RUST).expect("Cargo.toml says a version");
    let args = ["metadata", "--no-deps", "--offline", "--format-version", "1"];
    let metadata = ask("cargo", &args, root).ok().and_then(|said| serde_json::from_str::<Value>(&said).ok());
    let packages = metadata.as_ref().and_then(|metadata| metadata["packages"].as_array());
    let members =
        packages.into_iter().flatten().filter_map(|package| version(package["rust_version"].as_str()?));
    members.fold(own, Ord::max)
}

/// The first word that is a version, with what it lacks as zeros, and without a channel: a nightly
/// counts as the release that it becomes.
pub(super) fn version(text: &str) -> Option<Version> {
    let words = text.split([' ', ',', '\n']).map(|word| word.trim_start_matches('v'));
    words.filter(|word| word.starts_with(|c: char| c.is_ascii_digit())).find_map(|word| {
        let plain = word.split(['-', '+']).next()?;
        let mut numbers = plain.split('.').map(str::parse);
        let mut next = || numbers.next().unwrap_or(Ok(0)).ok();
        Some(Version::new(next()?, next()?, next()?))
    })
}

/// It must compile and link: the headers and the linker may be missing where the compiler is not.
fn c_compiler(root: &Path) -> Check {
    let program = env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let name = format!("C compiler ({program})");
    let said = match ask(&program, &["--version"], root) {
        Ok(said) => said.lines().next().unwrap_or_default().to_owned(),
        Err(silence) => return failed(&name, silence).advice(advice::c_compiler()),
    };
    let Ok(folder) = tempfile::tempdir() else {
        return Check::new(name, Status::Wrong, "there is no folder for temporary files");
    };
    let linked = folder.path().join("linked");
    let linked = linked.to_string_lossy();
    // A library of nothing but a header.
    let args = ["-shared", "-include", "stdlib.h", "-x", "c", "/dev/null", "-o", &linked];
    match ask(&program, &args, folder.path()) {
        Ok(_) => Check::ok(name, said),
        Err(Silence::Failed(why)) => {
            Check::new(name, Status::Wrong, format!("does not link: {why}")).advice(advice::c_compiler())
        }
        Err(Silence::Absent) => failed(&name, Silence::Absent),
    }
}

fn docker(root: &Path) -> [Check; 2] {
    let engine = match ask("docker", &["version", "--format", "{{.Server.Version}}"], root) {
        Ok(version) => Check::ok("docker", version),
        Err(Silence::Absent) => failed("docker", Silence::Absent).advice(advice::docker()),
        Err(Silence::Failed(why)) => Check::new("docker", Status::Wrong, why)
            .advice("start its daemon, and see that you may use it: sudo systemctl start docker"),
    };
    let answer = ask("docker", &["compose", "version", "--short"], root)
        .or_else(|_| ask("docker-compose", &["--version"], root));
    let compose = match answer.map(|said| (version(&said), said)) {
        Ok((Some(found), _)) if found >= COMPOSE => Check::ok("compose", found.to_string()),
        Ok((Some(found), _)) => {
            Check::new("compose", Status::Old, format!("{found}, and {COMPOSE} is needed"))
                .advice(advice::compose())
        }
        Ok((None, said)) => Check::new("compose", Status::Wrong, format!("says `{said}`")),
        Err(silence) => failed("compose", silence).advice(advice::compose()),
    };
    [engine.optional(), compose.optional()]
}

/// As a service listens: on every interface.
fn port(number: u16, flag: &str) -> Check {
    let name = format!("port {number}");
    match TcpListener::bind((Ipv4Addr::UNSPECIFIED, number)) {
        Ok(_) => Check::ok(name, "free"),
        Err(error) => Check::new(name, Status::Taken, error.to_string())
            .advice(format!("give a service another: {flag} :PORT"))
            .optional(),
    }
}

pub(super) fn failed(name: &str, silence: Silence) -> Check {
    match silence {
        Silence::Absent => Check::new(name, Status::Missing, "not found"),
        Silence::Failed(why) => Check::new(name, Status::Wrong, why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_however_a_program_says_them() {
        for (said, expected) in [
            ("rustc 1.95.0 (59807616e 2026-04-14)", "1.95.0"),
            ("rustc 1.97.0-nightly (59807616e 2026-04-14)", "1.97.0"),
            ("1.95", "1.95.0"),
            ("v2.29.7-desktop.1", "2.29.7"),
            ("docker-compose version 1.29.2, build unknown", "1.29.2"),
        ] {
            assert_eq!(version(said), Version::parse(expected).ok(), "{said}");
        }
        assert_eq!(version("podman"), None);
    }
}
