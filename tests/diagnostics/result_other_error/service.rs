use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self) -> Result<(), String>;
    async fn list(&self) -> Result<(), std::io::Error>;
    async fn get(&self) -> Result<(), Box<dyn std::error::Error>>;
    async fn own(&self) -> Result<(), Mine>;
}

pub enum Mine { Bad }
