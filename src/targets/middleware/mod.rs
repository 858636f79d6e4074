//! `generated/middleware.rs`: the service middleware that every service gets.

mod views;

use askama::Template;

use super::Input;
use crate::{
    diagnostic::Diagnostics,
    plan::change::{ChangeSet, Output},
};

pub(super) fn outputs(input: &Input, changes: &mut ChangeSet) -> Result<(), Diagnostics> {
    let text = views::MiddlewareRs::new(input).render().expect("the template matches its view");
    changes.insert(input.path("src/generated/middleware.rs"), Output::Generated(text.into_bytes()));
    Ok(())
}
