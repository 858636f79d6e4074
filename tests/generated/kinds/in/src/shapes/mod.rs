//! Structs and enums of every shape.

use serde::{Deserialize, Serialize};

pub mod tree;

pub use tree::*;

/// A colour.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Color {
    Red,
    /// Not as bright.
    DarkBlue,
    Green,
}

/// Has a zero value of its own.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Serialize)]
pub enum Level {
    #[default]
    Unspecified,
    Low,
    High,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "kind", content = "of", rename_all = "snake_case")]
pub enum Shape {
    Nothing,
    /// Around a point.
    Circle(f64),
    Rect {
        width: f64,
        height: Option<f64>,
    },
    Line(Point, Point),
    Polygon(Vec<Point>),
    Tinted {
        color: Color,
    },
    Length(Meters),
    Colored(Color),
    Pair((u8, String)),
    Named {
        the_name_of_it: String,
        the_other_name_of_it: String,
        something_else_entirely: Vec<String>,
    },
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub struct Point {
    pub x: i32,
    #[serde(default)]
    pub y: i32,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Meters(pub f64);

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub struct Marker;
