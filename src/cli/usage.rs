//! What clap says of a wrong command line, where it can be said better.

use clap::{
    Command, CommandFactory, Error,
    error::{ContextKind, ContextValue},
};

use super::args::Cli;
use crate::model::names;

/// clap takes aliases for what was meant: `n` and `g` by `gnerate`.
pub(super) fn nearest(mut error: Error) -> Error {
    let (Some(ContextValue::String(word)), Some(ContextValue::Strings(found))) =
        (error.get(ContextKind::InvalidSubcommand), error.get(ContextKind::SuggestedSubcommand))
    else {
        return error;
    };
    let mut aliases = Vec::new();
    collect(&Cli::command(), &mut aliases);
    let named: Vec<&String> = found.iter().filter(|name| !aliases.contains(*name)).collect();
    let nearest = names::similar(word, named.iter().map(|name| (*name).clone()));
    // clap's own last one is its best one.
    let nearest = nearest.or_else(|| named.last().map(|name| (*name).clone()));
    error.remove(ContextKind::SuggestedSubcommand);
    match nearest {
        Some(name) => {
            let named = ContextValue::Strings(vec![name]);
            drop(error.insert(ContextKind::SuggestedSubcommand, named));
        }
        // clap leaves an empty line for it otherwise.
        None => drop(error.remove(ContextKind::Suggested)),
    }
    error
}

fn collect(command: &Command, aliases: &mut Vec<String>) {
    for command in command.get_subcommands() {
        aliases.extend(command.get_all_aliases().map(str::to_owned));
        collect(command, aliases);
    }
}
