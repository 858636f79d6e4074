use platform::Error;
use std::io;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self) -> anyhow::Result<()>;
    async fn list(&self) -> Mine<u8>;
    async fn get(&self) -> io::Result<()>;
}

pub type Mine<T> = Result<T, Error>;
