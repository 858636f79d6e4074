//! Which files have changed, as the operating system tells it.

use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
    sync::mpsc::{self, Receiver},
    time::{Duration, Instant},
};

use notify::{
    Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher,
    event::{MetadataKind, ModifyKind},
};

use crate::{diagnostic::Diagnostic, workspace::machine};

/// Who saves several files does so at once.
const QUIET: Duration = Duration::from_millis(150);
/// Of files that change all the time, some must be taken.
const LONGEST: Duration = Duration::from_secs(2);

pub(super) struct Watch {
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
    packages: BTreeSet<PathBuf>,
    changed: BTreeSet<PathBuf>,
    /// When the first and the last change was.
    since: Option<(Instant, Instant)>,
}

impl Watch {
    pub fn new() -> Result<Self, Diagnostic> {
        let (sender, events) = mpsc::channel();
        let watcher = notify::recommended_watcher(sender).map_err(failed)?;
        Ok(Self { watcher, events, packages: BTreeSet::new(), changed: BTreeSet::new(), since: None })
    }

    /// Watches the folders of packages too: what is in them, and below, but for what cargo builds there.
    /// Those that are known are watched again: one that was away for a moment is another one now.
    pub fn follow(&mut self, packages: impl IntoIterator<Item = PathBuf>) -> Result<(), Diagnostic> {
        self.packages.extend(packages);
        for package in self.packages.iter().filter(|package| package.exists()) {
            there(self.watcher.watch(package, RecursiveMode::NonRecursive))?;
            for folder in machine::folders(package) {
                there(self.watcher.watch(&folder, RecursiveMode::Recursive))?;
            }
        }
        Ok(())
    }

    /// The files that have changed, once all is quiet for a moment.
    pub fn changed(&mut self) -> Option<BTreeSet<PathBuf>> {
        while let Ok(event) = self.events.try_recv() {
            // What is not known for sure may have changed.
            let paths = event.map_or_else(|error| error.paths, paths);
            let sources: Vec<PathBuf> = paths.into_iter().filter(|path| self.is_source(path)).collect();
            if !sources.is_empty() {
                let now = Instant::now();
                self.since = Some((self.since.map_or(now, |(first, _)| first), now));
                self.changed.extend(sources);
            }
        }
        let (first, last) = self.since?;
        if last.elapsed() < QUIET && first.elapsed() < LONGEST {
            return None;
        }
        self.since = None;
        Some(std::mem::take(&mut self.changed))
    }

    /// By all names below the folder of its package.
    fn is_source(&self, path: &Path) -> bool {
        let below = self.packages.iter().filter_map(|package| path.strip_prefix(package).ok());
        below.min_by_key(|rest| rest.components().count()).is_some_and(|rest| {
            rest.components().next().is_some()
                && rest.ancestors().all(|part| part == Path::new("") || machine::is_source(part))
        })
    }
}

/// Those that an event changes: to read a file, or to set its mode, changes nothing.
fn paths(event: Event) -> Vec<PathBuf> {
    match event.kind {
        EventKind::Access(_) => Vec::new(),
        EventKind::Modify(ModifyKind::Metadata(kind)) if kind != MetadataKind::Any => Vec::new(),
        _ => event.paths,
    }
}

/// A folder that has gone in the meantime is told of by the one above it.
fn there(watched: notify::Result<()>) -> Result<(), Diagnostic> {
    match watched {
        Err(error) if is_gone(&error) => Ok(()),
        watched => watched.map_err(failed),
    }
}

fn is_gone(error: &notify::Error) -> bool {
    match &error.kind {
        notify::ErrorKind::PathNotFound => true,
        notify::ErrorKind::Io(error) => error.kind() == io::ErrorKind::NotFound,
        _ => false,
    }
}

fn failed(error: notify::Error) -> Diagnostic {
    let diagnostic = Diagnostic::error(format!("cannot watch the workspace's files: {error}"));
    match error.kind {
        notify::ErrorKind::MaxFilesWatch => {
            diagnostic.help("let Linux watch more: sudo sysctl fs.inotify.max_user_watches=524288")
        }
        notify::ErrorKind::Io(_) => {
            diagnostic.help("Linux may let nobody watch more: sudo sysctl fs.inotify.max_user_instances=1024")
        }
        _ => diagnostic.help("run `kit generate` and `cargo run -p NAME` after each change instead"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_has_gone_ends_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut watcher = notify::recommended_watcher(|_| ()).unwrap();
        let mut watch = |path: &Path| there(watcher.watch(path, RecursiveMode::Recursive));
        assert!(watch(folder.path()).is_ok());
        assert!(watch(&folder.path().join("gone")).is_ok());
        let (mut kind, path) = (notify::Error::new(notify::ErrorKind::MaxFilesWatch), folder.path());
        kind.paths.push(path.to_owned());
        assert!(there(Err(kind)).unwrap_err().render(false).contains("= help: "));
    }
}
