//! Methods that answer item by item, over both transports.

use std::{
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    time::Duration,
};

pub use platform::Error;
use platform::{Stream, stream};
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait StreamsService: Sync + 'static {
    /// Not all methods stream.
    async fn open(&self) -> Result<u64, Error>;

    /// Counts up to a number, and then fails if it is told to.
    async fn count_up(
        &self,
        to: u64,
        fail: bool,
    ) -> Result<impl Stream<Item = Result<u64, Error>> + Send + 'static, Error>;

    /// Each word with its place; without any it is refused.
    #[cfg_attr(kit, get("/words/{text}"), query(pause))]
    async fn words(
        &self,
        text: &str,
        pause: Option<u64>,
    ) -> Result<impl Stream<Item = Result<Word, Error>> + Send + 'static, Error>;

    #[cfg_attr(kit, put("/letters"), body(word), returns(letter), idempotent)]
    async fn letters(
        &self,
        word: Word,
    ) -> Result<impl Send + 'static + platform::Stream<Item = platform::Result<char>>, Error>;

    async fn ticks(
        &self,
    ) -> Result<impl stream::Stream<Item = Result<(), Error>> + Send + 'static, Error>;

    /// Never ends by itself.
    async fn chunks(
        &self,
        length: usize,
    ) -> Result<impl Stream<Item = Result<Vec<u8>, Error>> + Send + 'static, Error>;
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Word {
    #[serde(rename = "where")]
    pub place: u32,
    pub word: Option<String>,
}

/// How many chunks were made, and whether anybody still wants more.
#[derive(Debug, Default)]
pub struct Chunks {
    pub made: AtomicUsize,
    pub dropped: AtomicUsize,
}

pub static CHUNKS: Chunks = Chunks {
    made: AtomicUsize::new(0),
    dropped: AtomicUsize::new(0),
};

struct Open;

impl Drop for Open {
    fn drop(&mut self) {
        CHUNKS.dropped.fetch_add(1, Relaxed);
    }
}

pub struct BasicStreamsService;

impl StreamsService for BasicStreamsService {
    async fn open(&self) -> Result<u64, Error> {
        Ok(CHUNKS.made.load(Relaxed) as u64)
    }

    async fn count_up(
        &self,
        to: u64,
        fail: bool,
    ) -> Result<impl Stream<Item = Result<u64, Error>> + Send + 'static, Error> {
        let last = fail.then(|| Err(Error::out_of_range("cannot count further")));
        Ok(stream::iter((1..=to).map(Ok).chain(last)))
    }

    async fn words(
        &self,
        text: &str,
        pause: Option<u64>,
    ) -> Result<impl Stream<Item = Result<Word, Error>> + Send + 'static, Error> {
        if text.trim().is_empty() {
            return Err(Error::invalid_argument("no words"));
        }
        let pause = Duration::from_millis(pause.unwrap_or_default());
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        let words = words.into_iter().zip(0..);
        Ok(stream::unfold(words, move |mut words| async move {
            tokio::time::sleep(pause).await;
            let (word, place) = words.next()?;
            let word = Some(word).filter(|word| word != "-");
            Some((Ok(Word { place, word }), words))
        }))
    }

    async fn ticks(
        &self,
    ) -> Result<impl stream::Stream<Item = Result<(), Error>> + Send + 'static, Error> {
        Ok(stream::iter([Ok(()), Ok(())]))
    }

    async fn chunks(
        &self,
        length: usize,
    ) -> Result<impl Stream<Item = Result<Vec<u8>, Error>> + Send + 'static, Error> {
        Ok(stream::unfold(Open, move |open| async move {
            CHUNKS.made.fetch_add(1, Relaxed);
            Some((Ok(vec![7; length]), open))
        }))
    }

    async fn letters(
        &self,
        word: Word,
    ) -> Result<impl Send + 'static + platform::Stream<Item = platform::Result<char>>, Error> {
        let _ = word;
        Err::<platform::ItemStream<char>, _>(Error::unimplemented("letters is not implemented yet"))
    }
}
