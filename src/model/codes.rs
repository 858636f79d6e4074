//! The codes of errors, which are gRPC's.

use heck::ToUpperCamelCase;

/// What went wrong, by the name that stands in JSON: `not_found`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code(&'static str);

impl Code {
    pub const ALL: [Self; 16] = [
        Self("cancelled"),
        Self("unknown"),
        Self("invalid_argument"),
        Self("deadline_exceeded"),
        Self("not_found"),
        Self("already_exists"),
        Self("permission_denied"),
        Self("resource_exhausted"),
        Self("failed_precondition"),
        Self("aborted"),
        Self("out_of_range"),
        Self("unimplemented"),
        Self("internal"),
        Self("unavailable"),
        Self("data_loss"),
        Self("unauthenticated"),
    ];

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.0 == name)
    }

    pub fn name(self) -> &'static str {
        self.0
    }

    /// `Code::NotFound`, in Rust.
    pub fn rust(self) -> String {
        format!("Code::{}", self.0.to_upper_camel_case())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_those_of_platform() {
        let platform = include_str!("../../templates/platform/src/error/code.rs");
        let lines: Vec<&str> =
            platform.lines().filter(|line| line.contains(" = ") && line.contains(", \"")).collect();
        assert_eq!(lines.len(), Code::ALL.len());
        for (line, code) in lines.iter().zip(Code::ALL) {
            let (rust, name) = (code.rust().replace("Code::", ""), code.name());
            assert!(line.contains(&format!(" {rust} = ")) && line.contains(&format!("\"{name}\"")), "{line}");
        }
    }
}
