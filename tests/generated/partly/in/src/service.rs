//! A service that serves a part of its methods.

pub use platform::Error;
use platform::{Stream, stream};
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait PartlyService: Sync + 'static {
    #[cfg_attr(kit, get("/pages/{id}"))]
    async fn read(&self, id: u64) -> Result<Note, Error>;

    /// Nobody from outside takes anything away.
    #[cfg_attr(kit, put("/pages"), local)]
    async fn purge_old(&self, rule: Rule) -> Result<Purged, Error>;

    #[cfg_attr(kit, local)]
    async fn follow(
        &self,
    ) -> Result<impl Stream<Item = Result<Note, Error>> + Send + 'static, Error>;
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Note {
    pub id: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Rule {
    pub days: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Purged {
    pub notes: Vec<Note>,
}

pub struct BasicPartlyService;

impl PartlyService for BasicPartlyService {
    async fn read(&self, id: u64) -> Result<Note, Error> {
        Ok(Note { id })
    }

    async fn purge_old(&self, rule: Rule) -> Result<Purged, Error> {
        let id = u64::from(rule.days);
        Ok(Purged {
            notes: vec![Note { id }],
        })
    }

    async fn follow(
        &self,
    ) -> Result<impl Stream<Item = Result<Note, Error>> + Send + 'static, Error> {
        Ok(stream::iter([Ok(Note { id: 1 })]))
    }
}
