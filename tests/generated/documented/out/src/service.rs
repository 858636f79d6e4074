//! Comments on everything.

pub use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait DocumentedService: Sync + 'static {
    /// Creates a user.
    ///
    /// The e-mail must be new; see *RFC 5322*.
    ///
    ///     indented: "code" with `ticks` and \\ and // slashes
    async fn create(&self, email: String) -> Result<u64, Error>;
    /** A block
     * of lines. */
    async fn block(&self) -> Result<(), Error>;
    #[doc = "An attribute: */ <b>ü</b>"]
    #[must_use]
    async fn attribute(&self, user: User) -> Result<(), Error>;
}

pub struct BasicDocumentedService;

impl DocumentedService for BasicDocumentedService {
    async fn create(&self, email: String) -> Result<u64, Error> {
        let _ = email;
        Err(Error::unimplemented("create is not implemented yet"))
    }

    async fn block(&self) -> Result<(), Error> {
        Err(Error::unimplemented("block is not implemented yet"))
    }

    async fn attribute(&self, user: User) -> Result<(), Error> {
        let _ = user;
        Err(Error::unimplemented("attribute is not implemented yet"))
    }
}

/// Somebody.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct User {
    /// How to reach them.
    pub email: String,
}
