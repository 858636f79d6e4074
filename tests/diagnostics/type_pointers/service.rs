use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get_one(&self, value: Box<Option<u8>>) -> Result<(), Error>;
    async fn get_two(&self, value: Box<str>) -> Result<(), Error>;
    async fn get_three(&self, value: std::sync::Arc<str>) -> Result<(), Error>;
    async fn get_four(&self, value: std::rc::Rc<u8>) -> Result<(), Error>;
    async fn get_five(&self, value: Box<dyn Fn(u8) -> u8>) -> Result<(), Error>;
}
