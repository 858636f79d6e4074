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
    /// The name that it had when clients first knew it, if that is another one.
    wire: Option<String>,
}

impl ServiceName {
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        check_characters(text)?;
        let name = Self { kebab: text.to_kebab_case(), wire: None };
        check_free(text, &name)?;
        Ok(name)
    }

    /// The same, known to clients by another name.
    pub fn with_wire(self, wire: &Self) -> Self {
        let other = wire.kebab != self.kebab;
        Self { wire: other.then(|| wire.kebab.clone()), ..self }
    }

    /// `bug-tracker`: folder, package, compose.
    pub fn kebab(&self) -> &str {
        &self.kebab
    }

    /// `bug_tracker`: the crate, as Rust code calls it.
    pub fn snake(&self) -> String {
        self.kebab.to_snake_case()
    }

    /// `bug-tracker`: discovery.
    pub fn wire(&self) -> &str {
        self.wire.as_deref().unwrap_or(&self.kebab)
    }

    /// `bug_tracker`: the file of the `.proto`.
    pub fn proto_file(&self) -> String {
        self.wire().to_snake_case()
    }

    /// `BugTracker`: the service in the `.proto`.
    pub fn proto_service(&self) -> String {
        self.wire().to_upper_camel_case()
    }

    /// `BugTrackerService`: the trait. A name that ends in "service" is not doubled: the trait of
    /// `users-service` is `UsersService`, as that of `users`; they live in different crates.
    pub fn trait_name(&self) -> String {
        let pascal = self.kebab.to_upper_camel_case();
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

/// Whether a `.proto` can be in a package of this name.
/// Source: <https://protobuf.dev/reference/protobuf/proto3-spec/#identifiers>
pub fn check_package(name: &str) -> Result<(), Diagnostic> {
    let is_word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    if name.split('.').all(is_word) {
        return Ok(());
    }
    Err(Diagnostic::error(format!("`{}` cannot be the package of a `.proto`", name.escape_debug())).help(
        "it is made of words of letters, digits and `_` with dots between them, for example `acme.mail.v1`",
    ))
}

/// The identifier without `r#`: a parameter's or field's name in JSON and in the `.proto`.
pub fn field_name(ident: &str) -> &str {
    ident.strip_prefix("r#").unwrap_or(ident)
}

/// An identifier with `r#` where it must have it, and only there.
pub fn ident(ident: &proc_macro2::Ident) -> String {
    let name = ident.to_string();
    match name.strip_prefix("r#") {
        Some(plain) if !is_keyword(plain) => plain.to_owned(),
        _ => name,
    }
}

/// Whether a word is one of Rust's own, those of edition 2024 and those that are reserved among them.
/// Source: <https://doc.rust-lang.org/reference/keywords.html>
#[rustfmt::skip]
pub fn is_keyword(word: &str) -> bool {
    matches!(word,
        "Self" | "abstract" | "as" | "async" | "await" | "become" | "box" | "break" | "const" | "continue"
        | "crate" | "do" | "dyn" | "else" | "enum" | "extern" | "false" | "final" | "fn" | "for" | "gen" | "if"
        | "impl" | "in" | "let" | "loop" | "macro" | "match" | "mod" | "move" | "mut" | "override" | "priv"
        | "pub" | "ref" | "return" | "self" | "static" | "struct" | "super" | "trait" | "true" | "try" | "type"
        | "typeof" | "unsafe" | "unsized" | "use" | "virtual" | "where" | "while" | "yield")
}

/// A name as Rust writes it, `r#type` for `type`; `None` if it can be none.
pub fn identifier(plain: &str) -> Option<String> {
    let candidates = [plain.to_owned(), format!("r#{plain}")];
    candidates.into_iter().find(|name| syn::parse_str::<syn::Ident>(name).is_ok())
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

/// `a struct`, `an enum`.
pub fn with_article(word: &str) -> String {
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {word}")
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
mod tests;
