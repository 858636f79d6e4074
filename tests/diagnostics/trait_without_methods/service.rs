use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
}
