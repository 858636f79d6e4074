//! BugTrackerService: the trait that says what the service can do, and its implementation.
//! From the trait, `kit generate service bug-tracker` writes the rest of this crate.

pub use platform::Error;

/// BugTrackerService describes the service.
#[trait_variant::make(Send)]
pub trait BugTrackerService: Sync + 'static {

    async fn create(&self, email: String) -> Result<(), Error>;
}

/// The implementation: the place for your code.
pub struct BasicBugTrackerService;

impl BugTrackerService for BasicBugTrackerService {
    async fn create(&self, email: String) -> Result<(), Error> {
        let _ = email;
        Err(Error::unimplemented("create is not implemented yet"))
    }
}
