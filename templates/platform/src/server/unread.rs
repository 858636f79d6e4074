//! Bodies of gRPC requests that nobody reads to their end, because the answer came before.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use http_body_util::{BodyExt, Limited};
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use tokio::{runtime::Handle, time::timeout};

/// How long the rest of a body may take that is read to no purpose, and how large it may be.
const PATIENCE: Duration = Duration::from_secs(1);
const PATIENT_SIZE: usize = 64 << 10;

/// A body that is read when it is dropped, if it was not before. Otherwise what is still on its way
/// would come to a stream that is closed, and after about a thousand of these h2 ends the connection,
/// with all other calls on it.
pub(super) struct ReadToEnd(Option<Incoming>);

impl ReadToEnd {
    pub fn new(body: Incoming) -> Self {
        Self(Some(body))
    }
}

impl Drop for ReadToEnd {
    fn drop(&mut self) {
        let Some(body) = self.0.take().filter(|body| !body.is_end_stream()) else {
            return;
        };
        if let Ok(runtime) = Handle::try_current() {
            let rest = Limited::new(body, PATIENT_SIZE).collect();
            runtime.spawn(timeout(PATIENCE, rest));
        }
    }
}

impl Body for ReadToEnd {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        task: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        match &mut self.0 {
            Some(body) => Pin::new(body).poll_frame(task),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.0.as_ref().is_none_or(Incoming::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.0.as_ref().map(Incoming::size_hint).unwrap_or_default()
    }
}
