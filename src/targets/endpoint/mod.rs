//! `generated/endpoints.rs`: requests, responses, and the endpoints that carry them.

mod views;

use askama::Template;

use super::Input;
use crate::{
    diagnostic::Diagnostics,
    plan::change::{ChangeSet, Output},
};

pub(super) fn outputs(input: &Input, changes: &mut ChangeSet) -> Result<(), Diagnostics> {
    let text = views::EndpointsRs::new(input).render().expect("the template matches its view");
    changes.insert(input.path("src/generated/endpoints.rs"), Output::Generated(text.into_bytes()));
    Ok(())
}
