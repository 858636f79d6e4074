pub use platform::Error;

#[trait_variant::make(Send)]
pub trait BugTrackerService: Sync + 'static {
    #[cfg_attr(kit, post("/bugs"), status(201), secret(token))]
    async fn create(&self, bug: String, token: String) -> Result<(), Error>;
    #[cfg_attr(kit, get("/bugs/{id}/notes"), idempotent = false)]
    async fn notes(&self, id: u64, limit: Option<u32>, newest_first: bool) -> Result<Vec<String>, Error>;
}
