//! Server-sent events as a client reads them.
//! Source: <https://html.spec.whatwg.org/multipage/server-sent-events.html>

use std::{collections::VecDeque, mem};

use futures_util::stream;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_body_util::BodyExt;
use serde::{Serialize, de::DeserializeOwned};
use tonic::body::Body;

use super::{Channel, OpensStream};
use crate::{
    Code, Endpoint, Error, ItemStream, Result,
    http::{HttpCall, OverHttp, error_of},
};

/// The longest event to read: as long as a message over gRPC.
const LONGEST: usize = 4 * 1024 * 1024;

impl Channel {
    /// The endpoint of a method of the remote that takes JSON by POST and answers with a stream.
    pub fn stream<Req, T>(&self, path: &'static str) -> Endpoint<Req, ItemStream<T>>
    where
        Req: Serialize + Send + Sync + 'static,
        T: DeserializeOwned + Send + 'static,
    {
        let call = move |channel: Self, request: Req| async move {
            let call = HttpCall::post(path).json(&request);
            channel.call_stream(call).await
        };
        Endpoint::with(self, call)
    }

    /// The endpoint of a method of the remote that answers with a stream; the request is sent as its
    /// type says.
    pub fn mapped_stream<Req, T>(&self) -> Endpoint<Req, ItemStream<T>>
    where
        Req: OverHttp + Send + 'static,
        T: DeserializeOwned + Send + 'static,
    {
        let call = |channel: Self, request: Req| async move {
            channel.call_stream(request.to_http()).await
        };
        Endpoint::with(self, call)
    }

    /// Calls a method over HTTP that answers with events.
    pub async fn call_stream<T>(&self, call: HttpCall) -> Result<ItemStream<T>>
    where
        T: DeserializeOwned + Send + 'static,
    {
        let mut request = call.into_request()?;
        let events = HeaderValue::from_static("text/event-stream");
        request.headers_mut().insert(header::ACCEPT, events);
        request.extensions_mut().insert(OpensStream);
        let response = self.ask(request).await?;
        if !has_events(response.headers()) {
            let message = format_args!("{} does not answer with a stream", self.0.service);
            return Err(Error::internal(message));
        }
        let reader = Reader {
            channel: self.clone(),
            body: response.into_body(),
            parser: Parser::default(),
        };
        let items = stream::unfold(Some(reader), async |reader| {
            let mut reader = reader?;
            let item = reader.next().await?;
            let more = item.is_ok().then_some(reader);
            Some((item, more))
        });
        Ok(ItemStream::received(items))
    }
}

fn has_events(headers: &HeaderMap) -> bool {
    let media = headers.get(header::CONTENT_TYPE);
    media.is_some_and(|media| media.as_bytes().starts_with(b"text/event-stream"))
}

struct Reader {
    channel: Channel,
    body: Body,
    parser: Parser,
}

impl Reader {
    /// The next item. Only the event `end` is the end: anything else was cut off.
    async fn next<T: DeserializeOwned>(&mut self) -> Option<Result<T>> {
        let service = self.channel.0.service;
        loop {
            while let Some(event) = self.parser.events.pop_front() {
                match &*event.name {
                    "" | "message" => {
                        return Some(serde_json::from_str(&event.data).map_err(|error| {
                            let message = format_args!("cannot understand an item of {service}");
                            Error::caused_by(Code::Internal, message, error)
                        }));
                    }
                    "error" => {
                        let status = StatusCode::INTERNAL_SERVER_ERROR;
                        return Some(Err(error_of(service, status, event.data.as_bytes())));
                    }
                    "end" => return None,
                    // Whatever later versions say.
                    _ => {}
                }
            }
            match self.body.frame().await {
                Some(Ok(frame)) => {
                    let bytes = frame.into_data().unwrap_or_default();
                    if let Err(error) = self.parser.read(&bytes) {
                        return Some(Err(error));
                    }
                }
                Some(Err(error)) => return Some(Err(self.channel.lost(error))),
                None => {
                    let message = format_args!("the stream of {service} was cut off");
                    return Some(Err(Error::unavailable(message)));
                }
            }
        }
    }
}

#[derive(Default)]
struct Event {
    name: String,
    data: String,
}

/// Puts events together of bytes as they arrive.
#[derive(Default)]
struct Parser {
    line: Vec<u8>,
    /// A line feed that comes next belongs to the end of the line before.
    after_return: bool,
    past_first_line: bool,
    event: Event,
    has_data: bool,
    /// Those that are complete.
    events: VecDeque<Event>,
}

impl Parser {
    fn read(&mut self, bytes: &[u8]) -> Result<()> {
        for &byte in bytes {
            let after_return = mem::replace(&mut self.after_return, byte == b'\r');
            match byte {
                b'\n' if after_return => {}
                b'\n' | b'\r' => self.end_line(),
                byte => self.line.push(byte),
            }
        }
        if self.line.len() + self.event.data.len() > LONGEST {
            return Err(Error::resource_exhausted("an event is too long"));
        }
        Ok(())
    }

    fn end_line(&mut self) {
        let line = mem::take(&mut self.line);
        let line = String::from_utf8_lossy(&line);
        let mut line = &*line;
        if !mem::replace(&mut self.past_first_line, true) {
            line = line.trim_start_matches('\u{feff}');
        }
        if line.is_empty() {
            let event = mem::take(&mut self.event);
            if mem::take(&mut self.has_data) {
                self.events.push_back(event);
            }
            return;
        }
        // A comment is a field without a name.
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => self.event.name = value.to_owned(),
            "data" => {
                if mem::replace(&mut self.has_data, true) {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
            }
            _ => {}
        }
    }
}
