//! Every shape of block that a stub may have to go into.

use super::*;
use crate::plan::edit::insert;

fn want(name: &str) -> RustWant {
    RustWant::Method {
        trait_name: "Users".into(),
        on: "Basic".into(),
        name: name.into(),
        code: format!("async fn {name}(&self) {{\n    todo()\n}}"),
    }
}

fn try_merge(text: &str, names: &[&str]) -> Result<String, Diagnostic> {
    let wants: Vec<RustWant> = names.iter().map(|name| want(name)).collect();
    let source = Source::new("users/src/service.rs", text);
    let insertions = insertions(&source, &wants)?;
    let merged = insert(text, &insertions);
    let again = super::insertions(&Source::new("again", merged.as_str()), &wants).unwrap();
    assert_eq!(again, [], "a second run inserts: {merged}");
    Ok(merged)
}

#[track_caller]
fn check(before: &str, after: &str) {
    assert_eq!(try_merge(before, &["add"]).unwrap(), after);
}

#[test]
fn follows_the_last_item_after_a_blank_line() {
    check(
        "impl Users for Basic {\n    fn a(&self) {}\n}\n",
        "impl Users for Basic {\n    fn a(&self) {}\n\n    async fn add(&self) {\n        todo()\n    }\n}\n",
    );
}

#[test]
fn several_stubs_come_in_order_and_as_if_one_by_one() {
    let text = "impl Users for Basic {}\n";
    let both = try_merge(text, &["a", "b"]).unwrap();
    assert_eq!(both, try_merge(&try_merge(text, &["a"]).unwrap(), &["b"]).unwrap());
    assert!(both.find("fn a").unwrap() < both.find("fn b").unwrap());
}

#[test]
fn fills_an_empty_block_however_it_is_written() {
    let stub = "    async fn add(&self) {\n        todo()\n    }\n";
    for (before, open) in [
        ("impl Users for Basic {}", "impl Users for Basic {\n"),
        ("impl Users for Basic { }", "impl Users for Basic { \n"),
        ("impl Users for Basic {\n}", "impl Users for Basic {\n"),
        ("impl Users for Basic\n{\n}", "impl Users for Basic\n{\n"),
        (
            "impl Users for Basic {\n    #![allow(unused)]\n    // here\n}",
            "impl Users for Basic {\n    #![allow(unused)]\n    // here\n",
        ),
    ] {
        check(before, &format!("{open}{stub}}}"));
    }
}

#[test]
fn keeps_comments_where_they_are() {
    let stub = "\n\n    async fn add(&self) {\n        todo()\n    }";
    for (head, tail) in [
        ("impl Users for Basic {\n    fn a(&self) {} // first", "\n    // the end\n}\n"),
        ("impl Users for Basic {\n    fn a(&self) {} /* x */ // y }", "\n}\n"),
        ("impl Users for Basic {\n    fn a(&self) {}", " /* starts here\n    and ends */\n}\n"),
        ("impl Users for Basic {\n    fn a(&self) { \"}\"; } // é }", "\n\n    /* fn b() {} */\n}\n"),
    ] {
        check(&format!("{head}{tail}"), &format!("{head}{stub}{tail}"));
    }
}

#[test]
fn a_block_on_one_line_is_opened() {
    check(
        "impl Users for Basic { fn a(&self) {} }",
        "impl Users for Basic { fn a(&self) {} \n\n    async fn add(&self) {\n        todo()\n    }\n}",
    );
}

#[test]
fn indents_as_the_siblings_do() {
    for (outer, inner) in [("", "\t"), ("\t", "\t\t"), ("    ", "        "), ("", "  ")] {
        let unit = &inner[outer.len()..];
        let impl_ = format!("{outer}impl Users for Basic {{\n{inner}fn a(&self) {{}}");
        let text = |stub: &str| format!("mod m {{\n{impl_}{stub}\n{outer}}}\n}}\n");
        let stub = format!("\n\n{inner}async fn add(&self) {{\n{inner}{unit}todo()\n{inner}}}");
        check(&text(""), &text(&stub));
    }
    check(
        "fn x() {\n\ty();\n}\nimpl Users for Basic {}",
        "fn x() {\n\ty();\n}\nimpl Users for Basic {\n\tasync fn add(&self) {\n\t\ttodo()\n\t}\n}",
    );
}

#[test]
fn counts_bytes_from_the_start_of_the_file() {
    for prelude in ["\u{feff}", "#!/usr/bin/env run\n", "\u{feff}#!/x é\n", "#![allow(unused)]\n", "// é\n"]
    {
        let block = "impl Users for Basic {\n    fn a(&self) {}";
        check(
            &format!("{prelude}{block}\n}}"),
            &format!("{prelude}{block}\n\n    async fn add(&self) {{\n        todo()\n    }}\n}}"),
        );
    }
}

#[test]
fn chooses_the_impl_of_the_service() {
    let mock = "#[cfg(test)]\nimpl Users for Mock {}\n#[cfg(all(test, unix))]\nmod t {\n    impl Users for Basic {}\n}\n";
    let other = "impl Users for Arc<Basic> {}\nimpl Other for Basic {}\nimpl Basic {}\n";
    let stub = "\n    async fn add(&self) {\n        todo()\n    }\n";
    for head in [
        "impl<N: Notifier> crate::Users for Basic<N> where N: Send {",
        "#[cfg(not(test))]\nimpl Users<u8> for self::Basic {",
    ] {
        check(&format!("{mock}{other}{head}}}\n"), &format!("{mock}{other}{head}{stub}}}\n"));
    }
}

#[test]
fn takes_the_only_impl_of_a_renamed_type() {
    let mock = "#[cfg(test)]\nimpl Users for Mock {}\n";
    let stub = "\n    async fn add(&self) {\n        todo()\n    }\n";
    check(&format!("{mock}impl Users for Mine {{}}\n"), &format!("{mock}impl Users for Mine {{{stub}}}\n"));
}

#[test]
fn every_variant_of_the_impl_gets_the_stub() {
    let text = "#[cfg(unix)]\nimpl Users for Basic {}\n#[cfg(windows)]\nimpl Users for Basic {\n    fn a(&self) {}\n}\n";
    assert_eq!(try_merge(text, &["add"]).unwrap().matches("fn add").count(), 2);
    assert_eq!(try_merge(text, &["a"]).unwrap().matches("fn a(").count(), 2);
}

#[test]
fn what_is_there_stays() {
    for method in ["fn add(&self) {}", "#[cfg(unix)]\n    fn add(&self) {}", "fn r#add(&self) {}"] {
        let text = format!("impl Users for Basic {{\n    {method}\n}}\n");
        check(&text, &text);
    }
    let raw = "impl Users for Basic {\n    fn r#type(&self) {}\n}\n";
    assert_eq!(try_merge(raw, &["r#type"]).unwrap(), raw);
}

#[test]
fn says_what_to_paste_where_no_place_is_found() {
    for (text, why) in [
        ("trait Users {}\n", "the trait has no `impl` in this file"),
        ("impl Users for A {}\nimpl Users for B {}\n", "the trait has several `impl`s, none for that type"),
        ("#[cfg(test)]\nimpl Users for Basic {}\n", "the trait has no `impl` in this file"),
    ] {
        let wrong = try_merge(text, &["add"]).unwrap_err();
        assert_eq!(
            wrong.title,
            format!("cannot add the method `add` to `Basic` in users/src/service.rs: {why}")
        );
        assert!(
            wrong.help[0]
                .contains("impl Users for Basic {\n    async fn add(&self) {\n        todo()\n    }\n}")
        );
    }
}

#[test]
fn a_syntax_error_is_shown_where_it_is() {
    let text = "\u{feff}// é\nimpl Users for Basic {\n    fn 7() {}\n}\n";
    let wrong = try_merge(text, &["add"]).unwrap_err();
    let label = wrong.label.unwrap();
    assert_eq!(label.source.position(label.span.start).0, 3, "{label:?}");
}
