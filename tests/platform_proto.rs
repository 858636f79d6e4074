//! `templates/platform` ships etcd's messages compiled: they must be what its .proto says.
//! `KIT_BLESS=1` writes them anew.

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

fn compiled(proto: &Path) -> String {
    let descriptors = protox::compile([proto], [proto.parent().unwrap()]).unwrap();
    let out = tempfile::tempdir().unwrap();
    let builder = tonic_prost_build::configure().build_transport(false).build_server(false);
    builder.out_dir(out.path()).compile_fds(descriptors).unwrap();
    let text = std::fs::read_to_string(out.path().join("etcdserverpb.rs")).unwrap();
    formatted(&text, out.path())
}

/// As rustfmt has it without any configuration, like all that kit ships.
fn formatted(text: &str, without_configuration: &Path) -> String {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024"])
        .current_dir(without_configuration)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    rustfmt.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = rustfmt.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn etcds_messages_are_those_of_its_proto() {
    let platform = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/platform");
    let checked_in = platform.join("src/discovery/etcd/pb.rs");
    let compiled = compiled(&platform.join("proto/etcd.proto"));
    if std::env::var_os("KIT_BLESS").is_some() {
        std::fs::write(&checked_in, &compiled).unwrap();
    }
    assert!(std::fs::read_to_string(&checked_in).unwrap() == compiled, "run with KIT_BLESS=1");
}
