//! `generated/endpoints.rs`: requests, responses, and the endpoints that carry them.

mod messages;
mod views;

use super::{Input, render};
use crate::{
    diagnostic::Diagnostics,
    plan::change::{ChangeSet, Output},
};

pub(super) fn outputs(input: &Input, changes: &mut ChangeSet) -> Result<(), Diagnostics> {
    let text = render(&views::EndpointsRs::new(input));
    changes.insert(input.path("src/generated/endpoints.rs"), Output::Generated(text.into()));
    Ok(())
}
