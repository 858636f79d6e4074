//! What the trait asks for of a `.proto`: messages and enums, each with the Rust type that it is made
//! of and into.

use std::collections::BTreeSet;

use super::merge::rpc_messages;
use crate::{
    model::{
        Definition, Fields, Param, Shape, Style, Variant, names, proto,
        proto::{Label, ProtoType},
        schema::Schema,
        types::Type,
    },
    targets::Input,
};

/// A message or an enum.
pub(super) struct Wanted {
    pub name: String,
    pub docs: Vec<String>,
    /// The type in Rust.
    pub rust: String,
    pub body: Body,
}

pub(super) enum Body {
    /// A message with the fields of a struct, of a tuple or of a variant.
    Fields(Form, Vec<Param>),
    /// A message with a oneof of which each member is a variant.
    Oneof(Vec<Member>),
    /// An enum.
    Values(Vec<Variant>),
}

/// How Rust writes what has the fields.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `Self { name }`
    Struct,
    /// `Self(value0)`
    TupleStruct,
    /// `Self`
    UnitStruct,
    /// `(value0,)`
    Tuple,
}

pub(super) struct Member {
    pub variant: Variant,
    /// In the `.proto`.
    pub name: String,
    pub ty: ProtoType,
}

/// A field as the `.proto` has it.
pub(super) struct Field {
    pub name: String,
    pub ty: ProtoType,
    /// For a diagnostic.
    pub rust: String,
    pub docs: Vec<String>,
}

impl Field {
    pub fn declaration(&self, number: i32) -> String {
        format!("{} {} = {number};", self.ty.declared(), self.name)
    }
}

impl Wanted {
    pub fn fields(&self) -> Vec<Field> {
        match &self.body {
            Body::Fields(_, params) => params.iter().map(field).collect(),
            Body::Oneof(members) => members.iter().map(Member::field).collect(),
            Body::Values(_) => Vec::new(),
        }
    }

    /// The name of the oneof, which no member has.
    pub fn oneof(&self) -> String {
        let fields = self.fields();
        let numbered = (2..).map(|number| format!("value{number}"));
        let mut names = ["value".to_owned(), "kind".to_owned()].into_iter().chain(numbered);
        names
            .find(|name| fields.iter().all(|field| field.name != *name))
            .expect("there are more numbers than members")
    }

    /// The types that it mentions.
    fn types(&self) -> Vec<&Type> {
        match &self.body {
            Body::Fields(_, params) => params.iter().map(|param| &param.ty).collect(),
            Body::Oneof(members) => {
                members.iter().filter_map(|member| proto::alone(&member.variant.fields)).collect()
            }
            Body::Values(_) => Vec::new(),
        }
    }
}

fn field(param: &Param) -> Field {
    let name = names::field_name(&param.name).to_owned();
    Field { name, ty: proto::proto_type(&param.ty), rust: param.ty.rust(), docs: Vec::new() }
}

impl Member {
    fn field(&self) -> Field {
        let rust = self.variant.name.clone();
        Field { name: self.name.clone(), ty: self.ty.clone(), rust, docs: self.variant.docs.clone() }
    }
}

/// Request and reply of each method, then what they mention first.
pub(super) fn wanted(input: &Input, schema: &Schema) -> Vec<Wanted> {
    let mut all: Vec<Wanted> = Vec::new();
    let mut seen = BTreeSet::new();
    for method in input.service.served() {
        let (request, reply) = rpc_messages(schema, input, method);
        let response = input.response(method);
        let mut next = all.len();
        all.push(made(request, method.request(), method.params.clone()));
        all.push(made(reply, response.rust().to_owned(), response.fields().to_vec()));
        while next < all.len() {
            let types = all[next].types().into_iter().flat_map(Type::walk).cloned().collect::<Vec<_>>();
            for ty in types {
                if seen.insert(ty.rust_path()) {
                    all.extend(of_type(input, &ty));
                }
            }
            next += 1;
        }
    }
    all
}

/// A message of which kit makes the struct, or of a struct that is a result.
fn made(name: String, rust: String, fields: Vec<Param>) -> Wanted {
    Wanted { name, docs: Vec::new(), rust, body: Body::Fields(Form::Struct, fields) }
}

fn of_type(input: &Input, ty: &Type) -> Vec<Wanted> {
    match ty {
        Type::Named(named) => of_definition(input.service.definition(&named.path)),
        Type::Tuple(parts) => {
            let params = parts.iter().enumerate();
            let params = params.map(|(index, ty)| Param {
                name: format!("value{index}"),
                ty: ty.clone(),
                borrowed: false,
            });
            let body = Body::Fields(Form::Tuple, params.collect());
            vec![Wanted { name: proto::tuple_message(parts), docs: Vec::new(), rust: ty.rust(), body }]
        }
        _ => Vec::new(),
    }
}

fn of_definition(found: &Definition) -> Vec<Wanted> {
    let wanted = |body: Body| Wanted {
        name: proto::message(&found.path),
        docs: found.docs.clone(),
        rust: found.name.clone(),
        body,
    };
    match &found.shape {
        Shape::Struct(fields) => {
            let form = match fields.style {
                Style::Named => Form::Struct,
                Style::Tuple => Form::TupleStruct,
                Style::Unit => Form::UnitStruct,
            };
            vec![wanted(Body::Fields(form, fields.params.clone()))]
        }
        Shape::Enum(variants) if found.is_plain_enum() => vec![wanted(Body::Values(variants.clone()))],
        Shape::Enum(variants) => {
            let members = variants.iter().map(|variant| Member {
                variant: variant.clone(),
                name: names::to_snake(&variant.name),
                ty: proto::member_type(&found.path, variant),
            });
            let mut all = vec![wanted(Body::Oneof(members.collect()))];
            let own = variants.iter().filter(|variant| proto::alone(&variant.fields).is_none());
            all.extend(own.map(|variant| Wanted {
                name: proto::variant_message(&found.path, variant),
                docs: Vec::new(),
                rust: tuple_of(&variant.fields),
                body: Body::Fields(Form::Tuple, variant.fields.params.clone()),
            }));
            all
        }
    }
}

/// The fields of a variant as a tuple, which is what its message is made of.
fn tuple_of(fields: &Fields) -> String {
    Type::Tuple(fields.params.iter().map(|param| param.ty.clone()).collect()).rust()
}

/// Whether a value may be absent on the wire and is none of the trait's options.
pub(super) fn is_required(param: &Param) -> bool {
    let ty = proto::proto_type(&param.ty);
    ty.is_message && ty.label == Label::Singular && !matches!(param.ty.unboxed(), Type::Option(_))
}
