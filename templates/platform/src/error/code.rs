//! The codes of errors, and what each transport makes of them.

use std::fmt;

use http::StatusCode;

use super::Error;

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
