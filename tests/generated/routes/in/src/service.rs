//! Everything that a trait can say to kit, over both transports.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
};

pub use platform::Error;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[trait_variant::make(Send)]
pub trait RoutesService: Sync + 'static {
    /// Says how the service is; a path without parameters.
    #[cfg_attr(kit, get("/"))]
    async fn health(&self) -> Result<(), Error>;

    #[cfg_attr(kit, post("/notes"), status(201), idempotent)]
    async fn create(&self, note: Note) -> Result<Note, Error>;

    #[cfg_attr(kit, get("/notes/{id}"))]
    async fn get(&self, id: String) -> Result<Note, Error>;

    #[cfg_attr(kit, put("/notes/{id}"), body(note), query(dry_run))]
    async fn put(&self, id: String, note: Note, dry_run: bool) -> Result<(), Error>;

    /// The rest is in the body.
    #[cfg_attr(kit, patch("/notes/{id}"))]
    async fn patch(
        &self,
        id: String,
        title: Option<String>,
        tags: Vec<String>,
    ) -> Result<Note, Error>;

    #[cfg_attr(kit, delete("/notes/{id}"))]
    #[cfg_attr(kit, status(204), idempotent = false)]
    async fn delete(&self, id: String) -> Result<(), Error>;

    /// Every type that a query takes.
    #[allow(clippy::too_many_arguments)]
    #[cfg_attr(kit, get("/search"), returns(found))]
    async fn search(
        &self,
        text: String,
        exact: bool,
        letter: char,
        least: i64,
        most: Option<u64>,
        score: f32,
        r#type: Option<String>,
        tag: Vec<String>,
        page: Vec<u32>,
    ) -> Result<Vec<String>, Error>;

    /// Several parameters in one path, of which one is a keyword; a path that `{id}` stands for, too.
    #[cfg_attr(kit, get("/notes/{id}/{type}/last"))]
    async fn part(&self, r#type: u8, id: i32) -> Result<String, Error>;

    /// What has another name elsewhere is another path here; and so it is with a slash at the end.
    #[cfg_attr(kit, get("/notes/{note}/tags/"))]
    async fn tags(&self, note: String) -> Result<Vec<String>, Error>;

    /// What is one text in JSON is one in a URL.
    #[cfg_attr(kit, get("/owners/{owner}/{address}"), returns(owned))]
    async fn owned(
        &self,
        owner: Uuid,
        address: IpAddr,
        color: Option<Color>,
        other: Vec<Color>,
    ) -> Result<String, Error>;

    #[cfg_attr(kit, get("/notes/all"))]
    async fn all(&self) -> Result<Vec<Note>, Error>;

    #[cfg_attr(kit, secret(password, pin), rpc("LogIn"), returns(token))]
    async fn sign_in(
        &self,
        name: String,
        password: String,
        pin: Option<u32>,
    ) -> Result<String, Error>;

    #[cfg_attr(kit, post("/accepted;v=1/~x"), status(202), body(names))]
    async fn accept(&self, names: Vec<String>) -> Result<(), Error>;

    /// A body that may be absent.
    #[cfg_attr(kit, put("/motto"), body(text))]
    async fn motto(&self, text: Option<String>) -> Result<Option<String>, Error>;

    #[cfg_attr(kit, put("/reset"), status(205))]
    async fn reset(&self) -> Result<(), Error>;

    /// A parameter that is named like what generated code uses.
    #[cfg_attr(kit, post("/names/{url}"), query(body))]
    async fn names(&self, url: String, body: String, request: String) -> Result<String, Error>;

    async fn plain(&self, text: String) -> Result<String, Error>;
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Note {
    pub id: String,
    pub title: String,
    #[serde(default)]
    pub tags: Vec<String>,
}

pub struct BasicRoutesService;

static NOTES: Mutex<BTreeMap<String, Note>> = Mutex::new(BTreeMap::new());

impl BasicRoutesService {
    fn notes(&self) -> MutexGuard<'_, BTreeMap<String, Note>> {
        NOTES.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, id: &str) -> Result<Note, Error> {
        let found = self.notes().get(id).cloned();
        found.ok_or_else(|| Error::not_found(format_args!("no note `{id}`")))
    }
}

impl RoutesService for BasicRoutesService {
    async fn health(&self) -> Result<(), Error> {
        Ok(())
    }

    async fn create(&self, note: Note) -> Result<Note, Error> {
        self.notes().insert(note.id.clone(), note.clone());
        Ok(note)
    }

    async fn get(&self, id: String) -> Result<Note, Error> {
        self.find(&id)
    }

    async fn put(&self, id: String, note: Note, dry_run: bool) -> Result<(), Error> {
        if !dry_run {
            self.notes().insert(id, note);
        }
        Ok(())
    }

    async fn patch(
        &self,
        id: String,
        title: Option<String>,
        tags: Vec<String>,
    ) -> Result<Note, Error> {
        let mut note = self.find(&id)?;
        if let Some(title) = title {
            note.title = title;
        }
        note.tags.extend(tags);
        self.create(note).await
    }

    async fn delete(&self, id: String) -> Result<(), Error> {
        let gone = self.notes().remove(&id);
        gone.map(|_| ())
            .ok_or_else(|| Error::not_found("gone already"))
    }

    async fn search(
        &self,
        text: String,
        exact: bool,
        letter: char,
        least: i64,
        most: Option<u64>,
        score: f32,
        r#type: Option<String>,
        tag: Vec<String>,
        page: Vec<u32>,
    ) -> Result<Vec<String>, Error> {
        Ok(vec![format!(
            "{text:?} {exact} {letter:?} {least} {most:?} {score} {type:?} {tag:?} {page:?}"
        )])
    }

    async fn part(&self, r#type: u8, id: i32) -> Result<String, Error> {
        Ok(format!("{id} {type}"))
    }

    async fn owned(
        &self,
        owner: Uuid,
        address: IpAddr,
        color: Option<Color>,
        other: Vec<Color>,
    ) -> Result<String, Error> {
        Ok(format!("{owner} {address} {color:?} {other:?}"))
    }

    async fn tags(&self, note: String) -> Result<Vec<String>, Error> {
        Ok(self.find(&note)?.tags)
    }

    async fn all(&self) -> Result<Vec<Note>, Error> {
        Ok(self.notes().values().cloned().collect())
    }

    async fn sign_in(
        &self,
        name: String,
        password: String,
        pin: Option<u32>,
    ) -> Result<String, Error> {
        Ok(format!("{name} {password} {pin:?}"))
    }

    async fn accept(&self, names: Vec<String>) -> Result<(), Error> {
        match names.len() {
            0 => Err(Error::invalid_argument("no names")),
            _ => Ok(()),
        }
    }

    async fn motto(&self, text: Option<String>) -> Result<Option<String>, Error> {
        Ok(text)
    }

    async fn reset(&self) -> Result<(), Error> {
        Ok(())
    }

    async fn names(&self, url: String, body: String, request: String) -> Result<String, Error> {
        Ok(format!("{url} {body} {request}"))
    }

    async fn plain(&self, text: String) -> Result<String, Error> {
        Ok(text)
    }
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Color {
    Red,
    DarkRed,
}
