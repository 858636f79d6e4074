//! The one way in which a user's text is changed: insertions at byte offsets, sorted, disjoint.
//! Nothing of the user's is replaced or reprinted.

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insertion {
    /// Byte offset in the text before any insertion.
    pub at: usize,
    pub text: String,
}

impl Insertion {
    pub fn new(at: usize, text: impl Into<String>) -> Self {
        Self { at, text: text.into() }
    }
}

/// The text with all insertions made; those at the same offset keep their order.
pub fn insert(text: &str, insertions: &[Insertion]) -> String {
    let mut sorted: Vec<&Insertion> = insertions.iter().collect();
    sorted.sort_by_key(|insertion| insertion.at);
    let mut result = String::with_capacity(text.len() + sorted.iter().map(|i| i.text.len()).sum::<usize>());
    let mut done = 0;
    for insertion in sorted {
        result.push_str(&text[done..insertion.at]);
        result.push_str(&insertion.text);
        done = insertion.at;
    }
    result.push_str(&text[done..]);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_by_offset_and_keeps_the_order_of_equals() {
        let insertions = [Insertion::new(3, "c"), Insertion::new(0, "<"), Insertion::new(3, "d")];
        assert_eq!(insert("xyz", &insertions), "<xyzcd");
    }
}
