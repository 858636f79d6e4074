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
    #[cfg_attr(kit, code("failed_precondition"))]
    NotFound { id: u64, since: Option<String> },
    #[error("{0} is taken")]
    Taken(String),
    #[error("the bank does not answer")]
    #[cfg_attr(kit, code("unavailable"))]
    Bank(#[source] std::io::Error),
    #[error(transparent)]
    Other(#[from] Error),
}
