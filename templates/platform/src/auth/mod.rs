//! Layers for endpoints that let nobody in who does not show who he is: over HTTP in the header
//! `authorization`, over gRPC in the metadata of that name. Whom they let in, [`Caller`] tells.

#[cfg(feature = "auth-basic")]
mod basic;
#[cfg(feature = "auth-jwt")]
mod jwt;
#[cfg(feature = "auth-jwt")]
mod keys;
#[cfg(feature = "auth-jwt")]
mod published;

use std::{
    fmt, mem,
    str::FromStr,
    sync::Arc,
    task::{Context as Task, Poll},
};

use futures_util::future::BoxFuture;
use http::HeaderValue;
use tower::{Layer, Service};

#[cfg(feature = "auth-basic")]
pub use self::basic::{Basic, BasicConfig};
#[cfg(feature = "auth-jwt")]
pub use self::jwt::{Jwt, JwtConfig};
use crate::{BoxError, Caller, Context, Error, Result, error::from_boxed};

/// A way to show who one is.
pub trait Scheme: Send + Sync + 'static {
    /// What stands before the credentials.
    const NAME: &'static str;

    /// What a caller without credentials is told, and one whose credentials are not valid.
    const CHALLENGES: [&'static str; 2];

    /// Who has these credentials.
    fn check(&self, credentials: &str) -> impl Future<Output = Result<Caller, NotLetIn>> + Send;
}

/// Why a caller is not let in.
pub enum NotLetIn {
    /// Nobody has these credentials; why, only the log learns.
    Refused(&'static str),
    /// It cannot be known now.
    Unchecked(Error),
}

impl From<&'static str> for NotLetIn {
    fn from(why: &'static str) -> Self {
        Self::Refused(why)
    }
}

/// The layer: [`Jwt`] or [`Basic`].
pub struct Auth<C>(Arc<C>);

impl<C> Auth<C> {
    fn new(scheme: C) -> Self {
        Self(Arc::new(scheme))
    }
}

impl<C> Clone for Auth<C> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<C, S> Layer<S> for Auth<C> {
    type Service = Authenticated<C, S>;

    fn layer(&self, inner: S) -> Self::Service {
        let auth = self.clone();
        Authenticated { auth, inner }
    }
}

pub struct Authenticated<C, S> {
    auth: Auth<C>,
    inner: S,
}

impl<C, S: Clone> Clone for Authenticated<C, S> {
    fn clone(&self) -> Self {
        Self {
            auth: self.auth.clone(),
            inner: self.inner.clone(),
        }
    }
}

impl<C, S, Req> Service<Req> for Authenticated<C, S>
where
    C: Scheme,
    S: Service<Req, Response: Send + 'static, Error: Into<BoxError>, Future: Send>,
    S: Clone + Send + 'static,
    Req: Send + 'static,
{
    type Response = S::Response;
    type Error = Error;
    type Future = BoxFuture<'static, Result<S::Response>>;

    fn poll_ready(&mut self, task: &mut Task<'_>) -> Poll<Result<()>> {
        self.inner
            .poll_ready(task)
            .map_err(|error| from_boxed(error.into()))
    }

    fn call(&mut self, request: Req) -> Self::Future {
        let auth = self.auth.clone();
        // Only the one that was asked is ready.
        let next = self.inner.clone();
        let mut inner = mem::replace(&mut self.inner, next);
        Box::pin(async move {
            let mut context = Context::current_or_new();
            let caller = auth.caller(context.authorization.as_ref()).await?;
            context.caller = Some(caller);
            let call = context.clone().enter(|| inner.call(request));
            let outcome = context.scope(call).await;
            outcome.map_err(|error| from_boxed(error.into()))
        })
    }
}

impl<C: Scheme> Auth<C> {
    async fn caller(&self, authorization: Option<&HeaderValue>) -> Result<Caller> {
        let [missing, invalid] = C::CHALLENGES;
        let Some(authorization) = authorization else {
            return Err(Error::challenge(missing, "credentials are missing"));
        };
        let caller = match credentials(authorization, C::NAME) {
            Some(credentials) => self.0.check(credentials).await,
            None => Err("of another scheme".into()),
        };
        caller.map_err(|why| match why {
            NotLetIn::Refused(why) => {
                tracing::debug!(why, "credentials refused");
                Error::challenge(invalid, "the credentials are not valid")
            }
            NotLetIn::Unchecked(error) => error,
        })
    }
}

fn credentials<'a>(authorization: &'a HeaderValue, scheme: &str) -> Option<&'a str> {
    let (name, credentials) = authorization.to_str().ok()?.split_once(' ')?;
    let same = name.eq_ignore_ascii_case(scheme);
    same.then(|| credentials.trim_start_matches(' '))
}

/// A setting that nothing prints.
#[derive(Clone)]
pub struct Secret(String);

impl FromStr for Secret {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

fn unusable(flags: &str, why: impl fmt::Display) -> Error {
    Error::failed_precondition(format_args!("{flags}: {why}"))
}
