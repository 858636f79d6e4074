//! EmptyService: the trait that says what the service can do, and its implementation.
//! From the trait, `kit generate service empty` writes the rest of this crate.

pub use platform::Error;

/// EmptyService describes the service.
#[trait_variant::make(Send)]
pub trait EmptyService: Sync + 'static {
    // Add your methods here, such as:
    // async fn create(&self, email: String) -> Result<(), Error>;
}

/// The implementation: the place for your code.
pub struct BasicEmptyService;

impl EmptyService for BasicEmptyService {}
