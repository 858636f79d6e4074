use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self) -> Result<(), Error>;

    #[cfg_attr(kit, post("/create"))]
    async fn register(&self) -> Result<(), Error>;

    #[cfg_attr(kit, get("/users/{id}"))]
    async fn get(&self, id: u64) -> Result<(), Error>;

    #[cfg_attr(kit, get("/users/{name}"))]
    async fn find(&self, name: String) -> Result<(), Error>;

    #[cfg_attr(kit, delete("/users/{user}"))]
    async fn erase(&self, user: u64) -> Result<(), Error>;

    #[cfg_attr(kit, get("/users/me"))]
    async fn me(&self) -> Result<(), Error>;

    #[cfg_attr(kit, get("/users/{user}/friends"))]
    async fn friends(&self, user: u64) -> Result<(), Error>;

    #[cfg_attr(kit, get("/users/"))]
    async fn slash(&self) -> Result<(), Error>;
}
