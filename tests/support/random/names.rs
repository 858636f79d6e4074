//! Random names.

use super::Random;

/// Names that generated code, or Rust, uses for something else.
const TELLING: [&str; 32] = [
    "request",
    "response",
    "service",
    "call",
    "outcome",
    "self_",
    "client",
    "proto",
    "endpoints",
    "layer",
    "value",
    "started",
    "server",
    "router",
    "get",
    "post",
    "handler",
    "name",
    "endpoint",
    "channel",
    "field",
    "required",
    "reply",
    "error",
    "result",
    "next",
    "r#type",
    "r#match",
    "r#async",
    "r#fn",
    "args",
    "run",
];

/// The name of a method, parameter or field.
pub fn name(random: &mut Random) -> String {
    if random.chance(15) {
        return (*random.pick(&TELLING)).to_owned();
    }
    // Layouts differ for short names.
    let most = *random.pick(&[3, 8, 40]);
    loop {
        let longest = 1 + random.below(most);
        let name = identifier(random, longest);
        if name != "gen" && syn::parse_str::<syn::Ident>(&name).is_ok() {
            return name;
        }
    }
}

pub(super) fn struct_name(random: &mut Random) -> String {
    loop {
        let longest = 1 + random.below(24);
        let name = kit::model::names::method_pascal(&identifier(random, longest));
        if syn::parse_str::<syn::Ident>(&name).is_ok() {
            return name;
        }
    }
}

/// Words of letters, and now and then a digit, with `_` between them.
pub(super) fn identifier(random: &mut Random, longest: usize) -> String {
    let letters: Vec<char> = ('a'..='z').collect();
    let mut name = String::from(*random.pick(&letters));
    while name.len() < longest {
        match random.below(12) {
            0 if !name.ends_with('_') && name.len() + 2 < longest => name.push('_'),
            1 if !name.ends_with('_') => name.push(*random.pick(&['0', '1', '2', '7'])),
            _ => name.push(*random.pick(&letters)),
        }
    }
    name
}
