use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    kit::cli::run(&kit::cli::args::Cli::parse())
}
