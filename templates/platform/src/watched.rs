//! Files with keys and tokens, which others replace while the service runs.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant, SystemTime},
};

/// How often to look whether a file has changed.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// What a file says; one that is of no use when it has changed counts as unchanged.
pub(crate) struct Watched<T> {
    file: Option<PathBuf>,
    read: fn(&str) -> Result<T, String>,
    last: Mutex<Last<T>>,
}

struct Last<T> {
    value: T,
    changed: Option<SystemTime>,
    looked: Instant,
}

impl<T: Clone> Watched<T> {
    pub(crate) fn load(file: &Path, read: fn(&str) -> Result<T, String>) -> Result<Self, String> {
        let changed = changed(file);
        let value = load(file, read)?;
        Ok(Self::new(Some(file.to_owned()), read, value, changed))
    }

    // auth {
    /// A text that comes from elsewhere and stays as it is.
    #[cfg(feature = "auth")]
    pub(crate) fn fixed(text: &str, read: fn(&str) -> Result<T, String>) -> Result<Self, String> {
        Ok(Self::new(None, read, read(text)?, None))
    }

    // } auth
    fn new(
        file: Option<PathBuf>,
        read: fn(&str) -> Result<T, String>,
        value: T,
        changed: Option<SystemTime>,
    ) -> Self {
        let last = Mutex::new(Last {
            value,
            changed,
            looked: Instant::now(),
        });
        Self { file, read, last }
    }

    pub(crate) fn get(&self) -> T {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = &self.file
            && last.looked.elapsed() >= LOOK_AGAIN
        {
            last.look(file, self.read);
        }
        last.value.clone()
    }
}

impl<T> Last<T> {
    fn look(&mut self, file: &Path, read: fn(&str) -> Result<T, String>) {
        self.looked = Instant::now();
        let changed = changed(file);
        if changed == self.changed {
            return;
        }
        self.changed = changed;
        let name = file.display();
        match load(file, read) {
            Ok(value) => {
                tracing::info!(file = %name, "file read again");
                self.value = value;
            }
            Err(error) => tracing::warn!(error, "what the file said before still counts"),
        }
    }
}

fn changed(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|file| file.modified()).ok()
}

fn load<T>(file: &Path, read: fn(&str) -> Result<T, String>) -> Result<T, String> {
    let text = fs::read_to_string(file).map_err(|error| error.to_string());
    let value = text.and_then(|text| read(&text));
    value.map_err(|why| format!("cannot use {}: {why}", file.display()))
}
