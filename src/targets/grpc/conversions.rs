//! How each Rust type is made of its message or enum, and into it.

use prost_types::{DescriptorProto, FieldDescriptorProto};

use super::{
    arms,
    messages::{self, Body, Form, Wanted},
};
use crate::{
    model::{
        Param, Variant, fields, names, proto,
        schema::{self, Schema},
        types::{Kind, Named, Type},
    },
    plan::format::{self, Link},
    targets::Input,
};

/// Both ways between a type of ours and one of `pb`.
pub(super) struct Conversion {
    rust: String,
    /// As a Rust type.
    proto: String,
    pub to_proto: String,
    pub to_signature: String,
    /// The lines of the two functions.
    pub encode: Vec<String>,
    pub from_proto: String,
    pub from_signature: String,
    pub decode: Vec<String>,
}

impl Conversion {
    /// Whether decoding calls a function of platform's.
    pub(super) fn calls(&self, function: &str) -> bool {
        let call = |end: &str| format!("{function}{end}");
        let calls = [call("("), call("::<")];
        self.decode.iter().any(|line| {
            calls
                .iter()
                .flat_map(|call| line.match_indices(&**call))
                .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
        })
    }
}

pub(super) fn all(input: &Input, schema: &Schema) -> Vec<Conversion> {
    let mut all: Vec<Conversion> = messages::wanted(input, schema)
        .iter()
        .filter(|wanted| wanted.rust != Type::Unit.rust())
        .map(|wanted| conversion(schema, wanted))
        .collect();
    all.sort_by_key(|conversion| (conversion.rust.clone(), conversion.proto.clone()));
    all.dedup_by_key(|conversion| (conversion.rust.clone(), conversion.proto.clone()));
    all
}

fn conversion(schema: &Schema, wanted: &Wanted) -> Conversion {
    let message = schema.rust(&wanted.name);
    let (encode, decode) = match &wanted.body {
        Body::Fields(form, params) => {
            let found = schema.message(&wanted.name);
            let fields: Vec<Field> =
                (0..).zip(params).map(|(at, param)| Field::new(schema, wanted, at, param)).collect();
            (encode_fields(&message, found, *form, &fields), decode_fields(*form, &fields))
        }
        Body::Oneof(beside, members) => arms::oneof(schema, &wanted.name, beside.as_deref(), members),
        Body::Values(variants) => values(schema, &wanted.name, variants),
    };
    let (proto, parameters) = match &wanted.body {
        // The enum of `pb` tells its number from other numbers.
        Body::Values(_) => ("i32".to_owned(), format!("i32, {message}")),
        Body::Oneof(beside @ Some(_), _) => {
            let path = arms::path(schema, &wanted.name, beside.as_deref());
            (path.clone(), path)
        }
        _ => (message.clone(), message),
    };
    let is_used = decode.iter().any(|line| line.contains("proto"));
    let returns = if proto == "()" { String::new() } else { format!(" -> {proto}") };
    let argument = if is_used { "proto" } else { "_" };
    Conversion {
        to_proto: format::implementation(&format!("impl ToProto<{parameters}>"), &wanted.rust),
        from_proto: format::implementation(&format!("impl FromProto<{parameters}>"), &wanted.rust),
        to_signature: format::signature(4, "fn to_proto", &["self".to_owned()], &returns),
        from_signature: format::signature(
            4,
            "fn from_proto",
            &[format!("{argument}: {proto}")],
            " -> Result<Self, Error>",
        ),
        rust: wanted.rust.clone(),
        encode,
        decode,
        proto,
    }
}

/// A field on both sides.
struct Field<'a> {
    schema: &'a Schema,
    at: usize,
    param: &'a Param,
    /// prost puts its message into a `Box`.
    is_boxed: bool,
    is_oneof: bool,
}

impl<'a> Field<'a> {
    fn new(schema: &'a Schema, wanted: &Wanted, at: usize, param: &'a Param) -> Self {
        let message = schema.message(&wanted.name);
        let field = message.and_then(|message| find(message, names::field_name(&param.name)));
        let is_boxed =
            message.zip(field).is_some_and(|(message, field)| schema.is_boxed(message.name(), field));
        Self { schema, at, param, is_boxed, is_oneof: wanted.is_oneof(param) }
    }

    fn marker(&self) -> Option<String> {
        if self.is_oneof { None } else { marker(self.schema, &self.param.ty) }
    }

    /// Whether it may be absent on the wire and is none of the trait's options.
    fn is_required(&self) -> bool {
        let is_option = matches!(self.param.ty.unboxed(), Type::Option(_));
        if self.is_oneof { !is_option } else { messages::is_required(self.param) }
    }

    /// The field of the message, in Rust.
    fn proto(&self) -> String {
        schema::field_rust(names::field_name(&self.param.name))
    }

    fn encode(&self, form: Form) -> String {
        let before = format!("{}: ", self.proto());
        let name = match form {
            Form::Struct => self.param.name.clone(),
            _ => self.at.to_string(),
        };
        let value = format!("self.{name}.to_proto()");
        if let Some(marker) = self.marker() {
            let (function, value) = (format!("ToProto::<_, {marker}>::to_proto"), format!("self.{name}"));
            return match self.is_required() {
                true => format::nested(12, &before, &["Some", &function], &value),
                false => format::call(12, &before, &function, &[&value], ""),
            };
        }
        match (self.is_required(), self.is_boxed) {
            (true, true) => format::nested(12, &before, &["Some", "Box::new"], &value),
            (true, false) => format::call(12, &before, "Some", &[&value], ""),
            (false, is_boxed) => {
                let convert = match is_boxed {
                    true => Link::call("map", &["|value| Box::new(value.to_proto())".to_owned()]),
                    false => Link::call("to_proto", &[]),
                };
                format::chain(12, &before, "self", &[Link::plain(&format!(".{name}")), convert], "")
            }
        }
    }

    /// The call that decodes it, behind `before`.
    fn decode(&self, indent: usize, before: &str, after: &str) -> String {
        let label = format!("\"{}\"", names::field_name(&self.param.name));
        let unbox = if self.is_boxed { ".map(|value| *value)" } else { "" };
        let value = format!("proto.{}{unbox}", self.proto());
        let function = if self.is_required() { "required" } else { "field" };
        let function = match self.marker() {
            Some(marker) => format!("{function}::<_, _, {marker}>"),
            None => function.to_owned(),
        };
        format::call(indent, before, &function, &[&label, &value], after)
    }
}

/// What tells the impls for a type from those that other services have for the same type: of one
/// that is not the service's own, every service in the same program has some.
pub(super) fn marker(schema: &Schema, ty: &Type) -> Option<String> {
    let is_foreign = |ty: &&Type| match ty {
        Type::Known(known) => known.krate.is_some(),
        Type::Named(named) => named.kind == Kind::Enum && !named.path.starts_with("crate::"),
        _ => false,
    };
    let held = |ty: &Type| matches!(ty, Type::Tuple(_) | Type::Named(_) | Type::Known(_));
    let mut leaves = vec![ty];
    while let Some(at) = leaves.iter().position(|ty| !held(ty) && !ty.parameters().is_empty()) {
        let inner = leaves.remove(at).parameters();
        leaves.extend(inner);
    }
    leaves.iter().any(is_foreign).then(|| written_marker(schema, ty))
}

fn written_marker(schema: &Schema, ty: &Type) -> String {
    match ty {
        Type::Known(known) if known.krate.is_some() => "foreign::Foreign".to_owned(),
        Type::Named(Named { path, kind: Kind::Enum, .. }) => schema.rust(&proto::message(path)),
        Type::Option(inner) | Type::Box(inner) | Type::List(_, inner) => written_marker(schema, inner),
        Type::Map(_, key, value) => {
            format!("({}, {})", written_marker(schema, key), written_marker(schema, value))
        }
        _ => "()".to_owned(),
    }
}

/// The field of a message by the name that the trait has for it.
pub(super) fn find<'a>(message: &'a DescriptorProto, name: &str) -> Option<&'a FieldDescriptorProto> {
    let rust = schema::field_rust(name);
    message.field.iter().find(|field| schema::field_rust(field.name()) == rust)
}

fn encode_fields(
    message: &str,
    found: Option<&DescriptorProto>,
    form: Form,
    fields: &[Field],
) -> Vec<String> {
    if message == "()" {
        return Vec::new();
    }
    let mut values: Vec<String> = fields.iter().map(|field| field.encode(form)).collect();
    let more = found.is_some_and(|found| fields::slots(found).len() > fields.len());
    values.extend(more.then(|| "..Default::default()".to_owned()));
    let literal = format::literal(8, "", message, &values, "");
    // The base of a struct takes no comma.
    vec![literal.replace("..Default::default(),", "..Default::default()")]
}

fn decode_fields(form: Form, fields: &[Field]) -> Vec<String> {
    match form {
        Form::Struct => {
            let values: Vec<String> = fields
                .iter()
                .map(|field| field.decode(12, &format!("{}: ", field.param.name), "?"))
                .collect();
            vec![format::literal(8, "Ok(", "Self", &values, ")")]
        }
        Form::UnitStruct => vec!["Ok(Self)".to_owned()],
        Form::TupleStruct | Form::Tuple => {
            let locals: Vec<String> = fields.iter().map(|field| format!("value{}", field.at)).collect();
            let lets = fields.iter().zip(&locals);
            let mut lines: Vec<String> =
                lets.map(|(field, local)| field.decode(8, &format!("let {local} = "), "?;")).collect();
            let name = if form == Form::Tuple { "" } else { "Self" };
            lines.push(format::wrapped(8, "Ok", name, &locals));
            lines
        }
    }
}

/// Between a Rust enum and the numbers of one in the `.proto`.
fn values(schema: &Schema, name: &str, variants: &[Variant]) -> (Vec<String>, Vec<String>) {
    let found = schema.enumeration(name);
    debug_assert!(found.is_some(), "kit has added the enum");
    let own = found.map_or(name, |found| found.name());
    let path = schema.rust(name);
    let rust = |variant: &Variant| {
        let wanted = fields::variant_rust(own, &proto::constant(own, &variant.name));
        format!("{path}::{wanted}")
    };
    let mut encode = vec!["let value = match self {".to_owned()];
    let to = |variant: &Variant| format::arm(12, &format!("Self::{}", variant.name), &rust(variant));
    encode.extend(variants.iter().map(|variant| format!("    {}", to(variant))));
    encode.extend(["};".to_owned(), "value.into()".to_owned()]);

    let mut decode = vec![format!("match {path}::try_from(proto) {{")];
    let from = |variant: &Variant| {
        format::arm(12, &format!("Ok({})", rust(variant)), &format!("Ok(Self::{})", variant.name))
    };
    decode.extend(variants.iter().map(|variant| format!("    {}", from(variant))));
    decode.extend(["    _ => Err(unknown(proto)),".to_owned(), "}".to_owned()]);
    (encode, decode)
}
