//! Whether etcd answers, by the URL that a service would get.

use std::{
    io::{self, Read, Write},
    net::{TcpStream, ToSocketAddrs},
    time::Duration,
};

use semver::Version;
use serde_json::Value;

use super::{Check, Status, machine::version};

const PATIENCE: Duration = Duration::from_secs(3);
/// What generated services are tested with, or later.
const OLDEST: Version = Version::new(3, 4, 0);
/// More than `/version` ever says.
const LONGEST: u64 = 64 << 10;

/// One for each of the cluster's members.
pub(super) fn checks(url: &str) -> Vec<Check> {
    if url.starts_with("etcds://") {
        let check = Check::new("--discovery", Status::Wrong, "kit itself speaks no TLS");
        return vec![check.advice("ask with: etcdctl --cacert FILE --cert FILE --key FILE endpoint health")];
    }
    let Some(hosts) = url.strip_prefix("etcd://") else {
        let check = Check::new("--discovery", Status::Wrong, format!("`{url}` names no etcd"));
        return vec![check.advice("write etcd://HOST:PORT; static: and dns: have nothing to ask")];
    };
    // What precedes the last `@` are user and password.
    let hosts = hosts.rsplit_once('@').map_or(hosts, |(_, hosts)| hosts).trim_end_matches('/');
    hosts.split(',').map(member).collect()
}

fn member(host: &str) -> Check {
    let name = format!("etcd {host}");
    let advice = "start it (docker-compose up -d etcd), or look at the address and at the firewall";
    match ask(host) {
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => {
            Check::new("--discovery", Status::Wrong, format!("`{host}` is not HOST:PORT"))
                .advice("write etcd://HOST:PORT, several with commas: etcd://one:2379,two:2379")
        }
        Err(error) => Check::new(name, Status::Missing, error.to_string()).advice(advice),
        Ok(answer) => match server(&answer) {
            Some(found) if found >= OLDEST => Check::ok(name, found.to_string()),
            Some(found) => Check::new(name, Status::Old, format!("{found}, and {OLDEST} or later is needed")),
            None => {
                Check::new(name, Status::Wrong, "something answers there that is not etcd").advice(advice)
            }
        },
    }
}

/// The answer to `GET /version`, which needs no password.
fn ask(host: &str) -> io::Result<String> {
    let mut last = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
    for address in host.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Err(error) => last = error,
            Ok(mut stream) => {
                stream.set_read_timeout(Some(PATIENCE))?;
                let request = format!("GET /version HTTP/1.0\r\nHost: {host}\r\n\r\n");
                stream.write_all(request.as_bytes())?;
                let mut answer = String::new();
                stream.take(LONGEST).read_to_string(&mut answer)?;
                return Ok(answer);
            }
        }
    }
    Err(last)
}

fn server(answer: &str) -> Option<Version> {
    let (_, body) = answer.split_once("\r\n\r\n")?;
    let body: Value = serde_json::from_str(body.trim()).ok()?;
    version(body["etcdserver"].as_str()?)
}

#[cfg(test)]
mod tests {
    use std::{net::TcpListener, thread};

    use super::*;

    /// A server for one connection.
    fn answering(answer: &'static str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 1024]);
            let _ = stream.write_all(answer.as_bytes());
        });
        address.to_string()
    }

    #[test]
    fn an_etcd_is_known_by_its_version() {
        let etcd = answering("HTTP/1.0 200 OK\r\n\r\n{\"etcdserver\":\"3.4.23\",\"etcdcluster\":\"3.4.0\"}");
        let old = answering("HTTP/1.0 200 OK\r\n\r\n{\"etcdserver\":\"3.3.27\",\"etcdcluster\":\"3.3.0\"}");
        let other = answering("HTTP/1.0 404 Not Found\r\n\r\nno");
        let found = checks(&format!("etcd://root:p@ss@{etcd},{old},{other}"));
        let statuses: Vec<Status> = found.iter().map(|check| check.status).collect();
        assert_eq!(statuses, [Status::Ok, Status::Old, Status::Wrong]);
        assert_eq!((&*found[0].name, &*found[0].found), (&*format!("etcd {etcd}"), "3.4.23"));
    }

    #[test]
    fn what_does_not_answer_is_missing() {
        let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        assert_eq!(checks(&format!("etcd://{nobody}"))[0].status, Status::Missing);
        assert_eq!(checks("etcds://127.0.0.1:2379?ca=ca.pem")[0].found, "kit itself speaks no TLS");
        for no_address in ["etcd://127.0.0.1", "etcd://", "etcd://a:b"] {
            let found = &checks(no_address)[0];
            assert_eq!(
                (&*found.name, found.status),
                ("--discovery", Status::Wrong),
                "{no_address}: {found:?}"
            );
            assert!(found.found.ends_with("is not HOST:PORT"), "{found:?}");
        }
        assert_eq!(checks("static:users=127.0.0.1:8081")[0].status, Status::Wrong);
    }
}
