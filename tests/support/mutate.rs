//! Texts spoiled at random: bytes or words that are missing, doubled, moved, or other ones.

use super::random::Random;

/// Words that mean something in one of the languages that kit reads, and a few that should mean nothing.
const WORDS: [&str; 96] = [
    "async",
    "fn",
    "self",
    "Self",
    "crate",
    "super",
    "r#type",
    "'static",
    "where",
    "pub",
    "struct",
    "enum",
    "trait",
    "impl",
    "mod",
    "use",
    "as",
    "dyn",
    "unsafe",
    "macro_rules!",
    "Result",
    "Option",
    "Vec",
    "Box",
    "HashMap",
    "String",
    "&str",
    "[u8; 4]",
    "i128",
    "()",
    "impl Stream<Item = u8>",
    "#[",
    "#![",
    "cfg_attr(kit, ",
    "get(\"/{id}\")",
    "query(id)",
    "body(id)",
    "returns(id)",
    "secret(id)",
    "rpc(\"Do\")",
    "status(999)",
    "::",
    "->",
    "<",
    ">",
    "&",
    "?",
    "..",
    "/*",
    "//",
    "\"\"\"",
    "'''",
    "[workspace]",
    "[[bin]]",
    "workspace = true",
    "[package.metadata.kit]",
    "transports = []",
    "members = [\"*\"]",
    "1979-05-27",
    "services:",
    "- ",
    "&a ",
    "*a",
    "<<: *a",
    "|\n",
    ">-\n",
    "!!map ",
    "---\n",
    "...\n",
    "? ",
    "{}",
    "[]",
    "~",
    "ports:",
    "message",
    "oneof x {",
    "map<string, M>",
    "reserved 1 to max;",
    "extensions 1;",
    "rpc A (B) returns (stream C);",
    "import \"a.proto\";",
    "package a.b;",
    "syntax = \"proto2\";",
    "group",
    "option (a) = 1;",
    "= 536870911",
    "19000",
    "-1",
    "99999999999999999999",
    "1e999",
    "\0",
    "\u{feff}",
    "\u{2028}",
    "é",
    "🦀",
    "<<<<<<< yours\n",
];
const BYTES: [&[u8]; 14] = [
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\r\n",
    b"\t",
    b"{",
    b"}",
    b"[",
    b"\"",
    b"/*",
    b"#",
    b":",
    b"&x *x",
    b"r#",
];

/// One of two ways: bytes are seldom text any more, words often are.
pub fn mutilate(random: &mut Random, bytes: &[u8], other: &[u8]) -> Vec<u8> {
    match (std::str::from_utf8(bytes), std::str::from_utf8(other)) {
        (Ok(text), Ok(other)) if random.chance(60) => words(random, text, other).into_bytes(),
        _ => self::bytes(random, bytes),
    }
}

fn bytes(random: &mut Random, bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..1 + random.below(3) {
        let at = random.below(bytes.len() + 1);
        let end = (at + 1 + random.below(30)).min(bytes.len());
        match random.below(6) {
            0 | 1 => bytes.truncate(at),
            2 => drop(bytes.drain(at..end)),
            3 => drop(bytes.splice(at..at, random.pick(&BYTES).to_vec())),
            4 => {
                let part = bytes[at..end].to_vec();
                let to = random.below(bytes.len() + 1);
                drop(bytes.splice(to..to, part));
            }
            _ if at < bytes.len() => bytes[at] = random.below(256) as u8,
            _ => {}
        }
    }
    bytes
}

/// `other` is a text that words and lines are taken from.
fn words(random: &mut Random, text: &str, other: &str) -> String {
    let mut words = split(text);
    let others = split(other);
    for _ in 0..1 + random.below(4) {
        let at = random.below(words.len() + 1);
        let end = (at + 1 + random.below(8)).min(words.len());
        let to = random.below(words.len() + 1);
        match random.below(7) {
            0 => drop(words.drain(at..end)),
            1 => words.insert(at, *random.pick(&WORDS)),
            2 if at < words.len() => words[at] = *random.pick(&WORDS),
            3 if at < words.len() && to < words.len() => words.swap(at, to),
            4 => {
                let part = words[at..end].to_vec();
                drop(words.splice(to..to, part));
            }
            5 if !others.is_empty() => {
                let from = random.below(others.len());
                let until = (from + 1 + random.below(40)).min(others.len());
                drop(words.splice(at..at, others[from..until].iter().copied()));
            }
            6 if at < words.len() && !others.is_empty() => words[at] = *random.pick(&others),
            _ => {}
        }
    }
    words.concat()
}

/// Into names and numbers, blanks, and single other characters.
fn split(text: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        c if c.is_alphanumeric() || c == '_' => 1,
        ' ' => 2,
        _ => 0,
    };
    let mut words = Vec::new();
    let mut start = 0;
    let mut before = 0;
    for (at, c) in text.char_indices() {
        if at > start && (kind(c) == 0 || kind(c) != before) {
            words.push(&text[start..at]);
            start = at;
        }
        before = kind(c);
    }
    words.push(&text[start..]);
    words
}
