//! What of the wire changed between two versions of a service, and breaks clients that know the older
//! one. Pure: two models in, findings out. How the versions are read is not for here.
//!
//! A rule that buf has goes by buf's name and stands in buf's categories; what buf cannot see (routes,
//! JSON, what a Rust type accepts) are rules of kit's own, which every category has.
//! Source: <https://buf.build/docs/breaking/rules/>

mod failure;
mod fits;
mod http;
mod proto;
mod rules;
mod values;

use std::ops::Range;

use crate::{
    diagnostic::{Diagnostic, Source},
    model::{Service, Transport, schema::Schema},
};

pub use self::rules::{Category, RULES, Rule};

/// One version of a service, as clients see it.
pub struct Wire {
    pub service: Service,
    /// Every `.proto` of the service, its own first.
    pub schemas: Vec<Schema>,
}

/// What breaks old clients, a diagnostic each, in the order of the places in today's files.
pub fn compare(old: &[Wire], new: &[Wire], category: Category) -> Vec<Diagnostic> {
    let mut findings = Findings { category, all: Vec::new() };
    for before in old {
        let name = before.service.name.wire();
        match new.iter().find(|now| now.service.name.wire() == name) {
            Some(now) => compare_service(before, now, &mut findings),
            None => findings.gone(
                &rules::SERVICE_GONE,
                format!("the service `{name}` is gone"),
                "clients do not find it any more: keep it until none calls it",
            ),
        }
    }
    let mut all = findings.all;
    all.sort_by_key(|found| {
        found.label.as_ref().map(|label| (label.source.name.clone(), label.span.start, label.span.end))
    });
    all.dedup();
    all
}

fn compare_service(old: &Wire, new: &Wire, findings: &mut Findings) {
    let at = Place { source: &new.service.source, span: new.service.span.clone() };
    for transport in old.service.transports.difference(&new.service.transports) {
        findings.add(
            &rules::TRANSPORT_NO_DELETE,
            format!(
                "the service `{}` is not served over {} any more",
                new.service.name.kebab(),
                transport.name()
            ),
            &at,
            "old clients find nobody who listens",
            &format!("keep it: kit generate service {} -t {}", new.service.name.kebab(), transport.name()),
        );
    }
    failure::compare(old, new, findings);
    let both = |transport| [old, new].iter().all(|wire| wire.service.transports.contains(&transport));
    if both(Transport::Grpc) {
        proto::compare(old, new, findings);
    }
    if both(Transport::Http) {
        http::compare(old, new, findings);
    }
    values::compare(old, new, (both(Transport::Http), both(Transport::Grpc)), findings);
}

/// Where something is today.
struct Place<'a> {
    source: &'a Source,
    span: Range<usize>,
}

/// Collects what the category asked for has.
struct Findings {
    category: Category,
    all: Vec<Diagnostic>,
}

impl Findings {
    /// `label` says what old clients see, `help` what to do instead.
    fn add(&mut self, rule: &Rule, title: String, at: &Place, label: &str, help: &str) {
        if rule.categories.contains(&self.category) {
            let found = Diagnostic::error(title).code(rule.name);
            self.all.push(found.at(at.source, at.span.clone(), label).help(help));
        }
    }

    /// Of what has no place any more.
    fn gone(&mut self, rule: &Rule, title: String, help: &str) {
        if rule.categories.contains(&self.category) {
            self.all.push(Diagnostic::error(title).code(rule.name).help(help));
        }
    }
}
