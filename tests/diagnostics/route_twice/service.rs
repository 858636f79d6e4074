use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self) -> Result<(), Error>;

    #[cfg_attr(kit, post("/create"))]
    async fn register(&self) -> Result<(), Error>;

    #[cfg_attr(kit, post("/users"))]
    async fn add(&self) -> Result<(), Error>;

    #[cfg_attr(kit, post("/users"))]
    async fn insert(&self) -> Result<(), Error>;
}
