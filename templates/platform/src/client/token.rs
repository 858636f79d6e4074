//! What a client shows of itself, as `authorization` with each request.

use std::{path::Path, sync::Arc};

use http::HeaderValue;

use crate::{Context, Error, Result, watched::Watched};

#[derive(Clone)]
pub(super) enum Token {
    Nothing,
    /// What the caller of the request under way sent.
    Callers,
    File(Arc<Watched<HeaderValue>>),
}

impl Token {
    pub(super) fn of_file(file: &Path) -> Result<Self> {
        let token = Watched::load(file, bearer).map_err(Error::failed_precondition)?;
        Ok(Self::File(Arc::new(token)))
    }

    pub(super) fn shown(&self, context: Context) -> Option<HeaderValue> {
        match self {
            Self::Nothing => None,
            Self::Callers => context.authorization,
            Self::File(token) => Some(token.get()),
        }
    }
}

fn bearer(token: &str) -> Result<HeaderValue, String> {
    let token = token.trim();
    let value = HeaderValue::try_from(format!("Bearer {token}"));
    match value {
        Ok(mut value) if !token.is_empty() => {
            value.set_sensitive(true);
            Ok(value)
        }
        _ => Err("it is no token".to_owned()),
    }
}
