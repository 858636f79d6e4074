//! Two versions of a service's routes. What travels over them is for `values`.

use super::{Findings, Place, Wire, rules};
use crate::model::{
    Method, Service, names,
    route::{Carried, Route},
};

pub(super) fn compare(old: &Wire, new: &Wire, findings: &mut Findings) {
    for before in old.service.served() {
        match serving(&new.service, &before.route) {
            Some(now) => same_route(before, now, &new.service, findings),
            None => gone(before, &new.service, findings),
        }
    }
}

/// The method that answers where another version has this route: names in the path do not count.
pub(super) fn serving<'a>(service: &'a Service, route: &Route) -> Option<&'a Method> {
    let same = |other: &Route| other.verb == route.verb && shape(&other.path) == shape(&route.path);
    service.served().find(|method| same(&method.route))
}

fn shape(path: &str) -> Vec<&str> {
    path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment }).collect()
}

fn written(route: &Route) -> String {
    format!("{} {}", route.verb.name(), route.path)
}

fn gone(before: &Method, new: &Service, findings: &mut Findings) {
    let route = written(&before.route);
    let now = new.methods.iter().find(|method| method.name == before.name);
    let (title, span) = match now {
        Some(now) if now.local => (format!("the route `{route}` is not served any more"), now.span.clone()),
        Some(now) => {
            (format!("the route `{route}` is `{}` by now", written(&now.route)), now.route.place.clone())
        }
        None => (format!("the route `{route}` is gone"), new.span.clone()),
    };
    let verb = before.route.verb.item();
    findings.add(
        &rules::HTTP_ROUTE_NO_DELETE,
        title,
        &Place { source: &new.source, span },
        "old clients get 404 or 405",
        &match now {
            Some(now) if now.local => "take `local` off until no client calls it".to_owned(),
            _ => format!(
                "keep a method for it until no client calls it: `#[cfg_attr(kit, {verb}(\"{}\"))]`",
                before.route.path
            ),
        },
    );
}

fn same_route(before: &Method, now: &Method, new: &Service, findings: &mut Findings) {
    let at = Place { source: &new.source, span: now.route.place.clone() };
    let (then, since) = (before.route.status.code, now.route.status.code);
    if then != since {
        findings.add(
            &rules::HTTP_STATUS_SAME,
            format!("`{}` answers {since} instead of {then}", written(&now.route)),
            &at,
            "old clients may wait for the other status",
            &format!("say `status({then})`"),
        );
    }
    if before.streams != now.streams {
        let (then, since) = match now.streams {
            true => ("one answer", "a stream"),
            false => ("a stream", "one answer"),
        };
        findings.add(
            &rules::HTTP_STREAM_SAME,
            format!("`{}` answers with {since} instead of {then}", written(&now.route)),
            &at,
            "old clients cannot read it",
            "write a new method beside this one",
        );
    }
    let old = before.params.iter().zip(&before.route.carried);
    for (param, then) in old {
        let mut all = now.params.iter().zip(&now.route.carried);
        let Some((_, since)) = all.find(|(other, _)| other.name == param.name) else { continue };
        if then != since {
            findings.add(
                &rules::HTTP_FIELD_SAME_PLACE,
                format!(
                    "`{}` of `{}` travels {} instead of {}",
                    names::field_name(&param.name),
                    written(&now.route),
                    word(*since),
                    word(*then)
                ),
                &at,
                "old clients send it where nobody looks",
                "let it travel as before, or write a new method beside this one",
            );
        }
    }
}

fn word(carried: Carried) -> &'static str {
    match carried {
        Carried::Path => "in the path",
        Carried::Query => "in the query",
        Carried::Field => "as a field of the body",
        Carried::Body => "as the whole body",
    }
}
