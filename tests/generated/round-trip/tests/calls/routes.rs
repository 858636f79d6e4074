//! What a trait says of its routes, as generated clients and as anybody else sees it.

use std::sync::atomic::{AtomicU32, Ordering};

use platform::{Code, resilience::Retry};
use routes::{RoutesService, SignInRequest, pb, service::{Color, Note}};
use serde_json::Value;
use uuid::Uuid;

use crate::server::Served;

/// Texts that a URL does not carry as they are.
const TELLING: [&str; 14] = [
    "plain",
    "a/b",
    "a?b=c&d#e",
    "100%",
    "%2F",
    "a b",
    "a+b",
    " ",
    "größe 漢字 🦀",
    "...",
    "~user",
    "{id}",
    "\"quoted\"\\",
    "\u{0}\n",
];

/// Tests run at the same time on the same notes.
fn id(text: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("{text}{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// The same over either transport: attributes change the wire, not the trait.
async fn routes(remote: &impl RoutesService) {
    remote.health().await.unwrap();
    remote.reset().await.unwrap();
    for text in TELLING {
        let mut note = Note {
            id: id(text),
            title: text.to_owned(),
            tags: vec![],
        };
        let id = || note.id.clone();
        assert_eq!(remote.create(note.clone()).await.unwrap(), note);
        assert_eq!(remote.get(id()).await.unwrap(), note);
        remote.put(id(), Note::default(), true).await.unwrap();
        assert_eq!(remote.get(id()).await.unwrap(), note);
        note.tags = vec![String::new(), text.to_owned()];
        let tags = note.tags.clone();
        let id = note.id.clone();
        assert_eq!(
            remote.patch(id.clone(), None, tags).await.unwrap(),
            note
        );
        assert_eq!(remote.tags(id.clone()).await.unwrap(), note.tags);
        let all = remote.all().await.unwrap();
        assert!(all.contains(&note));
        remote.delete(id.clone()).await.unwrap();
        let error = remote.get(id.clone()).await.unwrap_err();
        assert_eq!(
            (error.code(), error.message()),
            (Code::NotFound, &*format!("no note `{id}`"))
        );
        let names = [text, "b", text].map(str::to_owned);
        let [url, body, request] = names.clone();
        let answer = remote.names(url, body, request).await.unwrap();
        assert_eq!(answer, names.join(" "));
    }
    let (owner, address) = (Uuid::from_u128(7), "2001:db8::1".parse().unwrap());
    let owned = remote.owned(owner, address, Some(Color::DarkRed), vec![Color::Red, Color::DarkRed]);
    assert_eq!(
        owned.await.unwrap(),
        "00000000-0000-0000-0000-000000000007 2001:db8::1 Some(DarkRed) [Red, DarkRed]"
    );
    assert_eq!(remote.part(255, i32::MIN).await.unwrap(), "-2147483648 255");
    let token = remote.sign_in("a".into(), "b".into(), Some(7)).await;
    assert_eq!(token.unwrap(), "a b Some(7)");
    remote.accept(vec!["a".to_owned()]).await.unwrap();
    let error = remote.accept(vec![]).await.unwrap_err();
    assert_eq!(error.code(), Code::InvalidArgument);
    for text in [None, Some(String::new()), Some("null".to_owned())] {
        assert_eq!(remote.motto(text.clone()).await.unwrap(), text);
    }
    searches(remote).await;
}

async fn searches(remote: &impl RoutesService) {
    for text in TELLING.into_iter().chain([""]) {
        for (most, kind, tag, page) in [
            (None, None, vec![], vec![]),
            (Some(u64::MAX), Some(text), vec![text], vec![1]),
            (Some(0), Some(""), vec!["", text, text, ""], vec![0, 2, 1, 1]),
        ] {
            let kind = kind.map(str::to_owned);
            let tag: Vec<String> = tag.into_iter().map(str::to_owned).collect();
            let expected = format!(
                "{text:?} true '🦀' {} {most:?} 0.1 {kind:?} {tag:?} {page:?}",
                i64::MIN
            );
            let found = remote.search(
                text.to_owned(),
                true,
                '🦀',
                i64::MIN,
                most,
                0.1,
                kind,
                tag,
                page,
            );
            assert_eq!(found.await.unwrap(), [expected]);
        }
    }
}

#[tokio::test]
async fn a_client_speaks_as_the_trait_says() {
    let served = Served::start().await;
    routes(&routes::http::client(served.http.clone())).await;
    routes(&routes::grpc::client(served.grpc.clone())).await;
}

/// `/notes/` is another path than `/notes/{id}`, and dots would be resolved on their way.
#[tokio::test]
async fn what_cannot_be_a_segment_is_not_sent() {
    let served = Served::start().await;
    let client = routes::http::client(served.http.clone());
    for id in ["", ".", ".."] {
        let error = client.get(id.to_owned()).await.unwrap_err();
        assert_eq!(error.code(), Code::InvalidArgument);
        let expected = format!("path parameter `id`: `{id}` cannot be in a path");
        assert_eq!(error.message(), expected);
    }
}

/// Status line, headers in lower case, and the body.
async fn ask(served: &Served, verb: &str, path: &str, body: &str) -> (String, String, String) {
    let answer = served.ask(verb, path, body).await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let (status, headers) = head.split_once("\r\n").unwrap();
    let status = status.strip_prefix("HTTP/1.1 ").unwrap();
    (status.to_owned(), headers.to_lowercase(), body.to_owned())
}

#[tokio::test]
async fn verbs_paths_and_statuses_are_as_said() {
    let served = Served::start().await;
    for (verb, path, body, status, answer) in [
        ("GET", "/", "", "200 OK", "{}"),
        ("HEAD", "/", "", "200 OK", ""),
        ("POST", "/notes", r#"{"note": {"id": "x", "title": "X"}}"#, "201 Created", r#"{"id":"x","title":"X","tags":[]}"#),
        ("GET", "/notes/x", "", "200 OK", r#"{"id":"x","title":"X","tags":[]}"#),
        ("HEAD", "/notes/x", "", "200 OK", ""),
        ("GET", "/notes/%78", "", "200 OK", r#"{"id":"x","title":"X","tags":[]}"#),
        ("PUT", "/notes/x?dry_run=false", r#"{"id": "x", "title": "Y"}"#, "200 OK", "{}"),
        ("PATCH", "/notes/x", r#"{"tags": ["a"]}"#, "200 OK", r#"{"id":"x","title":"Y","tags":["a"]}"#),
        ("DELETE", "/notes/x", "", "204 No Content", ""),
        ("DELETE", "/notes/x", "ignored", "404 Not Found", "gone already"),
        ("PUT", "/motto", "", "200 OK", r#"{"value":null}"#),
        ("PUT", "/motto", "null", "200 OK", r#"{"value":null}"#),
        ("PUT", "/motto", "\"a\"", "200 OK", r#"{"value":"a"}"#),
        ("PUT", "/motto", "{}", "400 Bad Request", "expected a string at line 1 column 0"),
        ("PUT", "/reset", "", "205 Reset Content", ""),
        ("POST", "/accepted;v=1/~x", r#"["a"]"#, "202 Accepted", "{}"),
        ("GET", "/notes/1/2/last", "", "200 OK", r#"{"value":"1 2"}"#),
        ("GET", "/search?text=a+b&exact=false&letter=%C3%A4&least=-1&score=1e-1&tag=&tag=%26&&more=1", "", "200 OK",
            r#"{"found":["\"a b\" false 'ä' -1 None 0.1 None [\"\", \"&\"] []"]}"#),
        ("POST", "/sign-in", r#"{"name": "n", "password": "p"}"#, "200 OK", r#"{"token":"n p None"}"#),
    ] {
        let (found, headers, body) = ask(&served, verb, path, body).await;
        assert_eq!(found, status, "{verb} {path} {body}");
        assert!(body.contains(answer) && body.is_empty() == answer.is_empty(), "{verb} {path} {body}");
        assert!(status.starts_with("20") || headers.contains("application/problem+json"), "{headers}");
    }
}

#[tokio::test]
async fn a_parameter_that_is_wrong_is_named() {
    let served = Served::start().await;
    let search = "/search?text=a&exact=true&letter=a&least=1&score=1";
    for (path, detail) in [
        ("/notes/1/999/last", "path parameter `type`: invalid value: string \"999\", expected u8"),
        ("/notes/x/1/last", "path parameter `id`: invalid value: string \"x\", expected i32"),
        ("/notes/%FF", "Invalid UTF-8 in `id`"),
        ("/search?exact=true&letter=a&least=1&score=1", "query parameter `text`: missing"),
        (&format!("{search}&text=b"), "query parameter `text`: given more than once"),
        (&format!("{search}&most=-1"), "query parameter `most`: invalid value: string \"-1\", expected u64"),
        (&format!("{search}&most="), "query parameter `most`: invalid value: string \"\", expected u64"),
        (&format!("{search}&page=1&page=x"), "query parameter `page`: invalid value: string \"x\", expected u32"),
        (&format!("{search}&type=%FF"), "query parameter `type`: not UTF-8"),
        ("/search?text=a&exact=1&letter=a&least=1&score=1", "query parameter `exact`: invalid value: string \"1\", expected a boolean"),
        ("/search?text=a&exact=true&letter=ab&least=1&score=1", "query parameter `letter`: invalid value: string \"ab\", expected a character"),
    ] {
        let (status, _, body) = ask(&served, "GET", path, "").await;
        assert_eq!(status, "400 Bad Request", "{path} {body}");
        let problem: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(problem["detail"], *detail, "{path}");
        assert_eq!(problem["code"], "invalid_argument");
    }
}

#[tokio::test]
async fn another_verb_is_answered_with_those_that_there_are() {
    let served = Served::start().await;
    let (status, headers, _) = ask(&served, "POST", "/notes/x", "").await;
    assert_eq!(status, "405 Method Not Allowed");
    let allow = headers.lines().find_map(|line| line.strip_prefix("allow: "));
    let mut allowed: Vec<&str> = allow.unwrap().split(',').collect();
    allowed.sort_unstable();
    assert_eq!(allowed, ["delete", "get", "head", "patch", "put"]);
    for path in ["/notes/", "/notes/x/", "//", "/notes/x/y", "/notes/x/tags"] {
        let (status, _, _) = ask(&served, "GET", path, "").await;
        assert_eq!(status, "404 Not Found", "{path}");
    }
}

/// A call whose answer is lost may have been done.
#[tokio::test]
async fn only_what_is_idempotent_is_sent_again() {
    let served = Served::start().await;
    let client = routes::http::client(served.hangs_up.clone()).layer(&Retry::default());
    let id = || "x".to_owned();
    let mut asked = 0;
    let mut expect = |outcome: Option<Code>, times: u32| {
        assert_eq!(outcome, Some(Code::Unavailable));
        asked += times;
        assert_eq!(served.hung_up.load(Ordering::Relaxed), asked);
    };
    let code = |error: platform::Error| error.code();
    expect(client.get(id()).await.map_err(code).err(), 3);
    expect(client.delete(id()).await.map_err(code).err(), 1);
    expect(client.put(id(), Note::default(), true).await.map_err(code).err(), 3);
    expect(client.patch(id(), None, vec![]).await.map_err(code).err(), 1);
    expect(client.create(Note::default()).await.map_err(code).err(), 3);
    expect(client.plain(id()).await.map_err(code).err(), 1);
}

#[test]
fn secrets_are_not_printed() {
    let request = SignInRequest {
        name: "somebody".to_owned(),
        password: "hunter2".to_owned(),
        pin: Some(1234),
    };
    let expected = "SignInRequest { name: \"somebody\", .. }";
    assert_eq!(format!("{request:?}"), expected);
    let message = pb::LogInRequest {
        name: "somebody".to_owned(),
        password: "hunter2".to_owned(),
        pin: Some(1234),
    };
    assert_eq!(format!("{message:?}"), "LogInRequest { name: \"somebody\", .. }");
}
