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
    async fn connect(&self) -> Result<(), Error>;
    async fn with_origin(&self) -> Result<(), Error>;
    async fn with_interceptor(&self) -> Result<(), Error>;
    async fn send_compressed(&self) -> Result<(), Error>;
    async fn accept_compressed(&self) -> Result<(), Error>;
    async fn max_decoding_message_size(&self) -> Result<(), Error>;
    async fn max_encoding_message_size(&self) -> Result<(), Error>;
    async fn from_arc(&self) -> Result<(), Error>;
}
