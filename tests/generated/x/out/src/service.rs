//! Names of one letter.

pub use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait XService: Sync + 'static {
    async fn a(&self) -> Result<(), Error>;
    async fn b(&self, b: String) -> Result<String, Error>;
    async fn c(&self, s: S) -> Result<S, Error>;
    async fn d_e(&self, f: Vec<S>, g: Option<S>) -> Result<Option<S>, Error>;
    async fn x(&self, x: u8) -> Result<u8, Error>;
}

pub struct BasicXService;

impl XService for BasicXService {
    async fn a(&self) -> Result<(), Error> {
        Err(Error::unimplemented("a is not implemented yet"))
    }

    async fn b(&self, b: String) -> Result<String, Error> {
        let _ = b;
        Err(Error::unimplemented("b is not implemented yet"))
    }

    async fn c(&self, s: S) -> Result<S, Error> {
        let _ = s;
        Err(Error::unimplemented("c is not implemented yet"))
    }

    async fn d_e(&self, f: Vec<S>, g: Option<S>) -> Result<Option<S>, Error> {
        let _ = (f, g);
        Err(Error::unimplemented("d_e is not implemented yet"))
    }

    async fn x(&self, x: u8) -> Result<u8, Error> {
        let _ = x;
        Err(Error::unimplemented("x is not implemented yet"))
    }
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct S {
    pub s: u8,
}
