//! Structs that are called as something in generated code or in what it uses.

pub use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait NamesService: Sync + 'static {
    async fn take0(&self, a: S, b: Option<L>, c: Vec<T>, d: B, e: Option<F>) -> Result<S, Error>;
    async fn take1(
        &self,
        a: R,
        b: Option<N>,
        c: Vec<P>,
        d: Client,
        e: Option<Server>,
    ) -> Result<R, Error>;
    async fn list1(&self) -> Result<Vec<Server>, Error>;
    async fn take2(
        &self,
        a: Item,
        b: Option<Body>,
        c: Vec<Context>,
        d: Config,
        e: Option<App>,
    ) -> Result<Item, Error>;
    async fn take3(
        &self,
        a: Args,
        b: Option<Code>,
        c: Vec<Layer>,
        d: Stream,
        e: Option<Future>,
    ) -> Result<Args, Error>;
    async fn list3(&self) -> Result<Vec<Future>, Error>;
    async fn take4(
        &self,
        a: Into,
        b: Option<From>,
        c: Vec<Iterator>,
        d: Message,
        e: Option<Service>,
    ) -> Result<Into, Error>;
    async fn take5(
        &self,
        a: Next,
        b: Option<Handler>,
        c: Vec<Timeout>,
        d: Instrument,
        e: Option<Arguments>,
    ) -> Result<Next, Error>;
    async fn list5(&self) -> Result<Vec<Arguments>, Error>;
    async fn take6(
        &self,
        a: Bytes,
        b: Option<Uri>,
        c: Vec<Path>,
        d: Query,
        e: Option<Html>,
    ) -> Result<Bytes, Error>;
    async fn take7(&self, a: Form, b: Option<Bug10>, c: Vec<Bug9>, d: ABug) -> Result<Form, Error>;
    async fn list7(&self) -> Result<Vec<ABug>, Error>;
    async fn connect(&self, request: Request, send: hidden::Send) -> Result<Response, Error>;
    async fn descriptors(&self) -> Result<Vec<Status>, Error>;
    async fn name(&self) -> Result<(), Error>;
}

pub struct BasicNamesService;

impl NamesService for BasicNamesService {
    async fn take0(&self, a: S, b: Option<L>, c: Vec<T>, d: B, e: Option<F>) -> Result<S, Error> {
        let _ = (a, b, c, d, e);
        Err(Error::unimplemented("take0 is not implemented yet"))
    }

    async fn take1(
        &self,
        a: R,
        b: Option<N>,
        c: Vec<P>,
        d: Client,
        e: Option<Server>,
    ) -> Result<R, Error> {
        let _ = (a, b, c, d, e);
        Err(Error::unimplemented("take1 is not implemented yet"))
    }

    async fn list1(&self) -> Result<Vec<Server>, Error> {
        Err(Error::unimplemented("list1 is not implemented yet"))
    }

    async fn take2(
        &self,
        a: Item,
        b: Option<Body>,
        c: Vec<Context>,
        d: Config,
        e: Option<App>,
    ) -> Result<Item, Error> {
        let _ = (a, b, c, d, e);
        Err(Error::unimplemented("take2 is not implemented yet"))
    }

    async fn take3(
        &self,
        a: Args,
        b: Option<Code>,
        c: Vec<Layer>,
        d: Stream,
        e: Option<Future>,
    ) -> Result<Args, Error> {
        let _ = (a, b, c, d, e);
        Err(Error::unimplemented("take3 is not implemented yet"))
    }

    async fn list3(&self) -> Result<Vec<Future>, Error> {
        Err(Error::unimplemented("list3 is not implemented yet"))
    }

    async fn take4(
        &self,
        a: Into,
        b: Option<From>,
        c: Vec<Iterator>,
        d: Message,
        e: Option<Service>,
    ) -> Result<Into, Error> {
        let _ = (a, b, c, d, e);
        Err(Error::unimplemented("take4 is not implemented yet"))
    }

    async fn take5(
        &self,
        a: Next,
        b: Option<Handler>,
        c: Vec<Timeout>,
        d: Instrument,
        e: Option<Arguments>,
    ) -> Result<Next, Error> {
        let _ = (a, b, c, d, e);
        Err(Error::unimplemented("take5 is not implemented yet"))
    }

    async fn list5(&self) -> Result<Vec<Arguments>, Error> {
        Err(Error::unimplemented("list5 is not implemented yet"))
    }

    async fn take6(
        &self,
        a: Bytes,
        b: Option<Uri>,
        c: Vec<Path>,
        d: Query,
        e: Option<Html>,
    ) -> Result<Bytes, Error> {
        let _ = (a, b, c, d, e);
        Err(Error::unimplemented("take6 is not implemented yet"))
    }

    async fn take7(&self, a: Form, b: Option<Bug10>, c: Vec<Bug9>, d: ABug) -> Result<Form, Error> {
        let _ = (a, b, c, d);
        Err(Error::unimplemented("take7 is not implemented yet"))
    }

    async fn list7(&self) -> Result<Vec<ABug>, Error> {
        Err(Error::unimplemented("list7 is not implemented yet"))
    }

    async fn connect(&self, request: Request, send: hidden::Send) -> Result<Response, Error> {
        let _ = (request, send);
        Err(Error::unimplemented("connect is not implemented yet"))
    }

    async fn descriptors(&self) -> Result<Vec<Status>, Error> {
        Err(Error::unimplemented("descriptors is not implemented yet"))
    }

    async fn name(&self) -> Result<(), Error> {
        Err(Error::unimplemented("name is not implemented yet"))
    }
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct S {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct L {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct T {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct B {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct F {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct R {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct N {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct P {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Client {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Server {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Item {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Body {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Context {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Config {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct App {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Args {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Code {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Layer {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Stream {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Future {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Into {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct From {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Iterator {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Message {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Service {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Next {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Handler {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Timeout {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Instrument {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Arguments {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Bytes {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Uri {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Path {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Query {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Html {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Form {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Bug10 {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Bug9 {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ABug {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Request {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Response {
    pub value: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Status {
    pub value: u8,
}

pub mod hidden {
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, Deserialize, Serialize)]
    pub struct Send {
        pub value: u8,
    }
}
