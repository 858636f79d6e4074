//! Keywords as names.

pub use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait RawService: Sync + 'static {
    async fn r#type(&self, r#type: String) -> Result<String, Error>;
    async fn r#match(&self, r#fn: Option<u8>, r#struct: Keywords) -> Result<Keywords, Error>;
    async fn r#async(&self, r#yield: u8, r#loop: Vec<Keywords>) -> Result<Vec<Keywords>, Error>;
    async fn r#plain(&self, r#plain: u8) -> Result<(), Error>;
    async fn r#gen(&self, r#gen: u8, r#extern: Option<String>) -> Result<(), Error>;
    async fn r#extern(&self) -> Result<u8, Error>;
}

pub struct BasicRawService;

impl RawService for BasicRawService {
    async fn r#type(&self, r#type: String) -> Result<String, Error> {
        let _ = r#type;
        Err(Error::unimplemented("type is not implemented yet"))
    }

    async fn r#match(&self, r#fn: Option<u8>, r#struct: Keywords) -> Result<Keywords, Error> {
        let _ = (r#fn, r#struct);
        Err(Error::unimplemented("match is not implemented yet"))
    }

    async fn r#async(&self, r#yield: u8, r#loop: Vec<Keywords>) -> Result<Vec<Keywords>, Error> {
        let _ = (r#yield, r#loop);
        Err(Error::unimplemented("async is not implemented yet"))
    }

    async fn plain(&self, plain: u8) -> Result<(), Error> {
        let _ = plain;
        Err(Error::unimplemented("plain is not implemented yet"))
    }

    async fn r#gen(&self, r#gen: u8, r#extern: Option<String>) -> Result<(), Error> {
        let _ = (r#gen, r#extern);
        Err(Error::unimplemented("gen is not implemented yet"))
    }

    async fn r#extern(&self) -> Result<u8, Error> {
        Err(Error::unimplemented("extern is not implemented yet"))
    }
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Keywords {
    pub r#type: String,
    pub r#enum: Option<u64>,
    pub r#where: Vec<String>,
    pub r#use: Option<Inner>,
    pub r#mod: Inner,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Inner {
    pub r#dyn: bool,
}
