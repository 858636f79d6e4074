//! A service whose main.rs its author has changed, and who changes his mind.

pub use platform::Error;

#[trait_variant::make(Send)]
pub trait SwitchedService: Sync + 'static {
    async fn create(&self, email: String) -> Result<(), Error>;
    async fn list(&self) -> Result<Vec<String>, Error>;
}

pub struct BasicSwitchedService {
    domain: String,
}

impl BasicSwitchedService {
    pub fn new(domain: String) -> Self {
        Self { domain }
    }
}

impl SwitchedService for BasicSwitchedService {
    async fn create(&self, email: String) -> Result<(), Error> {
        match email.ends_with(&self.domain) {
            true => Ok(()),
            false => Err(Error::invalid_argument("not one of ours")),
        }
    }

    async fn list(&self) -> Result<Vec<String>, Error> {
        Err(Error::unimplemented("list is not implemented yet"))
    }
}
