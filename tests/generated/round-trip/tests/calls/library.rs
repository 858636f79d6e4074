//! A service whose `.proto` was written before its trait: it gives back what it gets.

use std::{collections::HashMap, time::SystemTime};

use library::{LibraryService, service::*};
use platform::{Error, Stream, stream};

use crate::server::Served;

pub struct Library;

impl LibraryService for Library {
    async fn get(
        &self,
        id: u64,
        tags: Vec<String>,
        since: Option<SystemTime>,
        color: Option<Color>,
        everything: Option<Everything>,
    ) -> Result<GetResult, Error> {
        Ok(GetResult {
            name: format!("{id} {}", tags.join(" ")),
            took: everything.and_then(|everything| everything.took),
            times: since.into_iter().collect(),
            colors: color.into_iter().collect(),
        })
    }

    async fn keep(&self, everything: Option<Everything>) -> Result<Option<Everything>, Error> {
        Ok(everything)
    }

    async fn put(
        &self,
        id: u32,
        weight: f64,
        f: Option<f32>,
        b: Option<Vec<u8>>,
    ) -> Result<Bug, Error> {
        Ok(Bug { id, weight, f, b })
    }

    async fn get_url(&self, id: String) -> Result<GetUrlResult, Error> {
        Ok(GetUrlResult {
            url: format!("https://{id}"),
            secure: true,
        })
    }

    async fn new_library(&self) -> Result<(), Error> {
        Ok(())
    }

    async fn r#type(&self) -> Result<Tree, Error> {
        let leaf = |label: &str| Tree {
            label: label.to_owned(),
            left: None,
            right: None,
            others: Vec::new(),
            shape: None,
        };
        let shape = Some(Box::new(Shape::Tree(Box::new(leaf("inner")))));
        Ok(Tree {
            left: Some(Box::new(leaf("left"))),
            others: vec![leaf("other")],
            shape,
            ..leaf("root")
        })
    }

    async fn describe(
        &self,
        title: String,
        author: String,
        place: String,
        year: String,
        words: Vec<String>,
        more: HashMap<String, String>,
        note: Option<String>,
    ) -> Result<Described, Error> {
        let id = title.clone();
        let card = Card {
            title,
            author,
            place,
            year,
            words,
            more,
            note,
        };
        let what = Some(DescribedWhat::Card(card));
        Ok(Described { id, what })
    }

    async fn draw(&self, shapes: Vec<Shape>, status: Status) -> Result<Drawing, Error> {
        Ok(Drawing { shapes, status })
    }

    async fn follow(
        &self,
        id: String,
    ) -> Result<impl Stream<Item = Result<Bug, Error>> + Send + 'static, Error> {
        let bug = |id| Bug {
            id,
            weight: 0.5,
            f: None,
            b: None,
        };
        let number = id.parse()?;
        Ok(stream::iter((0..number).map(move |id| Ok(bug(id)))))
    }
}

/// A client made of the file as it was before kit saw it.
#[tokio::test]
#[ignore = "needs the Python that KIT_PYTHON names"]
async fn a_client_of_the_original_proto_calls_every_rpc() {
    let served = Served::start().await;
    let folder = env!("CARGO_MANIFEST_DIR");
    let mut python = std::process::Command::new(std::env::var("KIT_PYTHON").unwrap());
    python.arg(format!("{folder}/tests/calls/library.py"));
    python.arg(served.grpc_address.to_string());
    python.current_dir(format!("{folder}/../library/proto"));
    let output = tokio::task::spawn_blocking(move || python.output().unwrap())
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert_eq!(output.stdout, b"8 rpcs answered\n");
}
