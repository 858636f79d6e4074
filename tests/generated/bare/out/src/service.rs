//! A service without the middleware that kit writes by default.

pub use platform::Error;

#[trait_variant::make(Send)]
pub trait BareService: Sync + 'static {
    async fn create(&self, email: String) -> Result<(), Error>;
}

pub struct BasicBareService;

impl BareService for BasicBareService {
    async fn create(&self, email: String) -> Result<(), Error> {
        let _ = email;
        Err(Error::unimplemented("create is not implemented yet"))
    }
}
