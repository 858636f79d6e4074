//! Stands in for `tls` when that feature is off.

use std::path::Path;

use hyper_util::client::legacy::connect::HttpConnector;

pub(crate) type Connector = HttpConnector;

#[derive(Clone)]
pub(crate) enum Client {}

impl Client {
    pub(crate) fn load(_: &Path, _: Option<(&Path, &Path)>) -> Result<Self, String> {
        Err("this service was built without platform's feature `tls`".to_owned())
    }
}

pub(crate) fn connector(http: HttpConnector, _: Option<Client>, _: bool) -> Connector {
    http
}
