//! Bodies of requests that nobody reads to their end, because the answer came before.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use http_body_util::BodyExt;
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use tokio::{runtime::Handle, time::timeout};

use super::{Protocol, clock::Clock};

/// How long the rest of a body may take that is read to no purpose.
const PATIENCE: Duration = Duration::from_secs(2);

/// How much of it is read in HTTP/2, where its sender can be told to stop: what is on its way.
const ON_ITS_WAY: usize = 64 << 10;

/// A body that is read when it is dropped, if it was not before. In HTTP/1 its sender may lose the
/// answer if the connection ends while it sends; in HTTP/2, where it would send to a stream that is
/// closed, h2 ends the connection and all calls on it after about a thousand such frames.
pub(super) struct ReadToEnd {
    body: Option<Incoming>,
    clock: Clock,
}

impl ReadToEnd {
    pub fn new(body: Incoming, clock: &Clock) -> Self {
        Self {
            body: Some(body),
            clock: clock.clone(),
        }
    }
}

impl Drop for ReadToEnd {
    fn drop(&mut self) {
        let Some(mut body) = self.body.take().filter(|body| !body.is_end_stream()) else {
            return;
        };
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        let mut left = match self.clock.protocol() {
            Protocol::Http => usize::MAX,
            Protocol::Grpc => ON_ITS_WAY,
        };
        let under_way = self.clock.begin();
        let rest = async move {
            while let Some(Ok(frame)) = body.frame().await {
                let size = frame.data_ref().map_or(0, Bytes::len);
                match left.checked_sub(size) {
                    Some(less) => left = less,
                    None => break,
                }
            }
            drop(under_way);
        };
        runtime.spawn(timeout(PATIENCE, rest));
    }
}

impl Body for ReadToEnd {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        task: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(None);
        };
        let frame = ready!(Pin::new(body).poll_frame(task));
        if !matches!(frame, Some(Ok(_))) {
            self.body = None;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Incoming::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        let hint = self.body.as_ref().map(Incoming::size_hint);
        hint.unwrap_or(SizeHint::with_exact(0))
    }
}
