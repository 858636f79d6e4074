//! The error type: its codes, and its way through `?`, boxes and gRPC.

use platform::{BoxError, Code, Error, Result};

#[test]
fn every_code_survives_its_name_its_number_and_a_grpc_status() {
    for (index, code) in Code::ALL.into_iter().enumerate() {
        assert_eq!(code as usize, index + 1);
        assert_eq!(Code::parse(code.as_str()), Some(code));
        assert_eq!(Code::from(tonic::Code::from(code)), code);
        let status = tonic::Status::from(Error::new(code, "why"));
        assert_eq!((status.code() as i32, status.message()), (code as i32, "why"));
        let back = Error::from(status);
        assert_eq!((back.code(), back.message()), (code, "why"));
    }
    assert_eq!(Code::parse("no_such_code"), None);
    assert_eq!(Code::from(tonic::Code::Ok), Code::Unknown);
}

#[test]
fn codes_have_the_http_status_that_grpc_gateways_use() {
    let statuses = Code::ALL.map(|code| code.status().as_u16());
    let expected = [499, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503, 500, 401];
    assert_eq!(statuses, expected);
}

#[test]
fn a_question_mark_hides_what_went_wrong_from_the_caller_but_not_from_the_log() {
    let fails = || -> Result<u8> { Ok("x".parse()?) };
    let error = fails().unwrap_err();
    assert_eq!((error.code(), error.message()), (Code::Internal, "internal error"));
    let log = format!("{error:?}");
    assert_eq!(log, "internal: internal error: invalid digit found in string");
}

#[test]
fn a_cause_does_not_reach_the_caller() {
    let cause = std::io::Error::other("password is 123");
    let error = Error::caused_by(Code::Unavailable, "try later", cause);
    assert!(format!("{error:?}").contains("password"));
    assert_eq!(error.to_string(), "try later");
    let status = tonic::Status::from(error);
    assert!(!format!("{status:?}").contains("password"), "{status:?}");
}

#[test]
fn boxing_keeps_an_error_what_it_is() {
    let boxed = BoxError::from(Error::not_found("nobody"));
    assert_eq!(boxed.to_string(), "nobody");
    let error = Error::from(tonic::Status::from_error(boxed));
    assert_eq!((error.code(), error.message()), (Code::NotFound, "nobody"));
}

#[test]
fn constructors_have_their_code() {
    assert_eq!(Error::unimplemented("x").code(), Code::Unimplemented);
    assert_eq!(Error::invalid_argument(1).code(), Code::InvalidArgument);
    assert_eq!(Error::unauthenticated("x").code(), Code::Unauthenticated);
}
