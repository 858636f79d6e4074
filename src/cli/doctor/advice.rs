//! How to get a package, by the kind of system.

use crate::workspace::machine;

/// Package names with each package manager; the last column is for Homebrew.
struct Package {
    apt: &'static str,
    dnf: &'static str,
    pacman: &'static str,
    apk: &'static str,
    brew: &'static str,
}

pub(super) const RUST: &str = "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh";
pub(super) const NEWER_RUST: &str = "rustup update";

const C_COMPILER: Package = Package {
    apt: "build-essential",
    dnf: "gcc glibc-devel",
    pacman: "base-devel",
    apk: "build-base",
    brew: "gcc",
};
const DOCKER: Package =
    Package { apt: "docker.io", dnf: "moby-engine", pacman: "docker", apk: "docker", brew: "--cask docker" };
const COMPOSE: Package = Package {
    apt: "docker-compose",
    dnf: "docker-compose",
    pacman: "docker-compose",
    apk: "docker-cli-compose",
    brew: "docker-compose",
};

pub(super) fn c_compiler() -> String {
    if cfg!(target_os = "macos") { "xcode-select --install".to_owned() } else { command(&C_COMPILER) }
}

pub(super) fn docker() -> String {
    command(&DOCKER)
}

pub(super) fn compose() -> String {
    command(&COMPOSE)
}

fn command(package: &Package) -> String {
    by_system(package, &machine::distribution(), cfg!(target_os = "macos"))
}

fn by_system(package: &Package, distribution: &[String], mac: bool) -> String {
    if mac {
        return format!("brew install {}", package.brew);
    }
    let found = distribution.iter().find_map(|name| match &**name {
        "debian" | "ubuntu" => Some(format!("sudo apt-get install {}", package.apt)),
        "fedora" | "rhel" | "centos" => Some(format!("sudo dnf install {}", package.dnf)),
        "arch" => Some(format!("sudo pacman -S {}", package.pacman)),
        "alpine" => Some(format!("apk add {}", package.apk)),
        _ => None,
    });
    found.unwrap_or_else(|| format!("install the package `{}` or what your system calls it", package.apt))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_is_that_of_the_system_or_of_its_parent() {
        let names = |names: &[&str]| names.iter().map(|name| name.to_string()).collect::<Vec<_>>();
        let mint = by_system(&C_COMPILER, &names(&["linuxmint", "ubuntu", "debian"]), false);
        assert_eq!(mint, "sudo apt-get install build-essential");
        assert_eq!(
            by_system(&DOCKER, &names(&["rocky", "rhel", "fedora"]), false),
            "sudo dnf install moby-engine"
        );
        assert_eq!(by_system(&DOCKER, &[], true), "brew install --cask docker");
        assert!(by_system(&DOCKER, &names(&["plan9"]), false).contains("docker.io"));
    }
}
