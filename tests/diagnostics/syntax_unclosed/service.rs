use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn list(&self) -> Result<(), Error>;
}

fn helper() {
    if true {
