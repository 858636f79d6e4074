//! The views behind what serves the document.

use askama::Template;

use super::routes::{DOCUMENT, PAGE};
use crate::plan::format;

#[derive(Template)]
#[template(path = "openapi/docs.rs.tmpl", escape = "none")]
pub(super) struct DocsRs {
    header: String,
    document: &'static str,
    page: &'static str,
}

impl DocsRs {
    pub(super) fn new() -> Self {
        Self { header: format::header("src/service.rs"), document: DOCUMENT, page: PAGE }
    }
}

#[derive(Template)]
#[template(path = "openapi/docs.html.tmpl", escape = "none")]
pub(super) struct DocsHtml;
