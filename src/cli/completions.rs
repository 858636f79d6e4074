//! `kit completions SHELL`, and what kit answers to a shell that completes a line: clap knows the
//! commands and flags, the workspace the names.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
};

use clap::{Args, CommandFactory, ValueEnum};
use clap_complete::{
    CompletionCandidate,
    env::{Bash, CompleteEnv, EnvCompleter, Fish, Zsh},
};

use super::{Outcome, args::Cli, generate, list, report::Report};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    model::{middleware::Ready, names::ServiceName},
    workspace::Workspace,
};

/// The variable by which a shell's script says that it wants to complete, and for which shell.
const VARIABLE: &str = "KIT_COMPLETE";

#[derive(Args, Debug)]
pub struct CompletionsArgs {
    /// The shell to print the script for
    pub shell: Shell,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    Bash,
    Zsh,
    Fish,
}

/// Answers a shell that completes a line; nothing for any other run.
pub(super) fn answer() -> Option<u8> {
    let here = env::current_dir().ok();
    let shell = CompleteEnv::with_factory(Cli::command).var(VARIABLE);
    match shell.try_complete(env::args_os(), here.as_deref()) {
        Ok(false) => None,
        Ok(true) => Some(0),
        Err(error) => error.exit(),
    }
}

pub(super) fn script(args: &CompletionsArgs, report: &mut Report) -> Result<Outcome, Diagnostics> {
    let shell: &dyn EnvCompleter = match args.shell {
        Shell::Bash => &Bash,
        Shell::Zsh => &Zsh,
        Shell::Fish => &Fish,
    };
    let mut script = Vec::new();
    let written = shell.write_registration(VARIABLE, "kit", "kit", "kit", &mut script);
    written.map_err(|error| Diagnostic::unexpected(format!("cannot make the script: {error}")))?;
    report.answer(&String::from_utf8_lossy(&script));
    Ok(Outcome::Done)
}

/// The services of the workspace in which the line is completed. A key press must not wait for
/// another run of kit, nor say what is wrong.
pub fn services() -> Vec<CompletionCandidate> {
    let words: Vec<OsString> = env::args_os().collect();
    let Some(workspace) = workspace(&words) else { return Vec::new() };
    let names = workspace.services().iter();
    names
        .map(|service| CompletionCandidate::new(&service.package).help(Some((&service.dir).into())))
        .collect()
}

/// The layers that are ready-made.
pub fn layers() -> Vec<CompletionCandidate> {
    Ready::ALL.into_iter().map(|ready| CompletionCandidate::new(ready.name())).collect()
}

/// The methods of the service that the line names.
pub fn methods() -> Vec<CompletionCandidate> {
    methods_of(&env::args_os().collect::<Vec<_>>()).into_iter().map(CompletionCandidate::new).collect()
}

fn methods_of(words: &[OsString]) -> Vec<String> {
    let Some(workspace) = workspace(words) else { return Vec::new() };
    let service = words.iter().rev().find_map(|word| {
        let name = ServiceName::parse(word.to_str()?).ok()?;
        generate::find(&workspace, &name).ok()
    });
    let methods = service.and_then(|service| list::methods(&workspace, service).ok());
    methods.into_iter().flatten().map(|method| method.name).collect()
}

fn workspace(words: &[OsString]) -> Option<Workspace> {
    Workspace::glance(&folder(words).unwrap_or_else(|| PathBuf::from("."))).ok()
}

/// The folder that the line names with `--folder`.
fn folder(words: &[OsString]) -> Option<PathBuf> {
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.to_str()? {
            "-b" | "--folder" => return words.next().map(PathBuf::from),
            word => {
                let value = word.strip_prefix("--folder=").or_else(|| word.strip_prefix("-b"));
                if let Some(value) = value.filter(|value| !value.is_empty()) {
                    return Some(Path::new(value).to_owned());
                }
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_those_of_the_service_on_the_line() {
        let of = |line: &str| {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/list/in");
            let words = format!("kit -b {folder} {line}");
            methods_of(&words.split(' ').map(OsString::from).collect::<Vec<_>>())
        };
        assert_eq!(of("remove method users "), ["create", "match"]);
        assert_eq!(of("remove method notificator se"), ["send_email"]);
        for line in
            ["remove method ", "remove method nobody ", "remove method broken ", "remove method empty "]
        {
            assert!(of(line).is_empty(), "{line}");
        }
    }

    #[test]
    fn the_folder_is_found_however_it_is_written() {
        for (line, expected) in [
            ("kit g s -b x u", Some("x")),
            ("kit -bx g s", Some("x")),
            ("kit g s --folder x", Some("x")),
            ("kit --folder=x g", Some("x")),
            ("kit g s u", None),
        ] {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            assert_eq!(folder(&words), expected.map(PathBuf::from), "{line}");
        }
    }
}
