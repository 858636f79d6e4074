use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    #[cfg_attr(kit, get("/a"))]
    async fn optional_list(&self, ids: Option<Vec<u64>>) -> Result<(), Error>;

    #[cfg_attr(kit, get("/b"))]
    async fn list_of_options(&self, ids: Vec<Option<u64>>) -> Result<(), Error>;

    #[cfg_attr(kit, get("/c"))]
    async fn list_of_lists(&self, ids: Vec<Vec<u64>>) -> Result<(), Error>;

    #[cfg_attr(kit, get("/d"))]
    async fn optional_bytes(&self, key: Option<Vec<u8>>) -> Result<(), Error>;

    #[cfg_attr(kit, get("/e/{keys}"))]
    async fn lists_in_the_path(&self, keys: Vec<Vec<u64>>) -> Result<(), Error>;
}
