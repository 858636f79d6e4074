//! The arguments of `kit generate client`.

use clap::Args;
use clap_complete::ArgValueCandidates;

use super::TransportArg;
use crate::cli::completions;

#[derive(Args, Debug)]
pub struct GenerateClient {
    /// Name of the service that is called
    #[arg(add = ArgValueCandidates::new(completions::services))]
    pub name: String,

    /// How to call it [default: grpc, if it speaks that]
    #[arg(short, long, value_name = "TRANSPORT")]
    pub transport: Option<TransportArg>,

    /// The service that calls it
    #[arg(long = "for", value_name = "SERVICE", add = ArgValueCandidates::new(completions::services))]
    pub caller: Option<String>,
}
