//! Values at the edges of every type.

use echo::service::{Everything, Nothing, Part};

pub fn part(name: &str) -> Part {
    Part {
        name: name.to_owned(),
        nothing: Nothing {},
    }
}

/// The least, nothing, and the most of everything.
pub fn everything() -> [Everything; 3] {
    macro_rules! all {
        ($one_bool:expr, $one_char:expr, $($ty:ident $one:ident $some:ident $many:ident),*; $edge:ident) => {
            Everything {
                one_bool: $one_bool,
                some_bool: Some($one_bool),
                many_bool: vec![$one_bool, !$one_bool],
                one_char: $one_char,
                some_char: Some($one_char),
                many_char: vec![$one_char, 'ä'],
                $($one: $ty::$edge, $some: Some($ty::$edge), $many: vec![0 as $ty, $ty::$edge],)*
                one_text: "\u{10ffff}".to_owned(),
                some_text: Some(String::new()),
                many_text: vec![String::new(), "b".to_owned()],
                one_bytes: vec![0, 128, 255],
                some_bytes: Some(Vec::new()),
                many_bytes: vec![vec![], vec![1]],
                one_part: part("one"),
                some_part: Some(part("")),
                many_part: vec![part("many"), part("")],
            }
        };
    }
    macro_rules! numbers {
        ($edge:ident, $bool:expr, $char:expr) => {
            all!(
                $bool, $char,
                f32 one_f32 some_f32 many_f32, f64 one_f64 some_f64 many_f64,
                i8 one_i8 some_i8 many_i8, i16 one_i16 some_i16 many_i16,
                i32 one_i32 some_i32 many_i32, i64 one_i64 some_i64 many_i64,
                isize one_isize some_isize many_isize,
                u8 one_u8 some_u8 many_u8, u16 one_u16 some_u16 many_u16,
                u32 one_u32 some_u32 many_u32, u64 one_u64 some_u64 many_u64,
                usize one_usize some_usize many_usize;
                $edge
            )
        };
    }
    [
        numbers!(MIN, false, '\0'),
        Everything::default(),
        numbers!(MAX, true, char::MAX),
    ]
}
