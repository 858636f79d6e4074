//! What holds its own kind.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Tree {
    pub value: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Box<Tree>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<Box<Tree>>,
    #[serde(default)]
    pub leaves: Vec<Tree>,
    #[serde(default)]
    pub more: std::collections::BTreeMap<String, Tree>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<Branch>,
}

/// Holds a tree that is not an option.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Branch {
    pub tree: Box<Tree>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Expression {
    Number(i64),
    Negated(Box<Expression>),
    Sum(Box<Expression>, Box<Expression>),
    Call {
        name: String,
        arguments: Vec<Expression>,
    },
}
