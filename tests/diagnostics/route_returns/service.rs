use platform::Error;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct User {
    pub name: String,
}

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    #[cfg_attr(kit, returns(user))]
    async fn a_struct(&self) -> Result<User, Error>;

    #[cfg_attr(kit, returns(nothing))]
    async fn nothing(&self) -> Result<(), Error>;

    #[cfg_attr(kit, returns(userId))]
    async fn camel(&self) -> Result<u64, Error>;

    #[cfg_attr(kit, returns(größe))]
    async fn not_ascii(&self) -> Result<u64, Error>;
}
