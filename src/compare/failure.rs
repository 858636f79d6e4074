//! Two versions of a service's own errors: what old clients read in them. The types of their fields are not
//! looked at.

use super::{Findings, Place, Wire, rules};
use crate::model::{
    codes::Code,
    failure::{Carried, Failure, FailureVariant},
    names,
};

pub(super) fn compare(old: &Wire, new: &Wire, findings: &mut Findings) {
    let Some(before) = &old.service.failure else { return };
    for variant in before.variants.iter().filter(|variant| is_read(variant)) {
        let Some(failure) = &new.service.failure else {
            let at = Place { source: &new.service.source, span: new.service.span.clone() };
            gone(variant, &at, findings);
            continue;
        };
        match failure.variants.iter().find(|now| now.reason() == variant.reason()) {
            Some(now) => still_there(variant, failure, now, findings),
            None => {
                let at = Place { source: &failure.source, span: failure.span.clone() };
                gone(variant, &at, findings);
            }
        }
    }
}

/// Clients get it as the variant that it is.
fn is_read(variant: &FailureVariant) -> bool {
    matches!(variant.carried, Carried::Itself { .. })
}

fn gone(variant: &FailureVariant, at: &Place, findings: &mut Findings) {
    findings.add(
        &rules::ERROR_NO_DELETE,
        format!("the error `{}` is gone", variant.name),
        at,
        "old clients that look for it find another one",
        &format!("keep `{}` until no client looks for it, or give it its name back", variant.name),
    );
}

fn still_there(before: &FailureVariant, failure: &Failure, now: &FailureVariant, findings: &mut Findings) {
    let at = Place { source: &failure.source, span: now.span.clone() };
    if let (Some(then), Some(since)) = (code(before), code(now))
        && then != since
    {
        findings.add(
            &rules::ERROR_SAME_CODE,
            format!("the error `{}` is `{}` instead of `{}`", now.name, since.name(), then.name()),
            &at,
            "old clients that look at the code or the status go another way",
            &format!("write `code(\"{}\")` again, or add a variant", then.name()),
        );
    }
    let Carried::Itself { fields: then, .. } = &before.carried else { return };
    let Carried::Itself { fields: since, .. } = &now.carried else {
        findings.add(
            &rules::ERROR_NO_DELETE,
            format!("the error `{}` is not sent as itself any more", now.name),
            &at,
            "old clients that look for it find another one",
            "give it its `code` back, and no cause: that can be a variant of its own",
        );
        return;
    };
    for field in then.iter().filter(|field| !since.contains(field)) {
        let name = names::field_name(field);
        findings.add(
            &rules::ERROR_FIELD_NO_DELETE,
            format!("the error `{}` has no `{name}` any more", now.name),
            &at,
            "old clients read it as absent, or, if it is no `Option`, do not read this error",
            &format!("keep `{name}` until no client reads it"),
        );
    }
}

fn code(variant: &FailureVariant) -> Option<Code> {
    match variant.carried {
        Carried::Itself { code, .. } | Carried::Text(code) => Some(code),
        Carried::Nothing | Carried::Error { .. } => None,
    }
}
