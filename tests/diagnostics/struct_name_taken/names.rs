use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CreateRequest {}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CreateResponse {}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CreateReply {}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Endpoints {}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Users {}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Error {}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Result {}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Option {}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Vec {}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct String {}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Box {}

