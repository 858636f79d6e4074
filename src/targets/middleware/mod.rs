//! Middleware: `generated/middleware.rs`, which every service gets that does not decline it, and files
//! for the user's own.

mod views;

use super::{Input, render, rust};
use crate::{
    diagnostic::Diagnostics,
    model::{
        Method,
        middleware::{MiddlewareName, What},
        names::ServiceName,
    },
    plan::{
        change::{ChangeSet, Output, RustWant, Want},
        format::{self, Link},
    },
};

pub(super) fn outputs(input: &Input, changes: &mut ChangeSet) -> Result<(), Diagnostics> {
    if input.middleware.logging {
        let text = render(&views::MiddlewareRs::new(input));
        changes.insert(input.path("src/generated/middleware.rs"), Output::Generated(text.into()));
    }
    let name = &input.service.name;
    for own in &input.middleware.own {
        let forwards = input.service.methods.iter().map(|method| forward(name, own, method)).collect();
        changes.amend(path(input, own), || render(&views::OwnRs::new(name, own)), forwards);
    }
    for layer in &input.middleware.layers {
        if let What::Own(own) = &layer.what {
            changes.amend(path(input, own), || render(&views::LayerRs::new(own)), Vec::new());
        }
    }
    Ok(())
}

fn path(input: &Input, own: &MiddlewareName) -> String {
    input.path(&format!("src/{}.rs", own.module()))
}

/// The method that passes a call on.
fn forward(name: &ServiceName, own: &MiddlewareName, method: &Method) -> Want {
    let args: Vec<String> = method.params.iter().map(|param| param.name.clone()).collect();
    let links = [Link::plain(".next"), Link::call(&method.name, &args), Link::plain(".await")];
    let call = format::chain(8, "", "self", &links, "");
    let code = format!("{} {{\n        {call}\n    }}", rust::stub_declaration(method, false, 4));
    Want::Rust(RustWant::Method {
        trait_name: name.trait_name(),
        on: own.struct_name(),
        name: method.name.clone(),
        code: code.replace("\n    ", "\n"),
    })
}
