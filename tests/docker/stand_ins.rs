//! Images under the names that kit's files use, for a machine that cannot pull them: made of
//! Debian's packages and this machine's own Rust toolchain.
//!
//! An image that is there or can be pulled is used as it is. A stand-in, and every image that is
//! built on one, carries [`LABEL`], by which all of them are removed in the end.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use crate::{command, run};

const LABEL: &str = "kit.test.stand-in";

const PATH: &str =
    "PATH=/usr/local/cargo/bin:/usr/local/rust/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Removes all stand-ins when dropped.
pub struct StandIns(());

impl Default for StandIns {
    fn default() -> Self {
        // Left by a run that was killed; made for other versions maybe.
        remove();
        Self(())
    }
}

impl Drop for StandIns {
    fn drop(&mut self) {
        remove();
    }
}

impl StandIns {
    /// Makes what is missing of the images that `files` name in `FROM` or `image:`. The one for
    /// Rust has the crates that `workspace` is locked to.
    pub fn make(&self, files: &[PathBuf], workspace: &Path) {
        for image in images(files) {
            let there = succeeds("docker", &["image", "inspect", &image]);
            if there || succeeds("docker", &["pull", "--quiet", &image]) {
                continue;
            }
            let name = image.rsplit('/').next().unwrap().split(':').next().unwrap();
            match name {
                "rust" => import(&rust(workspace), &image, &["ENV CARGO_HOME=/usr/local/cargo"]),
                "etcd" => import(&etcd(), &image, &[r#"CMD ["/usr/local/bin/etcd"]"#]),
                "static-debian12" => import(&distroless(), &image, &["USER 65532", "WORKDIR /home/nonroot"]),
                _ => panic!("no stand-in for the image {image}"),
            }
        }
    }
}

fn remove() {
    let label = format!("label={LABEL}");
    // A build that fails leaves the container of its step.
    let containers = run(command("docker", &["container", "ls", "--all", "--quiet", "--filter", &label]));
    // The newest first, so that none goes before what was built on it.
    let images = run(command("docker", &["image", "ls", "--all", "--quiet", "--filter", &label]));
    for (kind, ids) in [("container", containers), ("image", images)] {
        if !ids.is_empty() {
            // One that has gone with another before its turn comes is no failure.
            let _ = command("docker", &[kind, "rm", "--force"]).args(ids.lines()).output();
        }
    }
}

/// Image names without those of stages (`FROM source`), each once.
fn images(files: &[PathBuf]) -> BTreeSet<String> {
    let mut images = BTreeSet::new();
    for file in files {
        for line in fs::read_to_string(file).unwrap().lines() {
            let named = line.strip_prefix("FROM ").or(line.trim().strip_prefix("image: "));
            let image = named.and_then(|rest| rest.split_whitespace().next());
            images.extend(image.filter(|image| image.contains(':')).map(str::to_owned));
        }
    }
    images
}

fn succeeds(program: &str, arguments: &[&str]) -> bool {
    command(program, arguments).output().is_ok_and(|output| output.status.success())
}

/// Where downloads are kept from run to run.
fn cache(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("docker").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    path
}

/// A folder to put an image together in, empty.
fn root(name: &str) -> PathBuf {
    let path = cache(name);
    if path.exists() {
        fs::remove_dir_all(&path).unwrap();
    }
    fs::create_dir(&path).unwrap();
    path
}

fn import(root: &Path, image: &str, changes: &[&str]) {
    let label = format!("LABEL {LABEL}=1");
    let path = format!("ENV {PATH}");
    let mut tar =
        command("tar", &["--create", "."]).current_dir(root).stdout(Stdio::piped()).spawn().unwrap();
    let mut import = command("docker", &["import"]);
    for change in changes.iter().copied().chain([&*label, &*path]) {
        import.args(["--change", change]);
    }
    run(import.args(["-", image]).stdin(tar.stdout.take().unwrap()));
    assert!(tar.wait().unwrap().success());
}

/// Debian with a C compiler, this machine's toolchain, and the crates of a workspace.
fn rust(workspace: &Path) -> PathBuf {
    let debian = cache("debian");
    if !debian.exists() {
        let part = root("debian.part");
        let packages = "--include=gcc,libc6-dev,ca-certificates";
        run(command("debootstrap", &["--variant=minbase", packages, "bookworm"]).arg(&part));
        fs::rename(part, &debian).unwrap();
    }
    let root = root("rust");
    copy(&debian.join("."), &root);

    let sysroot = run(command("rustc", &["--print", "sysroot"]));
    let sysroot = Path::new(sysroot.trim());
    let rust = root.join("usr/local/rust");
    fs::create_dir_all(rust.join("lib/rustlib")).unwrap();
    fs::create_dir_all(rust.join("bin")).unwrap();
    for program in ["bin/cargo", "bin/rustc"] {
        copy(&sysroot.join(program), &rust.join("bin"));
    }
    for entry in fs::read_dir(sysroot.join("lib")).unwrap().map(|entry| entry.unwrap().path()) {
        let name = entry.file_name().unwrap().to_str().unwrap();
        if name.contains(".so") {
            copy(&entry, &rust.join("lib"));
        }
    }
    let host = run(command("rustc", &["--print", "host-tuple"]));
    copy(&sysroot.join("lib/rustlib").join(host.trim()), &rust.join("lib/rustlib"));

    let cargo_home = root.join("usr/local/cargo");
    fs::create_dir_all(&cargo_home).unwrap();
    run(command("cargo", &["fetch", "--manifest-path"])
        .arg(workspace.join("Cargo.toml"))
        .env("CARGO_HOME", &cargo_home));
    // A container has no way to the registry; and the test is about containers, not about speed.
    fs::write(cargo_home.join("config.toml"), "net.offline = true\nprofile.release.opt-level = 0\n").unwrap();
    root
}

fn etcd() -> PathBuf {
    let root = packages("etcd", &["libc6", "etcd-server", "etcd-client"]);
    fs::create_dir_all(root.join("usr/local/bin")).unwrap();
    for program in ["etcd", "etcdctl"] {
        fs::rename(root.join("usr/bin").join(program), root.join("usr/local/bin").join(program)).unwrap();
    }
    root
}

fn distroless() -> PathBuf {
    let root = root("distroless");
    fs::create_dir(root.join("etc")).unwrap();
    let users =
        "root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n";
    fs::write(root.join("etc/passwd"), users).unwrap();
    root
}

/// The files of Debian packages and of nothing else: no shell.
fn packages(name: &str, packages: &[&str]) -> PathBuf {
    let downloads = cache("packages");
    fs::create_dir_all(&downloads).unwrap();
    let root = root(name);
    for package in packages {
        let prefix = format!("{package}_");
        let find = || {
            let files = fs::read_dir(&downloads).unwrap().map(|entry| entry.unwrap().path());
            files.into_iter().find(|path| path.file_name().unwrap().to_str().unwrap().starts_with(&prefix))
        };
        let file = find().unwrap_or_else(|| {
            run(command("apt-get", &["download", package]).current_dir(&downloads));
            find().unwrap()
        });
        run(command("dpkg-deb", &["--extract"]).arg(file).arg(&root));
    }
    root
}

/// With modes and links; a `from` that ends in `.` is a folder's contents.
fn copy(from: &Path, to: &Path) {
    run(command("cp", &["--archive"]).arg(from).arg(to));
}
