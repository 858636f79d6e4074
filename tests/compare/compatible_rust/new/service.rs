use platform::Error;

/// UsersService describes the service.
#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    #[cfg_attr(kit, get("/users/{number}"))]
    async fn get(&self, number: u64, verbose: Option<bool>) -> Result<User, Error>;
    async fn create(&self, age: Option<u8>, email: String, role: Option<Role>) -> Result<u64, Error>;
    async fn remove(&self, id: u64) -> Result<(), Error>;
}

#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct User {
    pub email: String,
    pub role: Role,
    pub age: Option<u32>,
    pub name: String,
}

#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub enum Role {
    Admin,
    Reader,
}
