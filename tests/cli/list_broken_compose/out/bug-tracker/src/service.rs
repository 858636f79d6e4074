pub use platform::Error;

#[trait_variant::make(Send)]
pub trait BugTrackerService: Sync + 'static {
    async fn create(&self, bug: String) -> Result<(), Error>;
}
