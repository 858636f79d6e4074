//! The checks in generated conversions, and what gRPC clients that kit did not make see.

use platform::{
    Code, Error,
    proto::{FromProto, ToProto, field, required},
};
use runtime::{Call, grpc_client, pb};
use tonic::{Request, client::Grpc, codegen::http::uri::PathAndQuery};
use tonic_prost::ProstCodec;

use crate::harness::{Probe, app};

#[test]
fn numbers_that_do_not_fit_are_refused_by_name() {
    assert_eq!(field::<u8, u32, _>("age", 255).unwrap(), 255);
    assert_eq!(field::<i8, i32, _>("age", -128).unwrap(), -128);
    let error = field::<u8, u32, _>("age", 300).unwrap_err();
    assert_eq!(error.code(), Code::InvalidArgument);
    assert_eq!(error.message(), "age: 300 is out of range");
    assert!(field::<usize, u64, _>("n", u64::MAX).is_ok() == (usize::BITS == 64));
    let inside: Result<Vec<Option<i16>>, Error> = field("ages", vec![Some(1), None, Some(i32::MAX)]);
    assert_eq!(inside.unwrap_err().message(), "ages: 2147483647 is out of range");
}

#[test]
fn missing_messages_are_refused_by_name() {
    assert_eq!(required::<i32, i32, _>("bug", Some(1)).unwrap(), 1);
    let error = required::<i32, i32, _>("bug", None).unwrap_err();
    assert_eq!((error.code(), error.message()), (Code::InvalidArgument, "bug: missing"));
}

#[test]
fn a_character_is_exactly_one() {
    assert_eq!(field::<char, String, _>("c", "ß".into()).unwrap(), 'ß');
    for wrong in ["", "ab"] {
        let error = field::<char, String, _>("c", wrong.into()).unwrap_err();
        assert_eq!(error.code(), Code::InvalidArgument);
        assert_eq!(error.message(), "c: not one character");
    }
}

#[test]
fn what_is_encoded_is_decoded() {
    fn there_and_back<T: ToProto<P> + FromProto<P> + Clone + PartialEq + std::fmt::Debug, P>(value: T) {
        assert_eq!(T::from_proto(value.clone().to_proto()).unwrap(), value);
    }
    there_and_back::<_, u64>(usize::MAX);
    there_and_back::<_, i64>(isize::MIN);
    there_and_back::<_, u64>(u64::MAX);
    there_and_back::<_, Vec<u8>>(vec![0_u8, 255]);
    there_and_back::<_, Option<Vec<u8>>>(Some(vec![7_u8]));
    there_and_back::<_, Vec<u32>>(vec![0_u16, u16::MAX]);
    there_and_back::<_, Vec<String>>(vec!['a', 'ß']);
}

#[tokio::test]
async fn errors_cross_grpc() {
    let probe = Probe::start(&["--grpc"]);
    let client = grpc_client(app(&[&probe.grpc]).grpc_channel("next"));
    let reply = client.call(Call { text: "hello".into(), ..Call::default() }).await.unwrap();
    assert_eq!(reply.text, "hello");
    for code in Code::ALL {
        let call = Call { fail: code.as_str().into(), ..Call::default() };
        let error = client.call(call).await.unwrap_err();
        assert_eq!((error.code(), error.message()), (code, "as told"));
        assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    }
    let error = client.call(Call { panic: true, ..Call::default() }).await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Code::Internal, "internal error"));
    assert!(client.call(Call::default()).await.is_ok());
}

#[tokio::test]
async fn a_client_that_tonic_generates_is_served() {
    let probe = Probe::start(&["--grpc"]);
    let channel = app(&[&probe.grpc]).grpc_channel("next");
    let mut client = pb::probe_client::ProbeClient::new(channel.clone());
    let call = pb::CallRequest { text: "hello".into(), ..Default::default() };
    assert_eq!(client.call(call).await.unwrap().into_inner().text, "hello");
    let failing = pb::CallRequest { fail: Code::NotFound.as_str().into(), ..Default::default() };
    assert_eq!(client.call(failing).await.unwrap_err().code(), tonic::Code::NotFound);
}

#[tokio::test]
async fn what_is_no_method_and_what_is_no_message_are_told_apart() {
    let probe = Probe::start(&["--grpc"]);
    let channel = app(&[&probe.grpc]).grpc_channel("next");
    let ask = async |path, message: Vec<u8>| {
        let codec = ProstCodec::<Vec<u8>, ()>::default();
        let path = PathAndQuery::from_static(path);
        Grpc::new(channel.clone()).unary(Request::new(message), path, codec).await
    };
    // A message of one field, 1, that is bytes: of `pb.Probe/Call` it is the text.
    let status = ask("/pb.Probe/Call", vec![0xff]).await.unwrap_err();
    assert_eq!(status.code(), tonic::Code::Internal, "{status}");
    for path in ["/pb.Probe/Other", "/pb.Other/Call"] {
        let status = ask(path, Vec::new()).await.unwrap_err();
        assert_eq!(status.code(), tonic::Code::Unimplemented, "{path}: {status}");
    }
}
