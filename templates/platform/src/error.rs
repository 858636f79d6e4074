//! The one error type of a workspace: what a service returns, both transports carry and a
//! client gets back.

use std::{error::Error as StdError, fmt, sync::Arc};

use http::StatusCode;
use tower::load_shed::error::Overloaded;

pub type Result<T, E = Error> = std::result::Result<T, E>;
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// One line a code: what gRPC calls it and its number, and which HTTP status stands for it.
macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident = $number:literal, $name:literal, $status:ident, $constructor:ident;)*) => {
        /// What went wrong, in gRPC's vocabulary. Each code also has an HTTP status.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[$doc])* $code = $number,)*
        }

        impl Code {
            pub const ALL: [Self; 16] = [$(Self::$code),*];

            /// The name that stands in JSON, logs and metrics.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$code => $name,)*
                }
            }

            pub const fn status(self) -> StatusCode {
                match self {
                    $(Self::$code => $status,)*
                }
            }
        }

        /// Errors with a message that the caller will read.
        impl Error {
            $($(#[$doc])* pub fn $constructor(message: impl fmt::Display) -> Self {
                Self::new(Code::$code, message)
            })*
        }
    };
}

const CLIENT_CLOSED_REQUEST: StatusCode = match StatusCode::from_u16(499) {
    Ok(status) => status,
    Err(_) => unreachable!(),
};
const BAD_REQUEST: StatusCode = StatusCode::BAD_REQUEST;
const CONFLICT: StatusCode = StatusCode::CONFLICT;
const FORBIDDEN: StatusCode = StatusCode::FORBIDDEN;
const GATEWAY_TIMEOUT: StatusCode = StatusCode::GATEWAY_TIMEOUT;
const INTERNAL_SERVER_ERROR: StatusCode = StatusCode::INTERNAL_SERVER_ERROR;
const NOT_FOUND: StatusCode = StatusCode::NOT_FOUND;
const NOT_IMPLEMENTED: StatusCode = StatusCode::NOT_IMPLEMENTED;
const SERVICE_UNAVAILABLE: StatusCode = StatusCode::SERVICE_UNAVAILABLE;
const TOO_MANY_REQUESTS: StatusCode = StatusCode::TOO_MANY_REQUESTS;
const UNAUTHORIZED: StatusCode = StatusCode::UNAUTHORIZED;

codes! {
    /// The caller gave up.
    Cancelled = 1, "cancelled", CLIENT_CLOSED_REQUEST, cancelled;
    /// Something that has no better code.
    Unknown = 2, "unknown", INTERNAL_SERVER_ERROR, unknown;
    /// The request is wrong, whatever the state of the system.
    InvalidArgument = 3, "invalid_argument", BAD_REQUEST, invalid_argument;
    /// Time ran out; the operation may have been done all the same.
    DeadlineExceeded = 4, "deadline_exceeded", GATEWAY_TIMEOUT, deadline_exceeded;
    /// What was asked for does not exist.
    NotFound = 5, "not_found", NOT_FOUND, not_found;
    /// What should be made exists already.
    AlreadyExists = 6, "already_exists", CONFLICT, already_exists;
    /// The caller is known and may not do this.
    PermissionDenied = 7, "permission_denied", FORBIDDEN, permission_denied;
    /// A quota is used up.
    ResourceExhausted = 8, "resource_exhausted", TOO_MANY_REQUESTS, resource_exhausted;
    /// The system is not in the state that this needs; trying again does not help.
    FailedPrecondition = 9, "failed_precondition", BAD_REQUEST, failed_precondition;
    /// Lost against something concurrent; the caller may start over.
    Aborted = 10, "aborted", CONFLICT, aborted;
    /// Past the end of what exists.
    OutOfRange = 11, "out_of_range", BAD_REQUEST, out_of_range;
    /// There is no such operation.
    Unimplemented = 12, "unimplemented", NOT_IMPLEMENTED, unimplemented;
    /// A bug, or something broken on this side.
    Internal = 13, "internal", INTERNAL_SERVER_ERROR, internal;
    /// Not now; trying again may help.
    Unavailable = 14, "unavailable", SERVICE_UNAVAILABLE, unavailable;
    /// Data is lost or corrupt.
    DataLoss = 15, "data_loss", INTERNAL_SERVER_ERROR, data_loss;
    /// Nobody knows who the caller is.
    Unauthenticated = 16, "unauthenticated", UNAUTHORIZED, unauthenticated;
}

impl Code {
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.as_str() == name)
    }
}

impl From<Code> for tonic::Code {
    fn from(code: Code) -> Self {
        Self::from_i32(code as i32)
    }
}

impl From<tonic::Code> for Code {
    fn from(code: tonic::Code) -> Self {
        let same = |known: &Self| *known as i32 == code as i32;
        Self::ALL.into_iter().find(same).unwrap_or(Self::Unknown)
    }
}

/// A code and a message for the caller, and a cause that only the log sees.
///
/// Like `anyhow::Error` it does not itself implement `std::error::Error`. That lets `?` turn any
/// error into one: an internal one, whose text the caller does not learn.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

struct Inner {
    code: Code,
    message: String,
    cause: Option<BoxError>,
    unsent: bool,
}

impl Error {
    pub fn new(code: Code, message: impl fmt::Display) -> Self {
        Self::from_parts(code, message, None, false)
    }

    /// An error with a cause for the log.
    pub fn caused_by(code: Code, message: impl fmt::Display, cause: impl Into<BoxError>) -> Self {
        Self::from_parts(code, message, Some(cause.into()), false)
    }

    /// An error of a request that never left this process.
    pub(crate) fn unsent(code: Code, message: impl fmt::Display, cause: Option<BoxError>) -> Self {
        Self::from_parts(code, message, cause, true)
    }

    fn from_parts(
        code: Code,
        message: impl fmt::Display,
        cause: Option<BoxError>,
        unsent: bool,
    ) -> Self {
        let message = message.to_string();
        Self(Arc::new(Inner {
            code,
            message,
            cause,
            unsent,
        }))
    }

    pub fn code(&self) -> Code {
        self.0.code
    }

    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Whether the request is known never to have reached another service, so that sending it
    /// again is safe whatever it does.
    pub fn is_unsent(&self) -> bool {
        self.0.unsent
    }

    /// What caused it. This is for logs and must not reach a caller.
    pub fn cause(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.cause.as_deref().map(|cause| cause as _)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

/// Everything there is to know, on one line.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code().as_str(), self.message())?;
        let mut cause = self.cause();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
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
    Error::new(status.code().into(), status.message())
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
        Self::new(error.code().into(), error.message())
    }
}
