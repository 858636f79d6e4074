//! The arguments about middleware.

use clap::{ArgAction, Args};
use clap_complete::ArgValueCandidates;

use crate::cli::completions;

#[derive(Args, Debug)]
pub struct GenerateMiddleware {
    /// Name of the middleware, such as `audit`, or of a ready-made layer
    #[arg(add = ArgValueCandidates::new(completions::layers))]
    pub name: String,

    /// The service that gets it
    #[arg(short, long, value_name = "SERVICE", add = ArgValueCandidates::new(completions::services))]
    pub service: String,

    /// Write an endpoint middleware: a tower layer
    #[arg(short, long)]
    pub endpoint: bool,

    /// Around the endpoints of these methods alone [default: all, also those to come]
    #[arg(short, long, value_name = "METHOD", value_delimiter = ',', add = ArgValueCandidates::new(completions::methods))]
    pub methods: Vec<String>,
}

/// The middleware that kit writes by default. What is not said stays as it was.
#[derive(Args, Clone, Copy, Debug, Default)]
pub struct Defaults {
    /// The default middleware, all of it: `--dmw=false` leaves it out [default: true]
    #[arg(short = 'w', long, value_name = "BOOL", action = ArgAction::Set, num_args = 0..=1,
        require_equals = true, default_missing_value = "true")]
    pub dmw: Option<bool>,

    /// The default service middleware, which logs calls [default: true]
    #[arg(long, value_name = "BOOL", action = ArgAction::Set, num_args = 0..=1,
        require_equals = true, default_missing_value = "true")]
    pub svc_mdw: Option<bool>,

    /// The default endpoint middleware, which measures calls [default: true]
    #[arg(long, value_name = "BOOL", action = ArgAction::Set, num_args = 0..=1,
        require_equals = true, default_missing_value = "true")]
    pub endpoint_mdw: Option<bool>,
}

impl Defaults {
    pub fn logging(self) -> Option<bool> {
        self.svc_mdw.or(self.dmw)
    }

    pub fn instrument(self) -> Option<bool> {
        self.endpoint_mdw.or(self.dmw)
    }
}
