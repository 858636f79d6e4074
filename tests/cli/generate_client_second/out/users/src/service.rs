//! UsersService: the trait that says what the service can do, and its implementation.
//! From the trait, `kit generate service users` writes the rest of this crate.

use bug_tracker::BugTrackerService;
use notificator::NotificatorService;
pub use platform::Error;

/// UsersService describes the service.
#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {

    async fn create(&self, email: String) -> Result<(), Error>;
}

/// The implementation: the place for your code.
pub struct BasicUsersService<N, B> {
    notificator: N,
    bug_tracker: B,
}

impl<N, B> BasicUsersService<N, B> {
    pub fn new(notificator: N, bug_tracker: B) -> Self {
        Self {
            notificator,
            bug_tracker,
        }
    }
}

impl<N: NotificatorService, B: BugTrackerService> UsersService for BasicUsersService<N, B> {
    async fn create(&self, email: String) -> Result<(), Error> {
        let _ = email;
        Err(Error::unimplemented("create is not implemented yet"))
    }
}
