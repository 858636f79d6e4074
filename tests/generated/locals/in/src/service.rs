//! Names that generated code uses itself.

pub use platform::Error;
use serde::{Deserialize, Serialize};

#[allow(
    clippy::too_many_arguments,
    clippy::wrong_self_convention,
    clippy::should_implement_trait
)]
#[trait_variant::make(Send)]
pub trait LocalsService: Sync + 'static {
    async fn all(
        &self,
        request: u8,
        response: u8,
        service: u8,
        call: u8,
        outcome: u8,
        client: u8,
        proto: u8,
        endpoints: u8,
        endpoint: u8,
        layer: u8,
        layer_each: u8,
        value: u8,
        started: u8,
        start: u8,
        server: u8,
        router: u8,
        channel: u8,
        field: u8,
        required: u8,
        reply: u8,
        name: u8,
        next: u8,
        handler: u8,
        status: u8,
        method: u8,
        message: u8,
        args: u8,
        app: u8,
        config: u8,
        error: u8,
        err: u8,
        ok: u8,
        result: u8,
        links: u8,
        with: u8,
    ) -> Result<u8, Error>;
    async fn request(&self, request: u8) -> Result<(), Error>;
    async fn response(&self, value: String) -> Result<u8, Error>;
    async fn service(&self, service: String) -> Result<Request2, Error>;
    async fn client(&self, client: Option<String>) -> Result<Option<String>, Error>;
    async fn server(&self, value: String) -> Result<(), Error>;
    async fn endpoints(&self, value: String) -> Result<(), Error>;
    async fn endpoint(&self, value: String) -> Result<(), Error>;
    async fn router(&self, value: String) -> Result<(), Error>;
    async fn get(&self, value: String) -> Result<(), Error>;
    async fn post(&self, value: String) -> Result<(), Error>;
    async fn handler(&self, value: String) -> Result<(), Error>;
    async fn name(&self, value: String) -> Result<(), Error>;
    async fn value(&self, value: String) -> Result<(), Error>;
    async fn next(&self, value: String) -> Result<(), Error>;
    async fn channel(&self, value: String) -> Result<(), Error>;
    async fn field(&self, value: String) -> Result<(), Error>;
    async fn required(&self, value: String) -> Result<(), Error>;
    async fn message(&self, value: String) -> Result<(), Error>;
    async fn start(&self, value: String) -> Result<(), Error>;
    async fn end(&self, value: String) -> Result<(), Error>;
    async fn main(&self, value: String) -> Result<(), Error>;
    async fn run(&self, value: String) -> Result<(), Error>;
    async fn http(&self, value: String) -> Result<(), Error>;
    async fn grpc(&self, value: String) -> Result<(), Error>;
    async fn pb(&self, value: String) -> Result<(), Error>;
    async fn middleware(&self, value: String) -> Result<(), Error>;
    async fn descriptors(&self, value: String) -> Result<(), Error>;
    async fn default(&self, value: String) -> Result<(), Error>;
    async fn from_proto(&self, value: String) -> Result<(), Error>;
    async fn to_proto(&self, value: String) -> Result<(), Error>;
    async fn call_request(&self, call: u8, outcome: u8) -> Result<(), Error>;
    async fn send(&self, value: String) -> Result<(), Error>;
    async fn sync(&self, value: String) -> Result<(), Error>;
    async fn any(&self, value: String) -> Result<(), Error>;
    async fn poll(&self, value: String) -> Result<(), Error>;
    async fn clone_all(&self, value: String) -> Result<(), Error>;
    async fn serve(&self, value: String) -> Result<(), Error>;
    async fn result(&self, value: String) -> Result<(), Error>;
    async fn option(&self, value: String) -> Result<(), Error>;
    async fn error(&self, value: String) -> Result<(), Error>;
    async fn status(&self, value: String) -> Result<(), Error>;
    async fn logging(&self, value: String) -> Result<(), Error>;
    async fn state(&self, value: String) -> Result<(), Error>;
    async fn json(&self, value: String) -> Result<(), Error>;
    async fn as_mut(&self) -> Result<(), Error>;
    async fn eq(&self) -> Result<(), Error>;
    async fn cmp(&self) -> Result<(), Error>;
    async fn max(&self) -> Result<(), Error>;
    async fn min(&self) -> Result<(), Error>;
    async fn fmt(&self) -> Result<(), Error>;
    async fn hash(&self) -> Result<(), Error>;
    async fn borrow(&self) -> Result<(), Error>;
    async fn borrow_mut(&self) -> Result<(), Error>;
    async fn to_string(&self) -> Result<(), Error>;
    async fn into_iter(&self) -> Result<(), Error>;
    async fn into_future(&self) -> Result<(), Error>;
    async fn next_back(&self) -> Result<(), Error>;
    async fn extend(&self) -> Result<(), Error>;
    async fn type_id(&self) -> Result<(), Error>;
    async fn deref(&self) -> Result<(), Error>;
    async fn from(&self) -> Result<(), Error>;
    async fn by_ref(&self) -> Result<(), Error>;
    async fn partial_cmp(&self) -> Result<(), Error>;
}

pub struct BasicLocalsService;

impl LocalsService for BasicLocalsService {}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Request2 {
    pub request: u8,
    pub proto: u8,
    pub value: u8,
}
