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

impl DocumentedService for BasicDocumentedService {}

/// Somebody.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct User {
    /// How to reach them.
    pub email: String,
}
