//! A method that answers with a stream: it counts.

use std::time::Duration;

use axum::{Router, routing::post};
use platform::{
    Code, Context, Endpoint, Error, ItemStream, Result, Stream, client::Channel, grpc, http, logged_stream,
    stream,
};

use crate::{
    Call, Reply,
    pb::{CallReply, CallRequest},
    reply,
};

/// It is not in the `.proto`, which nothing here needs.
const WATCH_RPC: grpc::Rpc<CallRequest, CallReply> = grpc::Rpc::new("/pb.Probe/Watch");

pub type Watch = Endpoint<Call, ItemStream<Reply>>;

/// The ways to the service that is called `next`.
#[derive(Clone)]
pub struct Next {
    pub http: Watch,
    pub grpc: Watch,
}

pub fn endpoint(next: Next) -> Watch {
    Endpoint::new(move |call: Call| {
        let next = next.clone();
        async move {
            let items = logged_stream("watch", answer(next, call)).await?;
            Ok(ItemStream::served(items, |reply| reply))
        }
    })
}

/// `text` says how many items there are, and how long they are: `3`, `1000 65536`.
async fn answer(next: Next, call: Call) -> Result<ItemStream<Reply>> {
    if call.text == "refused" {
        return Err(Error::new(Code::parse(&call.fail).unwrap(), "as told"));
    }
    match &*call.relay {
        "http" => next.http.call(Call { relay: String::new(), ..call }).await,
        "grpc" => next.grpc.call(Call { relay: String::new(), ..call }).await,
        "late" => {
            tokio::time::sleep(Duration::from_millis(call.sleep_ms)).await;
            Ok(ItemStream::served(stream::empty::<Result<Reply>>(), |reply| reply))
        }
        _ => Ok(ItemStream::served(count(call), |reply| reply)),
    }
}

fn count(call: Call) -> impl Stream<Item = Result<Reply>> + Send + 'static {
    let (count, length) = call.text.split_once(' ').unwrap_or((&call.text, "0"));
    let (count, length): (usize, usize) = (count.parse().unwrap(), length.parse().unwrap());
    let state = (call, Counter { made: 0 });
    stream::unfold(state, move |(call, mut counter)| async move {
        tokio::time::sleep(Duration::from_millis(call.sleep_ms)).await;
        // Each is sent by itself.
        tokio::task::yield_now().await;
        if counter.made == count {
            assert!(!call.panic, "as told");
            let code = Code::parse(&call.fail)?;
            let cause = std::io::Error::other("the secret cause");
            return Some((Err(Error::caused_by(code, "as told", cause)), (call, counter)));
        }
        let item = Reply {
            tracestate: Context::current().map_or("no context", |_| "in context").to_owned(),
            ..reply(padded(counter.made, length))
        };
        counter.made += 1;
        Some((Ok(item), (call, counter)))
    })
}

fn padded(number: usize, length: usize) -> String {
    let number = number.to_string();
    let spaces = length.saturating_sub(number.len());
    number + &" ".repeat(spaces)
}

/// Says when the stream is gone.
struct Counter {
    made: usize,
}

impl Drop for Counter {
    fn drop(&mut self) {
        tracing::info!(made = self.made, "watch dropped");
    }
}

pub fn router(watch: Watch) -> Router {
    Router::new().route("/watch", post(http::stream(watch)))
}

pub fn http_client(channel: Channel) -> Watch {
    channel.stream("/watch")
}

pub fn grpc_client(channel: Channel) -> Watch {
    WATCH_RPC.stream(&channel)
}

pub fn serve(server: grpc::Server, watch: Watch) -> grpc::Server {
    server.serve_stream(WATCH_RPC, watch)
}
