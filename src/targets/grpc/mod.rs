//! The gRPC transport: the `.proto`, which the user owns and kit adds to, what is compiled from
//! it, and `generated/grpc.rs` with server, client and conversions.

mod amend;
mod arms;
mod body;
mod check;
mod compile;
mod conversions;
mod foreign;
mod former;
mod merge;
mod messages;
mod packages;
mod secret;
mod views;

pub use self::compile::is_known_import;
use self::secret::Secrets;
use super::{Input, MANY, render};
use crate::{
    diagnostic::{Diagnostics, Source},
    model::{Transport, schema::Schema},
    plan::{
        change::{ChangeSet, Output, Want},
        edit,
    },
    threads,
};

pub(super) fn outputs(input: &Input, changes: &mut ChangeSet) -> Result<(), Diagnostics> {
    if !input.service.transports.contains(&Transport::Grpc) {
        return Ok(());
    }
    let path = input.path(&format!("proto/{}.proto", input.service.name.proto_file()));
    let first;
    let old = match input.schema {
        Some(schema) => schema,
        None => {
            first = Schema::parse(&Source::new(&*path, render(&views::ServiceProto::new(input))))?;
            &first
        }
    };
    let initial = old.source.text.to_string();
    // What is imported and wrong is the reason of all that does not fit.
    let cause = |wrong| compile::open(old, input.protos).err().map_or(wrong, Diagnostics::from);
    let insertions = merge::insertions(input, old).map_err(cause)?;
    let merge = || {
        let text = edit::insert(&old.source.text, &insertions);
        Schema::with_imports(&Source::new(&*path, text), input.protos)
    };
    // A first `.proto` may have come from a file of another name.
    let is_read = insertions.is_empty() && *old.source.name == *path;
    let merged = (!is_read).then(merge).transpose()?;
    let schema = merged.as_ref().unwrap_or(old);
    let unserved = check::unserved(input, schema);
    let secrets = Secrets::of(input, schema);
    let checked = compile::check(schema, input.protos)?;
    let deprecated = checked.deprecated;
    let compile = || compile::compile(checked, &secrets);
    let grpc = || render(&views::GrpcRs::new(input, schema, &secrets, deprecated));
    let (compiled, grpc) = threads::both(input.service.methods.len() >= MANY, compile, grpc);
    let compiled = compiled?;
    changes.notes.extend(unserved);

    if let Some(foreign) = views::ForeignRs::new(input.service) {
        let path = input.path("src/generated/foreign.rs");
        changes.insert(path, Output::Generated(render(&foreign).into()));
    }

    let wants = insertions.into_iter().map(Want::Insert).collect();
    changes.insert(path, Output::Amended { initial, wants });
    for (file, bytes) in [
        ("grpc.rs", grpc.into_bytes()),
        ("pb.rs", compiled.rust.into_bytes()),
        ("descriptors.bin", compiled.descriptors),
    ] {
        changes.insert(input.path(&format!("src/generated/{file}")), Output::Generated(bytes.into()));
    }
    Ok(())
}
