//! The error type of a workspace: what a service returns, both transports carry and a client gets
//! back. What a service's own error type needs is in `service`.

mod code;
mod detail;
mod service;

use std::{error::Error as StdError, fmt, ops::Deref, sync::Arc};

use tower::load_shed::error::Overloaded;

pub use self::{code::Code, detail::Detail, service::ServiceError};

pub type Result<T, E = Error> = std::result::Result<T, E>;
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// A code and a message for the caller, and a cause that only the log sees.
///
/// Like `anyhow::Error` it does not itself implement `std::error::Error`. That lets `?` turn any
/// error into one: an internal one, whose text the caller does not learn.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

struct Inner {
    code: Code,
    message: String,
    detail: Option<Detail>,
    cause: Option<BoxError>,
    unsent: bool,
    challenge: Option<&'static str>,
    logged: bool,
}

impl Error {
    pub fn new(code: Code, message: impl fmt::Display) -> Self {
        Inner::new(code, message).shared()
    }

    /// An error with a cause for the log.
    pub fn caused_by(code: Code, message: impl fmt::Display, cause: impl Into<BoxError>) -> Self {
        let cause = Some(cause.into());
        let inner = Inner::new(code, message);
        Inner { cause, ..inner }.shared()
    }

    pub(crate) fn detailed(code: Code, message: impl fmt::Display, detail: Option<Detail>) -> Self {
        let inner = Inner::new(code, message);
        Inner { detail, ..inner }.shared()
    }

    /// An error of a request that never left this process.
    pub(crate) fn unsent(code: Code, message: impl fmt::Display, cause: Option<BoxError>) -> Self {
        let inner = Inner::new(code, message);
        Inner {
            cause,
            unsent: true,
            ..inner
        }
        .shared()
    }

    /// Tells the caller to show who he is, and how: what `www-authenticate` says over HTTP.
    pub fn challenge(challenge: &'static str, message: impl fmt::Display) -> Self {
        let inner = Inner::new(Code::Unauthenticated, message);
        Inner {
            challenge: Some(challenge),
            ..inner
        }
        .shared()
    }

    /// An internal error of which the log has more than it would learn from this.
    pub(crate) fn logged(message: &str) -> Self {
        let inner = Inner::new(Code::Internal, message);
        Inner {
            logged: true,
            ..inner
        }
        .shared()
    }

    pub fn code(&self) -> Code {
        self.0.code
    }

    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What programs can read of it, if its service says more than a code.
    pub fn detail(&self) -> Option<&Detail> {
        self.0.detail.as_ref()
    }

    pub(crate) fn is_logged(&self) -> bool {
        self.0.logged
    }

    pub(crate) fn challenged(&self) -> Option<&'static str> {
        self.0.challenge
    }

    /// Whether the request is known never to have reached another service, so that sending it
    /// again is safe whatever it does.
    pub fn is_unsent(&self) -> bool {
        self.0.unsent
    }

    /// What caused it. This is for logs and must not reach a caller.
    pub fn cause(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}

impl Inner {
    fn new(code: Code, message: impl fmt::Display) -> Self {
        Self {
            code,
            message: message.to_string(),
            detail: None,
            cause: None,
            unsent: false,
            challenge: None,
            logged: false,
        }
    }

    fn shared(self) -> Error {
        Error(Arc::new(self))
    }
}

impl fmt::Display for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Everything there is to know, on one line.
impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {self}", self.code.as_str())?;
        let mut last = self.message.clone();
        let mut cause = self.source();
        while let Some(error) = cause {
            // An error of a service's own is the cause of what is made of it.
            let text = error.to_string();
            if text != last {
                write!(f, ": {text}")?;
            }
            last = text;
            cause = error.source();
        }
        Ok(())
    }
}

impl StdError for Inner {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_deref().map(|cause| cause as _)
    }
}

/// What `#[from] Error` needs in an error type of a service's own.
impl Deref for Error {
    type Target = dyn StdError + Send + Sync;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl<E: StdError + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        from_boxed(Box::new(error))
    }
}

/// Undoes what tower's and tonic's layers did to one of our errors on its way.
pub(crate) fn from_boxed(error: BoxError) -> Error {
    let error = match error.downcast::<Boxed>() {
        Ok(boxed) => return boxed.0,
        Err(error) => error,
    };
    match error.downcast::<tonic::Status>() {
        Ok(status) => from_status(*status),
        Err(error) if error.is::<Overloaded>() => Error::unavailable("overloaded"),
        Err(error) => Error::caused_by(Code::Internal, "internal error", error),
    }
}

fn from_status(status: tonic::Status) -> Error {
    let mut source = StdError::source(&status);
    while let Some(error) = source {
        if let Some(Boxed(error)) = error.downcast_ref() {
            return error.clone();
        }
        // The connection broke within the answer, for which tonic has no code of its own.
        if error.is::<hyper::Error>() || error.is::<h2::Error>() {
            return Error::caused_by(Code::Unavailable, "the answer was lost", status);
        }
        source = error.source();
    }
    let detail = Detail::decode(status.details());
    Error::detailed(status.code().into(), status.message(), detail)
}

/// An [`Error`] where a `std::error::Error` is asked for.
#[derive(Debug)]
struct Boxed(Error);

impl fmt::Display for Boxed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for Boxed {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.cause()
    }
}

impl From<Error> for BoxError {
    fn from(error: Error) -> Self {
        Box::new(Boxed(error))
    }
}

impl From<Error> for tonic::Status {
    fn from(error: Error) -> Self {
        let (code, message) = (error.code().into(), error.message());
        let detail = error.detail().and_then(|detail| detail.encode(&error));
        Self::with_details(code, message, detail.unwrap_or_default())
    }
}
