//! The runs that the tests disturb, each in a folder of its own.

use std::{
    collections::BTreeMap,
    env, fs,
    io::{self, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{self, Command},
    sync::OnceLock,
};

use kit::{
    apply::{FileChange, Kind, write},
    workspace::Workspace,
};
use tempfile::TempDir;

use crate::support::Kit;

const ROOT: &str = "KIT_TEST_ROOT";
const WAITS: &str = "KIT_TEST_WAITS";

/// Everything below a folder, the folders too: the mode, and the content of a file.
pub type Tree = BTreeMap<String, (u32, Option<Vec<u8>>)>;

/// A command, what it finds, and the trees that it may leave.
pub struct Run {
    pub start: Tree,
    pub old: Tree,
    pub new: Tree,
    pub command: fn(&Path) -> Command,
}

/// Creates, changes and deletes files and folders, in the order: Cargo.toml, new.rs, a/c.rs, d/e.rs,
/// d/gone.rs, n/w.rs. No part of it runs in another thread, so that system calls can be counted.
pub fn all_kinds() -> &'static Run {
    static RUN: OnceLock<Run> = OnceLock::new();
    RUN.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        lay_out(folder.path());
        Run::new(tree(folder.path()), child_in)
    })
}

/// kit itself, adding a service to a workspace.
pub fn new_service() -> &'static Run {
    static RUN: OnceLock<Run> = OnceLock::new();
    RUN.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        Kit::new(folder.path()).run(&["new", "service", "users"]).success();
        Run::new(tree(folder.path()), |root| kit(root, &["new", "service", "orders"]))
    })
}

/// kit itself, moving a service's folder with files of its user's in it.
pub fn rename_service() -> &'static Run {
    static RUN: OnceLock<Run> = OnceLock::new();
    RUN.get_or_init(|| {
        Run::new(with_a_service(), |root| kit(root, &["rename", "service", "users", "accounts"]))
    })
}

/// kit itself, deleting most of a service's folder.
pub fn remove_service() -> &'static Run {
    static RUN: OnceLock<Run> = OnceLock::new();
    RUN.get_or_init(|| Run::new(with_a_service(), |root| kit(root, &["remove", "service", "users"])))
}

fn with_a_service() -> Tree {
    let folder = tempfile::tempdir().unwrap();
    Kit::new(folder.path()).run(&["new", "service", "users"]).success();
    fs::create_dir_all(folder.path().join("users/notes/empty")).unwrap();
    fs::write(folder.path().join("users/notes/mine.txt"), "mine").unwrap();
    fs::set_permissions(folder.path().join("users/notes/mine.txt"), fs::Permissions::from_mode(0o751))
        .unwrap();
    tree(folder.path())
}

pub fn lay_out(root: &Path) {
    for (path, content) in [
        ("Cargo.toml", "[workspace]\n"),
        ("a/c.rs", "old"),
        ("d/e.rs", "old"),
        ("d/gone.rs", "old"),
        ("d/same.rs", "same"),
    ] {
        fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
        fs::write(root.join(path), content).unwrap();
    }
    fs::set_permissions(root.join("d/e.rs"), fs::Permissions::from_mode(0o750)).unwrap();
}

fn changes() -> Vec<FileChange> {
    let change = |kind, path: &str, old: Option<&'static str>, new: &'static str| {
        FileChange::new(path, kind, old.map(Into::into), new)
    };
    vec![
        change(Kind::Delete, "a/c.rs", Some("old"), ""),
        change(Kind::Delete, "d/gone.rs", Some("old"), ""),
        change(Kind::Update, "Cargo.toml", Some("[workspace]\n"), "[workspace]\n# new\n"),
        change(Kind::Update, "d/e.rs", Some("old"), "new"),
        change(Kind::Create, "n/w.rs", None, "new"),
        change(Kind::Create, "new.rs", None, "new"),
        change(Kind::Unchanged, "d/same.rs", Some("same"), "same"),
    ]
}

/// What the process does that [`child_in`] starts; it waits for its standard input to end between
/// reading and writing if it is told to.
pub extern "C" fn child() {
    let Some(root) = env::var_os(ROOT) else { return };
    let outcome = Workspace::discover(Path::new(&root), write::recover).and_then(|workspace| {
        if env::var_os(WAITS).is_some() {
            println!("waits");
            io::copy(&mut io::stdin(), &mut io::sink()).unwrap();
        }
        Ok(write::write(&workspace, &changes())?)
    });
    let wrong = outcome.err().map(|wrong| wrong.0).unwrap_or_default();
    for diagnostic in &wrong {
        // Like anything else, that may fail.
        let _ = writeln!(io::stderr(), "{}", diagnostic.render(false));
    }
    process::exit(i32::from(!wrong.is_empty()));
}

pub fn child_in(root: &Path) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.env(ROOT, root);
    command
}

pub fn waiting_child_in(root: &Path) -> Command {
    let mut command = child_in(root);
    command.env(WAITS, "1");
    command
}

pub fn kit(root: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kit"));
    command.args(args).current_dir(root);
    command
}

/// What a user does after an interruption: any command, even one that is said to write nothing.
pub fn next(root: &Path) -> Command {
    kit(root, &["generate", "docker", "--check"])
}

impl Run {
    fn new(start: Tree, command: fn(&Path) -> Command) -> Self {
        let mut run = Self { old: start.clone(), new: Tree::new(), start, command };
        let folder = run.folder();
        assert!(command(folder.path()).output().unwrap().status.success());
        run.new = tree(folder.path());
        assert_ne!(run.old, run.new);
        run
    }

    /// A new folder with what the command finds.
    pub fn folder(&self) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        self.fill(folder.path());
        folder
    }

    pub fn fill(&self, folder: &Path) {
        fs::create_dir_all(folder).unwrap();
        // A folder comes before what is in it.
        for (path, (mode, content)) in &self.start {
            let path = folder.join(path);
            match content {
                Some(content) => fs::write(&path, content).unwrap(),
                None => fs::create_dir(&path).unwrap(),
            }
            fs::set_permissions(&path, fs::Permissions::from_mode(*mode)).unwrap();
        }
    }
}

pub fn tree(root: &Path) -> Tree {
    let mut found = Tree::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder)).unwrap() {
            let path = folder.join(entry.unwrap().file_name());
            let full = root.join(&path);
            let mode = fs::metadata(&full).unwrap().permissions().mode();
            found.insert(path.to_str().unwrap().to_owned(), (mode, fs::read(&full).ok()));
            if full.is_dir() {
                folders.push(path);
            }
        }
    }
    found
}

/// How two trees differ, for people.
pub fn difference(left: &Tree, right: &Tree) -> Vec<String> {
    let paths = left.keys().chain(right.keys().filter(|path| !left.contains_key(*path)));
    let say = |entry: Option<&(u32, Option<Vec<u8>>)>| match entry {
        None => "nothing".to_owned(),
        Some((mode, None)) => format!("folder {mode:o}"),
        Some((mode, Some(bytes))) => format!("{mode:o} {:?}", String::from_utf8_lossy(bytes)),
    };
    let differ = paths.filter(|path| left.get(*path) != right.get(*path));
    differ.map(|path| format!("{path}: {} / {}", say(left.get(path)), say(right.get(path)))).collect()
}
