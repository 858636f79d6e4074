//! What clippy thinks of types: generated code writes out what an alias may stand for in the trait.

use crate::model::types::Type;

const THRESHOLD: usize = 250;

/// Whether a type is very complex where it stands alone: each part counts, deeper ones more.
/// Source: <https://rust-lang.github.io/rust-clippy/master/#type_complexity>
pub(super) fn is_complex(ty: &Type) -> bool {
    score(ty, 1) > THRESHOLD
}

fn score(ty: &Type, depth: usize) -> usize {
    let held: usize = ty.parameters().into_iter().map(|ty| score(ty, depth + 1)).sum();
    let in_brackets = match ty {
        Type::Bytes => true,
        Type::Known(known) => known.argument().is_some(),
        _ => false,
    };
    let more = if in_brackets { 10 * (depth + 1) } else { 0 };
    10 * depth + held + more
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_counts_more_than_breadth() {
        let pair = |ty: &Type| Type::Tuple(vec![ty.clone(), ty.clone()]);
        let four = pair(&pair(&Type::String));
        assert_eq!((is_complex(&four), is_complex(&pair(&four))), (false, true));
        assert!(!is_complex(&Type::Tuple(vec![Type::Bytes; 4])));
    }
}
