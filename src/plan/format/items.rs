//! The layout of items that a library wrote, by prettyplease. It drops comments, but those of documentation.

use std::thread;

use crate::threads;

/// Lays out top-level items, each of which ends with a `}` or `;` at the margin. They are parsed in parts,
/// side by side: the whole file as one syntax tree would be the most memory that a run ever needs.
///
/// # Errors
///
/// What is not Rust.
pub fn items(code: &str) -> Result<String, String> {
    let parts = parts(code, PART);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let shares: Vec<&[&str]> = parts.chunks(parts.len().div_ceil(threads).max(1)).collect();
    let lay_out = |parts: &[&str]| parts.iter().map(|part| one(part)).collect::<Result<String, String>>();
    let all: Result<String, String> = threads::each(&shares, lay_out).into_iter().collect();
    // A line of a comment or of a text may look like the end of an item: what it cuts off is not Rust.
    all.or_else(|_| one(code))
}

/// How many bytes are parsed at once.
const PART: usize = 16 << 10;

/// The text in parts of at least so many bytes, each of whole items.
fn parts(code: &str, size: usize) -> Vec<&str> {
    let (mut parts, mut start, mut at) = (Vec::new(), 0, 0);
    for line in code.split_inclusive('\n') {
        at += line.len();
        let ends = line.starts_with('}') || (line.ends_with(";\n") && !line.starts_with(char::is_whitespace));
        if ends && at - start >= size {
            parts.push(&code[start..at]);
            start = at;
        }
    }
    if start < code.len() {
        parts.push(&code[start..]);
    }
    parts
}

fn one(code: &str) -> Result<String, String> {
    let text = syn::parse_file(code).map(|file| prettyplease::unparse(&file));
    text.map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "/// One.\npub struct One{pub a:u8}\npub const TWO:u8=2;\nimpl One{\n  fn a(&self)->u8{\n  self.a\n  }\n}\n";

    #[test]
    fn parts_are_whole_items_and_all_of_the_text() {
        let parts = parts(CODE, 1);
        assert_eq!(parts.concat(), CODE);
        assert_eq!(parts.len(), 2, "{parts:?}");
    }

    #[test]
    fn what_is_in_parts_reads_as_a_whole() {
        let many = CODE.replace("One", "Some1").repeat(3_000);
        assert!(parts(&many, PART).len() > 2, "{}", many.len());
        assert_eq!(items(&many).unwrap(), one(&many).unwrap());
    }

    #[test]
    fn a_text_that_looks_like_the_end_of_an_item_is_not_cut() {
        let one_item = format!("#[doc = \"\n{}\"]\npub struct One;\n", "}\n".repeat(40));
        let many = one_item.repeat(1_000);
        assert!(parts(&many, PART).iter().any(|part| one(part).is_err()));
        assert_eq!(items(&many).unwrap(), one(&many).unwrap());
    }

    #[test]
    fn what_is_not_rust_is_refused() {
        assert!(items("pub struct {\n}\n").is_err());
        assert_eq!(items("").unwrap(), "");
    }
}
