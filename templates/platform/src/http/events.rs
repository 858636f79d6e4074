//! Server-sent events as a server writes them: an item is the `data` of an event; the event `error`
//! has a problem in it, the event `end` says that there is no more.
//! Source: <https://html.spec.whatwg.org/multipage/server-sent-events.html>

use std::{convert::Infallible, time::Duration};

use axum::response::{
    IntoResponse, Response,
    sse::{Event, KeepAlive, Sse},
};
use futures_util::{StreamExt, future::BoxFuture, stream};
use serde::Serialize;

use super::{Json, OverHttp, UrlParams, problem_of};
use crate::{Endpoint, ItemStream, Result};

/// How often a comment is sent when there is nothing else, so that nobody on the way takes the
/// connection for dead, and a dead one is found.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Like [`handler`](super::handler), for an endpoint that answers with a stream.
pub fn stream<Req, T>(
    endpoint: Endpoint<Req, ItemStream<T>>,
) -> impl Fn(Json<Req>) -> BoxFuture<'static, Result<Response>> + Clone + Send + Sync + 'static
where
    Req: Send + 'static,
    T: Serialize + 'static,
{
    move |Json(request)| {
        let endpoint = endpoint.clone();
        Box::pin(async move { endpoint.call(request).await.map(events) })
    }
}

/// Like [`mapped`](super::mapped), for an endpoint that answers with a stream.
pub fn mapped_stream<Req, T>(
    endpoint: Endpoint<Req, ItemStream<T>>,
) -> impl Fn(UrlParams, Req::Body) -> BoxFuture<'static, Result<Response>> + Clone + Send + Sync + 'static
where
    Req: OverHttp<Body: Send> + Send + 'static,
    T: Serialize + 'static,
{
    move |url, body| {
        let endpoint = endpoint.clone();
        Box::pin(async move {
            let request = Req::from_http(&url, body)?;
            endpoint.call(request).await.map(events)
        })
    }
}

fn events<T: Serialize + 'static>(items: ItemStream<T>) -> Response {
    let events = stream::unfold(Some(items), async |items| {
        let mut items = items?;
        let item = items.next().await.transpose();
        let json =
            item.and_then(|item| Ok(item.map(|item| serde_json::to_string(&item)).transpose()?));
        let (event, more) = match json {
            Ok(Some(json)) => (Event::default().data(json), Some(items)),
            Ok(None) => (Event::default().event("end").data("{}"), None),
            Err(error) => (
                Event::default().event("error").data(problem_of(&error)),
                None,
            ),
        };
        Some((Ok::<_, Infallible>(event), more))
    });
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE);
    Sse::new(events).keep_alive(keep_alive).into_response()
}
