//! The rules by name, and the categories that have them.

use clap::ValueEnum;

/// What must go on working. Each category has the rules of those below it, or stricter ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Category {
    /// Code generated from the `.proto`, file by file
    File,
    /// Code generated from the `.proto`, package by package
    Package,
    /// Messages as bytes and as JSON
    WireJson,
    /// Messages as bytes
    Wire,
}

use Category::{File, Package, Wire, WireJson};

/// Something that a change may not do.
#[derive(Debug)]
pub struct Rule {
    pub name: &'static str,
    pub categories: &'static [Category],
}

const EVERY: &[Category] = &[File, Package, WireJson, Wire];
const SOURCE: &[Category] = &[File, Package];
const JSON: &[Category] = &[File, Package, WireJson];
const ON_WIRE: &[Category] = &[WireJson, Wire];

macro_rules! rules {
    ($($constant:ident = $name:literal, $categories:expr;)*) => {
        $(pub(super) const $constant: Rule = Rule { name: $name, categories: $categories };)*

        /// All of them.
        pub const RULES: &[Rule] = &[$($constant),*];
    };
}

rules! {
    // buf's.
    ENUM_NO_DELETE = "ENUM_NO_DELETE", &[File];
    ENUM_VALUE_NO_DELETE = "ENUM_VALUE_NO_DELETE", SOURCE;
    ENUM_VALUE_NAME_RESERVED = "ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED", &[WireJson];
    ENUM_VALUE_NUMBER_RESERVED = "ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED", ON_WIRE;
    ENUM_VALUE_SAME_NAME = "ENUM_VALUE_SAME_NAME", JSON;
    FIELD_NO_DELETE = "FIELD_NO_DELETE", SOURCE;
    FIELD_NAME_RESERVED = "FIELD_NO_DELETE_UNLESS_NAME_RESERVED", &[WireJson];
    FIELD_NUMBER_RESERVED = "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED", ON_WIRE;
    FIELD_SAME_CARDINALITY = "FIELD_SAME_CARDINALITY", SOURCE;
    FIELD_SAME_JSON_NAME = "FIELD_SAME_JSON_NAME", JSON;
    FIELD_SAME_NAME = "FIELD_SAME_NAME", JSON;
    FIELD_SAME_ONEOF = "FIELD_SAME_ONEOF", EVERY;
    FIELD_SAME_TYPE = "FIELD_SAME_TYPE", SOURCE;
    FIELD_WIRE_CARDINALITY = "FIELD_WIRE_COMPATIBLE_CARDINALITY", &[Wire];
    FIELD_WIRE_TYPE = "FIELD_WIRE_COMPATIBLE_TYPE", &[Wire];
    FIELD_WIRE_JSON_CARDINALITY = "FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY", &[WireJson];
    FIELD_WIRE_JSON_TYPE = "FIELD_WIRE_JSON_COMPATIBLE_TYPE", &[WireJson];
    FILE_NO_DELETE = "FILE_NO_DELETE", &[File];
    FILE_SAME_PACKAGE = "FILE_SAME_PACKAGE", EVERY;
    MESSAGE_NO_DELETE = "MESSAGE_NO_DELETE", &[File];
    ONEOF_NO_DELETE = "ONEOF_NO_DELETE", SOURCE;
    PACKAGE_ENUM_NO_DELETE = "PACKAGE_ENUM_NO_DELETE", &[Package];
    PACKAGE_MESSAGE_NO_DELETE = "PACKAGE_MESSAGE_NO_DELETE", &[Package];
    RESERVED_ENUM_NO_DELETE = "RESERVED_ENUM_NO_DELETE", EVERY;
    RESERVED_MESSAGE_NO_DELETE = "RESERVED_MESSAGE_NO_DELETE", EVERY;
    RPC_SAME_CLIENT_STREAMING = "RPC_SAME_CLIENT_STREAMING", EVERY;
    RPC_SAME_IDEMPOTENCY_LEVEL = "RPC_SAME_IDEMPOTENCY_LEVEL", EVERY;
    RPC_SAME_REQUEST_TYPE = "RPC_SAME_REQUEST_TYPE", EVERY;
    RPC_SAME_RESPONSE_TYPE = "RPC_SAME_RESPONSE_TYPE", EVERY;
    RPC_SAME_SERVER_STREAMING = "RPC_SAME_SERVER_STREAMING", EVERY;
    // buf has these for generated code alone: a workspace of kit's is the server, too, and calls fail.
    RPC_NO_DELETE = "RPC_NO_DELETE", EVERY;
    SERVICE_NO_DELETE = "SERVICE_NO_DELETE", EVERY;
    // kit's own.
    ERROR_FIELD_NO_DELETE = "ERROR_FIELD_NO_DELETE", EVERY;
    ERROR_NO_DELETE = "ERROR_NO_DELETE", EVERY;
    ERROR_SAME_CODE = "ERROR_SAME_CODE", EVERY;
    GRPC_FIELD_NO_ADD_REQUIRED = "GRPC_FIELD_NO_ADD_REQUIRED", EVERY;
    GRPC_VALUE_NO_NARROW = "GRPC_VALUE_NO_NARROW", EVERY;
    HTTP_FIELD_COMPATIBLE_TYPE = "HTTP_FIELD_COMPATIBLE_TYPE", EVERY;
    HTTP_FIELD_NO_ADD = "HTTP_FIELD_NO_ADD", EVERY;
    HTTP_FIELD_NO_ADD_REQUIRED = "HTTP_FIELD_NO_ADD_REQUIRED", EVERY;
    HTTP_FIELD_NO_DELETE = "HTTP_FIELD_NO_DELETE", EVERY;
    HTTP_FIELD_SAME_PLACE = "HTTP_FIELD_SAME_PLACE", EVERY;
    HTTP_ROUTE_NO_DELETE = "HTTP_ROUTE_NO_DELETE", EVERY;
    HTTP_STATUS_SAME = "HTTP_STATUS_SAME", EVERY;
    HTTP_STREAM_SAME = "HTTP_STREAM_SAME", EVERY;
    HTTP_VARIANT_NO_ADD = "HTTP_VARIANT_NO_ADD", EVERY;
    HTTP_VARIANT_NO_DELETE = "HTTP_VARIANT_NO_DELETE", EVERY;
    SERVICE_GONE = "SERVICE_GONE", EVERY;
    TRANSPORT_NO_DELETE = "TRANSPORT_NO_DELETE", EVERY;
}
