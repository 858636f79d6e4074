//! Files that are nested without end, huge, or no text.

use std::fs::{self, File};

use crate::{
    case::{CARGO_TOML, COMPOSE, Case, FILES, PROTO, SERVICE_RS},
    support::process::PATIENCE,
};

const DEEP: usize = 100_000;

fn nested(open: &str, inner: &str, close: &str, depth: usize) -> String {
    format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
}

#[test]
fn nesting_without_end() {
    let generate = &["generate"][..];
    let docker = &["generate", "docker"][..];
    let cases = [
        (SERVICE_RS, nested("(", "", ")", DEEP), generate, "nested too deeply"),
        (SERVICE_RS, nested("mod a {", "", "}", DEEP), generate, "nested too deeply"),
        (SERVICE_RS, format!("const F: u8 = {}x;", "!".repeat(DEEP)), generate, "nested too deeply"),
        (SERVICE_RS, format!("type A = {};", nested("Vec<", "u8", ">", DEEP)), generate, "nested too deeply"),
        (CARGO_TOML, format!("[x]\ny = {}\n", nested("[", "", "]", DEEP)), generate, "not valid TOML"),
        (CARGO_TOML, format!("[x]\ny = {}\n", nested("{a=", "1", "}", DEEP)), generate, "not valid TOML"),
        (CARGO_TOML, format!("[x]\n{}a = 1\n", "a.".repeat(DEEP)), generate, "not valid TOML"),
        ("Cargo.toml", format!("[x{}]\n", ".a".repeat(DEEP)), generate, "not valid TOML"),
        (COMPOSE, format!("x-a: {}\n", nested("[", "", "]", DEEP)), docker, "as one YAML document"),
        (COMPOSE, format!("x-a: {}\n", nested("{a: ", "1", "}", DEEP)), docker, "as one YAML document"),
        (COMPOSE, format!("x-a: {}\n", nested("[", "", "]", 900)), docker, "as one YAML document"),
        (COMPOSE, format!("x-a:\n  {}a\n", "- ".repeat(DEEP)), docker, "as one YAML document"),
        (PROTO, nested("message A {", "", "}", DEEP), generate, "recursion limit"),
        (
            PROTO,
            format!("message A {{ option (a) = {}; }}", nested("{a:", "1", "}", DEEP)),
            generate,
            "not defined",
        ),
        (PROTO, format!("message A {{ {}b c = 1; }}", "a.".repeat(DEEP)), generate, "not defined"),
        (PROTO, "{".repeat(DEEP), generate, "found '{'"),
        ("kit.lock", nested("[", "", "]", DEEP), generate, "kit.lock is damaged"),
    ];
    for (path, text, command, title) in cases {
        let case = Case::new();
        case.append(path, &text);
        case.refused(command, title);
    }
}

/// Code that is as deep as kit reads is also amended.
#[test]
fn deep_code_gets_its_stubs() {
    let deep = [
        format!("const F: u8 = {}x;", "break ".repeat(1_900)),
        format!("const F: u8 = {}x;", "return ".repeat(1_900)),
        // What a body holds is not looked at.
        nested("fn f() {", "", "}", DEEP),
        format!("fn f(x: {}u8) {{}}", "&".repeat(1_900)),
        format!("const F: u8 = {}x;", "a = ".repeat(900)),
        format!("const F: u8 = {}x;", "|a| ".repeat(450)),
        format!("const F: () = {};", nested("{", "", "}", 190)),
    ];
    for code in deep {
        let case = Case::new();
        let method = "async fn find(&self, id: u64) -> Result<(), Error>;\n}";
        case.replace(SERVICE_RS, "\n}", &format!("\n{method}"));
        case.append(SERVICE_RS, &code);
        case.done(&["generate"], PATIENCE);
        let text = fs::read_to_string(case.root.join(SERVICE_RS)).unwrap();
        assert_eq!(text.matches("async fn find").count(), 2);
        assert!(text.contains(&code));
    }
}

/// Aliases that stand for aliases: ten to the power of twenty values.
#[test]
fn a_yaml_bomb() {
    let case = Case::new();
    let mut text = "x-0: &a0 [1,1,1,1,1,1,1,1,1,1]\n".to_owned();
    for level in 1..20 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(",");
        text += &format!("x-{level}: &a{level} [{aliases}]\n");
    }
    case.append(COMPOSE, &text);
    case.refused(&["generate", "docker"], "as one YAML document: repetition limit exceeded");
}

#[test]
fn files_of_50_mb() {
    for path in FILES {
        let case = Case::new();
        File::create(case.root.join(path)).unwrap().set_len(50 << 20).unwrap();
        case.refused(&["generate"], "is larger than 16 MiB");
    }
}

/// As long as it is text of its kind it is read, as a whole.
#[test]
fn long_lines_and_many_lines() {
    let patience = 6 * PATIENCE;
    let line = "a".repeat(64 << 10);
    let cases = [
        (SERVICE_RS, format!("const A: &str = \"{line}\";\n")),
        (SERVICE_RS, format!("// {line}\n")),
        (SERVICE_RS, "fn f() {}\n".repeat(50_000)),
        (CARGO_TOML, format!("[package.metadata.x]\ny = \"{line}\" # {line}\n")),
        (
            CARGO_TOML,
            format!(
                "[package.metadata.x]\n{}",
                (0..20_000).map(|n| format!("k{n} = 1\n")).collect::<String>()
            ),
        ),
        (COMPOSE, format!("x-a: {line}\nx-b: \"{line}\" # {line}\n")),
        (COMPOSE, (0..20_000).map(|n| format!("x-{n}: 1\n")).collect()),
        (PROTO, format!("// {line}\nmessage {line} {{}}\n")),
        (PROTO, (0..5_000).map(|n| format!("message M{n} {{}}\n")).collect()),
    ];
    for (path, text) in cases {
        let case = Case::new();
        case.append(path, &text);
        let both = "async fn find(&self, id: u64) -> Result<(), Error>;\n}";
        case.replace(SERVICE_RS, "\n}", &format!("\n{both}"));
        fs::remove_file(case.root.join("users/Dockerfile")).unwrap();
        case.done(&["generate"], patience);
        case.done(&["generate", "docker"], patience);
        assert!(fs::read_to_string(case.root.join(path)).unwrap().contains(&text), "{path}");
    }
}

#[test]
fn what_is_wrong_in_a_long_line_is_shown() {
    let line = "a".repeat(64 << 10);
    for (path, command, title) in [
        (SERVICE_RS, &["generate"][..], "unclosed `[`"),
        (CARGO_TOML, &["generate"], "is not valid TOML"),
        (PROTO, &["generate"], "expected"),
        (COMPOSE, &["generate", "docker"], "as one YAML document"),
        ("kit.lock", &["generate"], "is damaged"),
    ] {
        let case = Case::new();
        case.append(path, &format!("\n{line}: {line} ["));
        case.refused(command, title);
    }
}

#[test]
fn bytes_that_are_no_text() {
    for (path, command, title) in [
        (SERVICE_RS, &["generate"][..], "this is not Rust"),
        ("Cargo.toml", &["generate"], "is not valid TOML"),
        (CARGO_TOML, &["generate"], "is not valid TOML"),
        (PROTO, &["generate"], "invalid token"),
        (COMPOSE, &["generate", "docker"], "as one YAML document"),
        ("kit.lock", &["generate"], "is damaged"),
    ] {
        let case = Case::new();
        case.append(path, "\0");
        case.refused(command, title);
        let case = Case::new();
        let text = [fs::read(case.root.join(path)).unwrap(), vec![0xff]].concat();
        fs::write(case.root.join(path), text).unwrap();
        case.refused(command, "is not UTF-8 text");
    }
}
