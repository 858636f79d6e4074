//! Generated methods that answer with a stream, over both transports.

use std::{
    sync::atomic::Ordering::Relaxed,
    time::{Duration, Instant},
};

use futures_util::StreamExt;
use platform::{Code, Error, ItemStream, Stream};
use streams::{
    Endpoints, StreamsService,
    middleware::Logging,
    service::{BasicStreamsService, CHUNKS, Word},
};

use crate::server::Served;

async fn all<T>(items: impl Stream<Item = Result<T, Error>>) -> (Vec<T>, Option<Error>) {
    let mut items = std::pin::pin!(items);
    let mut read = Vec::new();
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => read.push(item),
            Err(error) => return (read, Some(error)),
        }
    }
    (read, None)
}

/// What only the service's own trait says of it: the same for the service and for its clients.
async fn counts(remote: &impl StreamsService) {
    let (items, error) = all(remote.count_up(5, false).await.unwrap()).await;
    assert_eq!(items, [1, 2, 3, 4, 5], "{error:?}");
    assert!(error.is_none());
    let (items, error) = all(remote.count_up(0, false).await.unwrap()).await;
    assert!(items.is_empty() && error.is_none());
    let (items, error) = all(remote.count_up(2, true).await.unwrap()).await;
    let error = error.unwrap();
    assert_eq!(items, [1, 2]);
    let said = (error.code(), error.message());
    assert_eq!(said, (Code::OutOfRange, "cannot count further"));

    let word = |place, word: Option<&str>| {
        let word = word.map(str::to_owned);
        Word { place, word }
    };
    let words = remote.words("ä - /?", Some(1)).await.unwrap();
    let expected = [word(0, Some("ä")), word(1, None), word(2, Some("/?"))];
    assert_eq!(all(words).await.0, expected);
    // It is refused before it begins.
    let Err(error) = remote.words(" ", None).await else {
        panic!("there are no words");
    };
    let said = (error.code(), error.message());
    assert_eq!(said, (Code::InvalidArgument, "no words"));
    let Err(error) = remote.letters(word(0, None)).await else {
        panic!("a stub has no items");
    };
    assert_eq!(error.code(), Code::Unimplemented);
    let (ticks, error) = all(remote.ticks().await.unwrap()).await;
    assert!(ticks == [(), ()] && error.is_none());
}

#[tokio::test]
async fn streams_come_whole_over_both_transports() {
    counts(&BasicStreamsService).await;
    counts(&Logging::new(BasicStreamsService)).await;
    let served = Served::start().await;
    counts(&streams::http::client(served.http.clone())).await;
    counts(&streams::grpc::client(served.grpc.clone())).await;
    // A client is what it calls: one may stand behind another's endpoints.
    let behind = Endpoints::new(Logging::new(streams::http::client(served.http.clone())));
    counts(&behind).await;
}

#[tokio::test]
async fn an_item_comes_when_it_is_made() {
    let served = Served::start().await;
    for remote in clients(&served) {
        let start = Instant::now();
        let words: ItemStream<Word> = remote.words("a b c d", Some(100)).await.unwrap();
        let mut words = words;
        words.next().await.unwrap().unwrap();
        assert!(start.elapsed() < Duration::from_millis(250));
        assert_eq!(all(words).await.0.len(), 3);
        assert!(start.elapsed() > Duration::from_millis(400));
    }
}

fn clients(served: &Served) -> [Endpoints; 2] {
    [streams::http::client(served.http.clone()), streams::grpc::client(served.grpc.clone())]
}

/// Who does not read is not overrun, and who goes ends the stream.
#[tokio::test]
async fn chunks_are_made_as_they_are_read() {
    let served = Served::start().await;
    for remote in clients(&served) {
        let (made, dropped) = (CHUNKS.made.load(Relaxed), CHUNKS.dropped.load(Relaxed));
        let mut chunks = remote.chunks(100_000).await.unwrap();
        assert_eq!(chunks.next().await.unwrap().unwrap(), vec![7; 100_000]);
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert!(CHUNKS.made.load(Relaxed) - made < 300);
        assert_eq!(CHUNKS.dropped.load(Relaxed), dropped);
        drop(chunks);
        let gone = async {
            while CHUNKS.dropped.load(Relaxed) == dropped {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let gone = tokio::time::timeout(Duration::from_secs(1), gone).await;
        assert!(gone.is_ok(), "the stream goes on");
    }
}

/// As a browser's `EventSource` reads it.
#[tokio::test]
async fn a_stream_is_events_for_others() {
    let served = Served::start().await;
    let answer = served.ask("GET", "/words/a%20-?pause=1", "").await;
    assert!(answer.contains("content-type: text/event-stream"), "{answer}");
    let events =
        answer.lines().filter(|line| line.starts_with("data:") || line.starts_with("event:"));
    let events: Vec<&str> = events.collect();
    assert_eq!(
        events,
        [
            r#"data: {"where":0,"word":"a"}"#,
            r#"data: {"where":1,"word":null}"#,
            "event: end",
            "data: {}",
        ]
    );
    let failing = served.curl("/count-up", r#"{"to":1,"fail":true}"#).await;
    let (_, error) = failing.split_once("event: error\n").unwrap();
    assert!(
        error.contains(r#""status":400,"detail":"cannot count further","code":"out_of_range""#)
    );
    let none = served.curl("/words/", "").await;
    assert!(none.starts_with("HTTP/1.1 404"), "{none}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the Python that KIT_PYTHON names"]
async fn a_stranger_reads_a_stream() {
    let served = Served::start().await;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/calls/stream.py");
    let said = crate::server::python(script, &served).await;
    assert_eq!(said, "3 items, an error, one that was cancelled\n");
}
