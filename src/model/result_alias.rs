//! `type Result<T, E = ShopError> = std::result::Result<T, E>;` of the crate, as a method's result.

use syn::{Item, Type, TypeParam};

use super::{
    generics,
    modules::Scope,
    resolve::Found,
    result::{self, Own},
    typing::Reader,
};

/// The `T` that a method puts into such an alias, and the error; `None` if it is none.
pub(super) fn read<'t>(reader: &mut Reader, scope: &Scope, ty: &'t Type) -> Option<(&'t Type, Own)> {
    let Type::Path(path) = ty else { return None };
    let Found::Item(item) = reader.resolver.path(scope, &path.path) else { return None };
    let Item::Type(alias) = item.item() else { return None };
    let Type::Path(target) = &*alias.ty else { return None };
    if !result::is_std(&reader.resolver.path(&item.scope, &target.path)) {
        return None;
    }
    let parameters = generics::type_parameters(&alias.generics)?;
    let given = result::types_in(&path.path);
    if given.len() > parameters.len() {
        return None;
    }
    let [ok, error] = result::types_in(&target.path)[..] else { return None };
    let ok = given.get(position(&parameters, ok)?)?;
    let own = match position(&parameters, error) {
        None => result::error_of(reader, &item.scope, error),
        Some(at) => match given.get(at) {
            Some(given) => result::error_of(reader, scope, given),
            None => result::error_of(reader, &item.scope, &parameters[at].default.as_ref()?.1),
        },
    };
    Some((*ok, own))
}

/// Which of the alias's own parameters a type is.
fn position(parameters: &[&TypeParam], ty: &Type) -> Option<usize> {
    let Type::Path(path) = ty else { return None };
    parameters.iter().position(|parameter| path.path.is_ident(&parameter.ident))
}
