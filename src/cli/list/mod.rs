//! `kit list`: the services as they are, gathered here, shown by `text`, `json`, `mermaid` and `svg`.

mod gather;
mod json;
mod layers;
mod mermaid;
mod svg;
mod text;

use clap::{Args, ValueEnum};
use clap_complete::ArgValueCandidates;

pub(super) use self::gather::methods;

use self::gather::Listed;
use super::{Outcome, args::Global, completions, discover, generate, report::Report};
use crate::diagnostic::{Diagnostic, Diagnostics};

#[derive(Args, Debug)]
pub struct ListArgs {
    /// Services to show; all of the workspace if left out
    #[arg(add = ArgValueCandidates::new(completions::services))]
    pub names: Vec<String>,

    /// Print JSON for programs; `kit help json` describes it
    #[arg(long)]
    pub json: bool,

    /// Print who calls whom as a graph [default format: mermaid]
    #[arg(
        long,
        value_name = "FORMAT",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "mermaid",
        conflicts_with = "json"
    )]
    pub graph: Option<Graph>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Graph {
    /// Text that GitHub, GitLab and many editors draw
    Mermaid,
    /// A picture
    Svg,
}

pub(super) fn run(args: &ListArgs, global: &Global, report: &mut Report) -> Result<Outcome, Diagnostics> {
    let workspace = discover(global, report)?;
    let wanted = generate::chosen(&workspace, &args.names)?;
    let (mut services, notes) = report.stage("reading the traits", || gather::gather(&workspace));
    services.retain(|service| wanted.iter().any(|entry| entry.dir == service.dir));
    match args.graph {
        Some(Graph::Mermaid) => report.answer(&mermaid::graph(&services)),
        Some(Graph::Svg) => report.answer(&svg::graph(&services)),
        None if report.is_json() => report.object(&json::list(&services)),
        None if args.json => report.answer(&format!("{:#}\n", json::list(&services))),
        None => text::show(&services, report),
    }
    notes.iter().for_each(|note| report.diagnostic(note));
    let wrong: Vec<Diagnostic> = services.into_iter().flat_map(|service| service.errors).collect();
    let faulty = !wrong.is_empty();
    wrong.iter().for_each(|error| report.diagnostic(error));
    Ok(if faulty { Outcome::Faulty } else { Outcome::Done })
}

/// The services that one calls, of those that are shown: by their places in the list.
fn edges(services: &[Listed]) -> Vec<(usize, usize)> {
    let place = |name: &String| services.iter().position(|service| service.name == *name);
    let calls = |(from, service): (usize, &Listed)| {
        service.calls.iter().filter_map(place).map(|to| (from, to)).collect::<Vec<_>>()
    };
    services.iter().enumerate().flat_map(calls).collect()
}
