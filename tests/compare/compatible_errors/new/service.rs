use platform::Error;

/// UsersService describes the service.
#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    #[cfg_attr(kit, get("/users/{id}"))]
    async fn get(&self, id: u64, verbose: Option<bool>) -> Result<User, UsersError>;
    async fn create(&self, email: String, role: Option<Role>) -> Result<u64, UsersError>;
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

#[derive(Debug, thiserror::Error)]
pub enum UsersError {
    #[error("user {id} is not there")]
    #[cfg_attr(kit, code("not_found"))]
    NotFound { since: Option<String>, id: u64, by: String },
    #[error("{0} is taken")]
    #[cfg_attr(kit, code("already_exists"))]
    Taken(String),
    #[error("full")]
    #[cfg_attr(kit, code("resource_exhausted"))]
    Full,
    #[error(transparent)]
    Other(#[from] Error),
}
