//! Completion in real shells, and the manual pages as a real formatter reads them.

mod support;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use support::{Kit, installed, repository};

/// A workspace with services, and a folder with kit alone for the PATH.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        support::copy(&repository().join("tests/cli/list/in"), &folder.path().join("workspace"));
        Self { folder }
    }

    fn workspace(&self) -> PathBuf {
        self.folder.path().join("workspace")
    }

    /// A program that finds this kit.
    fn command(&self, program: &str) -> Command {
        let kit = Path::new(env!("CARGO_BIN_EXE_kit")).parent().unwrap();
        let path = env::join_paths(
            [kit.to_owned()].into_iter().chain(env::split_paths(&env::var_os("PATH").unwrap())),
        );
        let mut command = Command::new("timeout");
        command.args(["60", program]).current_dir(self.workspace());
        command.env("PATH", path.unwrap()).env("HOME", self.folder.path()).env("LC_ALL", "C.UTF-8");
        command
    }
}

fn said(output: Output) -> String {
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What bash offers at the end of a line.
fn bash(place: &Place, line: &str) -> Vec<String> {
    let script = r#"
        source <(kit completions bash)
        function=$(complete -p kit); function=${function##*-F }; function=${function%% *}
        IFS=' ' read -ra COMP_WORDS <<< "$1"
        [[ $1 == *' ' ]] && COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$1 COMP_POINT=${#1} COMP_TYPE=9
        $function kit "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    let output = place.command("bash").args(["--norc", "-c", script, "bash", line]).output().unwrap();
    said(output).lines().map(str::to_owned).collect()
}

#[test]
fn bash_completes_commands_services_and_topics() {
    if !installed("bash", "--version", "KIT_REQUIRE_BASH") {
        return;
    }
    let place = Place::new();
    assert_eq!(bash(&place, "kit gen"), ["generate"]);
    assert_eq!(bash(&place, "kit generate service us"), ["users"]);
    assert_eq!(bash(&place, "kit g s bu"), ["bug-tracker"]);
    assert_eq!(bash(&place, "kit list users o"), ["orders"]);
    assert_eq!(bash(&place, "kit g s users --transport g"), ["grpc"]);
    assert_eq!(bash(&place, "kit help reg"), ["regeneration"]);
    assert_eq!(bash(&place, "kit completions f"), ["fish"]);
    let services = bash(&place, "kit list ");
    for name in ["broken", "gateway", "notificator", "users"] {
        assert!(services.iter().any(|service| service == name), "{name}: {services:?}");
    }
}

/// Nowhere is a key press answered with an error, nor does it wait.
#[test]
fn completion_is_quiet_where_there_is_nothing() {
    if !installed("bash", "--version", "KIT_REQUIRE_BASH") {
        return;
    }
    let place = Place::new();
    fs::write(place.workspace().join("Cargo.toml"), "[workspace\n").unwrap();
    assert_eq!(bash(&place, "kit generate service us"), [""]);
    fs::remove_dir_all(place.workspace()).unwrap();
    fs::create_dir(place.workspace()).unwrap();
    assert_eq!(bash(&place, "kit generate service us"), [""]);
    support::copy(&repository().join("tests/cli/list/in"), &place.workspace().join("below"));
    assert_eq!(bash(&place, "kit -b below generate service us"), ["users"]);
    // Another run is at work there.
    let held = fs::File::open(place.workspace().join("below")).unwrap();
    held.lock().unwrap();
    assert_eq!(bash(&place, "kit generate service --folder=below us"), ["users"]);
}

#[test]
fn fish_completes_with_descriptions() {
    if !installed("fish", "--version", "KIT_REQUIRE_FISH") {
        return;
    }
    let place = Place::new();
    let script =
        "kit completions fish | source; complete -C 'kit generate service us'; complete -C 'kit help er'";
    let output = place.command("fish").args(["--no-config", "-c", script]).output().unwrap();
    assert_eq!(said(output), "users\tusers\nerrors\tErrors: what a service answers when it fails\n");
}

/// A zsh with a terminal of its own, in which Tab is pressed.
#[test]
fn zsh_completes_at_its_prompt() {
    if !installed("zsh", "--version", "KIT_REQUIRE_ZSH") {
        return;
    }
    let place = Place::new();
    let script = r#"
        zmodload zsh/zpty
        zpty shell env TERM=dumb zsh -f -i
        zpty -w shell "PS1=; autoload -U compinit; compinit -u -D; source <(kit completions zsh)"
        zpty -w shell "show() { print -r -- \"<\$BUFFER>\"; BUFFER= }; zle -N show; bindkey '^X' show"
        zpty -w shell "bindkey '^I' complete-word; print -r -- LOA''DED"
        zpty -r -m shell text '*LOADED*'
        zpty -w -n shell $'kit generate service us\t\x18'
        zpty -r -m shell text '*<kit*>*'
        print -r -- "$text"
        zpty -d shell
    "#;
    let output = place.command("zsh").args(["-f", "-c", script]).output().unwrap();
    let text = said(output);
    assert!(text.contains("<kit generate service users >"), "{text}");
}

#[test]
fn manual_pages_are_well_formed_and_say_what_help_says() {
    let folder = tempfile::tempdir().unwrap();
    let kit = Kit::new(folder.path());
    let said = kit.run(&["man", "pages"]).success().stdout;
    let pages = support::tree(&folder.path().join("pages"));
    assert_eq!(said.lines().count(), pages.len());
    for page in ["kit.1", "kit-generate-service.1", "kit-doctor.1", "kit-help.1"] {
        assert!(pages.contains_key(page), "{page}");
    }
    assert_eq!(kit.run(&["man"]).success().stdout.as_bytes(), pages["kit.1"]);
    if !installed("groff", "--version", "KIT_REQUIRE_GROFF") {
        return;
    }
    for page in pages.keys() {
        let path = folder.path().join("pages").join(page);
        let groff = |args: &[&str]| Command::new("groff").args(args).arg(&path).output().unwrap();
        let checked = groff(&["-man", "-ww", "-z", "-Tutf8"]);
        assert!(
            checked.status.success() && checked.stderr.is_empty(),
            "{page}: {}",
            String::from_utf8_lossy(&checked.stderr)
        );
        let shown = groff(&["-man", "-Tascii", "-P-cbou", "-rHY=0"]);
        let shown = String::from_utf8(shown.stdout).unwrap();
        for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS"] {
            assert!(shown.lines().any(|line| line == section), "{page}: {section}: {shown}");
        }
    }
}
