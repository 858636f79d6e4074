//! Every row of the contract's table of types, at its edges, over both transports.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    time::{Duration, SystemTime},
};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use jiff::SignedDuration;
use kinds::{KindsService, Tree, pb, service::*};
use kinds_shared::{Beetle, Leg, Part, open::Place};
use platform::{Code, Error, http::HttpCall};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use time::OffsetDateTime;
use url::Url;
use uuid::Uuid;

use crate::{raw, server::Served};

/// Gives everything back.
pub struct Kinds;

macro_rules! give_back {
    ($($method:ident: $ty:ty),* $(,)?) => {
        impl KindsService for Kinds {
            async fn borrow(&self, text: &str, bytes: &[u8], list: &[Shape]) -> Result<Borrowed, Error> {
                let (text, bytes, list) = (text.to_owned(), bytes.to_owned(), list.to_owned());
                Ok(Borrowed { text, bytes, list })
            }

            $(async fn $method(&self, value: $ty) -> Result<$ty, Error> {
                Ok(value)
            })*
        }
    };
}

give_back! {
    echo_array: [u8; 4],
    echo_buffer: bytes::Bytes,
    echo_ids: HashSet<Uuid>,
    echo_letters: BTreeSet<char>,
    echo_small: BTreeSet<u8>,
    echo_map: HashMap<String, Shape>,
    echo_keys: Keys,
    echo_pair: (u8, String),
    echo_tuples: Vec<(i64, Option<Color>)>,
    echo_color: Color,
    echo_colors: Vec<Color>,
    echo_maybe_color: Option<Color>,
    echo_level: Level,
    echo_shape: Shape,
    echo_maybe_shape: Option<Shape>,
    echo_meters: Meters,
    echo_marker: Marker,
    echo_point: Point,
    echo_tree: Tree,
    echo_expression: Expression,
    echo_boxed: Box<Shape>,
    echo_texts: Texts,
    echo_moments: Moments,
    echo_spans: Spans,
    echo_moment: SystemTime,
    echo_span: Option<Duration>,
    echo_id: Uuid,
    echo_beetle: Beetle,
    echo_legs: Vec<Leg>,
    echo_part: Part,
}

fn shapes() -> Vec<Shape> {
    let point = |x, y| Point { x, y };
    vec![
        Shape::Nothing,
        Shape::Circle(f64::MIN_POSITIVE),
        Shape::Rect {
            width: f64::MAX,
            height: None,
        },
        Shape::Rect {
            width: 0.0,
            height: Some(0.0),
        },
        Shape::Line(point(i32::MIN, i32::MAX), point(0, 0)),
        Shape::Polygon(vec![]),
        Shape::Polygon(vec![point(1, 2), point(3, 4)]),
        Shape::Tinted {
            color: Color::DarkBlue,
        },
        Shape::Length(Meters(-0.5)),
        Shape::Colored(Color::Red),
        Shape::Pair((255, "🦀".to_owned())),
        Shape::Named {
            the_name_of_it: String::new(),
            the_other_name_of_it: "\0".to_owned(),
            something_else_entirely: vec![String::new()],
        },
    ]
}

fn keys() -> Keys {
    Keys {
        of_bool: BTreeMap::from([(false, u8::MAX), (true, 0)]),
        of_char: BTreeMap::from([('🦀', vec![]), ('\0', vec![0, 255])]),
        of_i8: BTreeMap::from([(i8::MIN, f64::MIN), (i8::MAX, 0.1)]),
        of_u16: HashMap::from([(u16::MAX, false)]),
        of_i32: HashMap::from([(i32::MIN, Meters(1.5))]),
        of_u64: HashMap::from([(u64::MAX, (1, "one".to_owned()))]),
        of_i64: BTreeMap::from([(i64::MIN, Color::Green), (i64::MAX, Color::Red)]),
        of_string: BTreeMap::from([(String::new(), String::new())]),
        of_uuid: BTreeMap::from([(Uuid::nil(), Decimal::MAX)]),
        of_address: HashMap::from([(IpAddr::V6(Ipv6Addr::LOCALHOST), Duration::from_nanos(1))]),
    }
}

fn texts() -> Texts {
    Texts {
        id: Uuid::max(),
        maybe_id: None,
        ids: vec![Uuid::nil(), Uuid::max()],
        address: IpAddr::V4(Ipv4Addr::BROADCAST),
        v4: Ipv4Addr::UNSPECIFIED,
        v6: "2001:db8::ff".parse().unwrap(),
        url: Url::parse("https://example.org/a?b=c#d").unwrap(),
        amount: "-0.0000000000000000000000000001".parse().unwrap(),
        day: NaiveDate::from_ymd_opt(1, 2, 3).unwrap(),
        civil: jiff::civil::date(9999, 12, 31),
        date: time::Date::from_calendar_date(1969, time::Month::February, 28).unwrap(),
    }
}

/// The same instant by every crate.
fn moments(seconds: i64, nanos: u32) -> Moments {
    let chrono = DateTime::<Utc>::from_timestamp(seconds, nanos).unwrap();
    let jiff = jiff::Timestamp::new(seconds, nanos as i32).unwrap();
    Moments {
        std: chrono.into(),
        chrono,
        jiff,
        time: OffsetDateTime::from_unix_timestamp(seconds).unwrap()
            + Duration::from_nanos(nanos.into()),
        maybe: Some(chrono),
        many: vec![jiff, jiff::Timestamp::UNIX_EPOCH],
    }
}

/// The last second that jiff knows is some hours before the end of 9999.
const LATEST: i64 = 253_402_207_200;
/// The first second of the year 1.
const EARLIEST: i64 = -62_135_596_800;

fn spans(seconds: i64, nanos: i32) -> Spans {
    Spans {
        std: Duration::new(seconds.unsigned_abs(), nanos.unsigned_abs()),
        chrono: TimeDelta::seconds(seconds) + TimeDelta::nanoseconds(nanos.into()),
        jiff: SignedDuration::new(seconds, nanos),
        time: time::Duration::new(seconds, nanos),
        maybe: None,
        many: vec![time::Duration::ZERO, time::Duration::new(seconds, nanos)],
    }
}

fn tree(depth: u64) -> Tree {
    let mut all = Tree {
        value: u64::MAX,
        ..Tree::default()
    };
    for value in 0..depth {
        let below = Box::new(all.clone());
        all = match value % 3 {
            0 => Tree {
                value,
                left: Some(below),
                ..Tree::default()
            },
            1 => Tree {
                value,
                right: Some(below),
                leaves: vec![Tree::default()],
                ..Tree::default()
            },
            _ => Tree {
                value,
                branch: Some(Branch { tree: below }),
                ..Tree::default()
            },
        };
    }
    all.more.insert(String::new(), Tree::default());
    all
}

fn expression(depth: u64) -> Expression {
    let mut all = Expression::Number(i64::MIN);
    for level in 0..depth {
        all = match level % 5 {
            0 => Expression::Sum(Box::new(all), Box::new(Expression::Number(0))),
            1 => Expression::Call {
                name: "f".to_owned(),
                arguments: vec![all, Expression::Number(1)],
            },
            _ => Expression::Negated(Box::new(all)),
        };
    }
    all
}

fn beetle() -> Beetle {
    Beetle {
        id: Uuid::max(),
        legs: vec![Leg::Right],
        at: Place(f64::MIN, 0.0),
    }
}

async fn echoes(remote: &impl KindsService) {
    macro_rules! same {
        ($($method:ident: $($value:expr),+;)*) => {
            $($({
                let value = $value;
                assert_eq!(remote.$method(value.clone()).await.unwrap(), value);
            })+)*
        };
    }
    same! {
        echo_array: [0; 4], [0, 1, 254, 255];
        echo_buffer: bytes::Bytes::new(), bytes::Bytes::from_static(&[0, 255]);
        echo_ids: HashSet::new(), HashSet::from([Uuid::nil(), Uuid::max()]);
        echo_letters: BTreeSet::new(), BTreeSet::from(['a', '🦀', char::MAX, '\0']);
        echo_small: BTreeSet::from([u8::MIN, u8::MAX]);
        echo_map: HashMap::new(), HashMap::from([(String::new(), Shape::Nothing)]);
        echo_keys: Keys::default(), keys();
        echo_pair: (0, String::new()), (255, "漢字".to_owned());
        echo_tuples: vec![], vec![(i64::MIN, None), (i64::MAX, Some(Color::Green))];
        echo_color: Color::Red, Color::DarkBlue, Color::Green;
        echo_colors: vec![], vec![Color::Red, Color::Red];
        echo_maybe_color: None, Some(Color::Red);
        echo_level: Level::Unspecified, Level::Low, Level::High;
        echo_maybe_shape: None, Some(Shape::Nothing);
        echo_meters: Meters(f64::MIN);
        echo_marker: Marker;
        echo_point: Point { x: i32::MIN, y: 0 };
        echo_tree: Tree::default(), tree(50);
        echo_expression: expression(0), expression(50);
        echo_boxed: Box::new(Shape::Circle(1.0));
        echo_texts: texts();
        echo_moments: moments(0, 0), moments(1, 999_999_999), moments(LATEST, 1);
        echo_spans: spans(0, 0), spans(1, 1), spans(-1, -999_999_999), spans(315_576_000_000, 0);
        echo_moment: SystemTime::UNIX_EPOCH, SystemTime::UNIX_EPOCH + Duration::new(253_402_300_799, 999_999_999);
        echo_span: None, Some(Duration::ZERO), Some(Duration::new(315_576_000_000, 1));
        echo_id: Uuid::nil();
        echo_beetle: beetle();
        echo_legs: vec![], vec![Leg::Left, Leg::Right];
        echo_part: Part::Nothing, Part::Limb(Leg::Right), Part::Wing { left: true, span: 0 };
    }
    for shape in shapes() {
        assert_eq!(remote.echo_shape(shape.clone()).await.unwrap(), shape);
    }
    let borrowed = remote.borrow("ä", &[1, 2], &shapes()).await.unwrap();
    assert_eq!(
        borrowed,
        Borrowed {
            text: "ä".to_owned(),
            bytes: vec![1, 2],
            list: shapes()
        }
    );
    let nothing = remote.borrow("", &[], &[]).await.unwrap();
    assert_eq!(
        nothing,
        Borrowed {
            text: String::new(),
            bytes: vec![],
            list: vec![]
        }
    );
}

#[tokio::test]
async fn every_kind_comes_back_over_http() {
    let served = Served::start().await;
    let remote = kinds::http::client(served.http.clone());
    echoes(&remote).await;
    // serde knows no `SystemTime` before 1970: the call fails, it does not give another instant.
    let early = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
    let error = remote.echo_moment(early).await.unwrap_err();
    assert_eq!(error.code(), Code::Internal, "{error}");
}

/// serde's attributes count over HTTP, and only there.
#[tokio::test]
async fn json_is_what_serde_says() {
    let served = Served::start().await;
    for (path, body, answer) in [
        ("/echo-color", json!({"value": "dark-blue"}), None),
        ("/echo-shape", json!({"value": {"kind": "nothing"}}), None),
        (
            "/echo-shape",
            json!({"value": {"kind": "rect", "of": {"width": 1.5, "height": null}}}),
            None,
        ),
        ("/echo-meters", json!({"value": 1.5}), None),
        ("/echo-marker", json!({"value": null}), None),
        (
            "/echo-expression",
            json!({"value": {"negated": {"number": 1}}}),
            None,
        ),
        ("/echo-pair", json!({"value": [1, "one"]}), None),
        ("/echo-array", json!({"value": [1, 2, 3, 4]}), None),
        (
            "/echo-point",
            json!({"value": {"x": 1}}),
            Some(json!({"x": 1, "y": 0})),
        ),
        (
            "/echo-tree",
            json!({"value": {"value": 1}}),
            Some(json!({"value": 1, "leaves": [], "more": {}})),
        ),
    ] {
        let call = HttpCall::post(path).json(&body);
        let said: Value = served.http.call(call).await.unwrap();
        assert_eq!(said, answer.unwrap_or(body), "{path}");
    }
}

#[tokio::test]
async fn every_kind_comes_back_over_grpc() {
    let served = Served::start().await;
    let remote = kinds::grpc::client(served.grpc.clone());
    echoes(&remote).await;
    for early in [moments(-1, 1), moments(EARLIEST, 0)] {
        assert_eq!(remote.echo_moments(early.clone()).await.unwrap(), early);
    }
    let meters = remote.echo_meters(Meters(f64::NAN)).await.unwrap();
    assert!(meters.0.is_nan());
    let infinite = Shape::Circle(f64::INFINITY);
    assert_eq!(remote.echo_shape(infinite.clone()).await.unwrap(), infinite);
    let late = SystemTime::UNIX_EPOCH + Duration::from_secs(253_402_300_800);
    for error in [
        remote.echo_moment(late).await.unwrap_err(),
        remote.echo_span(Some(Duration::MAX)).await.unwrap_err(),
    ] {
        assert_eq!(error.code(), Code::InvalidArgument, "{error}");
    }
}

/// What a client of another make may send: each is refused with the path of its field.
#[tokio::test]
async fn what_does_not_fit_is_refused_with_its_path() {
    let served = Served::start().await;
    let served = &served.grpc;
    macro_rules! refused {
        ($($rpc:literal($request:ident $value:expr): $message:expr;)*) => {
            $({
                let request = pb::$request { value: $value };
                let status = raw::<_, pb::Texts>(served, concat!("/pb.Kinds/", $rpc), request).await.unwrap_err();
                assert_eq!(status.code(), tonic::Code::InvalidArgument, "{status}");
                assert_eq!(status.message(), $message);
            })*
        };
    }
    let shape = |value| Some(pb::Shape { value: Some(value) });
    use pb::shape::Value;
    let no_member = "no variant, or one that is not known here";
    let line = pb::ShapeLine {
        value0: Some(pb::Point::default()),
        value1: None,
    };
    let stamp = |seconds, nanos| Some(prost_types::Timestamp { seconds, nanos });
    let span = |seconds, nanos| Some(prost_types::Duration { seconds, nanos });
    refused! {
        "EchoArray"(EchoArrayRequest vec![1, 2, 3]): "value: 3 bytes, not 4";
        "EchoLetters"(EchoLettersRequest vec!["ab".to_owned()]): "value: not one character";
        "EchoSmall"(EchoSmallRequest vec![256]): "value: 256 is out of range";
        "EchoColor"(EchoColorRequest 0): "value: 0 is not known here";
        "EchoColor"(EchoColorRequest 4): "value: 4 is not known here";
        "EchoColors"(EchoColorsRequest vec![1, -1]): "value: -1 is not known here";
        "EchoLevel"(EchoLevelRequest 9): "value: 9 is not known here";
        "EchoPair"(EchoPairRequest None): "value: missing";
        "EchoPair"(EchoPairRequest Some(pb::TupleUint32String { value0: 256, ..Default::default() })): "value: value0: 256 is out of range";
        "EchoShape"(EchoShapeRequest None): "value: missing";
        "EchoShape"(EchoShapeRequest Some(pb::Shape::default())): format!("value: {no_member}");
        "EchoShape"(EchoShapeRequest shape(Value::Line(line))): "value: line: value1: missing";
        "EchoShape"(EchoShapeRequest shape(Value::Colored(7))): "value: colored: 7 is not known here";
        "EchoMoment"(EchoMomentRequest stamp(253_402_300_800, 0)): "value: not an instant of the years 1 to 9999";
        "EchoMoment"(EchoMomentRequest stamp(EARLIEST - 1, 0)): "value: not an instant of the years 1 to 9999";
        "EchoMoment"(EchoMomentRequest stamp(0, -1)): "value: not an instant of the years 1 to 9999";
        "EchoSpan"(EchoSpanRequest span(-1, 0)): "value: less than no time";
        "EchoSpan"(EchoSpanRequest span(1, -1)): "value: not a duration of at most 10,000 years";
        "EchoSpan"(EchoSpanRequest span(315_576_000_001, 0)): "value: not a duration of at most 10,000 years";
    }
    let texts = |spoil: fn(&mut pb::Texts)| {
        let mut all: pb::Texts = platform::proto::ToProto::to_proto(texts());
        spoil(&mut all);
        pb::EchoTextsRequest { value: Some(all) }
    };
    type Spoil = fn(&mut pb::Texts);
    let spoilt: [(&str, Spoil); 7] = [
        ("ids", |all| all.ids = vec!["x".to_owned()]),
        ("maybe_id", |all| all.maybe_id = Some("x".to_owned())),
        ("v4", |all| all.v4 = "::1".to_owned()),
        ("url", |all| all.url = "no url".to_owned()),
        ("amount", |all| all.amount = "1e".to_owned()),
        ("day", |all| all.day = "2026-02-30".to_owned()),
        ("date", |all| all.date = "2026-13-01".to_owned()),
    ];
    for (field, spoil) in spoilt {
        let refused = raw::<_, pb::Texts>(served, "/pb.Kinds/EchoTexts", texts(spoil)).await;
        let status = refused.unwrap_err();
        assert_eq!(status.code(), tonic::Code::InvalidArgument);
        assert!(
            status.message().starts_with(&format!("value: {field}: ")),
            "{status}"
        );
    }
}

/// A client that learns the messages by reflection.
#[tokio::test]
#[ignore = "needs the Python that KIT_PYTHON names"]
async fn a_stranger_sends_and_reads_every_kind() {
    let served = Served::start().await;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/calls/stranger.py");
    let said = crate::server::python(script, &served).await;
    assert_eq!(said, "27 kinds came back\n");
}
