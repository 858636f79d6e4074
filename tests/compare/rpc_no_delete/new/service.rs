use platform::Error;

/// UsersService describes the service.
#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    #[cfg_attr(kit, local)]
    async fn get(&self, id: u64, verbose: Option<bool>) -> Result<User, Error>;
    async fn create(&self, email: String, role: Option<Role>) -> Result<u64, Error>;
}

#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct User {
    pub email: String,
    pub role: Role,
    pub age: Option<u32>,
}

#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub enum Role {
    Admin,
    Reader,
}
