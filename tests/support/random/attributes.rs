//! What a random trait says to kit of a method.

use super::{Random, SCALARS, names::identifier};

/// Attributes for a method with these parameters, names and types; none for many.
pub(super) fn of(random: &mut Random, params: &[(String, String)], output: &str) -> String {
    if random.chance(50) {
        return String::new();
    }
    let mut items = Vec::new();
    let mut free: Vec<&(String, String)> = params.iter().collect();
    let mut hidden = Vec::new();
    if random.chance(80) {
        items.extend(route(random, &mut free, &mut hidden));
    } else if random.chance(30) {
        hidden = free.iter().map(|(name, _)| name.trim_start_matches("r#").to_owned()).collect();
        hidden.truncate(1 + random.below(3));
        if !hidden.is_empty() {
            items.push(format!("secret({})", hidden.join(", ")));
        }
    }
    if random.chance(40) {
        items.push((*random.pick(&["idempotent", "idempotent = false"])).to_owned());
    }
    if random.chance(30) {
        let codes: &[u16] = if output == "()" { &[201, 204, 205] } else { &[200, 201, 202, 203] };
        items.push(format!("status({})", random.pick(codes)));
    }
    let named = SCALARS.contains(&output) || output.contains('<');
    if named && random.chance(30) {
        items.push(format!("returns({})", identifier(random, 12).replace('_', "")));
    }
    if random.chance(30) {
        let longest = 1 + random.below(40);
        let name = kit::model::names::method_pascal(&identifier(random, longest));
        items.push(format!("rpc(\"{name}\")"));
    }
    match items.is_empty() {
        true => String::new(),
        false => format!("    #[cfg_attr(kit, {})]\n", items.join(", ")),
    }
}

/// Verb and path, and where parameters are said to be.
fn route(random: &mut Random, free: &mut Vec<&(String, String)>, url: &mut Vec<String>) -> Vec<String> {
    let bare = |name: &str| name.trim_start_matches("r#").to_owned();
    let text = |ty: &str| SCALARS.contains(&ty) && ty != "Vec<u8>";
    let query = |ty: &str| {
        let inner =
            ty.strip_prefix("Option<").or(ty.strip_prefix("Vec<")).and_then(|ty| ty.strip_suffix('>'));
        text(ty) || inner.is_some_and(text) && ty != "Vec<u8>"
    };
    let mut path = String::new();
    for _ in 0..random.below(4) {
        let longest = 1 + random.below(20);
        path.push_str(&format!("/{}", identifier(random, longest)));
        if let Some(at) = free.iter().position(|(_, ty)| text(ty))
            && random.chance(60)
        {
            let name = bare(&free.remove(at).0);
            path.push_str(&format!("/{{{name}}}"));
            url.push(name);
        }
    }
    if path.is_empty() {
        path.push('/');
    }
    let mut verbs = vec!["post", "put", "patch"];
    if free.iter().all(|(_, ty)| query(ty)) {
        verbs.extend(["get", "delete", "get", "delete"]);
    }
    let verb = *random.pick(&verbs);
    let mut items = vec![format!("{verb}(\"{path}\")")];
    if ["get", "delete"].contains(&verb) {
        return items;
    }
    let (able, rest): (Vec<_>, Vec<_>) = free.iter().copied().partition(|(_, ty)| query(ty));
    let able: Vec<String> = able.into_iter().map(|(name, _)| bare(name)).collect();
    match rest[..] {
        [(name, _)] if random.chance(50) => items.push(format!("body({})", bare(name))),
        _ if random.chance(50) => return items,
        _ => {}
    }
    if !able.is_empty() {
        items.push(format!("query({})", able.join(", ")));
    }
    items
}
