//! `--discovery etcd://...`: which members the cluster has, how to log in, how to trust it.

use std::{path::Path, str::FromStr};

use tokio::sync::watch;

use super::{Etcd, Login};
use crate::{client::Channel, discovery::list, server::Protocol, tls};

const EXPECTED: &str = "expected etcd://[USER:PASSWORD@]HOST:PORT[,HOST:PORT] \
    or etcds://...?ca=FILE[&cert=FILE&key=FILE]";

/// With the scheme.
impl FromStr for Etcd {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (rest, tls) = match text.split_once("://").ok_or(EXPECTED)? {
            ("etcd", rest) => (rest, None),
            ("etcds", rest) => {
                let (rest, files) = rest.rsplit_once('?').ok_or(EXPECTED)?;
                (rest, Some(trust(files)?))
            }
            _ => return Err(EXPECTED.to_owned()),
        };
        let (login, hosts) = match rest.rsplit_once('@') {
            None => (None, rest),
            Some((login, hosts)) => {
                let (name, password) = login.split_once(':').ok_or(EXPECTED)?;
                let (name, password) = (name.to_owned(), password.to_owned());
                (Some(Login { name, password }), hosts)
            }
        };
        let hosts = list(hosts.trim_end_matches('/'));
        if hosts.is_empty() || !hosts.iter().all(|host| host.contains(':')) {
            return Err(EXPECTED.to_owned());
        }
        let (_, known) = watch::channel(Some(hosts.clone()));
        let channel = Channel::new("etcd", Protocol::Grpc, known, tls);
        Ok(Self {
            hosts,
            login,
            channel,
        })
    }
}

/// `ca=FILE[&cert=FILE&key=FILE]`: whose certificates to trust, and our own.
fn trust(files: &str) -> Result<tls::Client, String> {
    let (mut ca, mut cert, mut key) = (None, None, None);
    for pair in files.split('&') {
        match pair.split_once('=') {
            Some(("ca", file)) => ca = Some(Path::new(file)),
            Some(("cert", file)) => cert = Some(Path::new(file)),
            Some(("key", file)) => key = Some(Path::new(file)),
            _ => return Err(EXPECTED.to_owned()),
        }
    }
    match (ca, cert, key) {
        (Some(ca), Some(cert), Some(key)) => tls::Client::load(ca, Some((cert, key))),
        (Some(ca), None, None) => tls::Client::load(ca, None),
        _ => Err(EXPECTED.to_owned()),
    }
}
