//! What the service speaks of.

pub mod person;

use serde::{Deserialize, Serialize};

use person::Person;

/// What is wrong.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Bug {
    /// What it is called.
    pub title: String,
    pub reporter: Person,
    pub assignee: Option<Person>,
    pub watchers: Vec<Person>,
    pub place: place::Place,
}

pub(crate) mod place {
    use super::{Deserialize, Serialize};

    #[derive(Clone, Debug, Deserialize, Serialize)]
    pub struct Place {
        pub file: String,
        pub line: u32,
    }
}
