//! Aliases, definitions with type parameters, and what a URL can have: over both transports.

use chrono::{DateTime, Utc};
use futures_util::StreamExt;
use jiff::Timestamp;
use kinds_shared::Paged;
use platform::{Code, Error, Stream};
use serde_json::{Value, json};
use stock::{StockService, service::*};
use uuid::Uuid;

use crate::server::Served;

/// Gives back what it gets, or what can be told apart.
pub struct Stock;

const OWNER: Uuid = Uuid::from_u128(7);

fn item(text: &str) -> Item {
    let labels = [(text.to_owned(), vec![0, 255]), (String::new(), vec![])];
    Item {
        the_id: Id(Uuid::max()),
        labels: labels.into(),
    }
}

fn page<T>(items: Vec<T>, next: Option<&str>) -> Page<T> {
    Page {
        items,
        next: next.map(str::to_owned),
    }
}

impl StockService for Stock {
    async fn list(
        &self,
        since: Option<DateTime<Utc>>,
        until: Vec<Timestamp>,
        owner: Option<Owner>,
    ) -> stock::service::Result<Page<Item>> {
        let Some(Owner(owner)) = owner else {
            return Err(StockError::NotFound { owner: OWNER });
        };
        let items = until.iter().map(|until| item(&until.to_string()));
        let next = since.map(|since| format!("{since:?} {owner}"));
        Ok(page(items.collect(), next.as_deref()))
    }

    async fn get(&self, id: Id<Uuid>, at: DateTime<Utc>, number: Number) -> Result<Item, Error> {
        Ok(Item {
            the_id: id,
            labels: [(format!("{at:?} {}", number.0), vec![])].into(),
        })
    }

    async fn pages(
        &self,
        pages: Vec<Page<String>>,
        empty: Page<Vec<u8>>,
    ) -> Result<Page<Page<String>>, StockError> {
        let next = format!("{empty:?}");
        Ok(page(pages, Some(&next)))
    }

    async fn tree(&self, tree: Tree<Item>) -> Result<Option<Tree<Item>>, Error> {
        Ok(Some(tree))
    }

    async fn either(&self, value: Either<Item>) -> Result<Either<Color, Vec<u8>>, Error> {
        Ok(match value {
            Either::Left(_) => Either::Left(Color::DarkRed),
            Either::Right(item) => Either::Right(item.labels[""].clone()),
            Either::Both { rights, .. } => Either::Both {
                left: Color::Red,
                rights: vec![vec![rights.len() as u8], vec![]],
            },
            Either::Neither => Either::Neither,
        })
    }

    async fn keyed(&self, value: Keyed<Page<Color>>) -> Result<Keyed<Id<Color>, u64>, StockError> {
        let colors = value.into_values().flat_map(|page| page.items);
        Ok([u64::MAX - 1, u64::MAX]
            .into_iter()
            .zip(colors.map(Id))
            .collect())
    }

    async fn shared(&self, value: Paged<Color>) -> Result<Paged<Uuid>, StockError> {
        let uuid = |color: &Color| Uuid::from_u128(*color as u128);
        Ok(Paged {
            all: value.all.iter().map(uuid).collect(),
            next: value.next.as_ref().map(uuid),
        })
    }

    async fn deep(
        &self,
        value: Vec<(Option<(u8, String)>, (u8, (u8, u8)))>,
    ) -> Result<Vec<(Option<(u8, String)>, (u8, (u8, u8)))>, StockError> {
        Ok(value)
    }

    async fn watch(
        &self,
        Owner(owner): Owner,
    ) -> Result<impl Stream<Item = Result<Page<Item>, StockError>> + Send + 'static, StockError>
    {
        let items = [
            Ok(page(vec![item("ü")], None)),
            Err(StockError::NotFound { owner }),
        ];
        Ok(futures_util::stream::iter(items))
    }
}

async fn works(remote: &impl StockService) {
    let since: DateTime<Utc> = "1969-12-31T23:59:59.000000001Z".parse().unwrap();
    let until: Vec<Timestamp> = ["1970-01-01T00:00:00Z", "9999-12-30T22:00:00.999999999Z"]
        .map(|text| text.parse().unwrap())
        .into();
    let list = remote.list(Some(since), until.clone(), Some(Owner(OWNER)));
    let items = until.iter().map(|until| item(&until.to_string())).collect();
    let next = format!("{since:?} {OWNER}");
    assert_eq!(list.await.unwrap(), page(items, Some(&next)));
    let error = remote.list(None, vec![], None).await.unwrap_err();
    assert!(
        matches!(error, StockError::NotFound { owner: OWNER }),
        "{error:?}"
    );

    let got = remote
        .get(Id(OWNER), since, Number(u64::MAX))
        .await
        .unwrap();
    assert_eq!(got.the_id, Id(OWNER));
    assert!(got.labels.contains_key(&format!("{since:?} {}", u64::MAX)));

    let pages = vec![page(vec!["a".to_owned()], None), page(vec![], Some(""))];
    let blob = page(vec![vec![0, 255], vec![]], None);
    let answer = remote.pages(pages.clone(), blob.clone()).await.unwrap();
    assert_eq!(answer, page(pages, Some(&format!("{blob:?}"))));

    let leaf = |text: &str| Tree {
        value: item(text),
        left: None,
        others: vec![],
    };
    let left = Some(Box::new(leaf("left")));
    let tree = Tree {
        value: item(""),
        left,
        others: vec![leaf("a"), leaf("b")],
    };
    assert_eq!(remote.tree(tree.clone()).await.unwrap(), Some(tree));

    let both = Either::Both {
        left: item("a"),
        rights: vec![item("b"), item("c")],
    };
    for (value, expected) in [
        (Either::Left(item("a")), Either::Left(Color::DarkRed)),
        (Either::Right(item("a")), Either::Right(vec![])),
        (
            both,
            Either::Both {
                left: Color::Red,
                rights: vec![vec![2], vec![]],
            },
        ),
        (Either::Neither, Either::Neither),
    ] {
        assert_eq!(remote.either(value).await.unwrap(), expected);
    }

    let keyed = [("".to_owned(), page(vec![Color::DarkRed, Color::Red], None))];
    let expected = [
        (u64::MAX - 1, Id(Color::DarkRed)),
        (u64::MAX, Id(Color::Red)),
    ];
    assert_eq!(remote.keyed(keyed.into()).await.unwrap(), expected.into());
    let shared = Paged {
        all: vec![Color::Red],
        next: Some(Color::DarkRed),
    };
    let expected = Paged {
        all: vec![Uuid::nil()],
        next: Some(Uuid::from_u128(1)),
    };
    assert_eq!(remote.shared(shared).await.unwrap(), expected);
    let deep = vec![
        (Some((1, "b".to_owned())), (2, (3, 4))),
        (None, (255, (0, 1))),
    ];
    assert_eq!(remote.deep(deep.clone()).await.unwrap(), deep);

    let mut items = Box::pin(remote.watch(Owner(OWNER)).await.unwrap());
    assert_eq!(
        items.next().await.unwrap().unwrap(),
        page(vec![item("ü")], None)
    );
    let error = items.next().await.unwrap().unwrap_err();
    assert!(
        matches!(error, StockError::NotFound { owner: OWNER }),
        "{error:?}"
    );
}

#[tokio::test]
async fn aliases_and_type_parameters_over_http() {
    let served = Served::start().await;
    works(&stock::http::client(served.http.clone())).await;

    let path = "/stock/items?since=2024-02-29T12:00:00%2B02:00&until=2024-02-29T12:00:00Z";
    let answer = served
        .ask("GET", &format!("{path}&owner={OWNER}"), "")
        .await;
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    let item =
        json!({ "theId": Uuid::max(), "labels": { "2024-02-29T12:00:00Z": [0, 255], "": [] } });
    assert_eq!(
        body,
        json!({ "items": [item], "next": format!("2024-02-29T10:00:00Z {OWNER}") })
    );
    let answer = served.ask("GET", "/stock/items?since=yesterday", "").await;
    assert!(
        answer.starts_with("HTTP/1.1 400") && answer.contains("`since`"),
        "{answer}"
    );
}

#[tokio::test]
async fn aliases_and_type_parameters_over_grpc() {
    let served = Served::start().await;
    let remote = stock::grpc::client(served.grpc.clone());
    works(&remote).await;
    let error = remote
        .get(Id(OWNER), DateTime::<Utc>::MAX_UTC, Number(0))
        .await
        .unwrap_err();
    assert_eq!(error.code(), Code::InvalidArgument);
}
