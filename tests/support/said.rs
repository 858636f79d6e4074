//! What a process writes: into a file, not a pipe, so that whoever has its answer also sees every
//! line written before it. The tests of `platform` have it, too.

use std::{fs::File, os::unix::fs::FileExt, process::Stdio, sync::Mutex};

pub struct Said {
    file: File,
    /// What has been read of it.
    read: Mutex<Vec<u8>>,
}

impl Said {
    pub fn new() -> Self {
        Self { file: tempfile::tempfile().unwrap(), read: Mutex::default() }
    }

    pub fn sink(&self) -> Stdio {
        self.file.try_clone().unwrap().into()
    }

    /// All of it so far.
    pub fn text(&self) -> String {
        let mut read = self.read.lock().unwrap();
        let mut part = [0; 1 << 16];
        // At a place, since reading on from where the file stands would move where the process writes.
        while let length @ 1.. = self.file.read_at(&mut part, read.len() as u64).unwrap() {
            read.extend_from_slice(&part[..length]);
        }
        String::from_utf8_lossy(&read).into_owned()
    }
}
