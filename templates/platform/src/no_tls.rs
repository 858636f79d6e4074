//! Stands in for `tls` when that feature is off.

use std::{io, path::Path};

use hyper_util::client::legacy::connect::HttpConnector;
use tokio::net::TcpStream;

const MISSING: &str = "this service was built without platform's feature `tls`";

pub(crate) type Connector = HttpConnector;

#[derive(Clone)]
pub(crate) enum Client {}

impl Client {
    // auth {
    #[cfg(feature = "auth-jwt")]
    pub(crate) fn of_system() -> Result<Self, String> {
        Err(MISSING.to_owned())
    }

    // } auth
    pub(crate) fn load(_: &Path, _: Option<(&Path, &Path)>) -> Result<Self, String> {
        Err(MISSING.to_owned())
    }
}

pub(crate) enum Server {}

impl Server {
    pub(crate) fn load(
        _: (&Path, &Path),
        _: Option<&Path>,
        _: &'static str,
    ) -> Result<Self, String> {
        Err(MISSING.to_owned())
    }

    pub(crate) async fn accept(&self, _: TcpStream) -> io::Result<TcpStream> {
        match *self {}
    }
}

pub(crate) fn connector(http: HttpConnector, _: Option<Client>, _: bool) -> Connector {
    http
}
