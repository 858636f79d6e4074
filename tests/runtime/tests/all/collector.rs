//! A collector of OpenTelemetry spans.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use prost::Message;

use crate::harness::wait_until;

pub struct Collector {
    pub endpoint: String,
    received: Arc<Mutex<Vec<Vec<u8>>>>,
}

/// A span that arrived, and the service that it is of.
#[derive(Clone, Debug)]
pub struct Received {
    pub service: String,
    pub span: Span,
}

impl Collector {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let sink = received.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let sink = sink.clone();
                thread::spawn(move || take(stream, &sink));
            }
        });
        Self { endpoint, received }
    }

    /// Everything as it came.
    pub fn bytes(&self) -> Vec<u8> {
        self.received.lock().unwrap().concat()
    }

    pub fn spans(&self) -> Vec<Received> {
        let requests = self.received.lock().unwrap().clone();
        let parsed = requests.iter().map(|bytes| Request::decode(&bytes[..]).unwrap());
        let resources = parsed.flat_map(|request| request.resource_spans);
        let spans = resources.flat_map(|spans| {
            let attributes = spans.resource.unwrap_or_default().attributes;
            let service = attributes.into_iter().find(|attribute| attribute.key == "service.name");
            let service = service.and_then(|name| name.value).unwrap_or_default().string_value;
            let spans = spans.scope_spans.into_iter().flat_map(|scope| scope.spans);
            spans.map(move |span| Received { service: service.clone(), span })
        });
        spans.collect()
    }

    pub fn wait_for(&self, count: usize) -> Vec<Received> {
        wait_until(&format!("{count} spans"), Duration::from_secs(20), || {
            Some(self.spans()).filter(|spans| spans.len() >= count)
        })
    }
}

/// Answers the requests of a connection.
fn take(stream: TcpStream, sink: &Mutex<Vec<Vec<u8>>>) -> Option<()> {
    let mut writer = stream.try_clone().ok()?;
    let mut reader = BufReader::new(stream);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
            let line = line.trim_end().to_lowercase();
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.parse().ok()?;
            }
            if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        sink.lock().unwrap().push(body);
        writer.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").ok()?;
    }
}

/// What matters here of the messages that collectors take.
/// Source: opentelemetry/proto/collector/trace/v1/trace_service.proto
#[derive(Clone, PartialEq, Message)]
struct Request {
    #[prost(message, repeated, tag = "1")]
    resource_spans: Vec<ResourceSpans>,
}

#[derive(Clone, PartialEq, Message)]
struct ResourceSpans {
    #[prost(message, optional, tag = "1")]
    resource: Option<Resource>,
    #[prost(message, repeated, tag = "2")]
    scope_spans: Vec<ScopeSpans>,
}

#[derive(Clone, PartialEq, Message)]
struct Resource {
    #[prost(message, repeated, tag = "1")]
    attributes: Vec<Attribute>,
}

#[derive(Clone, PartialEq, Message)]
struct Attribute {
    #[prost(string, tag = "1")]
    key: String,
    #[prost(message, optional, tag = "2")]
    value: Option<Value>,
}

#[derive(Clone, PartialEq, Message)]
struct Value {
    #[prost(string, tag = "1")]
    string_value: String,
}

#[derive(Clone, PartialEq, Message)]
struct ScopeSpans {
    #[prost(message, repeated, tag = "2")]
    spans: Vec<Span>,
}

#[derive(Clone, PartialEq, Message)]
pub struct Span {
    #[prost(bytes = "vec", tag = "1")]
    pub trace_id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub span_id: Vec<u8>,
    #[prost(bytes = "vec", tag = "4")]
    pub parent_span_id: Vec<u8>,
    #[prost(string, tag = "5")]
    pub name: String,
    /// 2 is a server's, 3 a client's.
    #[prost(int32, tag = "6")]
    pub kind: i32,
}
