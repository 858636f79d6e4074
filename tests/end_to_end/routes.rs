//! What a trait says of its routes, as curl sees it: the service of `tests/generated/routes`, made by
//! the real binary.

use crate::{
    curl::{self, Answer, curl},
    services::{self, Service},
};

#[test]
fn curl_speaks_as_the_trait_says() {
    if !curl::installed() {
        return;
    }
    let (binary, said) = services::of_corpus("routes", &["generate", "service", "routes"]);
    assert!(said.contains("\n  curl http://localhost:8081/\n"), "{said}");
    let service = Service::of_http("routes", &binary);
    let url = |path: &str| format!("http://{}{path}", service.http);
    let is = |answer: Answer, status: u16, body: &str| {
        assert_eq!((answer.status, &*answer.body), (status, body));
    };
    is(curl(&[&url("/")]), 200, "{}");
    let note = r#"{"id":"a/b c?","title":"ü","tags":[]}"#;
    is(curl(&[&url("/notes"), "-d", &format!(r#"{{"note": {note}}}"#)]), 201, note);
    is(curl(&[&url("/notes/a%2Fb%20c%3F")]), 200, note);
    let head = curl(&["--head", &url("/notes/a%2Fb%20c%3F")]);
    assert_eq!(head.header("content-length"), Some(&*note.len().to_string()));
    is(head, 200, "");
    is(curl(&["-XPUT", &url("/notes/x?dry_run=true"), "-d", note]), 200, "{}");
    is(curl(&["-XPATCH", &url("/notes/a%2Fb%20c%3F"), "-d", r#"{"tags": []}"#]), 200, note);
    let deleted = curl(&["-XDELETE", &url("/notes/a%2Fb%20c%3F")]);
    assert_eq!((deleted.header("content-length"), deleted.header("content-type")), (None, None));
    is(deleted, 204, "");
    // curl's own way to make a query, and a form's.
    let all = ["text=a&b", "exact=true", "letter=ß", "least=-1", "score=0.5", "tag=x y", "tag="];
    let all: Vec<&str> = all.iter().flat_map(|pair| ["--data-urlencode", pair]).collect();
    let search = url("/search");
    let found = r#"{"found":["\"a&b\" true 'ß' -1 None 0.5 None [\"x y\", \"\"] []"]}"#;
    is(curl(&[&["--get", &*search][..], &all].concat()), 200, found);
    let wrong = curl(&["--get", &search, "-d", "text=a", "-d", "exact=maybe"]);
    assert_eq!(wrong.header("content-type"), Some("application/problem+json"));
    let detail = "query parameter `exact`: invalid value: string \"maybe\", expected a boolean";
    assert_eq!((wrong.status, &wrong.json()["detail"]), (400, &detail.into()));
    let allowed = curl(&["-XPOST", &url("/notes/x"), "-d", ""]);
    assert_eq!((allowed.status, allowed.header("allow")), (405, Some("GET,HEAD,PUT,PATCH,DELETE")));
    assert_eq!(curl(&["-XOPTIONS", &url("/")]).header("allow"), Some("GET,HEAD"));
    assert_eq!(curl(&[&url("/notes/")]).status, 404);
}
