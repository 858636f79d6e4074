use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get_one(&self, value: Id<u8>) -> Result<(), Error>;
    async fn get_two(&self, value: Text<'static>) -> Result<(), Error>;
    async fn get_three(&self, value: Round) -> Result<(), Error>;
    async fn get_four(&self, value: Sometimes) -> Result<(), Error>;
    async fn get_five(&self, value: Work) -> Result<(), Error>;
    async fn get_six(&self) -> Unit;
    async fn get_seven(&self) -> Other<u8>;
    async fn get_eight(&self) -> Foreign<u8>;
}

pub type Id = u64;
pub type Text<'a> = &'a str;
pub type Round = Again;
pub type Again = Round;
#[cfg(unix)]
pub type Sometimes = u64;
pub type Work = Box<dyn Fn()>;
pub type Unit = Result<(), Error>;
pub type Other<T> = Option<T>;
pub type Foreign<T> = Result<T, std::io::Error>;
