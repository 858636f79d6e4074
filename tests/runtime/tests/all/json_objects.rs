//! `json_object!` does what serde's derives do, but for arrays.

use std::fmt::Debug;

use platform::json_object;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

#[derive(Debug, PartialEq)]
struct Ours {
    id: u8,
    r#type: Option<String>,
    list: Vec<Option<bool>>,
}

json_object!(Ours { id, r#type, list });

mod derived {
    #[derive(Debug, PartialEq, serde::Deserialize, serde::Serialize)]
    pub struct Ours {
        pub id: u8,
        pub r#type: Option<String>,
        pub list: Vec<Option<bool>>,
    }

    #[derive(Debug, serde::Deserialize, serde::Serialize)]
    pub struct Nothing {}
}

#[derive(Debug)]
struct Nothing {}

json_object!(Nothing {});

/// What is read, or why not, and with the text of what was read.
fn outcome<T: DeserializeOwned + Serialize + Debug>(json: &str) -> String {
    match serde_json::from_str::<T>(json) {
        Ok(read) => format!("{read:?} {}", serde_json::to_string(&read).unwrap()),
        Err(error) => error.to_string(),
    }
}

#[test]
fn are_what_serde_derives() {
    let texts = [
        r#"{"id":1,"type":"a","list":[true,null]}"#,
        r#" { "list" : [] , "more" : { "id" : [1, {}] } , "id" : 255 } "#,
        r#"{"id":1,"list":[],"type":null,"":0}"#,
        r#"{"id":1}"#,
        r#"{"type":"a","list":[]}"#,
        r#"{"id":1,"list":[],"id":2}"#,
        r#"{"id":1,"list":[],"type":null,"type":null}"#,
        r#"{"id":256,"list":[]}"#,
        r#"{"id":"1","list":[]}"#,
        r#"{"id":1,"list":[0]}"#,
        r#"{"id":1,"list":null}"#,
        r#"{"r#type":"a","id":1,"list":[]}"#,
        r#"{"\u0069d":1,"list":[]}"#,
        r#"{"id":1,"list":[]"#,
        r#"{"id":1,"list":[],}"#,
        r#"{"id" 1}"#,
        "{}",
        "null",
        "3",
        r#""id""#,
        "",
    ];
    for text in texts {
        assert_eq!(outcome::<Ours>(text), outcome::<derived::Ours>(text), "{text}");
        assert_eq!(outcome::<Nothing>(text), outcome::<derived::Nothing>(text), "{text}");
        // Through a value, which hands out its keys as its own texts.
        let value: Result<serde_json::Value, _> = serde_json::from_str(text);
        let (ours, derived): (Result<Ours, _>, Result<derived::Ours, _>) = match value {
            Ok(value) => (Ours::deserialize(&value), serde_json::from_value(value)),
            Err(_) => continue,
        };
        assert_eq!(
            ours.map_err(|error| error.to_string()).map(|ours| format!("{ours:?}")),
            derived.map_err(|error| error.to_string()).map(|derived| format!("{derived:?}")),
            "{text}"
        );
    }
}

#[test]
fn are_no_arrays() {
    let refused = outcome::<Ours>("[1,null,[]]");
    assert!(refused.starts_with("invalid type: sequence, expected struct Ours at line 1"), "{refused}");
    assert!(outcome::<Nothing>("[]").starts_with("invalid type: sequence"));
}
