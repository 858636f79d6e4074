//! What generated services survive. Each row is a test, which prints its figure:
//! `cargo test failures -- --nocapture`. With `KIT_LONG=1` they take longer and are larger.
//!
//! | what happens | figure | test |
//! |---|---|---|
//! | overload, 3 × capacity | goodput ≥ 80 % of the peak, the rest shed at once | `overload::three_times_the_capacity` |
//! | slow-loris | others' p99 < 2 ×; closed ≤ 10 s | `slow::sockets_that_never_finish` |
//! | huge bodies, also compressed ones | 413, RESOURCE_EXHAUSTED; < 50 MB more | `hostile::huge_bodies` |
//! | a gzip bomb | 415, UNIMPLEMENTED: it is not unpacked; < 50 MB more | `hostile::gzip_bombs` |
//! | a flood of headers | 431 or cut off; < 50 MB more | `hostile::floods_of_headers` |
//! | HTTP/2 rapid reset | cut off; < 50 MB more | `hostile::rapid_resets` |
//! | a handler panics | 500, INTERNAL for that call alone | `hostile::panics` |
//! | SIGTERM with connections of every kind | exit 0 within the grace time, in order | `stop::with_open_connections` |

pub mod hostile;
mod overload;
mod slow;
mod stop;

use std::time::Duration;

use tokio::sync::Mutex;

/// The figure of a row.
macro_rules! figure {
    ($($text:tt)*) => {
        println!("{}: {}", module_path!(), format_args!($($text)*))
    };
}
use figure;

/// Times are compared here: no two of these tests run at once.
pub static ALONE: Mutex<()> = Mutex::const_new(());

fn long() -> bool {
    std::env::var_os("KIT_LONG").is_some()
}

/// Whatever else the machine does makes times worse, never better: one good attempt of three is proof.
async fn within_three_attempts(mut attempt: impl AsyncFnMut() -> Result<(), String>) {
    let mut failures = Vec::new();
    while failures.len() < 3 {
        match attempt().await {
            Ok(()) => return,
            Err(failure) => failures.push(failure),
        }
    }
    panic!("{failures:#?}");
}

fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort();
    times[(times.len() * percent / 100).min(times.len() - 1)]
}
