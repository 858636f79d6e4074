//! Integers as text, as the keys of a JSON object have them: a regular expression for a range.

/// Matches what serde reads as an integer from `least` to `most`.
pub(super) fn integers(least: i128, most: u128) -> String {
    let positive = up_to(most);
    match least {
        0 => format!("^(0|{positive})$"),
        _ => format!("^(0|{positive}|-({}))$", up_to(least.unsigned_abs())),
    }
}

/// From 1 to `most`, by the first digit that is lower.
fn up_to(most: u128) -> String {
    let digits = most.to_string();
    let length = digits.len();
    let mut parts = Vec::new();
    if length > 1 {
        parts.push(format!("[1-9]{}", any(0, length - 2)));
    }
    for (at, digit) in digits.bytes().enumerate() {
        let least = if at == 0 { b'1' } else { b'0' };
        if digit > least {
            let (first, last) = (char::from(least), char::from(digit - 1));
            let class = if first == last { first.to_string() } else { format!("[{first}-{last}]") };
            let rest = length - at - 1;
            parts.push(format!("{}{class}{}", &digits[..at], any(rest, rest)));
        }
    }
    parts.push(digits);
    parts.join("|")
}

/// So many digits.
fn any(least: usize, most: usize) -> String {
    match (least, most) {
        (_, 0) => String::new(),
        (1, 1) => "[0-9]".to_owned(),
        (0, 1) => "[0-9]?".to_owned(),
        (least, most) if least == most => format!("[0-9]{{{most}}}"),
        _ => format!("[0-9]{{{least},{most}}}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_end_where_they_should() {
        assert_eq!(integers(0, 255), "^(0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-4]|255)$");
        assert_eq!(
            integers(-128, 127),
            "^(0|[1-9][0-9]?|1[0-1][0-9]|12[0-6]|127|-([1-9][0-9]?|1[0-1][0-9]|12[0-7]|128))$"
        );
    }
}
