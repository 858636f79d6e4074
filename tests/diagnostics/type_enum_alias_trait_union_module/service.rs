use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get_one(&self, value: Kind) -> Result<(), Error>;
    async fn get_two(&self, value: Id) -> Result<(), Error>;
    async fn get_three(&self, value: Store) -> Result<(), Error>;
    async fn get_four(&self, value: Raw) -> Result<(), Error>;
    async fn get_five(&self, value: inner) -> Result<(), Error>;
}

pub enum Kind {
    New,
}

pub type Id = u64;

pub trait Store {}

pub union Raw {
    byte: u8,
}

pub mod inner {}
