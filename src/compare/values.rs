//! Whether the new server takes what old clients send, and they what it answers: type by type, as
//! serde and the generated conversions see them.

mod json;

use std::collections::BTreeSet;

use super::{Findings, Place, Wire, fits::fits, http, rules};
use crate::{
    diagnostic::Source,
    model::{
        Fields, Method, Param, Service, Shape, Style, Variant, names, proto,
        route::Carried,
        types::{Named, Type},
        wire::Response,
    },
};

pub(super) fn compare(old: &Wire, new: &Wire, (http, grpc): (bool, bool), findings: &mut Findings) {
    for over_http in [http.then_some(true), grpc.then_some(false)].into_iter().flatten() {
        let mut pass = Pass { over_http, seen: BTreeSet::new(), findings };
        for before in old.service.served() {
            let now = match over_http {
                true => http::serving(&new.service, &before.route),
                false => new.service.served().find(|method| method.rpc == before.rpc),
            };
            let Some(now) = now else { continue };
            let at = Spot { source: &new.service.source, span: now.span.clone() };
            // What stands in a path has no name on the wire.
            let named = |method: &Method| {
                let all = method.params.iter().zip(&method.route.carried);
                let all = all.filter(|(_, carried)| !over_http || **carried != Carried::Path);
                all.map(|(param, _)| param.clone()).collect::<Vec<_>>()
            };
            if over_http {
                for (then, since) in before.carried(Carried::Path).zip(now.carried(Carried::Path)) {
                    let what = What { name: format!("{}.{}", now.name, since.name), at: &at, sent: true };
                    pass.accepts((&old.service, &then.ty), (&new.service, &since.ty), &what);
                }
            }
            let what = What { name: now.name.clone(), at: &at, sent: true };
            pass.fields((&old.service, &named(before)), (&new.service, &named(now)), &what);
            let (then, since) = (response(old, before), response(new, now));
            let what = What { name: format!("{}()", now.name), at: &at, sent: false };
            match (&since, &then) {
                (Response::Struct(since), Response::Struct(then)) if over_http => {
                    pass.json((&new.service, &since.json), (&old.service, &then.json), &what);
                }
                _ => pass.fields((&new.service, since.fields()), (&old.service, then.fields()), &what),
            }
        }
    }
}

fn response(wire: &Wire, method: &Method) -> Response {
    let said = method.returns.as_ref().map(|name| name.value.clone());
    let named = said.or_else(|| wire.schemas.first()?.reply_field(&wire.service, method));
    Response::of(&wire.service, method, named)
}

/// A place that does not borrow the findings.
struct Spot<'a> {
    source: &'a Source,
    span: std::ops::Range<usize>,
}

/// What is compared: its name, where it is today, and whether clients send it or are answered it.
struct What<'a> {
    name: String,
    at: &'a Spot<'a>,
    sent: bool,
}

/// One transport.
struct Pass<'a> {
    over_http: bool,
    /// Pairs of definitions, writer first, and whether clients are the writers.
    seen: BTreeSet<(String, String, bool)>,
    findings: &'a mut Findings,
}

type Side<'a, T> = (&'a Service, &'a T);

impl Pass<'_> {
    fn add(&mut self, rule: &rules::Rule, title: String, what: &What, label: &str, help: &str) {
        let at = Place { source: what.at.source, span: what.at.span.clone() };
        self.findings.add(rule, title, &at, label, help);
    }

    /// Whether a reader can read what a writer wrote, field by field.
    fn fields(&mut self, writer: Side<[Param]>, reader: Side<[Param]>, what: &What) {
        for param in reader.1 {
            let name = names::field_name(&param.name);
            match writer.1.iter().find(|other| names::field_name(&other.name) == name) {
                Some(other) => {
                    let what = What { name: format!("{}.{name}", what.name), ..*what };
                    self.accepts((writer.0, &other.ty), (reader.0, &param.ty), &what);
                }
                None => self.missing(param, what),
            }
        }
        if !(self.over_http && what.sent) {
            return;
        }
        for param in writer.1 {
            let name = names::field_name(&param.name);
            if reader.1.iter().all(|other| names::field_name(&other.name) != name) {
                self.ignored(name, what);
            }
        }
    }

    /// The reader knows a field that the writer does not.
    fn missing(&mut self, param: &Param, what: &What) {
        let name = names::field_name(&param.name);
        let is_optional = matches!(param.ty.unboxed(), Type::Option(_));
        match (what.sent, self.over_http) {
            (false, true) => self.unanswered(name, what),
            (true, true) if !is_optional => self.required(name, Some(&param.ty), what),
            (true, false) if !is_optional && proto::proto_type(&param.ty).is_message => self.add(
                &rules::GRPC_FIELD_NO_ADD_REQUIRED,
                format!("`{}.{name}` is new and required", what.name),
                what,
                "old clients do not send it, and get INVALID_ARGUMENT",
                &format!("make it optional: `Option<{}>`", param.ty.rust()),
            ),
            _ => {}
        }
    }

    fn ignored(&mut self, name: &str, what: &What) {
        self.add(
            &rules::HTTP_FIELD_NO_DELETE,
            format!("`{}.{name}` is gone", what.name),
            what,
            "what old clients send in it is ignored",
            "keep it, as an `Option`, until no client sends it",
        );
    }

    fn unanswered(&mut self, name: &str, what: &What) {
        self.add(
            &rules::HTTP_FIELD_NO_DELETE,
            format!("`{}.{name}` is gone", what.name),
            what,
            "old clients wait for it",
            "keep it until no client reads it",
        );
    }

    fn required(&mut self, name: &str, ty: Option<&Type>, what: &What) {
        let optional = ty.map_or("with a default".to_owned(), |ty| format!("`Option<{}>`", ty.rust()));
        self.add(
            &rules::HTTP_FIELD_NO_ADD_REQUIRED,
            format!("`{}.{name}` is new and required", what.name),
            what,
            "old clients do not send it, and get 400",
            &format!("make it optional: {optional}"),
        );
    }

    /// The same of one value.
    fn accepts(&mut self, writer: Side<Type>, reader: Side<Type>, what: &What) {
        let (from, to) = (writer.1.unboxed(), reader.1.unboxed());
        let inner = |from, to| ((writer.0, from), (reader.0, to));
        match (from, to) {
            (Type::Option(from), Type::Option(to)) => {
                let (from, to) = inner(&**from, &**to);
                self.accepts(from, to, what);
            }
            (_, Type::Option(to)) => {
                let (from, to) = inner(from, &**to);
                self.accepts(from, to, what);
            }
            (Type::List(_, from), Type::List(_, to)) => {
                let (from, to) = inner(&**from, &**to);
                self.accepts(from, to, what);
            }
            (Type::Map(_, from_key, from), Type::Map(_, to_key, to)) => {
                let (key, to_key) = inner(&**from_key, &**to_key);
                self.accepts(key, to_key, what);
                let (from, to) = inner(&**from, &**to);
                self.accepts(from, to, what);
            }
            (Type::Tuple(from), Type::Tuple(to)) if from.len() == to.len() => {
                for (from, to) in from.iter().zip(to) {
                    let (from, to) = inner(from, to);
                    self.accepts(from, to, what);
                }
            }
            (Type::Named(from), Type::Named(to)) => self.named((writer.0, from), (reader.0, to), what),
            _ if fits(from, to) => {}
            _ => self.misfit(from, to, what),
        }
    }

    fn misfit(&mut self, writer: &Type, reader: &Type, what: &What) {
        let (then, since) = if what.sent { (writer, reader) } else { (reader, writer) };
        let title = format!("`{}` is `{}` instead of `{}`", what.name, since.rust(), then.rust());
        let help = format!("make it `{}` again, or add a field beside it", then.rust());
        if self.over_http {
            let label = match (what.sent, writer) {
                (true, Type::Option(_)) => "old clients may send null, and get 400",
                (true, _) => "some of what old clients send gets 400",
                (false, Type::Option(_)) => "old clients do not expect null",
                (false, _) => "old clients cannot read every answer",
            };
            self.add(&rules::HTTP_FIELD_COMPATIBLE_TYPE, title, what, label, &help);
        } else if proto::proto_type(then) == proto::proto_type(since) {
            // Any other change the `.proto` shows.
            let label = match what.sent {
                true => "some of what old clients send gets INVALID_ARGUMENT",
                false => "old clients cannot read every answer",
            };
            self.add(&rules::GRPC_VALUE_NO_NARROW, title, what, label, &help);
        }
    }

    /// The same of a struct or an enum.
    fn named(&mut self, writer: Side<Named>, reader: Side<Named>, what: &What) {
        let key = (writer.1.path.clone(), reader.1.path.clone(), what.sent);
        if !self.seen.insert(key) {
            return;
        }
        let (from, to) = (writer.0.definition(&writer.1.path), reader.0.definition(&reader.1.path));
        let now = if what.sent { to } else { from };
        let at = Spot { source: &now.source, span: now.span.clone() };
        let what = What { name: now.name.clone(), at: &at, sent: what.sent };
        if self.over_http {
            return self.json((writer.0, &from.json), (reader.0, &to.json), &what);
        }
        match (&from.shape, &to.shape) {
            (Shape::Struct(one), Shape::Struct(other)) => {
                self.shapes((writer.0, one), (reader.0, other), &what);
            }
            (Shape::Enum(one), Shape::Enum(other)) => {
                self.variants((writer.0, one), (reader.0, other), &what);
            }
            _ => self.other_shape(&what),
        }
    }

    fn shapes(&mut self, writer: Side<Fields>, reader: Side<Fields>, what: &What) {
        let (from, to) = (writer.1, reader.1);
        match (from.style, to.style) {
            (Style::Named, Style::Named) => {
                self.fields((writer.0, &from.params), (reader.0, &to.params), what)
            }
            (one, other) if one == other && from.params.len() == to.params.len() => {
                for (from, to) in from.params.iter().zip(&to.params) {
                    self.accepts((writer.0, &from.ty), (reader.0, &to.ty), what);
                }
            }
            _ => self.other_shape(what),
        }
    }

    /// What one side alone knows the `.proto` shows.
    fn variants(&mut self, writer: Side<Vec<Variant>>, reader: Side<Vec<Variant>>, what: &What) {
        for variant in writer.1 {
            let Some(other) = reader.1.iter().find(|other| other.name == variant.name) else { continue };
            let what = What { name: format!("{}::{}", what.name, variant.name), ..*what };
            self.shapes((writer.0, &variant.fields), (reader.0, &other.fields), &what);
        }
    }

    fn unknown_variant(&mut self, name: &str, what: &What) {
        if what.sent {
            self.add(
                &rules::HTTP_VARIANT_NO_DELETE,
                format!("`{}::{name}` is gone", what.name),
                what,
                "old clients that send it get 400",
                "keep it until no client sends it",
            );
        } else {
            self.add(
                &rules::HTTP_VARIANT_NO_ADD,
                format!("`{}::{name}` is new, and is answered", what.name),
                what,
                "old clients cannot read it",
                "answer it in a new field or a new method",
            );
        }
    }

    fn other_shape(&mut self, what: &What) {
        if self.over_http {
            self.add(
                &rules::HTTP_FIELD_COMPATIBLE_TYPE,
                format!("`{}` is of another shape", what.name),
                what,
                "old clients know other JSON",
                "change it back, or write a type beside it",
            );
        }
    }
}
