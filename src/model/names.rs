//! Every case conversion, and what may be the name of a service. Whether a name is still free
//! is for the stages that know the workspace or the trait.

use heck::{ToKebabCase, ToSnakeCase, ToUpperCamelCase};

use super::reserved;
use crate::diagnostic::Diagnostic;

const LONGEST: usize = 64;
const SHAPE: &str = "a service's name is made of letters, digits and hyphens, for example `bug-tracker`";

/// The name of a service in each case that some output needs. `bug-tracker`, `BugTracker` and
/// `bug_tracker` are the same name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceName {
    kebab: String,
}

impl ServiceName {
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        check_characters(text)?;
        let name = Self { kebab: text.to_kebab_case() };
        check_free(text, &name)?;
        Ok(name)
    }

    /// `bug-tracker`: folder, package, discovery, compose.
    pub fn kebab(&self) -> &str {
        &self.kebab
    }

    /// `bug_tracker`: the crate, as Rust code calls it.
    pub fn snake(&self) -> String {
        self.kebab.to_snake_case()
    }

    /// `BugTracker`: the service in the `.proto`.
    pub fn pascal(&self) -> String {
        self.kebab.to_upper_camel_case()
    }

    /// `BugTrackerService`: the trait. A name that ends in "service" is not doubled: the trait of
    /// `users-service` is `UsersService`, as that of `users`; they live in different crates.
    pub fn trait_name(&self) -> String {
        let pascal = self.pascal();
        if pascal.ends_with("Service") { pascal } else { pascal + "Service" }
    }

    /// `BasicBugTrackerService`: the struct that implements the trait.
    pub fn basic_name(&self) -> String {
        format!("Basic{}", self.trait_name())
    }
}

fn check_characters(text: &str) -> Result<(), Diagnostic> {
    let refuse = |why: String| Err(invalid(text, &why).help(SHAPE));
    let allowed = |c: &char| c.is_ascii_alphanumeric() || *c == '-' || *c == '_';
    if text.is_empty() {
        return refuse("it is empty".into());
    }
    if let Some(other) = text.chars().find(|c| !allowed(c)) {
        return refuse(format!("it contains {}", describe(other)));
    }
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return refuse("it starts with a digit".into());
    }
    if text.starts_with(['-', '_']) || text.ends_with(['-', '_']) {
        return refuse("it starts or ends with a separator".into());
    }
    if text.len() > LONGEST {
        return refuse(format!("it has {} characters, {LONGEST} are allowed", text.len()));
    }
    Ok(())
}

fn check_free(text: &str, name: &ServiceName) -> Result<(), Diagnostic> {
    let Some(why) = reserved::service_name(&name.snake()) else { return Ok(()) };
    let longer = format!("{}-service", name.kebab);
    Err(invalid(text, why).help(format!("add a word, for example `{longer}`")))
}

fn invalid(text: &str, why: &str) -> Diagnostic {
    let shown: String = text.chars().take(LONGEST).flat_map(char::escape_debug).collect();
    let more = if text.chars().count() > LONGEST { "…" } else { "" };
    Diagnostic::error(format!("`{shown}{more}` cannot be the name of a service: {why}"))
}

fn describe(c: char) -> String {
    match c {
        ' ' => "a space".into(),
        '.' => "a dot".into(),
        '/' | '\\' => format!("`{c}`: it is a name, not a path"),
        c if c.is_ascii() => format!("`{}`", c.escape_debug()),
        c => format!("`{}`, which is not ASCII", c.escape_debug()),
    }
}

/// The identifier without `r#`: a parameter's or field's name in JSON and in the `.proto`.
pub fn field_name(ident: &str) -> &str {
    ident.strip_prefix("r#").unwrap_or(ident)
}

/// `send-email`: the last part of the method's HTTP path.
pub fn method_kebab(ident: &str) -> String {
    field_name(ident).to_kebab_case()
}

/// `SendEmail`: the rpc, and what request and response are named after.
pub fn method_pascal(ident: &str) -> String {
    field_name(ident).to_upper_camel_case()
}

/// The Rust struct that prost makes of the message for the struct `name`: `HttpBug` of `HTTPBug`.
pub fn message_struct(name: &str) -> String {
    field_name(name).to_upper_camel_case()
}

/// `name` is written as rustc's lint wants a function or a variable to be.
pub fn is_snake(ident: &str) -> bool {
    let name = field_name(ident);
    name.to_snake_case() == name
}

/// `get_bug` for `getBug`.
pub fn to_snake(ident: &str) -> String {
    field_name(ident).to_snake_case()
}

/// The key under which protobuf's JSON mapping knows a field: two fields may not share it.
pub fn proto_json_key(ident: &str) -> String {
    let mut key = String::new();
    let mut upper = false;
    for c in field_name(ident).chars() {
        if c == '_' {
            upper = true;
        } else {
            key.push(if upper { c.to_ascii_uppercase() } else { c });
            upper = false;
        }
    }
    key
}

/// The candidate that was probably meant: at most a third of the letters differ.
pub fn similar(name: &str, candidates: impl Iterator<Item = String>) -> Option<String> {
    let most = (name.chars().count() / 3).max(1);
    let near = candidates.map(|candidate| (distance(name, &candidate), candidate));
    near.filter(|(distance, _)| *distance <= most).min().map(|(_, candidate)| candidate)
}

/// How many letters must be changed, added or removed to make one word of the other, whatever
/// their case.
fn distance(a: &str, b: &str) -> usize {
    let letters = |word: &str| word.to_lowercase().chars().collect::<Vec<_>>();
    let (a, b) = (letters(a), letters(b));
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_one_service() {
        for spelling in
            ["bug-tracker", "BugTracker", "bug_tracker", "Bug-Tracker", "bugTracker", "BUG_TRACKER"]
        {
            let name = ServiceName::parse(spelling).unwrap();
            assert_eq!(name.kebab(), "bug-tracker");
            assert_eq!(name.snake(), "bug_tracker");
            assert_eq!(name.pascal(), "BugTracker");
            assert_eq!(name.trait_name(), "BugTrackerService");
            assert_eq!(name.basic_name(), "BasicBugTrackerService");
        }
    }

    #[test]
    fn service_is_not_said_twice() {
        let name = ServiceName::parse("users-service").unwrap();
        assert_eq!(name.kebab(), "users-service");
        assert_eq!(name.trait_name(), "UsersService");
        assert_eq!(name.basic_name(), "BasicUsersService");
    }

    #[test]
    fn names_with_digits_and_acronyms_are_stable() {
        for (spelling, kebab, pascal) in
            [("users2", "users2", "Users2"), ("HTTPProxy", "http-proxy", "HttpProxy"), ("s3", "s3", "S3")]
        {
            let name = ServiceName::parse(spelling).unwrap();
            assert_eq!((name.kebab(), &*name.pascal()), (kebab, pascal));
            assert_eq!(ServiceName::parse(name.kebab()), Ok(name));
        }
    }

    #[test]
    fn refuses_with_the_reason() {
        let long = "a".repeat(65);
        for (name, why) in [
            ("", "it is empty"),
            ("9lives", "it starts with a digit"),
            ("..", "a dot"),
            ("a/b", "not a path"),
            ("a\\b", "not a path"),
            ("/", "not a path"),
            ("a b", "a space"),
            ("a\nb", "`\\n`"),
            ("a\0", "`\\0`"),
            ("größe", "not ASCII"),
            ("users-", "separator"),
            ("_users", "separator"),
            ("-", "separator"),
            (&long, "65 characters"),
            ("type", "a keyword"),
            ("Type", "a keyword"),
            ("Self", "a keyword"),
            ("super", "a keyword"),
            ("async", "a keyword"),
            ("gen", "a keyword"),
            ("platform", "the crate that services share"),
            ("std", "of Rust itself"),
            ("proc-macro", "of Rust itself"),
            ("trait_variant", "needs the crate"),
            ("serde-json", "needs the crate"),
            ("tonic", "needs the crate"),
            ("etcd", "docker-compose.yml"),
            ("grpc", "a module of this name"),
            ("service", "Service"),
            ("target", "build"),
            ("con", "Windows"),
        ] {
            let title = ServiceName::parse(name).unwrap_err().title;
            assert!(title.contains(why), "{name:?}: {title}");
        }
    }

    #[test]
    fn suggested_names_are_accepted() {
        for name in ["type", "platform", "tokio", "etcd", "service", "grpc"] {
            let help = &ServiceName::parse(name).unwrap_err().help[0];
            let suggestion = help.split('`').nth(1).unwrap();
            assert!(ServiceName::parse(suggestion).is_ok(), "{suggestion}");
        }
    }

    #[test]
    fn methods_and_fields() {
        assert_eq!(method_kebab("send_email"), "send-email");
        assert_eq!(method_pascal("send_email"), "SendEmail");
        assert_eq!((method_kebab("r#type"), method_pascal("r#type")), ("type".into(), "Type".into()));
        assert_eq!(field_name("r#type"), "type");
        assert_eq!(message_struct("HTTPBug"), "HttpBug");
        assert!(is_snake("x86_64") && !is_snake("getBug") && !is_snake("_x") && !is_snake("a__b"));
        assert_eq!(proto_json_key("foo_1"), proto_json_key("foo1"));
    }

    #[test]
    fn a_slip_of_the_pen_is_recognised() {
        let types = || ["Bug", "String", "u64"].map(str::to_owned).into_iter();
        assert_eq!(similar("Strng", types()).as_deref(), Some("String"));
        assert_eq!(similar("string", types()).as_deref(), Some("String"));
        assert_eq!(similar("Buug", types()).as_deref(), Some("Bug"));
        assert_eq!(similar("Customer", types()), None);
    }
}
