//! What serde's attributes say is compared with serde itself by a service whose document a stranger
//! tries. Here are the corners.

use std::collections::BTreeSet;

use super::*;
use crate::{
    diagnostic::Source,
    model::{Crate, Module, Transport, names::ServiceName, parse},
};

/// The JSON of the type `Sent`, which is all that a service sends.
fn json(types: &str) -> Json {
    let text = format!(
        "use platform::Error;\n#[trait_variant::make(Send)]\npub trait UsersService: Sync + 'static {{\n\
         async fn send(&self, sent: Sent) -> Result<(), Error>;\n}}\n{types}"
    );
    let source = Source::new("users/src/service.rs", text);
    let krate =
        Crate { modules: vec![Module { path: vec!["service".into()], source }], ..Default::default() };
    let name = ServiceName::parse("users").unwrap();
    let service = parse(&krate, &name, &BTreeSet::from([Transport::Http]));
    let service = service.unwrap_or_else(|errors| panic!("{}", errors.0[0].render(false)));
    service.definition("crate::service::Sent").json.clone()
}

const DERIVE: &str = "#[derive(Clone, Debug, Serialize, Deserialize)]";

fn fields(attributes: &str, fields: &str) -> Vec<Field> {
    match json(&format!("{DERIVE} {attributes} pub struct Sent {{ {fields} }}")) {
        Json::Struct(Content::Object(object)) => object.fields,
        other => panic!("{other:?}"),
    }
}

fn same(name: &str) -> Names {
    Names { read: Some(name.to_owned()), written: Some(name.to_owned()) }
}

#[test]
fn names_follow_the_rules_of_both_sides() {
    let found = fields(
        "#[serde(rename_all(serialize = \"camelCase\", deserialize = \"SCREAMING-KEBAB-CASE\"))]",
        "one_two: u8, #[serde(rename = \"x\")] two: u8, #[serde(skip_serializing)] three: u8, \
         #[serde(skip)] four: u8, r#type: u8, #[serde(rename(serialize = \"y\"))] five_six: u8",
    );
    let names: Vec<_> =
        found.iter().map(|field| (field.names.read.as_deref(), field.names.written.as_deref())).collect();
    assert_eq!(
        names,
        [
            (Some("ONE-TWO"), Some("oneTwo")),
            (Some("x"), Some("x")),
            (Some("THREE"), None),
            (None, None),
            (Some("TYPE"), Some("type")),
            (Some("FIVE-SIX"), Some("y")),
        ]
    );
}

#[test]
fn what_may_be_absent() {
    let found = fields(
        "",
        "a: u8, b: Option<u8>, c: Option<Box<u8>>, #[serde(default)] d: u8, #[serde(default = \"e\")] e: u8, \
         #[serde(with = \"f\")] f: Option<u8>, #[serde(skip_serializing_if = \"g\")] g: u8, h: Box<Option<u8>>",
    );
    let absent = |kept: fn(&Field) -> bool| -> String {
        let names = found.iter().filter(|field| !kept(field)).filter_map(|field| field.names.read.clone());
        names.collect()
    };
    assert_eq!((&*absent(|field| field.demanded), &*absent(|field| field.always)), ("bcdeh", "g"));
    assert!(fields("#[serde(default)]", "a: u8").iter().all(|field| !field.demanded));
}

#[test]
fn what_only_serde_knows() {
    for types in [
        "#[derive(Clone, Debug, Deserialize)] pub struct Sent { a: u8 }\nimpl Serialize for Sent {}",
        "#[derive(Clone, Debug, Serialize, Deserialize)] #[serde(from = \"u8\")] pub struct Sent { a: u8 }",
        "#[derive(Clone, Debug, Serialize, Deserialize)] #[serde(into = \"u8\")] pub enum Sent { A(u8) }",
        "#[derive(Clone, Debug, Serialize, Deserialize)] #[cfg_attr(test, serde(default))] pub struct Sent { a: u8 }",
        "#[derive(Clone, Debug, Serialize, Deserialize)] pub struct Sent(u8, #[serde(skip)] u8);",
    ] {
        assert_eq!(json(types), Json::Struct(Content::Unknown), "{types}");
    }
    let found = fields("", "#[serde_as(as = \"X\")] a: u8, b: fn(u8), #[serde(with = \"x\")] c: u8");
    assert!(found.iter().all(|field| field.ty.is_none()), "{found:?}");
}

#[test]
fn variants_have_names_tags_and_fields() {
    let text = format!(
        "{DERIVE} #[serde(tag = \"t\", content = \"c\", rename_all = \"snake_case\", \
         rename_all_fields = \"UPPERCASE\")] pub enum Sent {{ HTTPCode, TwoWords {{ a_b: u8 }}, \
         #[serde(rename_all = \"camelCase\")] Three {{ a_b: u8 }}, #[serde(other)] Other, \
         #[serde(untagged)] Five(u8) }}"
    );
    let Json::Enum(tagging, variants) = json(&text) else { panic!("an enum") };
    assert_eq!(tagging, Tagging::Adjacent { tag: "t".into(), content: "c".into() });
    let names: Vec<_> = variants.iter().filter_map(|variant| variant.names.read.as_deref()).collect();
    assert_eq!(names, ["h_t_t_p_code", "two_words", "three", "other", "five"]);
    let field = |at: usize| match &variants[at].content {
        Content::Object(object) => object.fields[0].names.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!((field(1), field(2)), (same("A_B"), same("aB")));
    assert!(variants[3].other && variants[4].untagged && !variants[0].untagged);
}
