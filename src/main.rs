use std::io::{self, Write};

/// A run allocates small pieces by the million, and a third of it was spent in the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let code = kit::cli::main();
    let _ = io::stdout().flush();
    // All memory goes back at once: mimalloc would first tidy it, piece by piece.
    signal_hook::low_level::exit(code.into());
}
