//! Which types read what others write, as serde's JSON and protobuf have them.

use crate::model::types::{Int, List, Type};

/// Whether every value of one type can be read as the other, where neither holds what may differ.
pub(super) fn fits(from: &Type, to: &Type) -> bool {
    match (from, to) {
        (Type::Int(from), Type::Int(to)) => {
            let ((low, high), (least, most)) = (range(*from), range(*to));
            least <= low && high <= most
        }
        (Type::Int(_) | Type::F32, Type::F64) | (Type::F64, Type::F32) => true,
        (Type::Char, Type::String) => true,
        (Type::Known(known), Type::String) => known.is_text(),
        (Type::Bytes, Type::List(List::Vec, to)) => fits(&Type::Int(Int::U8), to),
        (Type::Array(from, _), Type::List(List::Vec, to)) => fits(from, to),
        (Type::Array(from, _), Type::Bytes) => **from == Type::Int(Int::U8),
        (from, to) => from == to,
    }
}

/// The least and the greatest value; the former is never positive.
fn range(int: Int) -> (i128, u128) {
    let signed = |bits: u32| (-(1i128 << (bits - 1)), (1u128 << (bits - 1)) - 1);
    let unsigned = |bits: u32| (0, u128::MAX >> (128 - bits));
    match int {
        Int::I8 => signed(8),
        Int::I16 => signed(16),
        Int::I32 => signed(32),
        Int::I64 | Int::Isize => signed(64),
        Int::I128 => (i128::MIN, i128::MAX as u128),
        Int::U8 => unsigned(8),
        Int::U16 => unsigned(16),
        Int::U32 => unsigned(32),
        Int::U64 | Int::Usize => unsigned(64),
        Int::U128 => unsigned(128),
    }
}
