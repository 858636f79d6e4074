//! From what the trait says of a method to its route, compared with the method's signature.

use std::ops::Range;

use proc_macro2::Ident;

use super::{Carried, Route, STATUSES, Status, Verb, fits, path, path::Segment};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    model::{
        attributes::{Placed, Said},
        names, schema,
        syntax::Text,
        types::{Kind, Named, Type},
    },
};

/// A method with what its attributes say. Of a type that is wrong nothing more is said.
pub(in crate::model) struct Subject<'a> {
    pub text: &'a Text,
    pub method: &'a Ident,
    pub params: &'a [(&'a Ident, Option<Type>)],
    pub output: Option<&'a Type>,
    pub streams: bool,
    pub said: &'a Said,
}

/// How each parameter travels, once it is known, and the place that says so.
type Found = Vec<Option<(Carried, Range<usize>)>>;

impl Subject<'_> {
    /// The route; all that is wrong with it is noted.
    pub fn route(&self, errors: &mut Diagnostics) -> Option<Route> {
        let mut route = Route::usual(self.text, self.method);
        let mut found: Found = vec![None; self.params.len()];
        if let Some((verb, said)) = &self.said.route {
            (route.verb, route.path, route.place) = (*verb, said.value.clone(), said.span.clone());
            let segments = errors.take(path::parse(&said.value).map_err(|refused| {
                let span = part(said, refused.at);
                self.wrong_path(span, &refused.why).help(refused.help)
            }))?;
            for (segment, at) in segments {
                if let Segment::Parameter(name) = segment {
                    let word = Placed { value: name, span: part(said, at) };
                    errors.take(self.place(&mut found, &word, Carried::Path));
                }
            }
        }
        for word in &self.said.query {
            errors.take(self.place(&mut found, word, Carried::Query));
        }
        if let Some(word) = &self.said.body {
            let placed = self.check_has_body(route.verb, word);
            errors.take(placed.and_then(|()| self.place(&mut found, word, Carried::Body)));
        }
        let rest = if route.verb.has_body() { Carried::Field } else { Carried::Query };
        for ((ident, ty), found) in self.params.iter().zip(found) {
            let (carried, place) = found.unwrap_or_else(|| (rest, self.text.span(*ident)));
            errors.0.extend(self.check_type(ident, ty.as_ref(), carried, &place));
            errors.0.extend(self.check_beside_body(ident, carried));
            errors.0.extend(self.check_secret(ident, carried));
            route.carried.push(carried);
        }
        if let Some(code) = &self.said.status {
            route.status = errors.take(self.status(code))?;
        }
        Some(route)
    }

    /// The parameter that a word names.
    fn param(&self, word: &Placed<String>) -> Result<usize, Diagnostic> {
        let name = |ident: &Ident| names::field_name(&ident.to_string()).to_owned();
        if let Some(index) = self.params.iter().position(|(ident, _)| name(ident) == word.value) {
            return Ok(index);
        }
        let title = format!("the method `{}` has no parameter `{}`", self.method, word.value);
        let error = self.at(title, &word.span, "names none");
        let known = || self.params.iter().map(|(ident, _)| name(ident));
        Err(match names::similar(&word.value, known()) {
            Some(similar) => error.help(format!("did you mean `{similar}`?")),
            None if self.params.is_empty() => {
                error.help(format!("add the parameter, for example `{}: String`", word.value))
            }
            None => error.help(format!("its parameters: {}", known().collect::<Vec<_>>().join(", "))),
        })
    }

    fn place(&self, found: &mut Found, word: &Placed<String>, carried: Carried) -> Result<(), Diagnostic> {
        let index = self.param(word)?;
        if let Some((first, _)) = &found[index] {
            let title = format!("the parameter `{}` has two places", word.value);
            let label = format!("it is {} already", first.within());
            return Err(self.at(title, &word.span, &label).help("name it once"));
        }
        found[index] = Some((carried, word.span.clone()));
        Ok(())
    }

    fn check_has_body(&self, verb: Verb, word: &Placed<String>) -> Result<(), Diagnostic> {
        if verb.has_body() {
            return Ok(());
        }
        let title = format!("`{}` is a {}, which has no body", self.method, verb.name());
        let error = self.at(title, &word.span, "servers and proxies may drop it");
        Err(error.help("use `post`, `put` or `patch`; or leave this out: the parameters are a query then"))
    }

    fn check_type(
        &self,
        ident: &Ident,
        ty: Option<&Type>,
        carried: Carried,
        place: &Range<usize>,
    ) -> Option<Diagnostic> {
        let ty = ty?;
        let (why, help) = fits::check(ty, carried).err()?;
        let title =
            format!("the parameter `{ident}` of the type `{}` cannot be {}", ty.rust(), carried.within());
        Some(self.at(title, place, why).help(help))
    }

    /// Beside a parameter that is the body there are no fields of a body.
    fn check_beside_body(&self, ident: &Ident, carried: Carried) -> Option<Diagnostic> {
        // A body that is no parameter has been said.
        let body = self.said.body.as_ref().filter(|body| self.param(body).is_ok())?;
        if carried != Carried::Field {
            return None;
        }
        let title = format!("the parameter `{ident}` has no place");
        let error = self.text.error(title, ident, format!("`{}` is the whole body", body.value));
        Some(error.help(format!(
            "say `query({0})`, put `{{{0}}}` into the path, or leave out `body({1})`",
            names::field_name(&ident.to_string()),
            body.value
        )))
    }

    /// URLs end up in logs, in histories and with third parties.
    /// Source: RFC 9110, section 17.9
    fn check_secret(&self, ident: &Ident, carried: Carried) -> Option<Diagnostic> {
        let name = ident.to_string();
        let word = self.said.secret.iter().find(|word| word.value == names::field_name(&name))?;
        if !matches!(carried, Carried::Path | Carried::Query) {
            return None;
        }
        let title = format!("the parameter `{ident}` is secret and {}", carried.within());
        let error = self.at(title, &word.span, "URLs are logged all along their way");
        Some(error.help("send it in the body, with `post`, `put` or `patch`"))
    }

    fn status(&self, code: &Placed<u16>) -> Result<Status, Diagnostic> {
        let Some(status) = STATUSES.into_iter().find(|status| status.code == code.value) else {
            let title = format!("the status of a success cannot be {}", code.value);
            let (why, help) = match code.value {
                200..=299 => ("says something that an endpoint cannot know", "use one of 200 to 205"),
                _ => ("not a success", "use one of 200 to 205; the status of an error comes from its code"),
            };
            return Err(self.at(title, &code.span, why).help(help));
        };
        match self.output {
            _ if self.streams && status != STATUSES[0] => {
                let title = format!("an answer that is a stream cannot have the status {}", code.value);
                let error = self.at(title, &code.span, "browsers take no stream with another one than 200");
                Err(error.help("leave out `status`"))
            }
            Some(output) if status.is_empty() && *output != Type::Unit => {
                let title = format!("an answer with the status {} has no body", code.value);
                let why = format!("the method returns `{}`", output.rust());
                Err(self
                    .at(title, &code.span, &why)
                    .help("use another status, or return `Result<(), Error>`"))
            }
            _ => Ok(status),
        }
    }

    /// The secret parameters, by their identifiers.
    pub fn secret(&self, errors: &mut Diagnostics) -> Vec<String> {
        let mut secret = Vec::new();
        for word in &self.said.secret {
            let Some(index) = errors.take(self.param(word)) else { continue };
            let ident = names::ident(self.params[index].0);
            if secret.contains(&ident) {
                let error =
                    self.at(format!("`{}` is named twice", word.value), &word.span, "the second of them");
                errors.push(error.help("remove one"));
            } else {
                secret.push(ident);
            }
        }
        secret
    }

    /// The name of the field that holds the result, as Rust has it.
    pub fn returns(&self) -> Result<Option<Placed<String>>, Diagnostic> {
        let Some(name) = &self.said.returns else { return Ok(None) };
        let refuse = |why: &str, help: &str| {
            let title = format!("the result cannot be named `{}`", name.value);
            Err(self.at(title, &name.span, why).help(help))
        };
        match self.output {
            Some(Type::Unit) => return refuse("the method returns nothing", "leave out `returns`"),
            Some(Type::Named(Named { kind: Kind::Struct, .. })) => {
                return refuse("a struct's own fields are the answer's", "leave out `returns`");
            }
            _ => {}
        }
        if !name.value.is_ascii() || !names::is_snake(&name.value) {
            return refuse("not in snake case", "it is the name of a field: write for example `returns(id)`");
        }
        Ok(Some(Placed { value: schema::field_rust(&name.value), span: name.span.clone() }))
    }

    fn wrong_path(&self, span: Range<usize>, why: &str) -> Diagnostic {
        let path = self.said.route.as_ref().map_or("", |(_, path)| &path.value);
        self.at(format!("the path `{path}` cannot be"), &span, why)
    }

    fn at(&self, title: String, span: &Range<usize>, label: &str) -> Diagnostic {
        Diagnostic::error(title).at(&self.text.source, span.clone(), label)
    }
}

impl Carried {
    fn within(self) -> &'static str {
        match self {
            Self::Path => "in the path",
            Self::Query => "in the query",
            Self::Field => "in the body",
            Self::Body => "the body",
        }
    }
}

/// The place of a part of what is said; of a literal with escapes the whole.
fn part(said: &Placed<String>, at: Range<usize>) -> Range<usize> {
    let exact = said.span.len() == said.value.len();
    if exact { said.span.start + at.start..said.span.start + at.end } else { said.span.clone() }
}

/// The name of a method's rpc, and the place that says it.
pub(in crate::model) fn rpc(text: &Text, method: &Ident, said: &Said) -> Result<Placed<String>, Diagnostic> {
    let Some(name) = &said.rpc else { return Ok(usual_rpc(text, method)) };
    // Source: <https://protobuf.dev/reference/protobuf/proto3-spec/#identifiers>
    let letters = name.value.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if letters && name.value.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Ok(name.clone());
    }
    let error = Diagnostic::error(format!("`{}` cannot be the name of an rpc", name.value));
    let why = "protobuf takes letters, digits and `_`, a letter first";
    let error = error.at(&text.source, name.span.clone(), why);
    Err(error.help(format!("write for example `rpc(\"{}\")`", usual_rpc(text, method).value)))
}

/// What the rpc is called unless the trait says otherwise.
pub(in crate::model) fn usual_rpc(text: &Text, method: &Ident) -> Placed<String> {
    Placed { value: names::method_pascal(&method.to_string()), span: text.span(method) }
}
