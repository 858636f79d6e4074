use platform::Error;

#[trait_variant::make(Send)]
#[cfg_attr(kit, rpc("X"))]
pub trait UsersService: Sync + 'static {
    #[cfg_attr(kit, rpd("CreateUser"))]
    async fn unknown(&self) -> Result<(), Error>;

    #[cfg_attr(kit, timeout(5))]
    async fn foreign(&self) -> Result<(), Error>;

    #[cfg_attr(kit, rpc("A"), rpc("B"))]
    async fn twice(&self) -> Result<(), Error>;

    #[cfg_attr(kit, post("/a"))]
    #[cfg_attr(kit, post("/b"))]
    async fn two_attributes(&self) -> Result<(), Error>;

    #[cfg_attr(kit, post)]
    async fn no_path(&self) -> Result<(), Error>;

    #[cfg_attr(kit, post(users))]
    async fn not_a_text(&self) -> Result<(), Error>;

    #[cfg_attr(kit, rpc = "Create")]
    async fn not_a_list(&self) -> Result<(), Error>;

    #[cfg_attr(kit)]
    async fn nothing(&self) -> Result<(), Error>;

    #[cfg_attr(all(kit, unix), post("/c"))]
    async fn another_condition(&self) -> Result<(), Error>;

    #[cfg_attr(kit, post("/d" "/e"), "f")]
    async fn not_an_attribute(&self) -> Result<(), Error>;

    #[cfg_attr(test, deprecated)]
    async fn somebody_elses(&self) -> Result<(), Error>;
}
