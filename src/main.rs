use std::process::ExitCode;

/// A run allocates small pieces by the million, and a third of it was spent in the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    kit::cli::main()
}
