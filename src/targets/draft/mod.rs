//! The way back: a `.proto` that was written first gives the trait, with the structs and enums that it
//! mentions. What has no form in Rust is refused here; whether what is made is a good trait, the model
//! says, as of any other.

mod definitions;
mod methods;
mod refusals;
mod sizes;
mod types;
mod views;

use std::ops::Range;

use super::render;
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    model::{
        names::ServiceName,
        schema::{self, Schema},
    },
};

/// The first service.rs.
pub struct Draft {
    pub text: String,
    /// Parts of the text, in order, each with the part of the `.proto` that it is made of.
    origins: Vec<(Range<usize>, Range<usize>)>,
}

/// The trait of the service `name`, by the service of that name in the `.proto`.
pub fn draft(name: &ServiceName, schema: &Schema) -> Result<Draft, Diagnostics> {
    schema::check_syntax(schema).map_or(Ok(()), Err)?;
    let service = refusals::find_service(name, schema)?;
    let mut wrong = Diagnostics::default();
    let names = types::Names::of(schema, service);
    let (methods, mentioned) = methods::read(schema, service, &names, &mut wrong);
    let definitions = definitions::read(schema, mentioned, &names, &mut wrong);
    if wrong.has_errors() {
        return Err(wrong);
    }
    let mut docs = schema.docs(&schema.service_path(service.name()));
    if docs.is_empty() {
        docs.push(format!("{} describes the service.", name.trait_name()));
    }
    let view = views::ServiceRs {
        name: name.kebab().to_owned(),
        trait_name: name.trait_name(),
        basic_name: name.basic_name(),
        proto: format!("proto/{}.proto", name.proto_file()),
        docs: docs.iter().map(|line| views::doc(line)).collect(),
        methods,
        definitions,
    };
    let text = render(&view);
    let mut origins = Vec::new();
    let mut from = 0;
    for line in view.methods.iter().chain(&view.definitions).flat_map(|block| &block.lines) {
        let start = from + text[from..].find(&*line.text).expect("the template prints every line");
        from = start + line.text.len();
        origins.push((start..from, line.origin.clone()));
    }
    Ok(Draft { text, origins })
}

impl Draft {
    /// What the model says of the trait, said of the `.proto`.
    pub fn relocate(&self, schema: &Schema, mut diagnostic: Diagnostic) -> Diagnostic {
        let Some(label) = &mut diagnostic.label else { return diagnostic };
        let origin = self.origins.iter().find(|(part, _)| part.contains(&label.span.start));
        if let Some((_, origin)) = origin {
            label.source = schema.source.clone();
            label.span = origin.clone();
        }
        diagnostic
    }
}
