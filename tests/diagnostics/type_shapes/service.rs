use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get_one(&self, value: &str) -> Result<(), Error>;
    async fn get_two(&self, value: &'static [u8]) -> Result<(), Error>;
    async fn get_three(&self, value: &u64) -> Result<(), Error>;
    async fn get_four(&self, value: (u8, String)) -> Result<(), Error>;
    async fn get_five(&self, value: [u8; 4]) -> Result<(), Error>;
    async fn get_six(&self, value: [u8]) -> Result<(), Error>;
    async fn get_seven(&self, value: &mut String) -> Result<(), Error>;
    async fn get_eight(&self, value: Box<dyn Send>) -> Result<(), Error>;
    async fn get_nine(&self, value: dyn Send) -> Result<(), Error>;
    async fn get_ten(&self, value: impl Into<String>) -> Result<(), Error>;
    async fn get_eleven(&self, value: fn(u8) -> u8) -> Result<(), Error>;
    async fn get_twelve(&self, value: *const u8) -> Result<(), Error>;
    async fn get_thirteen(&self, value: !) -> Result<(), Error>;
    async fn get_fourteen(&self, value: _) -> Result<(), Error>;
    async fn get_fifteen(&self, value: vec![u8]) -> Result<(), Error>;
    async fn get_sixteen(&self, value: <Vec<u8> as IntoIterator>::Item) -> Result<(), Error>;
    async fn get_seventeen(&self, value: Self) -> Result<(), Error>;
    async fn get_eighteen(&self, value: Self::Id) -> Result<(), Error>;
}
