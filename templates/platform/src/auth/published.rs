//! Keys that whoever signs tokens publishes: a JWKS at a URL, as OpenID providers have it at their
//! `jwks_uri`. Without them nobody is let in, and with them it does not matter that the place cannot
//! be reached.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::Uri;
use http_body_util::{BodyExt, Empty, Limited};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};

use super::keys::{self, Keys};
use crate::{BoxError, Code, Error, Result, error::from_boxed, tls};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
const ANSWER_TIMEOUT: Duration = Duration::from_secs(3);
/// The largest answer in bytes.
const LARGEST: usize = 1 << 20;
/// How long keys are taken to be all that there are.
const REFRESH: Duration = Duration::from_secs(300);
/// How soon a token of an unknown key is a reason to ask again. Anybody can make such tokens.
const ASK_AGAIN: Duration = Duration::from_secs(5);
const ASK_AGAIN_AFTER_FAILURE: Duration = Duration::from_secs(1);

#[derive(Clone)]
pub(super) struct Published(Arc<Shared>);

struct Shared {
    url: Uri,
    client: Client<tls::Connector, Empty<Bytes>>,
    known: Mutex<Option<Known>>,
    turn: Arc<tokio::sync::Mutex<Turn>>,
}

#[derive(Clone)]
struct Known {
    keys: Keys,
    since: Instant,
}

/// Who has it asks; the others wait for what he learns.
#[derive(Default)]
struct Turn {
    not_before: Option<Instant>,
    failing: bool,
}

impl Published {
    /// Asks at once, in the background.
    pub(super) fn at(url: &str) -> Result<Self, String> {
        let unusable = |why: &dyn std::fmt::Display| format!("cannot use {url}: {why}");
        let url: Uri = url.parse().map_err(|error| unusable(&error))?;
        let host = url.authority().map_or("", |host| host.as_str());
        if host.contains('@') {
            return Err("a URL with a password would be in the log".to_owned());
        }
        let tls = match url.scheme_str() {
            Some("https") => Some(tls::Client::of_system().map_err(|why| unusable(&why))?),
            _ => None,
        };
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .build(tls::connector(connector, tls, false));
        let published = Self(Arc::new(Shared {
            url,
            client,
            known: Mutex::default(),
            turn: Arc::default(),
        }));
        published.refresh();
        Ok(published)
    }

    /// The keys, with the one of this identity if it can be had.
    pub(super) async fn keys(&self, id: Option<&str>) -> Result<Keys> {
        if let Some(known) = self.known()
            && keys::find(&known.keys, id).is_some()
        {
            if known.since.elapsed() >= REFRESH {
                self.refresh();
            }
            return Ok(known.keys);
        }
        // A task: who asked may go, and the others still wait for the answer.
        let shared = self.0.clone();
        let asked = tokio::spawn(async move {
            let mut turn = shared.turn.lock().await;
            shared.ask(&mut turn).await;
        });
        asked.await.map_err(|error| from_boxed(error.into()))?;
        let known = self.known();
        known.map(|known| known.keys).ok_or_else(|| {
            Error::unavailable("credentials cannot be checked: the keys for them are not known yet")
        })
    }

    /// Asks in the background, unless somebody does.
    fn refresh(&self) {
        if let Ok(mut turn) = self.0.turn.clone().try_lock_owned() {
            let shared = self.0.clone();
            tokio::spawn(async move { shared.ask(&mut turn).await });
        }
    }

    fn known(&self) -> Option<Known> {
        let known = self.0.known.lock();
        known.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Shared {
    async fn ask(&self, turn: &mut Turn) {
        if turn.not_before.is_some_and(|time| Instant::now() < time) {
            return;
        }
        let answer = tokio::time::timeout(ANSWER_TIMEOUT, self.fetch()).await;
        let answer = answer.unwrap_or_else(|_| Err("no answer in time".into()));
        let failed = answer.is_err();
        match answer {
            Ok(keys) => {
                if turn.failing {
                    tracing::info!(url = %self.url, "keys for tokens can be read again");
                }
                let since = Instant::now();
                let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
                *known = Some(Known { keys, since });
            }
            Err(_) if turn.failing => (),
            Err(error) => {
                let error = Error::caused_by(Code::Unavailable, "no keys", error);
                tracing::warn!(url = %self.url, ?error, "keys for tokens cannot be read");
            }
        }
        turn.failing = failed;
        let pause = match failed {
            true => ASK_AGAIN_AFTER_FAILURE,
            false => ASK_AGAIN,
        };
        turn.not_before = Some(Instant::now() + pause);
    }

    async fn fetch(&self) -> Result<Keys, BoxError> {
        let response = self.client.get(self.url.clone()).await?;
        let status = response.status();
        if !status.is_success() {
            return Err(format!("the answer is {status}").into());
        }
        let body = Limited::new(response.into_body(), LARGEST);
        let body = body.collect().await?.to_bytes();
        Ok(keys::of_public_set(std::str::from_utf8(&body)?)?)
    }
}
