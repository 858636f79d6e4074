use std::process::ExitCode;

fn main() -> ExitCode {
    kit::cli::main()
}
