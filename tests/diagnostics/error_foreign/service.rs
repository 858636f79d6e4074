use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self) -> Result<(), sqlx::Error>;
    async fn get(&self) -> Result<(), Mine>;
    async fn list(&self) -> Result<(), Alias>;
    async fn lost(&self) -> Result<(), errors::Lost>;
}

#[derive(Debug, thiserror::Error)]
#[error("mine")]
pub struct Mine;

pub type Alias = Error;

mod errors {}
