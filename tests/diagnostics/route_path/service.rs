use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    #[cfg_attr(kit, post("users"))]
    async fn relative(&self) -> Result<(), Error>;

    #[cfg_attr(kit, post(""))]
    async fn empty(&self) -> Result<(), Error>;

    #[cfg_attr(kit, post("http://localhost/users"))]
    async fn whole_url(&self) -> Result<(), Error>;

    #[cfg_attr(kit, post("/users//all"))]
    async fn empty_segment(&self) -> Result<(), Error>;

    #[cfg_attr(kit, post("/users/../all"))]
    async fn dots(&self) -> Result<(), Error>;

    #[cfg_attr(kit, post("/all users"))]
    async fn space(&self) -> Result<(), Error>;

    #[cfg_attr(kit, post("/größe"))]
    async fn not_ascii(&self) -> Result<(), Error>;

    #[cfg_attr(kit, post("/users?all"))]
    async fn query(&self) -> Result<(), Error>;

    #[cfg_attr(kit, post("/users#all"))]
    async fn fragment(&self) -> Result<(), Error>;

    #[cfg_attr(kit, post("/users%2fall"))]
    async fn encoded(&self) -> Result<(), Error>;

    #[cfg_attr(kit, post("/users/:id"))]
    async fn colon(&self, id: u64) -> Result<(), Error>;

    #[cfg_attr(kit, post("/users/<id>"))]
    async fn angles(&self, id: u64) -> Result<(), Error>;

    #[cfg_attr(kit, post("/users/{id"))]
    async fn unclosed(&self, id: u64) -> Result<(), Error>;

    #[cfg_attr(kit, post("/users/id}"))]
    async fn unopened(&self, id: u64) -> Result<(), Error>;

    #[cfg_attr(kit, post("/users/{*rest}"))]
    async fn wildcard(&self, rest: String) -> Result<(), Error>;

    #[cfg_attr(kit, post("/users/{id}.json"))]
    async fn part_of_a_segment(&self, id: u64) -> Result<(), Error>;

    #[cfg_attr(kit, post("/users/{}"))]
    async fn unnamed(&self, id: u64) -> Result<(), Error>;

    #[cfg_attr(kit, post("/tab\tulator"))]
    async fn escaped(&self) -> Result<(), Error>;

    #[cfg_attr(kit, post(r#"/raw text"#))]
    async fn raw(&self) -> Result<(), Error>;
}
