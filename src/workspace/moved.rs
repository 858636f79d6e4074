//! A folder that is about to move: the snapshot as it will be.

use super::Workspace;

/// A folder that a run moves, with all that is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    pub from: String,
    pub to: String,
}

impl Move {
    /// A path of before as it is after.
    pub fn path(&self, path: &str) -> String {
        swap(path, &self.from, &self.to)
    }

    /// A path of after as it was before.
    pub fn before(&self, path: &str) -> String {
        swap(path, &self.to, &self.from)
    }
}

impl Workspace {
    /// The snapshot as it is when a folder has moved: every path is that of after.
    pub fn after(mut self, moved: Move) -> Self {
        let files = std::mem::take(&mut self.files).into_iter();
        self.files = files.map(|(path, bytes)| (moved.path(&path), bytes)).collect();
        let manifests = std::mem::take(&mut self.manifests).into_iter().map(|(path, manifest)| {
            let path = moved.path(&path);
            (path.clone(), manifest.named(&path))
        });
        self.manifests = manifests.collect();
        self.packages.values_mut().for_each(|dir| *dir = moved.path(dir));
        self.services.iter_mut().for_each(|service| service.dir = moved.path(&service.dir));
        self.moved = Some(moved);
        self
    }

    /// The folder that is still to move.
    pub fn moved(&self) -> Option<&Move> {
        self.moved.as_ref()
    }
}

/// A path below the folder `from` as it is below `to`; another stays.
pub fn swap(path: &str, from: &str, to: &str) -> String {
    match path.strip_prefix(from) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("{to}{rest}"),
        _ => path.to_owned(),
    }
}
