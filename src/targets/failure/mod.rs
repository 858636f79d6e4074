//! `generated/errors.rs`: how the error enum of a service's own crosses the wire.

mod views;

use super::{Input, render};
use crate::{
    diagnostic::Diagnostics,
    plan::change::{ChangeSet, Output},
};

pub(super) fn outputs(input: &Input, changes: &mut ChangeSet) -> Result<(), Diagnostics> {
    if let Some(failure) = &input.service.failure {
        let text = render(&views::ErrorsRs::new(failure));
        changes.insert(input.path("src/generated/errors.rs"), Output::Generated(text.into()));
    }
    Ok(())
}
