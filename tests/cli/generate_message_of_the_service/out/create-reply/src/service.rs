//! CreateReplyService: the trait that says what the service can do, and its implementation.
//! From the trait, `kit generate service create-reply` writes the rest of this crate.

pub use platform::Error;

/// CreateReplyService describes the service.
#[trait_variant::make(Send)]
pub trait CreateReplyService: Sync + 'static {
    async fn create(&self, email: String) -> Result<(), Error>;
}

/// The implementation: the place for your code.
pub struct BasicCreateReplyService;

impl CreateReplyService for BasicCreateReplyService {
    async fn create(&self, email: String) -> Result<(), Error> {
        let _ = email;
        Err(Error::unimplemented("create is not implemented yet"))
    }
}
