//! Insertions into files that users wrote in every style: what was there stays, byte for byte; a
//! second run inserts nothing; two wants at once give what one after the other gives.

use kit::{
    apply::merge::{self, Text},
    diagnostic::{Diagnostic, Source},
    plan::{
        change::{RustWant, TomlWant, Want},
        edit::{Insertion, insert},
    },
};
use proptest::{collection::vec, prelude::*, sample::select, strategy::Union};

fn insertions(source: &Source, wants: &[Want]) -> Result<Vec<Insertion>, Diagnostic> {
    merge::insertions(&Text::for_wants(source.clone(), wants)?, wants)
}

/// The file after a run, with every promise checked on the way.
fn merge(text: &str, wants: &[Want]) -> String {
    let found = insertions(&Source::new("file", text), wants).expect("a place for everything");
    let merged = insert(text, &found);
    assert_eq!(without(&merged, &found), text, "something else changed");
    let again = insertions(&Source::new("file", merged.as_str()), wants).expect("still readable");
    assert_eq!(again, [], "a second run inserts into:\n{merged}");
    merged
}

/// Deletes the inserted spans.
fn without(merged: &str, insertions: &[Insertion]) -> String {
    let (mut rest, mut shift) = (merged.to_owned(), 0);
    let spans = insertions.iter().map(|insertion| {
        let start = insertion.at + shift;
        shift += insertion.text.len();
        start..start + insertion.text.len()
    });
    for span in spans.collect::<Vec<_>>().into_iter().rev() {
        rest.replace_range(span, "");
    }
    rest
}

fn check(text: &str, wants: &[Want]) -> String {
    let merged = merge(text, wants);
    let one_by_one =
        wants.iter().fold(text.to_owned(), |text, want| merge(&text, std::slice::from_ref(want)));
    assert_eq!(merged, one_by_one);
    let breaks = merged.matches('\n').count();
    if text.contains("\r\n") {
        assert_eq!(merged.matches("\r\n").count(), breaks, "line ends are mixed in:\n{merged:?}");
    }
    merged
}

/// Lines with comments, blank lines and line ends of some style between them.
fn styled(start: &str, lines: &[String], noise: &[usize], comment: &str, style: (bool, bool)) -> String {
    let (crlf, newline) = style;
    let mut text = start.to_owned();
    for (index, line) in lines.iter().enumerate() {
        let before = match noise.get(index).copied().unwrap_or(0) {
            1 => format!("{comment} a ] comment }} with, \"quotes é\n"),
            2 => "\n".to_owned(),
            3 => format!("\n  {comment}\n\n"),
            _ => String::new(),
        };
        text.push_str(&format!("{before}{line}\n"));
    }
    let text = if newline { &text } else { text.trim_end() };
    if crlf { text.replace('\n', "\r\n") } else { text.to_owned() }
}

fn method(name: &str) -> Want {
    Want::Rust(RustWant::Method {
        trait_name: "Users".into(),
        on: "BasicUsers".into(),
        name: name.into(),
        code: format!("async fn {name}(&self) {{\n    // \"stub\"\n    if true {{\n        ()\n    }}\n}}"),
    })
}

fn method_names() -> impl Strategy<Value = Vec<&'static str>> {
    Just(vec!["a", "b", "c", "r#type"])
        .prop_shuffle()
        .prop_flat_map(|names| (Just(names), 0..5_usize))
        .prop_map(|(mut names, count)| {
            names.truncate(count);
            names
        })
}

fn rust_item(name: &str, style: usize, unit: &str) -> Vec<String> {
    let lines = match style {
        0 => vec![format!("async fn {name}(&self) {{}}")],
        1 => vec![
            format!("/// Doc }}."),
            "#[cfg(unix)]".into(),
            format!("fn {name}(&self) {{ // }}"),
            "}".into(),
        ],
        2 => vec![
            format!("fn {name}(&self) -> &str {{"),
            format!("{unit}r#\"}} \"# /* x */"),
            "} // done }".into(),
        ],
        _ => vec![format!("fn {name}(&self) {{}} /* {{ */ // {{")],
    };
    lines.into_iter().map(|line| format!("{unit}{line}")).collect()
}

prop_compose! {
    fn rust_file()(
        start in select(vec!["", "\u{feff}", "#!/usr/bin/env é\n", "#![allow(unused)]\n", "\u{feff}//! é\n"]),
        header in select(vec![
            "impl Users for BasicUsers {",
            "impl<'a, N: Send> self::Users for BasicUsers<'a, N> where N: 'a {",
            "#[cfg(not(test))] impl Users for BasicUsers { #![allow(unused)]",
        ]),
        names in method_names(),
        styles in vec(0..4_usize, 4),
        unit in select(vec!["    ", "\t", "  "]),
        noise in vec(0..8_usize, 30),
        style in any::<(bool, bool)>(),
        mock in any::<bool>(),
    ) -> String {
        let mut lines = vec!["pub trait Users { fn a(&self); }".to_owned()];
        if mock {
            lines.extend(["#[cfg(test)]", "impl Users for BasicUsers<Mock> {}", "impl Users for Other {", "}"].map(String::from));
        }
        lines.push(header.to_owned());
        for (name, style) in names.iter().zip(styles) {
            lines.extend(rust_item(name, style, unit));
        }
        lines.extend(["}".to_owned(), "const END: u8 = 0;".to_owned()]);
        styled(start, &lines, &noise, "//", style)
    }
}

fn toml_wants() -> Vec<Want> {
    let key = |table: &[&str], key: &str, value: &str| {
        let table = table.iter().map(|part| part.to_string()).collect();
        Want::Toml(TomlWant::Key { table, key: key.into(), value: value.into() })
    };
    let element = |table: &[&str], key: &str, element: &str| {
        let table = table.iter().map(|part| part.to_string()).collect();
        Want::Toml(TomlWant::Element { table, key: key.into(), element: element.into() })
    };
    vec![
        element(&["workspace"], "members", "users"),
        element(&["workspace"], "members", "platform"),
        key(&["workspace", "dependencies"], "platform", "{ path = \"platform\" }"),
        key(&["workspace", "dependencies"], "axum", "\"0.8\""),
        key(&["dependencies"], "platform.workspace", "true"),
        key(&["dependencies"], "axum.workspace", "true"),
        element(&["package", "metadata", "kit"], "transports", "http"),
        key(&["package", "metadata", "kit"], "other", "1"),
    ]
}

/// Ways to write one table; every element is some lines.
fn variants(all: &'static [&'static [&'static str]]) -> impl Strategy<Value = Vec<String>> {
    select(all).prop_map(|lines| lines.iter().map(|line| line.to_string()).collect())
}

fn toml_file() -> impl Strategy<Value = String> {
    let workspace = variants(&[
        &[],
        &["[workspace]"],
        &["[workspace] # ours", "resolver = '3'", "members = ['users', \"x\"] # all"],
        &[
            "[workspace]",
            "members = [",
            "  'a', # first, [",
            "  'b' # last",
            "]",
            "[workspace.package]",
            "edition = '2024'",
        ],
        &["[workspace]", "members = [ 'a',", "'b',", "]", "dependencies.axum = '0.8'"],
        &["[workspace]", "members = []", "dependencies = { serde = '1' }"],
        &[
            "[workspace.dependencies]",
            "axum = { version = '0.8', features = [",
            "'http2',",
            "] } # }",
            "z = '1'",
        ],
        &["[workspace.dependencies.platform]", "path = 'elsewhere'"],
    ]);
    let dependencies = variants(&[
        &[],
        &["[dependencies]"],
        &["  [dependencies]", "  a = '1'", "  # sorted", "  zip.workspace = true", "  zip.features = []"],
        &["[dependencies]", "z = '1'", "a = \"\"\"", "[not a table]", "\"\"\""],
        &["[dependencies.\"platform\"]", "path = '../platform'"],
    ]);
    let package = variants(&[
        &[],
        &["[package]", "name = 'x'", "[package.metadata.docs]", "all = true"],
        &["[package]", "name = 'x'", "metadata.kit.transports = [ ]"],
        &["[package]", "metadata = { kit = { transports = ['grpc', 'http'] } }"],
        &["[package.metadata]", "kit = { }"],
        &["[package.metadata.kit]", "transports = [", "]"],
    ]);
    let sections = (workspace, dependencies, package, variants(&[&[], &["[[bin]]", "name = 'y'"]]))
        .prop_flat_map(|(a, b, c, d)| Just(vec![a, b, c, d]).prop_shuffle());
    let root = Union::new([Just(""), Just("\u{feff}"), Just("# é\n"), Just("cargo-features = []\n")]);
    (root, sections, vec(0..8_usize, 40), any::<(bool, bool)>()).prop_map(|(root, sections, noise, style)| {
        // A comment line must not fall into the text between triple quotes.
        let quoted = sections.concat().iter().any(|line| line.contains("\"\"\""));
        let noise = if quoted { &[] } else { &noise[..] };
        styled(root, &sections.concat(), noise, "#", style)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn stubs_go_into_any_rust_file(text in rust_file(), names in method_names()) {
        let wants: Vec<Want> = names.iter().map(|name| method(name)).collect();
        let merged = check(&text, &wants);
        let file = syn::parse_file(&merged).expect("still Rust");
        let methods = file.items.iter().filter_map(|item| match item {
            syn::Item::Impl(block) => Some(block.items.len()),
            _ => None,
        });
        prop_assert!(methods.max().unwrap_or(0) >= names.len());
    }

    #[test]
    fn keys_and_elements_go_into_any_toml_file(
        text in toml_file(),
        wants in Just(toml_wants()).prop_shuffle(),
        count in 1..8_usize,
    ) {
        prop_assert!(text.parse::<toml_edit::DocumentMut>().is_ok(), "a bad case:\n{}", text);
        check(&text, &wants[..count]);
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,200}", cut in 0..200_usize) {
        let rust = "\u{feff}impl Users for BasicUsers { /* é */ fn a(&self) { \"\" } }";
        let toml = "[workspace]\nmembers = [ 'é', # x\n]\ndependencies = { a = 1 }\n";
        for text in [&text[..], &rust[..rust.floor_char_boundary(cut)], &toml[..toml.floor_char_boundary(cut)]] {
            let source = Source::new("file", text);
            for want in toml_wants().into_iter().chain([method("b")]) {
                if let Err(wrong) = insertions(&source, &[want]) {
                    prop_assert!(!wrong.render(false).is_empty());
                }
            }
        }
    }
}
