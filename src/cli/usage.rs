//! What clap says of a wrong command line, where it can be said better.

use clap::{
    Command, CommandFactory, Error, Parser,
    builder::StyledStr,
    error::{ContextKind, ContextValue, ErrorKind},
};

use super::args::Cli;
use crate::model::names;

/// Says what was meant, as far as that shows in the `words` behind `kit`.
pub(super) fn better(error: Error, words: &[String]) -> Error {
    let mut error = nearest(error);
    let words = behind_options(words);
    let unknown = matches!(error.kind(), ErrorKind::InvalidSubcommand | ErrorKind::UnknownArgument);
    // Inside of a command a slip is likelier than another word.
    let is_inside = words.first().is_some_and(|word| Cli::command().find_subcommand(word).is_some());
    let suggests = is_inside && error.get(ContextKind::SuggestedSubcommand).is_some();
    // What kit would not take either helps nobody.
    let is_right = |line: &String| Cli::try_parse_from(line.split(' ')).is_ok();
    let meant = with_values(words).or_else(|| meant(words));
    let Some(meant) = meant.filter(|line| unknown && !suggests && is_right(line)) else {
        return error;
    };
    let tip = StyledStr::from(format!("did you mean `{meant}`?"));
    error.remove(ContextKind::SuggestedSubcommand);
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip]));
    error
}

/// The words from the command on.
fn behind_options(words: &[String]) -> &[String] {
    let command = Cli::command();
    let takes_value = |option: &str| {
        let name = option.trim_start_matches('-');
        command.get_arguments().filter(|known| known.get_action().takes_values()).any(|known| {
            known.get_long() == Some(name) || known.get_short().is_some_and(|short| name == short.to_string())
        })
    };
    match words {
        [option, _, rest @ ..] if option.starts_with('-') && takes_value(option) => behind_options(rest),
        [option, rest @ ..] if option.starts_with('-') => behind_options(rest),
        words => words,
    }
}

/// A switch has its value behind `=`.
fn with_values(words: &[String]) -> Option<String> {
    let is_switch = |word: &str| matches!(word, "-w" | "--dmw" | "--svc-mdw" | "--endpoint-mdw");
    let mut line = "kit".to_owned();
    let mut found = false;
    for (at, word) in words.iter().enumerate() {
        let is_value = at > 0 && is_switch(&words[at - 1]) && matches!(&**word, "true" | "false");
        line = format!("{line}{}{word}", if is_value { "=" } else { " " });
        found |= is_value;
    }
    found.then_some(line)
}

/// The command that stands for one that kit does not have: without the word for what it is about, with
/// the two words swapped, or with another tool's word.
fn meant(words: &[String]) -> Option<String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let rest = |words: &[&str]| words.iter().map(|word| format!(" {word}")).collect::<String>();
    match &words[..] {
        ["generate" | "g", rest_of @ ..] if rest_of.first()?.starts_with('-') => {
            Some(format!("kit generate service NAME{}", rest(rest_of)))
        }
        ["generate" | "g", rest_of @ ..] => Some(format!("kit generate service{}", rest(rest_of))),
        ["new" | "n", rest_of @ ..] if !rest_of.first()?.starts_with('-') => {
            Some(format!("kit new service{}", rest(rest_of)))
        }
        ["remove", service, method] if !method.starts_with('-') => {
            Some(format!("kit remove method {service} {method}"))
        }
        ["remove", rest_of @ ..] if !rest_of.first()?.starts_with('-') => {
            Some(format!("kit remove service{}", rest(rest_of)))
        }
        ["rename", service, old, new] => Some(format!("kit rename method {service} {old} {new}")),
        ["rename", old, new] => Some(format!("kit rename service {old} {new}")),
        ["service" | "s", rest_of @ ..] => Some(format!("kit new service{}", rest(rest_of))),
        [what @ ("client" | "c" | "middleware" | "mdw" | "docker" | "openapi"), rest_of @ ..] => {
            Some(format!("kit generate {what}{}", rest(rest_of)))
        }
        ["add" | "create", "service" | "s", rest_of @ ..] => {
            Some(format!("kit new service{}", rest(rest_of)))
        }
        ["add" | "create", what @ ("client" | "middleware" | "docker" | "openapi"), rest_of @ ..] => {
            Some(format!("kit generate {what}{}", rest(rest_of)))
        }
        ["init" | "add" | "create", ..] => Some("kit new service NAME".to_owned()),
        ["run" | "start" | "serve" | "watch" | "up", ..] => Some("kit dev".to_owned()),
        ["build" | "update" | "gen" | "sync", ..] => Some("kit generate".to_owned()),
        ["delete" | "rm", rest_of @ ..] => Some(format!("kit remove{}", rest(rest_of))),
        ["mv" | "move", rest_of @ ..] => Some(format!("kit rename{}", rest(rest_of))),
        ["ls" | "ps", ..] => Some("kit list".to_owned()),
        _ => None,
    }
}

/// clap takes aliases for what was meant: `n` and `g` by `gnerate`.
fn nearest(mut error: Error) -> Error {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_that_kit_does_not_have_are_told_the_right_one() {
        for (said, right) in [
            ("generate -t http", "kit generate service NAME -t http"),
            ("g hello --dmw", "kit generate service hello --dmw"),
            ("new hello", "kit new service hello"),
            ("n hello", "kit new service hello"),
            ("service hello", "kit new service hello"),
            ("remove hello", "kit remove service hello"),
            ("remove hello greet", "kit remove method hello greet"),
            ("rename hello hi", "kit rename service hello hi"),
            ("rename hello greet wave", "kit rename method hello greet wave"),
            ("docker", "kit generate docker"),
            ("create middleware audit -s hello", "kit generate middleware audit -s hello"),
            ("init", "kit new service NAME"),
            ("run", "kit dev"),
            ("rm service hello", "kit remove service hello"),
            ("ls", "kit list"),
            ("-q --folder there generate -t http", "kit generate service NAME -t http"),
            ("g s hello --dmw false", "kit g s hello --dmw=false"),
            ("g s --svc-mdw false hello -w true", "kit g s --svc-mdw=false hello -w=true"),
        ] {
            let words: Vec<String> = said.split(' ').map(str::to_owned).collect();
            let error = Cli::try_parse_from([&["kit".to_owned()], &words[..]].concat()).unwrap_err();
            let said_now = better(error, &words).render().to_string();
            assert!(said_now.contains(&format!("did you mean `{right}`?")), "{said}: {said_now}");
        }
    }

    #[test]
    fn a_line_that_is_wrong_elsewhere_is_not_suggested() {
        for said in ["new service -x", "new s a b", "g hello --verbosely", "add service -x"] {
            let words: Vec<String> = said.split(' ').map(str::to_owned).collect();
            let error = Cli::try_parse_from([&["kit".to_owned()], &words[..]].concat()).unwrap_err();
            let said_now = better(error, &words).render().to_string();
            assert!(!said_now.contains("did you mean"), "{said}: {said_now}");
        }
    }

    #[test]
    fn what_the_go_tool_took_is_taken() {
        for said in ["n s hello", "g s hello -t grpc --dmw", "g c hello", "g m hi -s hello", "g d"] {
            assert!(Cli::try_parse_from(format!("kit {said}").split(' ')).is_ok(), "{said}");
        }
    }
}
