//! LibraryService: the trait that says what the service can do, and its implementation.
//! Both were made from proto/library.proto, which says how all of it travels. From the trait,
//! `kit generate service library` writes the rest of this crate.

pub use platform::Error;

/// Library has all kinds of fields.
/// Really.
#[trait_variant::make(Send)]
pub trait LibraryService: Sync + 'static {
    /// Gets it.
    async fn get(
        &self,
        id: u64,
        tags: Vec<String>,
        since: Option<std::time::SystemTime>,
        color: Option<Color>,
        everything: Option<Everything>,
    ) -> Result<GetResult, Error>;

    async fn keep(&self, everything: Option<Everything>) -> Result<Option<Everything>, Error>;

    async fn put(
        &self,
        id: u32,
        weight: f64,
        f: Option<f32>,
        b: Option<Vec<u8>>,
    ) -> Result<Bug, Error>;

    #[cfg_attr(kit, rpc("GetURL"))]
    async fn get_url(&self, id: String) -> Result<GetUrlResult, Error>;

    #[cfg_attr(kit, rpc("New"))]
    async fn new_library(&self) -> Result<(), Error>;

    async fn r#type(&self) -> Result<Tree, Error>;

    async fn draw(&self, shapes: Vec<Shape>, status: Status) -> Result<Drawing, Error>;

    async fn follow(
        &self,
        id: String,
    ) -> Result<impl platform::Stream<Item = Result<Bug, Error>> + Send + 'static, Error>;

    #[allow(clippy::too_many_arguments)]
    async fn describe(
        &self,
        title: String,
        author: String,
        place: String,
        year: String,
        words: Vec<String>,
        more: std::collections::HashMap<String, String>,
        note: Option<String>,
    ) -> Result<Described, Error>;
}

/// The implementation: the place for your code.
pub struct BasicLibraryService;

impl LibraryService for BasicLibraryService {
    async fn get(
        &self,
        id: u64,
        tags: Vec<String>,
        since: Option<std::time::SystemTime>,
        color: Option<Color>,
        everything: Option<Everything>,
    ) -> Result<GetResult, Error> {
        let _ = (id, tags, since, color, everything);
        Err(Error::unimplemented("get is not implemented yet"))
    }

    async fn keep(&self, everything: Option<Everything>) -> Result<Option<Everything>, Error> {
        let _ = everything;
        Err(Error::unimplemented("keep is not implemented yet"))
    }

    async fn put(
        &self,
        id: u32,
        weight: f64,
        f: Option<f32>,
        b: Option<Vec<u8>>,
    ) -> Result<Bug, Error> {
        let _ = (id, weight, f, b);
        Err(Error::unimplemented("put is not implemented yet"))
    }

    async fn get_url(&self, id: String) -> Result<GetUrlResult, Error> {
        let _ = id;
        Err(Error::unimplemented("get_url is not implemented yet"))
    }

    async fn new_library(&self) -> Result<(), Error> {
        Err(Error::unimplemented("new_library is not implemented yet"))
    }

    async fn r#type(&self) -> Result<Tree, Error> {
        Err(Error::unimplemented("type is not implemented yet"))
    }

    async fn draw(&self, shapes: Vec<Shape>, status: Status) -> Result<Drawing, Error> {
        let _ = (shapes, status);
        Err(Error::unimplemented("draw is not implemented yet"))
    }

    async fn follow(
        &self,
        id: String,
    ) -> Result<impl platform::Stream<Item = Result<Bug, Error>> + Send + 'static, Error> {
        let _ = id;
        Err::<platform::ItemStream<Bug>, _>(Error::unimplemented("follow is not implemented yet"))
    }

    async fn describe(
        &self,
        title: String,
        author: String,
        place: String,
        year: String,
        words: Vec<String>,
        more: std::collections::HashMap<String, String>,
        note: Option<String>,
    ) -> Result<Described, Error> {
        let _ = (title, author, place, year, words, more, note);
        Err(Error::unimplemented("describe is not implemented yet"))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    Unspecified,
    /// Like blood.
    Red,
    DarkBlue,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Everything {
    pub bugs: std::collections::HashMap<String, Bug>,
    pub colors: std::collections::HashMap<i32, Color>,
    pub raw: Vec<u8>,
    pub zig: i32,
    pub fixed: u64,
    pub sf: i32,
    pub r#type: String,
    pub camel_case: i64,
    pub again: Option<Box<Everything>>,
    pub took: Option<std::time::Duration>,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq)]
pub struct GetResult {
    pub name: String,
    pub took: Option<std::time::Duration>,
    pub times: Vec<std::time::SystemTime>,
    pub colors: Vec<Color>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Bug {
    /// Its number.
    pub id: u32,
    pub weight: f64,
    pub f: Option<f32>,
    pub b: Option<Vec<u8>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct GetUrlResult {
    pub url: String,
    pub secure: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    pub label: String,
    pub left: Option<Box<Tree>>,
    pub right: Option<Box<Tree>>,
    pub others: Vec<Tree>,
    pub shape: Option<Box<Shape>>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Round.
    Circle(Circle),
    Text(String),
    Tree(Box<Tree>),
    Color(Color),
    Marker(Marker),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Ok,
    NotOk,
    Status404,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    pub shapes: Vec<Shape>,
    pub status: Status,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Described {
    pub id: String,
    pub what: Option<DescribedWhat>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Circle {
    pub radius: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Marker {}

/// What `what` of `Described` may be.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant)]
pub enum DescribedWhat {
    Card(Card),
    Lost(String),
    Burnt(bool),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    pub title: String,
    pub author: String,
    pub place: String,
    pub year: String,
    pub words: Vec<String>,
    pub more: std::collections::HashMap<String, String>,
    pub note: Option<String>,
}
