//! A host name with an address for each instance, such as that of a headless Kubernetes service
//! or of a scaled docker-compose one. It is looked up again and again.

use std::time::Duration;

use tokio::sync::watch;

use super::{Instances, publish};

const EVERY: Duration = Duration::from_secs(5);

pub(super) async fn resolve(host: String, sender: watch::Sender<Instances>) {
    let mut failing = false;
    while !sender.is_closed() {
        match lookup(&host).await {
            Ok(found) => {
                failing = false;
                publish(&sender, Some(found));
            }
            Err(error) if !failing => {
                failing = true;
                tracing::warn!(host, %error, "cannot look up, keeping the known instances");
            }
            Err(_) => {}
        }
        tokio::time::sleep(EVERY).await;
    }
}

async fn lookup(host: &str) -> std::io::Result<Vec<String>> {
    let addresses = tokio::net::lookup_host(host).await?;
    let mut found: Vec<_> = addresses.map(|address| address.to_string()).collect();
    if found.is_empty() {
        return Err(std::io::Error::other("no address"));
    }
    found.sort();
    found.dedup();
    Ok(found)
}
