//! Work side by side, its results in order.

use std::thread;

/// As much as the first thread has, which does the same work where there is little of it.
const STACK: usize = 8 << 20;

/// Does the same with each part, each in a thread of its own but the first. Where there are no more threads
/// to have, it is done in this one.
pub fn each<T: Sync, R: Send>(parts: &[&[T]], work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    let Some((first, rest)) = parts.split_first() else { return Vec::new() };
    let work = &work;
    thread::scope(|scope| {
        let begun = rest.iter().copied();
        let begun = begun.map(|part| {
            (part, thread::Builder::new().stack_size(STACK).spawn_scoped(scope, move || work(part)))
        });
        let begun: Vec<_> = begun.collect();
        let own = work(first);
        let others = begun.into_iter().map(|(part, thread)| match thread {
            Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => work(part),
        });
        std::iter::once(own).chain(others).collect()
    })
}

/// Does two things, side by side if that is worth while: the other in a thread of its own.
pub fn both<A, B: Send>(worth: bool, one: impl FnOnce() -> A, other: impl Fn() -> B + Sync) -> (A, B) {
    thread::scope(|scope| {
        let begun = worth.then(|| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, &other).ok());
        let one = one();
        let other = match begun.flatten() {
            Some(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            None => other(),
        };
        (one, other)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_order() {
        let numbers: Vec<u32> = (0..10).collect();
        let parts: Vec<&[u32]> = numbers.chunks(3).collect();
        assert_eq!(each(&parts, |part| part.iter().sum::<u32>()), [3, 12, 21, 9]);
        assert_eq!(each(&[], |part: &[u32]| part.len()), [0; 0]);
    }

    #[test]
    fn both_are_done_wherever() {
        for worth in [true, false] {
            assert_eq!(both(worth, || 1, || "two"), (1, "two"));
        }
    }
}
