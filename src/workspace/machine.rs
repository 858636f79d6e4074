//! What is read of the machine itself.

use std::{fs, path::Path};

/// Which distribution it is: `ID` and `ID_LIKE` of os-release, the closest first; empty elsewhere.
/// Source: <https://www.freedesktop.org/software/systemd/man/os-release.html>
pub fn distribution() -> Vec<String> {
    let text = ["/etc/os-release", "/usr/lib/os-release"].map(Path::new).map(fs::read_to_string);
    let text = text.into_iter().find_map(Result::ok).unwrap_or_default();
    names(&text)
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
