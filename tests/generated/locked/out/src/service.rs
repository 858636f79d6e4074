//! Behind a lock: it learns who calls.

pub use platform::{Caller, Error};

#[trait_variant::make(Send)]
pub trait LockedService: Sync + 'static {
    async fn open(&self) -> Result<String, Error>;
    async fn close(&self, id: u64) -> Result<(), Error>;
}

pub struct BasicLockedService;

impl LockedService for BasicLockedService {
    async fn open(&self) -> Result<String, Error> {
        let caller = Caller::current().ok_or_else(|| Error::internal("nobody asked"))?;
        Ok(caller.subject().unwrap_or_default().to_owned())
    }

    async fn close(&self, id: u64) -> Result<(), Error> {
        let _ = id;
        Err(Error::unimplemented("close is not implemented yet"))
    }
}
