//! `generated/middleware.rs`: the service middleware that every service gets.

mod views;

use super::{Input, render};
use crate::{
    diagnostic::Diagnostics,
    plan::change::{ChangeSet, Output},
};

pub(super) fn outputs(input: &Input, changes: &mut ChangeSet) -> Result<(), Diagnostics> {
    let text = render(&views::MiddlewareRs::new(input));
    changes.insert(input.path("src/generated/middleware.rs"), Output::Generated(text.into_bytes()));
    Ok(())
}
