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

impl LocalsService for BasicLocalsService {
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
    ) -> Result<u8, Error> {
        let _ = (
            request, response, service, call, outcome, client, proto, endpoints, endpoint, layer,
            layer_each, value, started, start, server, router, channel, field, required, reply,
            name, next, handler, status, method, message, args, app, config, error, err, ok,
            result, links, with,
        );
        Err(Error::unimplemented("all is not implemented yet"))
    }

    async fn request(&self, request: u8) -> Result<(), Error> {
        let _ = request;
        Err(Error::unimplemented("request is not implemented yet"))
    }

    async fn response(&self, value: String) -> Result<u8, Error> {
        let _ = value;
        Err(Error::unimplemented("response is not implemented yet"))
    }

    async fn service(&self, service: String) -> Result<Request2, Error> {
        let _ = service;
        Err(Error::unimplemented("service is not implemented yet"))
    }

    async fn client(&self, client: Option<String>) -> Result<Option<String>, Error> {
        let _ = client;
        Err(Error::unimplemented("client is not implemented yet"))
    }

    async fn server(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("server is not implemented yet"))
    }

    async fn endpoints(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("endpoints is not implemented yet"))
    }

    async fn endpoint(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("endpoint is not implemented yet"))
    }

    async fn router(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("router is not implemented yet"))
    }

    async fn get(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("get is not implemented yet"))
    }

    async fn post(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("post is not implemented yet"))
    }

    async fn handler(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("handler is not implemented yet"))
    }

    async fn name(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("name is not implemented yet"))
    }

    async fn value(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("value is not implemented yet"))
    }

    async fn next(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("next is not implemented yet"))
    }

    async fn channel(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("channel is not implemented yet"))
    }

    async fn field(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("field is not implemented yet"))
    }

    async fn required(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("required is not implemented yet"))
    }

    async fn message(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("message is not implemented yet"))
    }

    async fn start(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("start is not implemented yet"))
    }

    async fn end(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("end is not implemented yet"))
    }

    async fn main(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("main is not implemented yet"))
    }

    async fn run(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("run is not implemented yet"))
    }

    async fn http(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("http is not implemented yet"))
    }

    async fn grpc(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("grpc is not implemented yet"))
    }

    async fn pb(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("pb is not implemented yet"))
    }

    async fn middleware(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("middleware is not implemented yet"))
    }

    async fn descriptors(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("descriptors is not implemented yet"))
    }

    async fn default(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("default is not implemented yet"))
    }

    async fn from_proto(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("from_proto is not implemented yet"))
    }

    async fn to_proto(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("to_proto is not implemented yet"))
    }

    async fn call_request(&self, call: u8, outcome: u8) -> Result<(), Error> {
        let _ = (call, outcome);
        Err(Error::unimplemented("call_request is not implemented yet"))
    }

    async fn send(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("send is not implemented yet"))
    }

    async fn sync(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("sync is not implemented yet"))
    }

    async fn any(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("any is not implemented yet"))
    }

    async fn poll(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("poll is not implemented yet"))
    }

    async fn clone_all(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("clone_all is not implemented yet"))
    }

    async fn serve(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("serve is not implemented yet"))
    }

    async fn result(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("result is not implemented yet"))
    }

    async fn option(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("option is not implemented yet"))
    }

    async fn error(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("error is not implemented yet"))
    }

    async fn status(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("status is not implemented yet"))
    }

    async fn logging(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("logging is not implemented yet"))
    }

    async fn state(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("state is not implemented yet"))
    }

    async fn json(&self, value: String) -> Result<(), Error> {
        let _ = value;
        Err(Error::unimplemented("json is not implemented yet"))
    }

    async fn as_mut(&self) -> Result<(), Error> {
        Err(Error::unimplemented("as_mut is not implemented yet"))
    }

    async fn eq(&self) -> Result<(), Error> {
        Err(Error::unimplemented("eq is not implemented yet"))
    }

    async fn cmp(&self) -> Result<(), Error> {
        Err(Error::unimplemented("cmp is not implemented yet"))
    }

    async fn max(&self) -> Result<(), Error> {
        Err(Error::unimplemented("max is not implemented yet"))
    }

    async fn min(&self) -> Result<(), Error> {
        Err(Error::unimplemented("min is not implemented yet"))
    }

    async fn fmt(&self) -> Result<(), Error> {
        Err(Error::unimplemented("fmt is not implemented yet"))
    }

    async fn hash(&self) -> Result<(), Error> {
        Err(Error::unimplemented("hash is not implemented yet"))
    }

    async fn borrow(&self) -> Result<(), Error> {
        Err(Error::unimplemented("borrow is not implemented yet"))
    }

    async fn borrow_mut(&self) -> Result<(), Error> {
        Err(Error::unimplemented("borrow_mut is not implemented yet"))
    }

    async fn to_string(&self) -> Result<(), Error> {
        Err(Error::unimplemented("to_string is not implemented yet"))
    }

    async fn into_iter(&self) -> Result<(), Error> {
        Err(Error::unimplemented("into_iter is not implemented yet"))
    }

    async fn into_future(&self) -> Result<(), Error> {
        Err(Error::unimplemented("into_future is not implemented yet"))
    }

    async fn next_back(&self) -> Result<(), Error> {
        Err(Error::unimplemented("next_back is not implemented yet"))
    }

    async fn extend(&self) -> Result<(), Error> {
        Err(Error::unimplemented("extend is not implemented yet"))
    }

    async fn type_id(&self) -> Result<(), Error> {
        Err(Error::unimplemented("type_id is not implemented yet"))
    }

    async fn deref(&self) -> Result<(), Error> {
        Err(Error::unimplemented("deref is not implemented yet"))
    }

    async fn from(&self) -> Result<(), Error> {
        Err(Error::unimplemented("from is not implemented yet"))
    }

    async fn by_ref(&self) -> Result<(), Error> {
        Err(Error::unimplemented("by_ref is not implemented yet"))
    }

    async fn partial_cmp(&self) -> Result<(), Error> {
        Err(Error::unimplemented("partial_cmp is not implemented yet"))
    }
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Request2 {
    pub request: u8,
    pub proto: u8,
    pub value: u8,
}
