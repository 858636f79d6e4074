use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    #[cfg_attr(kit, rpc("Create-User"))]
    async fn hyphen(&self) -> Result<(), Error>;

    #[cfg_attr(kit, rpc(""))]
    async fn empty(&self) -> Result<(), Error>;

    #[cfg_attr(kit, rpc("Connect"))]
    async fn taken(&self) -> Result<(), Error>;

    #[cfg_attr(kit, rpc("GetUser"))]
    async fn fetch(&self) -> Result<(), Error>;

    async fn get_user(&self) -> Result<(), Error>;

    #[cfg_attr(kit, rpc("LISTUsers"))]
    async fn list(&self) -> Result<(), Error>;

    #[cfg_attr(kit, rpc("ListUsers"))]
    async fn all(&self) -> Result<(), Error>;
}
