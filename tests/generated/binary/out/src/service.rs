//! gRPC alone: its structs need nothing of serde.

pub use platform::Error;

#[trait_variant::make(Send)]
pub trait BinaryService: Sync + 'static {
    async fn list(&self) -> Result<Vec<Record>, Error>;
    async fn put(&self, record: Record) -> Result<(), Error>;
}

pub struct BasicBinaryService;

impl BinaryService for BasicBinaryService {
    async fn list(&self) -> Result<Vec<Record>, Error> {
        Err(Error::unimplemented("list is not implemented yet"))
    }

    async fn put(&self, record: Record) -> Result<(), Error> {
        let _ = record;
        Err(Error::unimplemented("put is not implemented yet"))
    }
}

#[derive(Clone, Debug)]
pub struct Record {
    pub key: Vec<u8>,
    pub values: Vec<Vec<u8>>,
}
