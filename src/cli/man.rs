//! `kit man`: manual pages from the same definitions as `--help`.

use std::path::PathBuf;

use clap::{Args, Command, CommandFactory, ValueHint};

use super::{
    Outcome,
    args::{Cli, Global},
    folder,
    report::Report,
};
use crate::{
    apply::write,
    diagnostic::{Diagnostic, Diagnostics},
};

#[derive(Args, Debug)]
pub struct ManArgs {
    /// Folder for kit.1, kit-generate.1 and so on, made if it is not there; without it kit.1 is printed
    #[arg(value_hint = ValueHint::DirPath)]
    pub dir: Option<PathBuf>,
}

pub(super) fn run(args: &ManArgs, global: &Global, report: &mut Report) -> Result<Outcome, Diagnostics> {
    let mut command = Cli::command();
    command.build();
    let Some(dir) = &args.dir else {
        report.answer(&page(&command)?);
        return Ok(Outcome::Done);
    };
    if global.check {
        let title = "manual pages are written anew each time: there is nothing to check";
        return Err(Diagnostic::error(title).help("leave out --check").into());
    }
    let dir = folder(global)?.join(dir);
    let mut pages = Vec::new();
    collect(&command, &mut pages)?;
    if !global.dry_run {
        write::outside(&dir, &pages)?;
    }
    for (name, _) in &pages {
        report.file("create", &dir.join(name).display().to_string(), "");
    }
    if global.dry_run {
        report.line("dry run: nothing was written");
    }
    Ok(Outcome::Done)
}

/// The page of a command and those of its subcommands.
fn collect(command: &Command, pages: &mut Vec<(String, String)>) -> Result<(), Diagnostic> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    pages.push((format!("{name}.1"), page(command)?));
    command.get_subcommands().try_for_each(|inner| collect(inner, pages))
}

fn page(command: &Command) -> Result<String, Diagnostic> {
    let mut page = Vec::new();
    let version = concat!("kit ", env!("CARGO_PKG_VERSION"));
    let man = clap_mangen::Man::new(command.clone()).source(version).manual("kit");
    man.render(&mut page)
        .map_err(|error| Diagnostic::unexpected(format!("cannot make the manual page: {error}")))?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
