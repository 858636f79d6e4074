//! TLS, by rustls, with certificates and keys in PEM files.

use std::{path::Path, sync::Arc};

use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustls::{
    ClientConfig, RootCertStore,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};

pub(crate) type Connector = HttpsConnector<HttpConnector>;

/// Whom to trust as a client, and with what certificate to show oneself.
#[derive(Clone)]
pub(crate) struct Client(Arc<ClientConfig>);

impl Client {
    pub(crate) fn load(ca: &Path, identity: Option<(&Path, &Path)>) -> Result<Self, String> {
        let mut roots = RootCertStore::empty();
        for certificate in certificates(ca)? {
            let added = roots.add(certificate);
            added.map_err(|error| unreadable(ca, error))?;
        }
        let config = builder().with_root_certificates(roots);
        let config = match identity {
            None => config.with_no_client_auth(),
            Some((cert, key)) => config
                .with_client_auth_cert(certificates(cert)?, private_key(key)?)
                .map_err(|error| unreadable(cert, error))?,
        };
        Ok(Self(Arc::new(config)))
    }
}

/// Connects with TLS where the scheme of the address is `https`.
pub(crate) fn connector(mut http: HttpConnector, tls: Option<Client>, http2: bool) -> Connector {
    http.enforce_http(false);
    let nobody = || builder().with_root_certificates(RootCertStore::empty());
    let config = match tls {
        Some(Client(config)) => Arc::unwrap_or_clone(config),
        None => nobody().with_no_client_auth(),
    };
    let builder = HttpsConnectorBuilder::new().with_tls_config(config);
    let builder = builder.https_or_http();
    match http2 {
        true => builder.enable_http2().wrap_connector(http),
        false => builder.enable_http1().wrap_connector(http),
    }
}

pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

fn builder() -> rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier> {
    let builder = ClientConfig::builder_with_provider(provider());
    let versions = builder.with_safe_default_protocol_versions();
    versions.expect("aws-lc-rs has all of them")
}

/// The certificates in a file, of which there must be one at least.
pub(crate) fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let found =
        CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    match found {
        Ok(found) if found.is_empty() => Err(unreadable(file, "it has no certificate")),
        found => found.map_err(|error| unreadable(file, error)),
    }
}

pub(crate) fn private_key(file: &Path) -> Result<PrivateKeyDer<'static>, String> {
    PrivateKeyDer::from_pem_file(file).map_err(|error| unreadable(file, error))
}

fn unreadable(file: &Path, why: impl std::fmt::Display) -> String {
    format!("cannot use {}: {why}", file.display())
}
