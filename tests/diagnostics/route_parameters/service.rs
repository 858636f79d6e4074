use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    #[cfg_attr(kit, get("/users/{idd}"))]
    async fn misspelled(&self, id: u64) -> Result<(), Error>;

    #[cfg_attr(kit, get("/accounts/{account}"))]
    async fn unknown(&self, id: u64, name: String) -> Result<(), Error>;

    #[cfg_attr(kit, get("/nobody/{id}"))]
    async fn without_parameters(&self) -> Result<(), Error>;

    #[cfg_attr(kit, get("/{id}/friends/{id}"))]
    async fn twice_in_the_path(&self, id: u64) -> Result<(), Error>;

    #[cfg_attr(kit, post("/path/{id}"), query(id))]
    async fn path_and_query(&self, id: u64) -> Result<(), Error>;

    #[cfg_attr(kit, put("/body/{id}"), body(id))]
    async fn path_and_body(&self, id: u64) -> Result<(), Error>;

    #[cfg_attr(kit, query(id), body(id))]
    async fn query_and_body(&self, id: u64) -> Result<(), Error>;

    #[cfg_attr(kit, query(id, id))]
    async fn query_twice(&self, id: u64) -> Result<(), Error>;

    #[cfg_attr(kit, query(limt))]
    async fn query_misspelled(&self, limit: u64) -> Result<(), Error>;

    #[cfg_attr(kit, body(usr))]
    async fn body_misspelled(&self, user: u64) -> Result<(), Error>;

    #[cfg_attr(kit, get("/keywords/{r#type}"))]
    async fn keyword(&self, r#type: u64) -> Result<(), Error>;
}
