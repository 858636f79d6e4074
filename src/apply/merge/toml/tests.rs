//! Every way to write the tables and arrays that kit adds to.

use super::*;
use crate::plan::edit::insert;

fn key(table: &str, key: &str, value: &str) -> TomlWant {
    TomlWant::Key { table: path(table), key: key.into(), value: value.into() }
}

fn element(table: &str, key: &str, element: &str) -> TomlWant {
    TomlWant::Element { table: path(table), key: key.into(), element: element.into() }
}

fn path(table: &str) -> Vec<String> {
    table.split('.').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn try_merge(text: &str, wants: &[TomlWant]) -> Result<String, Diagnostic> {
    let manifest = |text: &str| Manifest::parse(Source::new("Cargo.toml", text));
    let found = insertions(&manifest(text)?, wants)?;
    let merged = insert(text, &found);
    let again = insertions(&manifest(&merged).unwrap(), wants).unwrap();
    assert_eq!(again, [], "a second run inserts: {merged}");
    Ok(merged)
}

#[track_caller]
fn check(want: TomlWant, before: &str, after: &str) {
    assert_eq!(try_merge(before, &[want]).unwrap(), after);
}

#[test]
fn a_key_goes_to_the_end_of_its_table() {
    let want = || key("dependencies", "m", "1");
    check(want(), "[dependencies]\nz = 1 # last\n\n[x]\n", "[dependencies]\nm = 1\nz = 1 # last\n\n[x]\n");
    check(
        want(),
        "[dependencies]\nz = 1\na = 2 # last\n\n[x]\n",
        "[dependencies]\nz = 1\na = 2 # last\nm = 1\n\n[x]\n",
    );
    check(key("package", "m", "1"), "[package]\na = 1\nz = 2\n", "[package]\na = 1\nz = 2\nm = 1\n");
    check(want(), "[dependencies] # none", "[dependencies] # none\nm = 1");
    check(want(), "[dependencies]\n# none\n", "[dependencies]\nm = 1\n# none\n");
    check(
        want(),
        "[dependencies]\na = [\n  1,\n] # x\nz = 1\n",
        "[dependencies]\na = [\n  1,\n] # x\nm = 1\nz = 1\n",
    );
    check(
        want(),
        "[dependencies]\n  a = 1\n  z.path = 1\n",
        "[dependencies]\n  a = 1\n  m = 1\n  z.path = 1\n",
    );
    check(want(), "[dependencies]\nn.a = 1\nn.b = 1\n", "[dependencies]\nm = 1\nn.a = 1\nn.b = 1\n");
    check(want(), "[dependencies]\na.a = 1\na.b = 1\n", "[dependencies]\na.a = 1\na.b = 1\nm = 1\n");
}

#[test]
fn an_absent_table_goes_to_the_end_of_the_file() {
    let want = || key("workspace.dependencies", "a", "1");
    let table = "[workspace.dependencies]\na = 1\n";
    for (before, gap) in
        [("", ""), ("\u{feff}", ""), ("[x]\n", "\n"), ("[x]\n\n", ""), ("[x]", "\n\n"), ("# x", "\n\n")]
    {
        check(want(), before, &format!("{before}{gap}{table}"));
    }
    check(want(), "[workspace.dependencies.b]\n", &format!("[workspace.dependencies.b]\n\n{table}"));
    check(want(), "[workspace]\n", &format!("[workspace]\n\n{table}"));
    check(want(), "[x]\r\n\r\n", &format!("[x]\r\n\r\n{table}"));
}

#[test]
fn a_dotted_or_inline_table_is_continued_in_its_own_way() {
    let want = || key("workspace.dependencies", "a", "1");
    for (before, after) in [
        ("workspace = { members = [] }", "workspace = { members = [], dependencies.a = 1 }"),
        ("workspace = {}", "workspace = { dependencies.a = 1 }"),
        ("workspace = { }", "workspace = { dependencies.a = 1 }"),
        ("workspace = { dependencies = { b = 1 } }", "workspace = { dependencies = { b = 1, a = 1 } }"),
        (
            "workspace = { dependencies.b = 1 } # x",
            "workspace = { dependencies.b = 1, dependencies.a = 1 } # x",
        ),
        (
            "workspace.dependencies.b = 1\nx = 2\n",
            "workspace.dependencies.b = 1\nworkspace.dependencies.a = 1\nx = 2\n",
        ),
        ("workspace.members = []\nx = 2\n", "workspace.members = []\nworkspace.dependencies.a = 1\nx = 2\n"),
        (
            "[workspace]\ndependencies.b = 1\nx = 2\n",
            "[workspace]\ndependencies.b = 1\ndependencies.a = 1\nx = 2\n",
        ),
        ("[workspace]\ndependencies = {b = 1}\n", "[workspace]\ndependencies = {b = 1, a = 1}\n"),
    ] {
        check(want(), before, after);
    }
}

#[test]
fn what_is_there_stays_however_it_is_written() {
    for text in [
        "[dependencies]\nplatform = \"1\"\n",
        "[dependencies]\n\"platform\" = \"1\"\n",
        "[dependencies]\nplatform.path = \"x\"\n",
        "[dependencies.platform]\npath = \"x\"\n",
        "dependencies.platform.path = \"x\"\n",
        "dependencies = { platform = { path = \"x\" } }\n",
    ] {
        check(key("dependencies", "platform", "{ path = \"../platform\" }"), text, text);
        check(key("dependencies", "platform.workspace", "true"), text, text);
    }
    let text = "[workspace]\nmembers = ['users'] # mine\n";
    check(element("workspace", "members", "users"), text, text);
}

#[test]
fn a_key_of_the_root_goes_before_the_first_header() {
    check(key("", "a", "1"), "b = 1 # x\n\n[t]\n", "b = 1 # x\na = 1\n\n[t]\n");
    check(key("", "a", "1"), "\u{feff}# x\n[t]\n", "\u{feff}a = 1\n# x\n[t]\n");
}

#[test]
fn odd_names_are_quoted() {
    let want = TomlWant::Key { table: vec!["a b".into()], key: "\"c d\"".into(), value: "1".into() };
    check(want, "", "[\"a b\"]\n\"c d\" = 1\n");
}

#[test]
fn an_element_is_laid_out_as_those_before_it() {
    for (before, after) in [
        ("[]", "[\"b\"]"),
        ("[ ]", "[\"b\" ]"),
        ("[\"a\"]", "[\"a\", \"b\"]"),
        ("[ 'a' , ]", "[ 'a', \"b\" , ]"),
        ("[\n]", "[\n    \"b\",\n]"),
        ("[\n  # none, yet\n]", "[\n  # none, yet\n    \"b\",\n]"),
        ("[\n  \"a\",\n]", "[\n  \"a\",\n  \"b\",\n]"),
        ("[\n\t\"a\"\n]", "[\n\t\"a\",\n\t\"b\"\n]"),
        ("[\n  \"a\", # one, two\n  # end\n]", "[\n  \"a\", # one, two\n  \"b\",\n  # end\n]"),
        ("[\n  \"a\" # one, two\n]", "[\n  \"a\", # one, two\n  \"b\"\n]"),
        ("[\n  \"a\" # one\n  , # two\n]", "[\n  \"a\" # one\n  , # two\n  \"b\",\n]"),
        ("[\"0\",\n  \"a\"]", "[\"0\",\n  \"a\",\n  \"b\"]"),
        ("[\"0\",\n  \"a\",]", "[\"0\",\n  \"a\",\n  \"b\",]"),
        ("[\n  \"0\", \"a\",\n]", "[\n  \"0\", \"a\", \"b\",\n]"),
    ] {
        let text = |array: &str| format!("[workspace]\nmembers = {array}\nx = 1\n");
        check(element("workspace", "members", "b"), &text(before), &text(after));
    }
}

#[test]
fn an_absent_array_is_made() {
    let want = || element("workspace", "members", "a");
    check(want(), "[workspace]\nresolver = \"3\"\n", "[workspace]\nresolver = \"3\"\nmembers = [\"a\"]\n");
    check(want(), "", "[workspace]\nmembers = [\"a\"]\n");
    check(want(), "workspace = {}", "workspace = { members = [\"a\"] }");
}

#[test]
fn wants_of_one_run_come_out_as_one_by_one() {
    let wants = [
        element("workspace", "members", "a"),
        element("workspace", "members", "b"),
        key("dependencies", "z", "1"),
        key("dependencies", "b", "1"),
        key("dependencies", "c", "1"),
    ];
    let expected = "[workspace]\nmembers = [\"a\", \"b\"]\n\n[dependencies]\nb = 1\nc = 1\nz = 1\n";
    assert_eq!(try_merge("", &wants).unwrap(), expected);
    let one_by_one =
        wants.iter().fold(String::new(), |text, want| try_merge(&text, std::slice::from_ref(want)).unwrap());
    assert_eq!(one_by_one, expected);
}

#[test]
fn what_cannot_be_amended_is_underlined() {
    for (want, text, underlined, label) in [
        (
            element("workspace", "members", "a"),
            "[workspace]\nmembers = \"x\"\n",
            "\"x\"",
            "this is not an array",
        ),
        (key("a.b", "c", "1"), "a.b = 7\n", "7", "this is not a table"),
    ] {
        let wrong = try_merge(text, &[want]).unwrap_err();
        let place = wrong.label.unwrap();
        assert_eq!((&text[place.span], &*place.text), (underlined, label));
        assert!(wrong.help[0].starts_with("it needs this:\n\n["), "{:?}", wrong.help);
    }
    let wrong = try_merge("[x\n", &[key("x", "a", "1")]).unwrap_err();
    assert_eq!(wrong.title, "Cargo.toml is not valid TOML");
}
