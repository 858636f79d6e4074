//! What OpenAPI has words for: every kind of JSON, and everything that serde can be told.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

pub use platform::Error;
use serde::{Deserialize, Serialize};

/// Gives back what it gets.
///
/// With it a stranger proves that the description is right.
#[trait_variant::make(Send)]
pub trait DescribedService: Sync + 'static {
    /// Numbers of all sizes.
    async fn echo_numbers(&self, value: Numbers) -> Result<Numbers, Error>;
    async fn echo_texts(&self, value: Texts) -> Result<Texts, Error>;
    async fn echo_lists(&self, value: Lists) -> Result<Lists, Error>;
    async fn echo_maps(&self, value: Maps) -> Result<Maps, Error>;
    async fn echo_account(&self, value: Account) -> Result<Account, Error>;
    async fn echo_strict(&self, value: Strict) -> Result<Strict, Error>;
    async fn echo_shapes(&self, value: Vec<Shape>) -> Result<Vec<Shape>, Error>;
    async fn echo_event(&self, value: Event) -> Result<Event, Error>;
    async fn echo_command(&self, value: Command) -> Result<Command, Error>;
    async fn echo_id(&self, value: Id) -> Result<Id, Error>;
    async fn echo_tree(&self, value: Tree) -> Result<Tree, Error>;

    /// Only an answer: what is always there is required.
    #[cfg_attr(kit, get("/reports/{year}/{level}"))]
    async fn report(
        &self,
        year: u16,
        level: Level,
        page: Option<u32>,
        tag: Vec<String>,
        exact: bool,
    ) -> Result<Report, Error>;

    /// Nothing has to be said.
    #[cfg_attr(kit, put("/settings"), body(settings))]
    async fn settings(&self, settings: Settings) -> Result<(), Error>;

    #[cfg_attr(kit, post("/things/{name}"), query(loud), status(201))]
    async fn add(
        &self,
        name: String,
        loud: bool,
        count: u8,
        note: Option<String>,
    ) -> Result<u64, Error>;

    #[cfg_attr(kit, delete("/things/{name}"), status(204))]
    async fn drop_thing(&self, name: String) -> Result<(), Error>;

    #[cfg_attr(kit, secret(password))]
    async fn sign_in(&self, user: String, password: String) -> Result<bool, Error>;
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Numbers {
    pub i8: i8,
    pub u16: u16,
    pub i32: i32,
    pub u64: u64,
    pub i64: i64,
    pub f64: f64,
    pub maybe: Option<u32>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Texts {
    pub letter: char,
    pub text: String,
    pub yes: bool,
    pub address: std::net::Ipv4Addr,
    #[serde(rename = "type")]
    pub kind: Level,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Lists {
    pub bytes: Vec<u8>,
    pub three: [i8; 3],
    pub pair: (bool, Option<String>),
    pub set: BTreeSet<u16>,
    pub queue: VecDeque<bool>,
    pub maybe: Option<Vec<Point>>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Maps {
    pub by_name: BTreeMap<String, i32>,
    pub by_number: BTreeMap<i8, bool>,
    pub by_size: BTreeMap<u64, bool>,
    pub by_letter: BTreeMap<char, String>,
    pub by_switch: BTreeMap<bool, u8>,
    pub by_level: BTreeMap<Level, Point>,
    pub by_id: BTreeMap<Id, u8>,
}

/// Read under other names than written.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    pub full_name: String,
    #[serde(rename(serialize = "shown", deserialize = "given"))]
    pub nick: String,
    /// Never told.
    #[serde(skip_serializing)]
    pub password: String,
    #[serde(skip_deserializing)]
    pub sign_ins: u64,
    #[serde(skip)]
    pub cache: Option<u8>,
    #[serde(flatten)]
    pub place: Point,
    #[serde(flatten)]
    pub others: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(
    deny_unknown_fields,
    rename_all(serialize = "kebab-case", deserialize = "kebab-case")
)]
pub struct Strict {
    pub the_first: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub the_second: Option<u8>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Settings {
    pub dark: bool,
    pub size: u8,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Point {
    pub x: i16,
    pub y: i16,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
pub enum Level {
    /// Nobody has to get up.
    NotBad,
    Bad,
    #[serde(rename = "worst")]
    VeryBad,
}

/// Told apart by the key.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Shape {
    Empty,
    NotThere,
    Circle(u8),
    Line(Point, Point),
    WideRect {
        left_side: u8,
        #[serde(default)]
        right_side: u8,
    },
}

/// Told apart by a tag among the fields.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum Event {
    Started,
    Moved(Point),
    Said { text: String, to: Option<String> },
}

/// Told apart by a tag beside the content.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "do", content = "with")]
pub enum Command {
    Stop,
    Wait(u16),
    Go(i8, i8),
    Turn { left: bool },
}

/// Not told apart.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(untagged)]
pub enum Either {
    Number(u32),
    Text(String),
    Both { number: u32, text: String },
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Id(pub u32);

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Tree {
    pub value: Either,
    #[serde(default)]
    pub leaves: Vec<Tree>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Box<Tree>>,
}

/// Whose JSON is nobody's business.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Custom {
    #[serde(with = "upper")]
    pub text: String,
    pub raw: Hand,
}

#[derive(Clone, Debug)]
pub struct Hand(pub u8);

impl Serialize for Hand {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Hand {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u8::deserialize(deserializer).map(Self)
    }
}

mod upper {
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&text.to_uppercase())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        String::deserialize(deserializer)
    }
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Report {
    pub year: u16,
    pub level: Level,
    /// Always there, if only as `null`.
    pub page: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exact: Option<bool>,
    pub tags: BTreeSet<String>,
    pub custom: Custom,
}

pub struct BasicDescribedService;

impl DescribedService for BasicDescribedService {
    async fn echo_numbers(&self, value: Numbers) -> Result<Numbers, Error> {
        Ok(value)
    }

    async fn echo_texts(&self, value: Texts) -> Result<Texts, Error> {
        Ok(value)
    }

    async fn echo_lists(&self, value: Lists) -> Result<Lists, Error> {
        Ok(value)
    }

    async fn echo_maps(&self, value: Maps) -> Result<Maps, Error> {
        Ok(value)
    }

    async fn echo_account(&self, value: Account) -> Result<Account, Error> {
        Ok(value)
    }

    async fn echo_strict(&self, value: Strict) -> Result<Strict, Error> {
        Ok(value)
    }

    async fn echo_shapes(&self, value: Vec<Shape>) -> Result<Vec<Shape>, Error> {
        Ok(value)
    }

    async fn echo_event(&self, value: Event) -> Result<Event, Error> {
        Ok(value)
    }

    async fn echo_command(&self, value: Command) -> Result<Command, Error> {
        Ok(value)
    }

    async fn echo_id(&self, value: Id) -> Result<Id, Error> {
        Ok(value)
    }

    async fn echo_tree(&self, value: Tree) -> Result<Tree, Error> {
        Ok(value)
    }

    async fn report(
        &self,
        year: u16,
        level: Level,
        page: Option<u32>,
        tag: Vec<String>,
        exact: bool,
    ) -> Result<Report, Error> {
        let tags = tag.into_iter().collect();
        let custom = Custom {
            text: "shout".to_owned(),
            raw: Hand(7),
        };
        let exact = exact.then_some(true);
        Ok(Report {
            year,
            level,
            page,
            exact,
            tags,
            custom,
        })
    }

    async fn settings(&self, _: Settings) -> Result<(), Error> {
        Ok(())
    }

    async fn add(
        &self,
        name: String,
        loud: bool,
        count: u8,
        note: Option<String>,
    ) -> Result<u64, Error> {
        let length = name.len() + note.map_or(0, |note| note.len());
        Ok(length as u64 * u64::from(count) + u64::from(loud))
    }

    async fn drop_thing(&self, _: String) -> Result<(), Error> {
        Ok(())
    }

    async fn sign_in(&self, user: String, password: String) -> Result<bool, Error> {
        Ok(user == password)
    }
}
