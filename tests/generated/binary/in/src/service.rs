//! gRPC alone: its structs need nothing of serde.

pub use platform::Error;

#[trait_variant::make(Send)]
pub trait BinaryService: Sync + 'static {
    async fn list(&self) -> Result<Vec<Record>, Error>;
    async fn put(&self, record: Record) -> Result<(), Error>;
}

pub struct BasicBinaryService;

impl BinaryService for BasicBinaryService {}

#[derive(Clone, Debug)]
pub struct Record {
    pub key: Vec<u8>,
    pub values: Vec<Vec<u8>>,
}
