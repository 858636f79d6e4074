//! The bytes of one file: a regular one, and of a reasonable size.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use rustix::{buffer::spare_capacity, fs::OFlags};

use super::read::{absent, display, failed};
use crate::diagnostic::{Diagnostic, Source};

/// No source is larger; what is, was not meant for kit.
const MAX_BYTES: u64 = 16 << 20;

/// The bytes of a regular file, if it exists; `name` is what diagnostics call it.
pub(super) fn bytes(path: &Path, name: &str) -> Result<Option<Vec<u8>>, Diagnostic> {
    match absent(open(path, OFlags::empty())) {
        Ok(Some(file)) => of(file, name).map(Some),
        Ok(None) => Ok(None),
        Err(_) if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) => Err(not_regular(name)),
        Err(error) => Err(failed("read", name, &error)),
    }
}

/// Whoever is to write at the other end of a pipe is not waited for.
pub(super) fn open(path: &Path, flags: OFlags) -> io::Result<File> {
    let flags = flags | OFlags::NONBLOCK;
    OpenOptions::new().read(true).custom_flags(flags.bits() as i32).open(path)
}

pub(super) fn of(mut file: File, name: &str) -> Result<Vec<u8>, Diagnostic> {
    let fail = |error| failed("read", name, &error);
    let metadata = file.metadata().map_err(fail)?;
    if !metadata.is_file() {
        return Err(not_regular(name));
    }
    let size = metadata.len().min(MAX_BYTES) as usize;
    // With room for more: where nothing more comes, one look is enough.
    let mut bytes = Vec::with_capacity(size + 1);
    let read = || rustix::io::read(&file, spare_capacity(&mut bytes));
    rustix::io::retry_on_intr(read).map_err(|error| fail(error.into()))?;
    if bytes.len() != size {
        (&mut file).take(MAX_BYTES + 1 - bytes.len() as u64).read_to_end(&mut bytes).map_err(fail)?;
    }
    if bytes.len() as u64 > MAX_BYTES {
        let title = format!("{name} is larger than {} MiB", MAX_BYTES >> 20);
        return Err(
            Diagnostic::error(title).help("kit reads sources and manifests only; move this file elsewhere")
        );
    }
    Ok(bytes)
}

fn not_regular(name: &str) -> Diagnostic {
    Diagnostic::error(format!("{name} is not a regular file"))
        .help("kit works with a file of that name: move away what is there")
}

/// Bytes as text, or where they stop being UTF-8.
pub fn text(path: &str, bytes: &[u8]) -> Result<Source, Diagnostic> {
    std::str::from_utf8(bytes).map(|text| Source::new(path, text)).map_err(|error| {
        let at = error.valid_up_to();
        // Up to `at` the lossy text is the same; there it has the replacement character.
        let shown = Source::new(path, String::from_utf8_lossy(bytes));
        let span = at..at + char::REPLACEMENT_CHARACTER.len_utf8();
        let label = format!("byte {at}, 0x{:02x}, is not UTF-8", bytes[at]);
        Diagnostic::error(format!("{path} is not UTF-8 text"))
            .at(&shown, span, label)
            .help("save the file as UTF-8 and run kit again")
    })
}

/// A file that the user names, wherever it is.
pub fn read_file(path: &Path) -> Result<Source, Diagnostic> {
    let name = display(path);
    match bytes(path, &name)? {
        Some(bytes) => text(&name, &bytes),
        None => Err(Diagnostic::error(format!("there is no file {name}"))
            .help("look for a slip in the path: it starts from the folder that you are in")),
    }
}
