//! BugsService: the trait that says what the service can do, and its implementation.
//! From the trait, `kit generate service bugs` writes the rest of this crate.

pub use platform::Error;

/// BugsService describes the service.
#[trait_variant::make(Send)]
pub trait BugsService: Sync + 'static {
    // Add your methods here, such as:
    // async fn create(&self, email: String) -> Result<(), Error>;
}

/// The implementation: the place for your code.
pub struct BasicBugsService;

impl BugsService for BasicBugsService {}
