pub use platform::Error;

#[trait_variant::make(Send)]
pub trait EmptyService: Sync + 'static {
    // Add your methods here.
}
