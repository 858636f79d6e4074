//! What generated conversions from protobuf messages are made of: checks that turn a value that
//! does not fit into INVALID_ARGUMENT, naming the field.

use std::fmt::Display;

use crate::{Error, Result};

/// A number as the narrower type that the service asks for.
pub fn narrow<T: TryFrom<V>, V: Copy + Display>(field: &str, value: V) -> Result<T> {
    let out_of_range = |_| format_args!("{field}: {value} is out of range").to_string();
    T::try_from(value)
        .map_err(out_of_range)
        .map_err(Error::invalid_argument)
}

/// A field that protobuf lets callers leave out.
pub fn required<T>(field: &str, value: Option<T>) -> Result<T> {
    value.ok_or_else(|| Error::invalid_argument(format_args!("{field}: missing")))
}

/// A string that is one character.
pub fn character(field: &str, text: String) -> Result<char> {
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(character), None) => Ok(character),
        _ => Err(Error::invalid_argument(format_args!(
            "{field}: not one character"
        ))),
    }
}
