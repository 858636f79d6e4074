use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn one(&self) -> Result<Page<u8>, Error>;
    async fn two(&self) -> Result<inner::Page<u16>, Error>;
    async fn three(&self) -> Result<PageU8, Error>;
    async fn four(&self) -> Result<Page<Option<U16>>, Error>;
    async fn five(&self) -> Result<Page<OptionU16>, Error>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Page<T> {
    pub items: T,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PageU8 {
    pub items: u8,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct U16(pub u16);

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OptionU16(pub u16);

pub mod inner {
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, Serialize, Deserialize)]
    pub struct Page<T> {
        pub items: T,
    }
}
