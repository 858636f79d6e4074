//! heck's conversions, and a short way to what they give for the names that most are.

/// As of `heck`.
pub trait Case {
    /// `HttpBug` of `http_bug`, `httpBug` and `HTTPBug`.
    fn to_upper_camel_case(&self) -> String;
    /// `http_bug`.
    fn to_snake_case(&self) -> String;
}

impl Case for str {
    fn to_upper_camel_case(&self) -> String {
        plain_upper_camel(self).unwrap_or_else(|| heck::ToUpperCamelCase::to_upper_camel_case(self))
    }

    fn to_snake_case(&self) -> String {
        let of_a_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let is_word = |word: &str| !word.is_empty() && word.bytes().all(of_a_word);
        if self.split('_').all(is_word) { self.to_owned() } else { heck::ToSnakeCase::to_snake_case(self) }
    }
}

/// `None` unless all letters are ASCII, and each capital begins a word.
fn plain_upper_camel(text: &str) -> Option<String> {
    let mut result = String::with_capacity(text.len());
    let (mut begins, mut after_lower) = (true, false);
    for byte in text.bytes() {
        match byte {
            b'_' => {
                (begins, after_lower) = (true, false);
                continue;
            }
            b'0'..=b'9' => {}
            b'a'..=b'z' => after_lower = true,
            b'A'..=b'Z' if begins || after_lower => after_lower = false,
            _ => return None,
        }
        result.push(if begins { byte.to_ascii_uppercase() } else { byte }.into());
        begins = false;
    }
    Some(result)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_short_way_leads_to_the_same(text in "[abAB01_]{0,8}", odd in "[aBß_é -]{0,6}") {
            for text in [&*text, &*odd] {
                prop_assert_eq!(text.to_upper_camel_case(), heck::ToUpperCamelCase::to_upper_camel_case(text));
                prop_assert_eq!(text.to_snake_case(), heck::ToSnakeCase::to_snake_case(text));
            }
        }
    }

    #[test]
    fn usual_names_take_it() {
        for (text, camel) in
            [("get_bug_1", "GetBug1"), ("GetBugRequest", "GetBugRequest"), ("getBug", "GetBug")]
        {
            assert_eq!(plain_upper_camel(text).as_deref(), Some(camel));
        }
        assert_eq!(plain_upper_camel("HTTPBug"), None);
    }
}
