//! Every row of the contract's table of types.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap as Map, HashSet},
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use bytes::Bytes;
use kinds_shared::{Beetle, Leg};
use platform::Error;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use crate::Tree as Plant;
pub use crate::{moments::*, shapes::*};

#[trait_variant::make(Send)]
pub trait KindsService: Sync + 'static {
    async fn borrow(&self, text: &str, bytes: &[u8], list: &[Shape]) -> Result<Borrowed, Error>;
    async fn echo_array(&self, value: [u8; 4]) -> Result<[u8; 4], Error>;
    async fn echo_buffer(&self, value: Bytes) -> Result<Bytes, Error>;
    async fn echo_ids(&self, value: HashSet<Uuid>) -> Result<HashSet<Uuid>, Error>;
    async fn echo_letters(&self, value: BTreeSet<char>) -> Result<BTreeSet<char>, Error>;
    async fn echo_small(&self, value: BTreeSet<u8>) -> Result<BTreeSet<u8>, Error>;
    async fn echo_map(&self, value: Map<String, Shape>) -> Result<Map<String, Shape>, Error>;
    async fn echo_keys(&self, value: Keys) -> Result<Keys, Error>;
    async fn echo_pair(&self, value: (u8, String)) -> Result<(u8, String), Error>;
    async fn echo_tuples(
        &self,
        value: Vec<(i64, Option<Color>)>,
    ) -> Result<Vec<(i64, Option<Color>)>, Error>;
    async fn echo_color(&self, value: Color) -> Result<Color, Error>;
    async fn echo_colors(&self, value: Vec<Color>) -> Result<Vec<Color>, Error>;
    async fn echo_maybe_color(&self, value: Option<Color>) -> Result<Option<Color>, Error>;
    async fn echo_level(&self, value: Level) -> Result<Level, Error>;
    async fn echo_shape(&self, value: Shape) -> Result<Shape, Error>;
    async fn echo_maybe_shape(&self, value: Option<Shape>) -> Result<Option<Shape>, Error>;
    async fn echo_meters(&self, value: Meters) -> Result<Meters, Error>;
    async fn echo_marker(&self, value: Marker) -> Result<Marker, Error>;
    async fn echo_point(&self, value: Point) -> Result<Point, Error>;
    async fn echo_tree(&self, value: Plant) -> Result<Plant, Error>;
    async fn echo_expression(&self, value: Expression) -> Result<Expression, Error>;
    async fn echo_boxed(&self, value: Box<Shape>) -> Result<Box<Shape>, Error>;
    async fn echo_texts(&self, value: Texts) -> Result<Texts, Error>;
    async fn echo_moments(&self, value: Moments) -> Result<Moments, Error>;
    async fn echo_spans(&self, value: Spans) -> Result<Spans, Error>;
    async fn echo_moment(
        &self,
        value: std::time::SystemTime,
    ) -> Result<std::time::SystemTime, Error>;
    async fn echo_span(
        &self,
        value: Option<std::time::Duration>,
    ) -> Result<Option<std::time::Duration>, Error>;
    async fn echo_beetle(&self, value: Beetle) -> Result<Beetle, Error>;
    async fn echo_legs(&self, value: Vec<Leg>) -> Result<Vec<Leg>, Error>;
    async fn echo_part(&self, value: kinds_shared::Part) -> Result<kinds_shared::Part, Error>;
    async fn echo_id(&self, value: Uuid) -> Result<Uuid, Error>;
}

pub struct BasicKindsService;

impl KindsService for BasicKindsService {
    async fn borrow(&self, text: &str, bytes: &[u8], list: &[Shape]) -> Result<Borrowed, Error> {
        let _ = (text, bytes, list);
        Err(Error::unimplemented("borrow is not implemented yet"))
    }

    async fn echo_array(&self, value: [u8; 4]) -> Result<[u8; 4], Error> {
        let _ = value;
        Err(Error::unimplemented("echo_array is not implemented yet"))
    }

    async fn echo_buffer(&self, value: Bytes) -> Result<Bytes, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_buffer is not implemented yet"))
    }

    async fn echo_ids(&self, value: HashSet<Uuid>) -> Result<HashSet<Uuid>, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_ids is not implemented yet"))
    }

    async fn echo_letters(&self, value: BTreeSet<char>) -> Result<BTreeSet<char>, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_letters is not implemented yet"))
    }

    async fn echo_small(&self, value: BTreeSet<u8>) -> Result<BTreeSet<u8>, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_small is not implemented yet"))
    }

    async fn echo_map(&self, value: Map<String, Shape>) -> Result<Map<String, Shape>, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_map is not implemented yet"))
    }

    async fn echo_keys(&self, value: Keys) -> Result<Keys, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_keys is not implemented yet"))
    }

    async fn echo_pair(&self, value: (u8, String)) -> Result<(u8, String), Error> {
        let _ = value;
        Err(Error::unimplemented("echo_pair is not implemented yet"))
    }

    async fn echo_tuples(
        &self,
        value: Vec<(i64, Option<Color>)>,
    ) -> Result<Vec<(i64, Option<Color>)>, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_tuples is not implemented yet"))
    }

    async fn echo_color(&self, value: Color) -> Result<Color, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_color is not implemented yet"))
    }

    async fn echo_colors(&self, value: Vec<Color>) -> Result<Vec<Color>, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_colors is not implemented yet"))
    }

    async fn echo_maybe_color(&self, value: Option<Color>) -> Result<Option<Color>, Error> {
        let _ = value;
        Err(Error::unimplemented(
            "echo_maybe_color is not implemented yet",
        ))
    }

    async fn echo_level(&self, value: Level) -> Result<Level, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_level is not implemented yet"))
    }

    async fn echo_shape(&self, value: Shape) -> Result<Shape, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_shape is not implemented yet"))
    }

    async fn echo_maybe_shape(&self, value: Option<Shape>) -> Result<Option<Shape>, Error> {
        let _ = value;
        Err(Error::unimplemented(
            "echo_maybe_shape is not implemented yet",
        ))
    }

    async fn echo_meters(&self, value: Meters) -> Result<Meters, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_meters is not implemented yet"))
    }

    async fn echo_marker(&self, value: Marker) -> Result<Marker, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_marker is not implemented yet"))
    }

    async fn echo_point(&self, value: Point) -> Result<Point, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_point is not implemented yet"))
    }

    async fn echo_tree(&self, value: Plant) -> Result<Plant, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_tree is not implemented yet"))
    }

    async fn echo_expression(&self, value: Expression) -> Result<Expression, Error> {
        let _ = value;
        Err(Error::unimplemented(
            "echo_expression is not implemented yet",
        ))
    }

    async fn echo_boxed(&self, value: Box<Shape>) -> Result<Box<Shape>, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_boxed is not implemented yet"))
    }

    async fn echo_texts(&self, value: Texts) -> Result<Texts, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_texts is not implemented yet"))
    }

    async fn echo_moments(&self, value: Moments) -> Result<Moments, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_moments is not implemented yet"))
    }

    async fn echo_spans(&self, value: Spans) -> Result<Spans, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_spans is not implemented yet"))
    }

    async fn echo_moment(
        &self,
        value: std::time::SystemTime,
    ) -> Result<std::time::SystemTime, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_moment is not implemented yet"))
    }

    async fn echo_span(
        &self,
        value: Option<std::time::Duration>,
    ) -> Result<Option<std::time::Duration>, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_span is not implemented yet"))
    }

    async fn echo_beetle(&self, value: Beetle) -> Result<Beetle, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_beetle is not implemented yet"))
    }

    async fn echo_legs(&self, value: Vec<Leg>) -> Result<Vec<Leg>, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_legs is not implemented yet"))
    }

    async fn echo_part(&self, value: kinds_shared::Part) -> Result<kinds_shared::Part, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_part is not implemented yet"))
    }

    async fn echo_id(&self, value: Uuid) -> Result<Uuid, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_id is not implemented yet"))
    }
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Borrowed {
    pub text: String,
    pub bytes: Vec<u8>,
    pub list: Vec<Shape>,
}

/// Maps with each scalar as a key.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Keys {
    pub of_bool: BTreeMap<bool, u8>,
    pub of_char: BTreeMap<char, Vec<u8>>,
    pub of_i8: BTreeMap<i8, f64>,
    pub of_u16: Map<u16, bool>,
    pub of_i32: Map<i32, Meters>,
    pub of_u64: Map<u64, (u8, String)>,
    pub of_i64: BTreeMap<i64, Color>,
    pub of_string: BTreeMap<String, String>,
    pub of_uuid: BTreeMap<Uuid, Decimal>,
    pub of_address: Map<IpAddr, std::time::Duration>,
}

/// What travels as checked text.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Texts {
    pub id: Uuid,
    pub maybe_id: Option<Uuid>,
    pub ids: Vec<Uuid>,
    pub address: IpAddr,
    pub v4: Ipv4Addr,
    pub v6: Ipv6Addr,
    pub url: Url,
    pub amount: Decimal,
    pub day: chrono::NaiveDate,
    pub civil: jiff::civil::Date,
    pub date: time::Date,
}
