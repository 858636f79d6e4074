use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get_one(&self, value: std::sync::mpsc::Sender<u8>) -> Result<(), Error>;
    async fn get_two(&self, value: tokio::sync::mpsc::Receiver<u8>) -> Result<(), Error>;
    async fn get_three(&self, value: std::time::Instant) -> Result<(), Error>;
    async fn get_four(&self, value: std::sync::Mutex<u8>) -> Result<(), Error>;
}
