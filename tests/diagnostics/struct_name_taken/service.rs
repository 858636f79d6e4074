use platform::Error;
use crate::names;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, value: names::CreateRequest) -> Result<(), platform::Error>;
    async fn get_one(&self, value: names::CreateResponse) -> Result<(), platform::Error>;
    async fn get_two(&self, value: names::CreateReply) -> Result<(), platform::Error>;
    async fn get_three(&self, value: names::Endpoints) -> Result<(), platform::Error>;
    async fn get_four(&self, value: names::Users) -> Result<(), platform::Error>;
    async fn get_five(&self, value: names::Error) -> Result<(), platform::Error>;
    async fn get_six(&self, value: names::Result) -> Result<(), platform::Error>;
    async fn get_seven(&self, value: names::Option) -> Result<(), platform::Error>;
    async fn get_eight(&self, value: names::Vec) -> Result<(), platform::Error>;
    async fn get_nine(&self, value: names::String) -> Result<(), platform::Error>;
    async fn get_ten(&self, value: names::Box) -> Result<(), platform::Error>;
}
