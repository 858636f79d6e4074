//! What the trait asks for of a `.proto`: messages and enums, each with the Rust type that it is made
//! of and into.

use std::collections::BTreeSet;

use prost_types::DescriptorProto;

use super::merge::rpc_messages;
use crate::{
    model::{
        Definition, Fields, Param, Shape, Style, Variant, fields, names, proto,
        proto::{Label, ProtoType},
        schema::{self, EMPTY, Schema},
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
    /// The fields that are oneofs of the file's message: they have its members, each a variant.
    pub oneofs: Vec<String>,
}

pub(super) enum Body {
    /// A message with the fields of a struct, of a tuple or of a variant.
    Fields(Form, Vec<Param>),
    /// A oneof of which each member is a variant: all that a message has, or its field of this name.
    Oneof(Option<String>, Vec<Member>),
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
#[derive(PartialEq, Eq)]
pub(super) struct Field {
    pub name: String,
    pub ty: ProtoType,
    /// For a diagnostic.
    pub rust: String,
    pub docs: Vec<String>,
    pub place: Place,
}

/// Where in its message a field is.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Place {
    Alone,
    /// In the one oneof that there is.
    Oneof,
    /// In the oneof of this name.
    Beside(String),
}

impl Place {
    /// The index of the oneof.
    pub fn oneof(&self, message: &DescriptorProto) -> Option<usize> {
        match self {
            Self::Alone => None,
            Self::Oneof => fields::oneof(message).map(|(index, _)| index),
            Self::Beside(name) => fields::oneof_named(message, name),
        }
    }
}

impl Field {
    pub fn declaration(&self, schema: &Schema, number: i32) -> String {
        format!("{} {} = {number};", schema.declared(&self.ty), self.name)
    }
}

impl Wanted {
    fn new(name: String, rust: String, body: Body) -> Self {
        Self { name, docs: Vec::new(), rust, body, oneofs: Vec::new() }
    }

    pub fn fields(&self) -> Vec<Field> {
        match &self.body {
            Body::Fields(..) => self.params().map(field).collect(),
            Body::Oneof(beside, members) => {
                let place = beside.clone().map_or(Place::Oneof, Place::Beside);
                members.iter().map(|member| member.field(place.clone())).collect()
            }
            Body::Values(_) => Vec::new(),
        }
    }

    /// The parameters that are fields of the message's own.
    fn params(&self) -> impl Iterator<Item = &Param> {
        let params = if let Body::Fields(_, params) = &self.body { &params[..] } else { &[] };
        params.iter().filter(|param| !self.is_oneof(param))
    }

    pub fn is_oneof(&self, param: &Param) -> bool {
        self.oneofs.iter().any(|name| name == names::field_name(&param.name))
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
            Body::Fields(..) => self.params().map(|param| &param.ty).collect(),
            Body::Oneof(_, members) => {
                members.iter().filter_map(|member| proto::alone(&member.variant.fields)).collect()
            }
            Body::Values(_) => Vec::new(),
        }
    }
}

fn field(param: &Param) -> Field {
    let name = names::field_name(&param.name).to_owned();
    let ty = proto::proto_type(&param.ty);
    Field { name, ty, rust: param.ty.rust(), docs: Vec::new(), place: Place::Alone }
}

impl Member {
    fn field(&self, place: Place) -> Field {
        let (name, ty) = (self.name.clone(), self.ty.clone());
        Field { name, ty, rust: self.variant.name.clone(), docs: self.variant.docs.clone(), place }
    }

    /// The message of the variant's own.
    fn message(&self, path: &str) -> Option<Wanted> {
        let fields = &self.variant.fields;
        if proto::alone(fields).is_some() || self.ty.name == EMPTY {
            return None;
        }
        let body = Body::Fields(Form::Tuple, fields.params.clone());
        Some(Wanted::new(proto::variant_message(path, &self.variant), tuple_of(fields), body))
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
        let made = |name, rust, fields| Wanted::new(name, rust, Body::Fields(Form::Struct, fields));
        all.push(made(request, method.request(), method.params.clone()));
        all.push(made(reply, response.rust().to_owned(), response.fields().to_vec()));
        while next < all.len() {
            let oneofs = oneofs(input, schema, &mut all[next]);
            all.extend(oneofs);
            let types = all[next].types().into_iter().flat_map(Type::walk).cloned().collect::<Vec<_>>();
            for ty in types {
                if seen.insert(ty.rust_path()) {
                    all.extend(of_type(input, schema, &ty));
                }
            }
            next += 1;
        }
    }
    all
}

/// What the fields are made of that are oneofs of the file's message, and the messages of their variants.
fn oneofs(input: &Input, schema: &Schema, wanted: &mut Wanted) -> Vec<Wanted> {
    let (Body::Fields(_, params), Some(message)) = (&wanted.body, schema.message(&wanted.name)) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for param in params {
        let name = names::field_name(&param.name);
        let held = if let Type::Option(inner) = param.ty.unboxed() { inner } else { &param.ty };
        let Type::Named(named) = held.unboxed() else { continue };
        let found = input.service.definition(&named.path);
        let (Shape::Enum(variants), Some(oneof)) = (&found.shape, fields::oneof_named(message, name)) else {
            continue;
        };
        let members = members(schema, Some((message, oneof)), &found.path, variants);
        all.extend(members.iter().filter_map(|member| member.message(&found.path)));
        let body = Body::Oneof(Some(name.to_owned()), members);
        all.push(Wanted::new(wanted.name.clone(), found.rust.clone(), body));
        wanted.oneofs.push(name.to_owned());
    }
    all
}

/// The members for the variants of the enum at this path, in a oneof of the file if there is one.
fn members(
    schema: &Schema,
    there: Option<(&DescriptorProto, usize)>,
    path: &str,
    variants: &[Variant],
) -> Vec<Member> {
    let is_empty = |name: &str| {
        let mut all = there.into_iter().flat_map(|(message, oneof)| fields::members(message, oneof));
        let same = all.find(|(_, field)| schema::field_rust(field.name()) == schema::field_rust(name));
        same.zip(there)
            .is_some_and(|((_, field), (message, _))| schema.field_type(message, field).name == EMPTY)
    };
    let member = |variant: &Variant| {
        let name = names::to_snake(&variant.name);
        let ty = match variant.fields.params.is_empty() && is_empty(&name) {
            true => ProtoType::message(EMPTY),
            false => proto::member_type(path, variant),
        };
        Member { variant: variant.clone(), name, ty }
    };
    variants.iter().map(member).collect()
}

fn of_type(input: &Input, schema: &Schema, ty: &Type) -> Vec<Wanted> {
    match ty {
        Type::Named(named) => of_definition(schema, input.service.definition(&named.path)),
        Type::Tuple(parts) => {
            let params = parts.iter().enumerate();
            let params = params.map(|(index, ty)| Param {
                name: format!("value{index}"),
                ty: ty.clone(),
                borrowed: false,
            });
            let body = Body::Fields(Form::Tuple, params.collect());
            vec![Wanted::new(proto::tuple_message(parts), ty.rust(), body)]
        }
        _ => Vec::new(),
    }
}

fn of_definition(schema: &Schema, found: &Definition) -> Vec<Wanted> {
    let name = proto::message(&found.path);
    let wanted = |body: Body| Wanted {
        docs: found.docs.clone(),
        ..Wanted::new(name.clone(), found.rust.clone(), body)
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
            let message = schema.message(&name);
            let there = message.and_then(|message| Some((message, fields::oneof(message)?.0)));
            let members = members(schema, there, &found.path, variants);
            let own: Vec<Wanted> = members.iter().filter_map(|member| member.message(&found.path)).collect();
            [wanted(Body::Oneof(None, members))].into_iter().chain(own).collect()
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
