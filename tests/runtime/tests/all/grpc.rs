//! The checks in generated conversions, and what gRPC clients that kit did not make see.

use platform::{
    Code,
    grpc::{character, narrow, required},
};
use runtime::{Call, grpc_client};

use crate::harness::{Probe, app};

#[test]
fn numbers_that_do_not_fit_are_refused_by_name() {
    assert_eq!(narrow::<u8, u32>("age", 255).unwrap(), 255);
    assert_eq!(narrow::<i8, i32>("age", -128).unwrap(), -128);
    let error = narrow::<u8, u32>("age", 300).unwrap_err();
    assert_eq!(error.code(), Code::InvalidArgument);
    assert_eq!(error.message(), "age: 300 is out of range");
    assert!(narrow::<usize, u64>("n", u64::MAX).is_ok() == (usize::BITS == 64));
}

#[test]
fn missing_fields_are_refused_by_name() {
    assert_eq!(required("bug", Some(1)).unwrap(), 1);
    let error = required::<u8>("bug", None).unwrap_err();
    assert_eq!((error.code(), error.message()), (Code::InvalidArgument, "bug: missing"));
}

#[test]
fn a_character_is_exactly_one() {
    assert_eq!(character("c", "ß".into()).unwrap(), 'ß');
    for wrong in ["", "ab"] {
        let error = character("c", wrong.into()).unwrap_err();
        assert_eq!(error.code(), Code::InvalidArgument);
        assert_eq!(error.message(), "c: not one character");
    }
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
