//! The time at the beginning of each line of the log.

use std::time::Duration;

#[path = "../../../../templates/platform/src/timestamp.rs"]
mod timestamp;

#[test]
fn leap_years_and_centuries() {
    for (days, date) in [
        (0, "1970-01-01"),
        (58, "1970-02-28"),
        (59, "1970-03-01"),
        (11_016, "2000-02-29"),
        (11_017, "2000-03-01"),
        (20_785, "2026-11-28"),
        (47_540, "2100-02-28"),
        (47_541, "2100-03-01"),
        (47_846, "2100-12-31"),
    ] {
        let time = Duration::new(days * 86_400 + 86_399, 1_002_999);
        let text = String::from_utf8(timestamp::rfc3339(time).into()).unwrap();
        assert_eq!(text, format!("{date}T23:59:59.001002Z"));
    }
}
