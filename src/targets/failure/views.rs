//! The view behind `errors.rs`.

use askama::Template;

use crate::{
    model::{
        Style,
        failure::{Carried, Failure, FailureVariant},
        names,
    },
    plan::format::{self, Link},
};

#[derive(Template)]
#[template(path = "failure/errors.rs.tmpl", escape = "none")]
pub(super) struct ErrorsRs {
    header: String,
    name: String,
    path: String,
    has_codes: bool,
    /// The arms of `code`, `into_error` and `from_detail`.
    codes: Vec<String>,
    sent: Vec<String>,
    received: Vec<String>,
}

impl ErrorsRs {
    pub(super) fn new(failure: &Failure) -> Self {
        let variants = &failure.variants;
        Self {
            header: format::header("src/service.rs"),
            name: failure.name.clone(),
            path: failure.path.clone(),
            has_codes: failure.has_codes(),
            codes: variants.iter().map(code).collect(),
            sent: variants.iter().map(sent).collect(),
            received: variants.iter().filter_map(received).collect(),
        }
    }
}

/// `Self::NotFound { .. } => Code::NotFound,`
fn code(variant: &FailureVariant) -> String {
    let code = match &variant.carried {
        Carried::Itself { code, .. } | Carried::Text(code) => code.rust(),
        Carried::Nothing => "Code::Internal".to_owned(),
        Carried::Error { field } => {
            return format::arm(12, &binding(variant, field), &format!("{}.code()", bound(variant, field)));
        }
    };
    format::arm(12, &whatever(variant), &code)
}

fn sent(variant: &FailureVariant) -> String {
    match &variant.carried {
        Carried::Itself { fields, .. } => {
            let with = |field: &String| {
                Link::call("with", &[format!("\"{}\"", names::field_name(field)), field.clone()])
            };
            let made = Link::call("into_error", &["code".to_owned(), "message".to_owned()]);
            let links: Vec<Link> = fields.iter().map(with).chain([made]).collect();
            let detail = format!("Detail::new(Self::DOMAIN, \"{}\")", variant.reason());
            let pattern = pattern(variant, fields);
            block_if_wide(&pattern, |indent, before, after| {
                format::chain(indent, before, &detail, &links, after)
            })
        }
        Carried::Text(_) => format::arm(12, &whatever(variant), "Error::caused_by(code, message, self)"),
        Carried::Nothing => format::arm(12, &whatever(variant), "Error::from(self)"),
        Carried::Error { field } => format::arm(12, &binding(variant, field), bound(variant, field)),
    }
}

/// `"NOT_FOUND" => Some(Self::NotFound { id: detail.get("id")? }),`
fn received(variant: &FailureVariant) -> Option<String> {
    let Carried::Itself { fields, .. } = &variant.carried else { return None };
    let pattern = format!("\"{}\"", variant.reason());
    let name = format!("Self::{}", variant.name);
    let got = |field: &String| format!("detail.get(\"{}\")?", names::field_name(field));
    let values: Vec<String> = fields.iter().map(got).collect();
    let named: Vec<String> =
        fields.iter().zip(&values).map(|(field, got)| format!("{field}: {got}")).collect();
    Some(block_if_wide(&pattern, |indent, before, after| match variant.style {
        Style::Named => {
            format::literal(indent, &format!("{before}Some("), &name, &named, &format!("){after}"))
        }
        Style::Tuple => format::wrapped(indent, &format!("{before}Some"), &name, &values) + after,
        Style::Unit => format!("{before}Some({name}){after}"),
    }))
}

/// An arm whose body begins beside its pattern, or stands in a block if there is no room for that.
/// `body` is laid out at an indent, between what stands before and after it.
fn block_if_wide(pattern: &str, body: impl Fn(usize, &str, &str) -> String) -> String {
    let beside = body(12, &format!("{pattern} => "), ",");
    if beside.lines().all(|line| format::fits(12, line.trim_start())) && !is_broken_link(pattern, &beside) {
        return beside;
    }
    format!("{pattern} => {{\n{}{}\n{}}}", " ".repeat(16), body(16, "", ""), " ".repeat(12))
}

/// Whether only a single link of the body stands on a line of its own.
fn is_broken_link(pattern: &str, arm: &str) -> bool {
    let body = arm.lines().skip(pattern.lines().count()).collect::<Vec<_>>();
    matches!(body[..], [link] if link.trim_start().starts_with('.'))
}

/// The variant with what it holds.
fn pattern(variant: &FailureVariant, fields: &[String]) -> String {
    let name = format!("Self::{}", variant.name);
    match variant.style {
        Style::Named => format::literal(12, "", &name, fields, ""),
        Style::Tuple => format::pattern(12, &name, fields),
        Style::Unit => name,
    }
}

/// The variant, whatever it holds.
fn whatever(variant: &FailureVariant) -> String {
    let fields = match variant.style {
        Style::Named => " { .. }",
        Style::Tuple => "(..)",
        Style::Unit => "",
    };
    format!("Self::{}{fields}", variant.name)
}

/// The variant with the platform's error in it.
fn binding(variant: &FailureVariant, field: &str) -> String {
    pattern(variant, &[bound(variant, field).to_owned()])
}

fn bound<'a>(variant: &FailureVariant, field: &'a str) -> &'a str {
    if variant.style == Style::Tuple { "error" } else { field }
}
