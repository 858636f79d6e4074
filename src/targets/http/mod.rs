//! `generated/http.rs`: the axum router, and the client that speaks to it.

mod request;
mod views;

use super::{Input, render};
use crate::{
    diagnostic::Diagnostics,
    model::Transport,
    plan::change::{ChangeSet, Output},
};

pub(super) fn outputs(input: &Input, changes: &mut ChangeSet) -> Result<(), Diagnostics> {
    if input.service.transports.contains(&Transport::Http) {
        let text = render(&views::HttpRs::new(input));
        changes.insert(input.path("src/generated/http.rs"), Output::Generated(text.into()));
    }
    Ok(())
}
