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

pub async fn close(users: &impl users::UsersService) {
    let _ = users.close(1).await;
}

pub struct Mock;

impl users::UsersService for Mock {
    async fn create(&self, _: String) -> Result<(), Error> {
        Ok(())
    }

    async fn close(&self, _: u64) -> Result<(), Error> {
        Ok(())
    }
}
