//! What is read of the machine itself.

use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// Which distribution it is: `ID` and `ID_LIKE` of os-release, the closest first; empty elsewhere.
/// Source: <https://www.freedesktop.org/software/systemd/man/os-release.html>
pub fn distribution() -> Vec<String> {
    let text = ["/etc/os-release", "/usr/lib/os-release"].map(Path::new).map(fs::read_to_string);
    let text = text.into_iter().find_map(Result::ok).unwrap_or_default();
    names(&text)
}

/// When a file was last written, if it is there.
pub fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}

/// The folders in a folder, but for hidden ones and what cargo built.
pub fn folders(path: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let mine = folders.map(|entry| entry.path()).filter(|path| is_source(path));
    mine.collect()
}

/// Whether a path is neither hidden, nor what cargo built, nor a copy that an editor keeps.
pub fn is_source(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    !(name.starts_with(['.', '#']) || name.ends_with('~') || name == "target")
}

fn names(text: &str) -> Vec<String> {
    let value = |key: &str| {
        let value = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
        value.unwrap_or_default().trim_matches(['"', '\'']).to_owned()
    };
    let all = format!("{} {}", value("ID"), value("ID_LIKE"));
    all.split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_name_comes_first() {
        let text = "NAME=\"Linux Mint\"\nID=linuxmint\nVERSION_ID=\"21\"\nID_LIKE=\"ubuntu debian\"\n";
        assert_eq!(names(text), ["linuxmint", "ubuntu", "debian"]);
        assert_eq!(names("ID='fedora'\n"), ["fedora"]);
        assert!(names("").is_empty());
    }
}
