use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    #[cfg_attr(kit, head("/users"))]
    async fn head(&self) -> Result<(), Error>;

    #[cfg_attr(kit, options("/users"))]
    async fn options(&self) -> Result<(), Error>;

    #[cfg_attr(kit, Get("/upper"))]
    async fn upper(&self) -> Result<(), Error>;

    #[cfg_attr(kit, get("/a"), post("/a"))]
    async fn two_verbs(&self) -> Result<(), Error>;

    #[cfg_attr(kit, put("/b", "/c"))]
    async fn two_paths(&self) -> Result<(), Error>;

    #[cfg_attr(kit, query)]
    async fn query_alone(&self, a: u8) -> Result<(), Error>;

    #[cfg_attr(kit, query())]
    async fn query_of_nothing(&self, a: u8) -> Result<(), Error>;

    #[cfg_attr(kit, query("a"))]
    async fn query_of_a_text(&self, a: u8) -> Result<(), Error>;

    #[cfg_attr(kit, query(a), query(b))]
    async fn query_twice(&self, a: u8, b: u8) -> Result<(), Error>;

    #[cfg_attr(kit, body(a, b))]
    async fn body_of_two(&self, a: u8, b: u8) -> Result<(), Error>;

    #[cfg_attr(kit, status("201"))]
    async fn status_as_text(&self) -> Result<(), Error>;

    #[cfg_attr(kit, status(CREATED))]
    async fn status_as_name(&self) -> Result<(), Error>;

    #[cfg_attr(kit, status(70000))]
    async fn status_too_large(&self) -> Result<(), Error>;

    #[cfg_attr(kit, idempotent(true))]
    async fn idempotent_in_brackets(&self) -> Result<(), Error>;

    #[cfg_attr(kit, idempotent = "no")]
    async fn idempotent_as_text(&self) -> Result<(), Error>;

    #[cfg_attr(kit, idempotent, idempotent = false)]
    async fn idempotent_twice(&self) -> Result<(), Error>;

    #[cfg_attr(kit, secret)]
    async fn secret_alone(&self, a: u8) -> Result<(), Error>;

    #[cfg_attr(kit, secret(a), secret(b))]
    async fn secret_twice(&self, a: u8, b: u8) -> Result<(), Error>;

    #[cfg_attr(kit, returns("id"))]
    async fn returns_text(&self) -> Result<u8, Error>;
}
