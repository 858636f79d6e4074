//! Room for recursive parsers. What they read is limited in depth before; here is the stack that the
//! limits rely on, wherever a parser is called.

use crate::diagnostic::Diagnostic;

/// Enough for the deepest code that `model::syntax` lets through, in a debug build; the memory is used
/// only when needed.
const STACK: usize = 256 << 20;

/// Runs `work` where syn has room to descend, and forgets syn's source map afterwards: the map
/// belongs to the thread.
pub fn with_room<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, Diagnostic> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        let thread = thread.map_err(|error| {
            let error = Diagnostic::error(format!("cannot start a thread to parse in: {error}"));
            error.help(
                "the machine or a limit leaves too few threads or memory: see `ulimit -u` and `ulimit -v`",
            )
        })?;
        thread.join().map_err(|panic| std::panic::resume_unwind(panic))
    })
}
