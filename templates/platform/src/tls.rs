//! TLS, by rustls, with certificates and keys in PEM files.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::{NoClientAuth, WebPkiClientVerifier},
};
use tokio::net::TcpStream;
use tokio_rustls::{TlsAcceptor, server::TlsStream};

pub(crate) type Connector = HttpsConnector<HttpConnector>;

/// Whom to trust as a client, and with what certificate to show oneself.
#[derive(Clone)]
pub(crate) struct Client(Arc<ClientConfig>);

impl Client {
    // auth {
    /// Trusts whom the system does, or the certificates that `SSL_CERT_FILE` and `SSL_CERT_DIR` name.
    #[cfg(feature = "auth-jwt")]
    pub(crate) fn of_system() -> Result<Self, String> {
        let mut roots = RootCertStore::empty();
        let (added, _) =
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if added == 0 {
            return Err("this system trusts nobody: it has no certificates".to_owned());
        }
        let config = builder().with_root_certificates(roots);
        Ok(Self(Arc::new(config.with_no_client_auth())))
    }

    // } auth
    pub(crate) fn load(ca: &Path, identity: Option<(&Path, &Path)>) -> Result<Self, String> {
        let config = builder().with_root_certificates(roots(ca)?);
        let config = match identity {
            None => config.with_no_client_auth(),
            Some((cert, key)) => config
                .with_client_auth_cert(certificates(cert)?, private_key(key)?)
                .map_err(|error| unreadable(cert, error))?,
        };
        Ok(Self(Arc::new(config)))
    }
}

/// How often to look whether the files of a server have changed.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// With what certificate to serve, and whose clients to let in. Files that change are loaded again.
pub(crate) struct Server {
    files: Files,
    loaded: Mutex<Loaded>,
}

struct Files {
    cert: PathBuf,
    key: PathBuf,
    /// Without this, clients need no certificate.
    client_ca: Option<PathBuf>,
    alpn: &'static str,
}

struct Loaded {
    config: Arc<ServerConfig>,
    changed: Vec<Option<SystemTime>>,
    looked: Instant,
}

impl Server {
    pub(crate) fn load(
        (cert, key): (&Path, &Path),
        client_ca: Option<&Path>,
        alpn: &'static str,
    ) -> Result<Self, String> {
        let files = Files {
            cert: cert.to_owned(),
            key: key.to_owned(),
            client_ca: client_ca.map(Path::to_owned),
            alpn,
        };
        let loaded = Mutex::new(Loaded {
            changed: files.changed(),
            config: files.load()?,
            looked: Instant::now(),
        });
        Ok(Self { files, loaded })
    }

    /// The server's side of a handshake.
    pub(crate) async fn accept(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        TlsAcceptor::from(self.config()).accept(stream).await
    }

    /// As the files have it, or as they last had it if they are of no use now.
    fn config(&self) -> Arc<ServerConfig> {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if loaded.looked.elapsed() >= LOOK_AGAIN {
            loaded.looked = Instant::now();
            let changed = self.files.changed();
            if changed != loaded.changed {
                loaded.changed = changed;
                match self.files.load() {
                    Ok(config) => {
                        tracing::info!("certificates loaded again");
                        loaded.config = config;
                    }
                    Err(error) => tracing::warn!(error, "certificates stay as they were"),
                }
            }
        }
        loaded.config.clone()
    }
}

impl Files {
    fn changed(&self) -> Vec<Option<SystemTime>> {
        let files = [&self.cert, &self.key].into_iter().chain(&self.client_ca);
        let time = |file: &PathBuf| fs::metadata(file).and_then(|file| file.modified()).ok();
        files.map(time).collect()
    }

    fn load(&self) -> Result<Arc<ServerConfig>, String> {
        let clients = match &self.client_ca {
            None => Arc::new(NoClientAuth),
            Some(ca) => {
                let roots = Arc::new(roots(ca)?);
                let builder = WebPkiClientVerifier::builder_with_provider(roots, provider());
                builder.build().map_err(|error| unreadable(ca, error))?
            }
        };
        let builder = ServerConfig::builder_with_provider(provider());
        let builder = builder.with_safe_default_protocol_versions();
        let mut config = builder
            .expect("aws-lc-rs has all of them")
            .with_client_cert_verifier(clients)
            .with_single_cert(certificates(&self.cert)?, private_key(&self.key)?)
            .map_err(|error| unreadable(&self.cert, error))?;
        config.alpn_protocols = vec![self.alpn.into()];
        Ok(Arc::new(config))
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

fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

fn builder() -> rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier> {
    let builder = ClientConfig::builder_with_provider(provider());
    let versions = builder.with_safe_default_protocol_versions();
    versions.expect("aws-lc-rs has all of them")
}

fn roots(ca: &Path) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(ca)? {
        let added = roots.add(certificate);
        added.map_err(|error| unreadable(ca, error))?;
    }
    Ok(roots)
}

/// The certificates in a file, of which there must be one at least.
fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let found =
        CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    match found {
        Ok(found) if found.is_empty() => Err(unreadable(file, "it has no certificate")),
        found => found.map_err(|error| unreadable(file, error)),
    }
}

fn private_key(file: &Path) -> Result<PrivateKeyDer<'static>, String> {
    PrivateKeyDer::from_pem_file(file).map_err(|error| unreadable(file, error))
}

fn unreadable(file: &Path, why: impl std::fmt::Display) -> String {
    format!("cannot use {}: {why}", file.display())
}
