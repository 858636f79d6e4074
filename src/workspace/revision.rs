//! The workspace as a revision of git has it. git itself lays the files out, in a folder of its own
//! that is gone as soon as they are read.

use std::{
    ffi::OsStr,
    io::{ErrorKind, Write},
    path::Path,
    process::{Command, Stdio},
};

use tempfile::TempDir;

use super::{Workspace, read, root};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// The endings of files that say what a service's wire is.
const READ: [&str; 4] = [".rs", ".toml", ".proto", ".lock"];

impl Workspace {
    /// The same workspace at a revision, to be looked at.
    pub fn at_revision(&self, revision: &str) -> Result<Self, Diagnostics> {
        let git = Git { root: &self.root };
        let commit = git.commit(revision)?;
        let prefix = git.said(&["rev-parse", "--show-prefix"], "find the repository")?;
        let folder = TempDir::with_prefix("kit-").map_err(|error| {
            Diagnostic::error(format!("cannot make a folder for the files of `{revision}`: {error}"))
        })?;
        git.lay_out(&commit, folder.path())?;
        let path = folder.path().join("tree").join(prefix.trim_end_matches('\n'));
        let missing = || {
            Diagnostic::error(format!("`{revision}` has no workspace in this folder"))
                .help("name a revision that has one, for example the branch that is released")
        };
        if !path.is_dir() {
            return Err(missing().into());
        }
        let path = read::canonical(&path)?;
        let found = root::find(&path, None).map_err(|error| of(revision, error))?;
        if !matches!(&found, root::Root::Workspace(root, _) if *root == path) {
            return Err(missing().into());
        }
        Self::read(found, None, Vec::new())
            .map_err(|wrong| Diagnostics(wrong.0.into_iter().map(|error| of(revision, error)).collect()))
    }
}

/// A diagnostic on a file of a revision, which git would show as `REV:path`.
pub fn of(revision: &str, mut diagnostic: Diagnostic) -> Diagnostic {
    if let Some(label) = &mut diagnostic.label {
        label.source.name = format!("{revision}:{}", label.source.name).into();
    }
    diagnostic
}

struct Git<'a> {
    root: &'a Path,
}

impl Git<'_> {
    fn commit(&self, revision: &str) -> Result<String, Diagnostic> {
        self.said(&["rev-parse", "--show-toplevel"], "find the repository")?;
        let spelled = format!("{revision}^{{commit}}");
        let output = self.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &spelled], None)?;
        if !output.status.success() {
            return Err(Diagnostic::error(format!("git knows no revision `{revision}`"))
                .help("name a branch, a tag or a commit: `--against origin/main`")
                .help("a shallow clone, as CI often has, lacks older ones: fetch them first"));
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Writes what is read of a commit below `folder/tree`.
    fn lay_out(&self, commit: &str, folder: &Path) -> Result<(), Diagnostic> {
        let what = "read the revision";
        let top = self.said(&["rev-parse", "--show-toplevel"], what)?;
        let git = Git { root: Path::new(top.trim_end_matches('\n')) };
        let index = folder.join("index");
        let own = |args: &[&str]| git.run_with(args, &[("GIT_INDEX_FILE", index.as_os_str())], None);
        check(own(&["read-tree", commit])?, what)?;
        let listed = check(own(&["ls-files", "-z"])?, what)?;
        let wanted = listed.split_inclusive(|byte| *byte == 0).filter(|path| {
            let path = String::from_utf8_lossy(path);
            READ.iter().any(|ending| path.trim_end_matches('\0').ends_with(ending))
        });
        let wanted: Vec<u8> = wanted.flatten().copied().collect();
        let prefix = format!("--prefix={}/tree/", folder.display());
        let args = ["checkout-index", "-z", "--stdin", &prefix];
        check(git.run_with(&args, &[("GIT_INDEX_FILE", index.as_os_str())], Some(&wanted))?, what)?;
        Ok(())
    }

    /// What git answers.
    fn said(&self, args: &[&str], what: &str) -> Result<String, Diagnostic> {
        let said = check(self.run(args, None)?, what)?;
        Ok(String::from_utf8_lossy(&said).into_owned())
    }

    fn run(&self, args: &[&str], input: Option<&[u8]>) -> Result<std::process::Output, Diagnostic> {
        self.run_with(args, &[], input)
    }

    fn run_with(
        &self,
        args: &[&str],
        variables: &[(&str, &OsStr)],
        input: Option<&[u8]>,
    ) -> Result<std::process::Output, Diagnostic> {
        let failed = |error: std::io::Error| match error.kind() {
            ErrorKind::NotFound => Diagnostic::error("git is not installed")
                .help("kit reads older versions of a workspace with it: install git, and run kit again"),
            _ => Diagnostic::error(format!("cannot run git: {error}"))
                .help("see whether `git --version` runs here, and run kit again"),
        };
        let mut command = Command::new("git");
        command.arg("-C").arg(self.root).args(args).envs(variables.iter().copied());
        let stdin = if input.is_some() { Stdio::piped() } else { Stdio::null() };
        let mut child =
            command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(failed)?;
        if let (Some(mut stdin), Some(input)) = (child.stdin.take(), input) {
            // Of a git that has gone the exit code tells.
            let _ = stdin.write_all(input);
        }
        child.wait_with_output().map_err(failed)
    }
}

/// The output of a git that did as it was told.
fn check(output: std::process::Output, what: &str) -> Result<Vec<u8>, Diagnostic> {
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().next().unwrap_or("it does not say why").trim_start_matches("fatal: ").to_owned();
    if said.starts_with("not a git repository") {
        return Err(Diagnostic::error("this workspace is in no git repository")
            .help("`--against` compares with a revision of git: make a repository, and commit"));
    }
    let error = Diagnostic::error(format!("git cannot {what}: {said}"));
    Err(error.help("see what `git status` and `git fsck` say of the repository"))
}
