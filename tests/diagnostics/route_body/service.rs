use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    #[cfg_attr(kit, get("/a"), body(name))]
    async fn get_with_a_body(&self, name: String) -> Result<(), Error>;

    #[cfg_attr(kit, delete("/b"), body(name))]
    async fn delete_with_a_body(&self, name: String) -> Result<(), Error>;

    #[cfg_attr(kit, put("/c/{id}"), body(name))]
    async fn one_too_many(&self, id: u64, name: String, r#type: u8) -> Result<(), Error>;
}
