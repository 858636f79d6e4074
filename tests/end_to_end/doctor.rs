//! `kit doctor` and a real etcd.

use crate::{
    etcd::{self, Etcd},
    support::Kit,
};

#[test]
fn doctor_knows_whether_etcd_answers() {
    if !etcd::installed() {
        return;
    }
    let mut etcd = Etcd::start();
    let folder = tempfile::tempdir().unwrap();
    let discovery = etcd.discovery();
    let ask = || Kit::new(folder.path()).run(&["doctor", "--discovery", &discovery]).stdout;
    let host = discovery.trim_start_matches("etcd://");
    let said = ask();
    assert!(said.contains(&format!("\n       ok etcd {host}: 3.")), "{said}");
    etcd.kill();
    let said = ask();
    assert!(said.contains(&format!("\n  missing etcd {host}: ")), "{said}");
}
