//! Two versions of the `.proto` files of a service: files, services and rpcs; what messages and enums
//! hold is compared beside.

mod enums;
mod messages;
mod types;

use prost_types::{MethodDescriptorProto, ServiceDescriptorProto, uninterpreted_option::NamePart};

use self::types::{Element, Types};
use super::{Findings, Place, Wire, rules};
use crate::model::{
    Service,
    schema::{self, Schema},
};

const DEPRECATE: &str = "keep it, and mark it deprecated, until no client uses it";

pub(super) fn compare(then: &Wire, since: &Wire, findings: &mut Findings) {
    let (old, new, service) = (&then.schemas, &since.schemas, &since.service);
    for before in old {
        let file = file_name(before);
        match new.iter().find(|now| file_name(now) == file) {
            Some(now) => package(before, now, findings),
            None => findings.gone(&rules::FILE_NO_DELETE, format!("the file {file} is gone"), DEPRECATE),
        }
    }
    let (before, now) = (Types::of(old), Types::of(new));
    let here = Place { source: &service.source, span: service.span.clone() };
    messages::compare(&before, &now, &here, findings);
    enums::compare(&before, &now, &here, findings);
    unserved(then, since, findings);
    for (_, found) in services(old) {
        let same = services(new).find(|(_, other)| other.name() == found.name());
        match same {
            Some((now_in, other)) => rpcs((&before, found), (&now, now_in, other), findings),
            None => findings.add(
                &rules::SERVICE_NO_DELETE,
                format!("the service `{}` is gone from the `.proto`", found.name()),
                &here,
                "old clients get UNIMPLEMENTED",
                DEPRECATE,
            ),
        }
    }
}

fn file_name(schema: &Schema) -> &str {
    schema.source.name.rsplit('/').next().unwrap_or_default()
}

fn services(schemas: &[Schema]) -> impl Iterator<Item = (&Schema, &ServiceDescriptorProto)> {
    schemas.iter().flat_map(|schema| schema.file.service.iter().map(move |found| (schema, found)))
}

fn package(old: &Schema, new: &Schema, findings: &mut Findings) {
    let (before, now) = (old.file.package(), new.file.package());
    if before != now {
        findings.add(
            &rules::FILE_SAME_PACKAGE,
            format!("the package `{before}` is `{now}` by now"),
            &Place { source: &new.source, span: new.package_span() },
            "every rpc has another path: old clients get UNIMPLEMENTED",
            &format!("write `package {before};` again, or serve both from two services"),
        );
    }
}

/// The rpcs that are in the file, and in the trait no more.
fn unserved(old: &Wire, new: &Wire, findings: &mut Findings) {
    let served = |service: &Service, rpc: &str| service.served().any(|method| method.rpc == rpc);
    let is_local = |rpc: &str| new.service.methods.iter().any(|method| method.local && method.rpc == rpc);
    for (schema, found) in services(&new.schemas) {
        let gone = |rpc: &str| served(&old.service, rpc) && !served(&new.service, rpc);
        for rpc in found.method.iter().filter(|rpc| gone(rpc.name())) {
            let span = schema.rpc_span(found.name(), rpc.name());
            let (what, help) = match is_local(rpc.name()) {
                true => {
                    ("is served no more: its method is local", "take `local` off until no client calls it")
                }
                false => ("has no method in the trait any more", "keep the method until no client calls it"),
            };
            findings.add(
                &rules::RPC_NO_DELETE,
                format!("the rpc `{}` {what}", rpc.name()),
                &Place { source: &schema.source, span },
                "old clients get UNIMPLEMENTED",
                help,
            );
        }
    }
}

type At<'a> = (&'a Types<'a>, &'a Schema, &'a ServiceDescriptorProto);

fn rpcs(
    (old_types, old): (&Types, &ServiceDescriptorProto),
    (new_types, new_in, new): At,
    findings: &mut Findings,
) {
    for before in &old.method {
        let Some(now) = new_in.rpc(new.name(), before.name()) else {
            let at = new_in.service(new.name()).map_or(0..0, |(_, span)| schema::first_line(new_in, span));
            findings.add(
                &rules::RPC_NO_DELETE,
                format!("the rpc `{}` is gone", before.name()),
                &Place { source: &new_in.source, span: at },
                "old clients get UNIMPLEMENTED",
                DEPRECATE,
            );
            continue;
        };
        let at = Place { source: &new_in.source, span: new_in.rpc_span(new.name(), before.name()) };
        let sides = [
            (&rules::RPC_SAME_REQUEST_TYPE, "takes", before.input_type(), now.input_type()),
            (&rules::RPC_SAME_RESPONSE_TYPE, "answers", before.output_type(), now.output_type()),
        ];
        for (rule, verb, then, since) in sides {
            let (then, since) = (old_types.resolve("", then), new_types.resolve("", since));
            if then != since {
                findings.add(
                    rule,
                    format!("the rpc `{}` {verb} `{since}` instead of `{then}`", before.name()),
                    &at,
                    "old clients know other fields",
                    "write a new rpc beside this one, and keep this one as it was",
                );
            }
        }
        options(before, now, &at, findings);
    }
}

fn options(before: &MethodDescriptorProto, now: &MethodDescriptorProto, at: &Place, findings: &mut Findings) {
    let streams = [
        (&rules::RPC_SAME_CLIENT_STREAMING, "request", before.client_streaming(), now.client_streaming()),
        (&rules::RPC_SAME_SERVER_STREAMING, "reply", before.server_streaming(), now.server_streaming()),
    ];
    for (rule, what, then, since) in streams {
        if then != since {
            let change = if since { "a stream by now" } else { "no stream any more" };
            findings.add(
                rule,
                format!("the {what} of the rpc `{}` is {change}", before.name()),
                at,
                "old clients call it otherwise",
                "write a new rpc beside this one, and keep this one as it was",
            );
        }
    }
    if level(before) != level(now) {
        findings.add(
            &rules::RPC_SAME_IDEMPOTENCY_LEVEL,
            format!("the rpc `{}` has another `idempotency_level`", before.name()),
            at,
            "old clients may send it again where they must not",
            "give the option the value that it had",
        );
    }
}

/// As the file spells it: a schema's options are not interpreted.
fn level(rpc: &MethodDescriptorProto) -> Option<&str> {
    let options = rpc.options.as_ref()?.uninterpreted_option.iter();
    let named = |part: &NamePart| part.name_part == "idempotency_level" && !part.is_extension;
    let mut levels = options.filter(|option| matches!(&option.name[..], [part] if named(part)));
    levels.next()?.identifier_value.as_deref()
}

/// What of a message or an enum is reserved, in words.
fn reserved(ranges: impl Iterator<Item = (i32, i32)>, names: &[String]) -> Vec<String> {
    let range = |(first, last): (i32, i32)| match first == last {
        true => format!("reserved {first};"),
        false => format!("reserved {first} to {last};"),
    };
    ranges.map(range).chain(names.iter().map(|name| format!("reserved \"{name}\";"))).collect()
}

/// Something of a name that old clients use is there no more.
fn deleted<T>(old: &Element<T>, what: &str, rules: [&rules::Rule; 2], here: &Place, findings: &mut Findings) {
    for rule in rules {
        findings.add(
            rule,
            format!("the {what} `{}` is gone from the `.proto`", old.name),
            here,
            "code that was generated for old clients names it",
            DEPRECATE,
        );
    }
}
