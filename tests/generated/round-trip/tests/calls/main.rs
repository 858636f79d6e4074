//! Generated servers and generated clients, over HTTP and gRPC on 127.0.0.1.

mod go;
mod kinds;
mod library;
mod own_errors;
mod partly;
mod routes;
mod server;
mod shop;
mod stock;
mod streams;
mod values;

use echo::{EchoService, pb, service::Everything};
use parameters::ParametersService;
use platform::{Code, client::Channel, http::HttpCall};
use prost::Message;
use serde_json::{Value, json};

use server::Served;
use tonic::{Request, Status, client::Grpc, codegen::http::uri::PathAndQuery};

/// Calls as tonic's own clients do.
async fn raw<P, Q>(channel: &Channel, path: &'static str, message: P) -> Result<Q, Status>
where
    P: Message + 'static,
    Q: Message + Default + 'static,
{
    let (path, codec) = (
        PathAndQuery::from_static(path),
        tonic_prost::ProstCodec::default(),
    );
    let mut client = Grpc::new(channel.clone());
    let reply = client.unary(Request::new(message), path, codec).await?;
    Ok(reply.into_inner())
}

/// A generated client is the service's own trait: the same checks over either transport.
async fn echoes(remote: &impl EchoService) {
    for all in values::everything() {
        assert_eq!(remote.echo(all.clone()).await.unwrap(), all);
        remote.take(all.clone(), Some(all.clone())).await.unwrap();
        remote.take(all, None).await.unwrap();
    }
    for part in [None, Some(values::part("")), Some(values::part("ü\u{0}🦀"))] {
        assert_eq!(remote.echo_option(part.clone()).await.unwrap(), part);
    }
    for parts in [vec![], vec![values::part(""), values::part("b")]] {
        assert_eq!(remote.echo_list(parts.clone()).await.unwrap(), parts);
    }
    macro_rules! same {
        ($($method:ident: $($value:expr),+;)*) => {
            $($(assert_eq!(remote.$method($value).await.unwrap(), $value);)+)*
        };
    }
    same! {
        echo_bool: true, false;
        echo_char: '\0', 'a', '🦀', char::MAX;
        echo_f32: 0.0, f32::MIN, f32::MIN_POSITIVE, f32::MAX;
        echo_f64: 0.1, f64::MIN, f64::MIN_POSITIVE, f64::MAX;
        echo_i8: i8::MIN, i8::MAX;
        echo_i16: i16::MIN, i16::MAX;
        echo_i32: i32::MIN, i32::MAX;
        echo_i64: i64::MIN, i64::MAX;
        echo_isize: isize::MIN, isize::MAX;
        echo_u8: u8::MIN, u8::MAX;
        echo_u16: u16::MIN, u16::MAX;
        echo_u32: u32::MIN, u32::MAX;
        echo_u64: u64::MIN, u64::MAX;
        echo_usize: usize::MIN, usize::MAX;
    }
    for text in ["", "\0", "\"\\\n", "漢字 🦀", &"long ".repeat(10_000)] {
        assert_eq!(remote.echo_text(text.to_owned()).await.unwrap(), text);
    }
    for bytes in [vec![], vec![0, 255], vec![7; 100_000]] {
        assert_eq!(remote.echo_bytes(bytes.clone()).await.unwrap(), bytes);
    }
}

#[tokio::test]
async fn every_type_comes_back_over_http() {
    let served = Served::start().await;
    let remote = echo::http::client(served.http.clone());
    echoes(&remote).await;
    // Over gRPC it is 0.0: prost leaves it out, as it does the default.
    let minus_zero = remote.echo_f64(-0.0).await.unwrap();
    assert!(minus_zero == 0.0 && minus_zero.is_sign_negative());
    // JSON has no such numbers: the call fails, it does not give another number.
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let error = remote.echo_f64(number).await.unwrap_err();
        assert_eq!(error.code(), Code::InvalidArgument, "{error}");
    }
}

#[tokio::test]
async fn every_type_comes_back_over_grpc() {
    let served = Served::start().await;
    let remote = echo::grpc::client(served.grpc.clone());
    echoes(&remote).await;
    assert!(remote.echo_f64(f64::NAN).await.unwrap().is_nan());
    assert!(remote.echo_f32(f32::NAN).await.unwrap().is_nan());
    let infinite = remote.echo_f64(f64::NEG_INFINITY).await.unwrap();
    assert_eq!(infinite, f64::NEG_INFINITY);
}

/// What a client of another make may send over gRPC.
#[tokio::test]
async fn a_value_that_does_not_fit_is_refused_with_its_field() {
    let served = Served::start().await;
    let echo = |message| raw::<_, pb::EchoReply>(&served.grpc, "/pb.Echo/Echo", message);
    let full = || pb::Everything {
        one_char: "a".to_owned(),
        one_part: Some(pb::Part {
            name: String::new(),
            nothing: Some(pb::Nothing {}),
        }),
        ..Default::default()
    };
    let right = pb::EchoRequest { all: Some(full()) };
    assert!(echo(right).await.is_ok());

    type Spoil = fn(&mut pb::Everything);
    let spoilt: [(&str, Spoil); 14] = [
        ("one_u8", |all| all.one_u8 = 300),
        ("some_u8", |all| all.some_u8 = Some(256)),
        ("one_i8", |all| all.one_i8 = -129),
        ("many_i8", |all| all.many_i8 = vec![0, 128]),
        ("one_i16", |all| all.one_i16 = 32_768),
        ("many_i16", |all| all.many_i16 = vec![-32_769]),
        ("one_u16", |all| all.one_u16 = 65_536),
        ("some_u16", |all| all.some_u16 = Some(u32::MAX)),
        ("one_char", |all| all.one_char.clear()),
        ("some_char", |all| all.some_char = Some("ab".to_owned())),
        ("many_char", |all| all.many_char = vec![String::new()]),
        ("one_part", |all| all.one_part = None),
        ("one_part: nothing", |all| {
            all.one_part = Some(pb::Part::default())
        }),
        ("some_part: nothing", |all| {
            all.some_part = Some(pb::Part::default())
        }),
    ];
    for (field, spoil) in spoilt {
        let mut all = full();
        spoil(&mut all);
        let status = echo(pb::EchoRequest { all: Some(all) })
            .await
            .unwrap_err();
        assert_eq!(
            status.code(),
            tonic::Code::InvalidArgument,
            "{field}: {status}"
        );
        assert!(
            status.message().starts_with(&format!("all: {field}: ")),
            "{status}"
        );
    }
    let nothing = echo(pb::EchoRequest { all: None }).await.unwrap_err();
    assert_eq!(
        (nothing.code(), nothing.message()),
        (tonic::Code::InvalidArgument, "all: missing")
    );
    let large = pb::EchoU8Request { value: 300 };
    let large = raw::<_, pb::EchoU8Reply>(&served.grpc, "/pb.Echo/EchoU8", large).await;
    let large = large.unwrap_err();
    assert_eq!(large.message(), "value: 300 is out of range");
}

/// What a client of another make may send over HTTP.
#[tokio::test]
async fn json_that_does_not_fit_is_refused() {
    let served = Served::start().await;
    let wrong = [
        ("/echo-u8", json!({"value": 300})),
        ("/echo-u8", json!({"value": -1})),
        ("/echo-u8", json!({"value": "1"})),
        ("/echo-u8", json!({"value": null})),
        ("/echo-u8", json!({})),
        ("/echo-u8", json!([300])),
        ("/echo-char", json!({"value": "ab"})),
        ("/echo-u64", json!({"value": 1.5})),
        ("/echo", json!({"all": {"one_bool": true}})),
    ];
    for (path, body) in wrong {
        let error = served
            .http
            .call::<Value>(HttpCall::post(path).json(&body))
            .await
            .unwrap_err();
        assert_eq!(
            error.code(),
            Code::InvalidArgument,
            "{path} {body}: {error}"
        );
    }
    // What is unknown is ignored, and an option may be left out.
    let more = json!({"value": 7, "more": true});
    let answer: Value = post(&served, "/echo-u8", &more).await;
    assert_eq!(answer, json!({"value": 7}));
    let answer: Value = post(&served, "/echo-option", &json!({})).await;
    assert_eq!(answer, json!({"value": null}));
}

async fn post(served: &Served, path: &'static str, body: &Value) -> Value {
    let call = HttpCall::post(path).json(body);
    served.http.call(call).await.unwrap()
}

#[tokio::test]
async fn a_stub_answers_that_it_is_not_implemented() {
    let served = Served::start().await;
    async fn ask(remote: &impl ParametersService) {
        let error = remote.nothing().await.unwrap_err();
        assert_eq!(error.code(), Code::Unimplemented);
        assert_eq!(error.message(), "nothing is not implemented yet");
        let error = remote.one("only".to_owned()).await.unwrap_err();
        assert_eq!(error.message(), "one is not implemented yet");
    }
    ask(&parameters::http::client(served.http.clone())).await;
    ask(&parameters::grpc::client(served.grpc.clone())).await;
    let status_line = served.curl("/nothing", "").await;
    assert!(status_line.starts_with("HTTP/1.1 501 "), "{status_line}");
}

/// The names are those of the `.proto` that its user wrote, over HTTP too; an rpc that the trait
/// lacks answers that it is not implemented.
#[tokio::test]
async fn a_proto_of_the_user_s_is_followed() {
    let served = Served::start().await;
    let mail = json!({"email": "a", "content": "b", "urgent": true});
    let sent = post(&served, "/send-email", &mail).await;
    assert_eq!(sent, json!({"id": "a"}));
    let mail = mails::pb::NewMail {
        email: "a".to_owned(),
        ..Default::default()
    };
    let path = "/acme.mail.v1.Mails/SendEmail";
    let sent: mails::pb::Sent = raw(&served.grpc, path, mail).await.unwrap();
    assert_eq!(sent.id, "a");
    let ping = raw::<_, mails::pb::Empty>(&served.grpc, "/acme.mail.v1.Mails/Ping", mails::pb::Empty {});
    assert_eq!(ping.await.unwrap_err().code(), tonic::Code::Unimplemented);
}

#[tokio::test]
async fn a_remote_that_is_away_is_unavailable() {
    let served = Served::start().await;
    async fn ask(channel: fn(Channel) -> echo::Endpoints, away: &Channel) {
        let error = channel(away.clone())
            .echo(Everything::default())
            .await
            .unwrap_err();
        assert_eq!(error.code(), Code::Unavailable, "{error}");
    }
    ask(echo::http::client, &served.http_away).await;
    ask(echo::grpc::client, &served.grpc_away).await;
}
