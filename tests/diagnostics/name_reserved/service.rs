use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn new(&self) -> Result<(), Error>;
    async fn clone(&self) -> Result<(), Error>;
    async fn to_owned(&self) -> Result<(), Error>;
    async fn into(&self) -> Result<(), Error>;
    async fn try_into(&self) -> Result<(), Error>;
    async fn as_ref(&self) -> Result<(), Error>;
    async fn drop(&self) -> Result<(), Error>;
    async fn call(&self) -> Result<(), Error>;
    async fn ready(&self) -> Result<(), Error>;
    async fn poll_ready(&self) -> Result<(), Error>;
    async fn layer(&self) -> Result<(), Error>;
    async fn layer_each(&self) -> Result<(), Error>;
}
