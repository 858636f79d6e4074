//! `kit generate openapi`.

use super::{
    Changed, Outcome,
    args::{GenerateOpenApi, GenerateService, Global},
    discover, finish, generate,
    report::Report,
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    model::{OpenApi, Transport, names::ServiceName},
    workspace::{ServiceEntry, Workspace},
};

/// Brings services up to date as `kit generate service` does, now with the document.
pub(super) fn run(
    args: &GenerateOpenApi,
    global: &Global,
    report: &mut Report,
) -> Result<Outcome, Diagnostics> {
    let workspace = discover(global, report)?;
    let wanted = if args.serve { OpenApi::Served } else { OpenApi::Written };
    let entries: Vec<ServiceEntry> = services(&workspace, args)?
        .into_iter()
        .map(|entry| {
            let mut entry = entry.clone();
            entry.config.openapi = entry.config.openapi.max(wanted);
            entry
        })
        .collect();
    let service = GenerateService::default();
    let (changes, models) = generate::plan(&workspace, entries.iter().collect(), &service, report)?;
    let done = finish(&workspace, &changes, Changed::Keep, global, report)?;
    if done.wrote && args.serve {
        report.line("");
        report.heading("Next");
        for (entry, _) in models {
            report.line(&format!("  cargo run -p {}", entry.package));
            report.line(&format!("  Open http://localhost:{}/docs", Transport::Http.port()));
        }
    }
    Ok(done.outcome)
}

/// The one that was named, or all that speak HTTP.
fn services<'w>(
    workspace: &'w Workspace,
    args: &GenerateOpenApi,
) -> Result<Vec<&'w ServiceEntry>, Diagnostic> {
    let has_http = |entry: &ServiceEntry| generate::transports(entry).contains(&Transport::Http);
    if let Some(name) = &args.name {
        let entry = generate::find(workspace, &ServiceName::parse(name)?)?;
        return match has_http(entry) {
            true => Ok(vec![entry]),
            false => Err(without_http(&entry.package)),
        };
    }
    let mut all = generate::all(workspace)?;
    let first = all[0];
    all.retain(|entry| has_http(entry));
    if all.is_empty() { Err(without_http(&first.package)) } else { Ok(all) }
}

fn without_http(package: &str) -> Diagnostic {
    let error = Diagnostic::error(format!("the service `{package}` has no HTTP that OpenAPI could describe"));
    error.help(format!("add it first: kit generate service {package} --transport http"))
}
