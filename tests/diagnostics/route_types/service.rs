use platform::Error;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct User {
    pub name: String,
}

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    #[cfg_attr(kit, get("/a/{user}"))]
    async fn struct_in_the_path(&self, user: User) -> Result<(), Error>;

    #[cfg_attr(kit, get("/b/{id}"))]
    async fn option_in_the_path(&self, id: Option<u64>) -> Result<(), Error>;

    #[cfg_attr(kit, get("/c/{ids}"))]
    async fn list_in_the_path(&self, ids: Vec<u64>) -> Result<(), Error>;

    #[cfg_attr(kit, get("/d/{key}"))]
    async fn bytes_in_the_path(&self, key: Vec<u8>) -> Result<(), Error>;

    #[cfg_attr(kit, get("/e"))]
    async fn struct_in_the_query(&self, user: User) -> Result<(), Error>;

    #[cfg_attr(kit, delete("/f"))]
    async fn structs_in_the_query(&self, users: Vec<User>) -> Result<(), Error>;

    #[cfg_attr(kit, query(user))]
    async fn optional_struct_in_the_query(&self, user: Option<User>) -> Result<(), Error>;

    #[cfg_attr(kit, query(key))]
    async fn bytes_in_the_query(&self, key: Vec<u8>) -> Result<(), Error>;
}
