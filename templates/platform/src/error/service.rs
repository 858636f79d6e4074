//! What the methods of a service may fail with: [`Error`], or an enum of the service's own, for
//! which kit writes the impl.

use std::fmt;

use super::{Code, Detail, Error};

/// An error that crosses the wire as an [`Error`] and is itself again in the caller.
pub trait ServiceError: fmt::Debug + From<Error> {
    /// The service whose errors these are.
    const DOMAIN: &'static str;

    fn code(&self) -> Code;

    /// The error as callers get it. What caused it stays in the log.
    fn into_error(self) -> Error;

    /// The error that a detail of this service tells of, if this version of it knows that one.
    fn from_detail(detail: &Detail) -> Option<Self>;

    /// What [`ServiceError::into_error`] made an [`Error`] of; whatever else went wrong is kept as
    /// it is.
    fn from_error(error: Error) -> Self {
        let own = error
            .detail()
            .filter(|detail| detail.domain == Self::DOMAIN);
        let known = own.and_then(Self::from_detail);
        known.unwrap_or_else(|| error.into())
    }
}

impl ServiceError for Error {
    const DOMAIN: &'static str = "";

    fn code(&self) -> Code {
        self.code()
    }

    fn into_error(self) -> Error {
        self
    }

    fn from_detail(_: &Detail) -> Option<Self> {
        None
    }
}
