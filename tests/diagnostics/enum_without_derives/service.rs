use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get(&self, value: Color) -> Result<(), Error>;
}

pub enum Color {
    Red,
}
