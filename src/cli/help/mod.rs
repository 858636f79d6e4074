//! `kit help`: the commands' own help, and topics that belong to no single command. Their texts
//! stand beside this file, plain, in 80 columns.

use clap::{Args, Command, CommandFactory, error::ErrorKind};
use clap_complete::{ArgValueCandidates, CompletionCandidate};

use super::{
    Outcome,
    args::Cli,
    report::{self, Report},
};
use crate::{diagnostic::Diagnostics, model::names};

const TOPICS: [(&str, &str); 9] = [
    ("contract", include_str!("contract.txt")),
    ("attributes", include_str!("attributes.txt")),
    ("regeneration", include_str!("regeneration.txt")),
    ("discovery", include_str!("discovery.txt")),
    ("middleware", include_str!("middleware.txt")),
    ("auth", include_str!("auth.txt")),
    ("errors", include_str!("errors.txt")),
    ("json", include_str!("json.txt")),
    ("compatibility", include_str!("compatibility.txt")),
];

#[derive(Args, Debug)]
pub struct HelpArgs {
    /// A topic, or a command with its subcommand: `kit help generate service`
    #[arg(value_name = "TOPIC", add = ArgValueCandidates::new(candidates))]
    pub words: Vec<String>,
}

pub(super) fn run(args: &HelpArgs, report: &mut Report) -> Result<Outcome, Diagnostics> {
    let texts: Vec<&str> = args.words.iter().map_while(|word| topic(word)).collect();
    if !texts.is_empty() {
        report.answer(&texts.join("\n"));
        return Ok(match args.words.get(texts.len()) {
            Some(word) => Outcome::Usage(unknown(&Cli::command(), word, report)),
            None => Outcome::Done,
        });
    }
    let mut command = Cli::command();
    command.build();
    let mut found = &mut command;
    for word in &args.words {
        if found.find_subcommand(word).is_none() {
            return Ok(Outcome::Usage(unknown(found, word, report)));
        }
        found = found.find_subcommand_mut(word).expect("just found");
    }
    let text = found.render_long_help().ansi().to_string();
    report.answer(&text);
    Ok(Outcome::Done)
}

fn topic(word: &str) -> Option<&'static str> {
    TOPICS.iter().find(|(name, _)| *name == word).map(|(_, text)| *text)
}

fn unknown(command: &Command, word: &str, report: &Report) -> u8 {
    let is_root = command.get_name() == "kit";
    let known: Vec<String> = command
        .get_subcommands()
        .map(|command| command.get_name().to_owned())
        .chain(TOPICS.iter().filter(|_| is_root).map(|(name, _)| (*name).to_owned()))
        .collect();
    let what = if is_root { "topic or command" } else { "subcommand" };
    let mut message = format!("there is no {what} `{word}`");
    match names::similar(word, known.iter().cloned()) {
        Some(similar) => message.push_str(&format!(", did you mean `{similar}`?")),
        None if known.is_empty() => message.push_str(": this one has none"),
        None => message.push_str(&format!("; there are: {}", known.join(", "))),
    }
    let error = Cli::command().error(ErrorKind::InvalidSubcommand, message);
    report::usage(&error, report.is_json())
}

fn candidates() -> Vec<CompletionCandidate> {
    let topics = TOPICS.iter().map(|(name, text)| {
        let title = text.lines().next().unwrap_or_default();
        CompletionCandidate::new(*name).help(Some(title.to_owned().into()))
    });
    let commands = Cli::command();
    let commands = commands
        .get_subcommands()
        .map(|command| CompletionCandidate::new(command.get_name()).help(command.get_about().cloned()));
    topics.chain(commands.collect::<Vec<_>>()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_fit_a_terminal_and_are_tidy() {
        for (name, text) in TOPICS {
            for (index, line) in text.lines().enumerate() {
                let width = line.chars().count();
                assert!(width <= 80, "{name}.txt:{}: {width} columns", index + 1);
                assert!(!line.contains('\t') && line == line.trim_end(), "{name}.txt:{}", index + 1);
            }
            assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{name}");
        }
    }

    #[test]
    fn every_topic_that_help_mentions_exists_and_all_are_mentioned() {
        let mut command = Cli::command();
        let overview = command.render_help().to_string();
        for (name, text) in TOPICS {
            assert!(overview.contains(name), "kit --help does not mention {name}");
            for mention in text.split("kit help ").skip(1) {
                let topic: String = mention.chars().take_while(char::is_ascii_alphanumeric).collect();
                assert!(TOPICS.iter().any(|(name, _)| *name == topic), "{name}.txt mentions {topic}");
            }
        }
    }

    #[test]
    fn every_rule_of_kits_own_is_explained() {
        let text = topic("compatibility").unwrap();
        for rule in crate::compare::RULES.iter().filter(|rule| rule.categories.len() == 4) {
            let kits = ["HTTP_", "GRPC_", "TRANSPORT_", "SERVICE_GONE"]
                .iter()
                .any(|start| rule.name.starts_with(start));
            assert!(!kits || text.contains(&format!("    {} ", rule.name)), "{}", rule.name);
        }
    }

    /// The tables repeat what the templates say: they must say the same.
    #[test]
    fn the_table_of_errors_is_that_of_platform() {
        let text = topic("errors").unwrap();
        let platform = include_str!("../../../templates/platform/src/error/code.rs");
        let codes: Vec<Vec<&str>> = platform
            .lines()
            .filter_map(|line| line.split_once(" = ").filter(|(_, rest)| rest.contains(", \"")))
            .map(|(_, rest)| rest.split([',', '"', ' ', ';']).filter(|word| !word.is_empty()).collect())
            .collect();
        assert_eq!(codes.len(), 16);
        for code in codes {
            let [number, name, status, _] = code[..] else { panic!("{code:?}") };
            let status = match status {
                "CLIENT_CLOSED_REQUEST" => "499",
                "BAD_REQUEST" => "400",
                "UNAUTHORIZED" => "401",
                "FORBIDDEN" => "403",
                "NOT_FOUND" => "404",
                "CONFLICT" => "409",
                "TOO_MANY_REQUESTS" => "429",
                "INTERNAL_SERVER_ERROR" => "500",
                "NOT_IMPLEMENTED" => "501",
                "SERVICE_UNAVAILABLE" => "503",
                "GATEWAY_TIMEOUT" => "504",
                other => panic!("{other}"),
            };
            let row = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
            let row =
                row.into_iter().find(|row| row.first() == Some(&name)).unwrap_or_else(|| panic!("{name}"));
            assert_eq!(row[1..3], [status, number], "{name}");
        }
    }
}
