//! Every case conversion, and what may be a name.

/// The name of a service in each case that some output needs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceName {
    kebab: String,
}

impl ServiceName {
    /// `bug-tracker`: folder, package, discovery, compose.
    pub fn kebab(&self) -> &str {
        &self.kebab
    }
}
