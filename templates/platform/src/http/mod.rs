//! JSON over HTTP: requests and responses, and errors as `application/problem+json` (RFC 9457).

mod call;
mod events;
mod text;
mod url;

use std::borrow::Cow;

use axum::{
    Router,
    body::{Body, Bytes},
    extract::FromRequest,
    response::{IntoResponse, Response},
};
use futures_util::future::BoxFuture;
use http::{HeaderValue, Request, StatusCode, header};
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use serde_json::Value;

pub(crate) use self::call::Route;
pub use self::{
    call::HttpCall,
    events::{mapped_stream, stream},
    url::UrlParams,
};
use crate::{Code, Detail, Endpoint, Error, Result};

/// A request that is not just the JSON object in a body: how it is written and read.
pub trait OverHttp: Sized {
    /// What there is besides the URL: `Json`, or `()` for nothing.
    type Body;

    /// Of an answer that is no error.
    const STATUS: StatusCode = StatusCode::OK;

    fn to_http(self) -> HttpCall;

    fn from_http(url: &UrlParams, body: Self::Body) -> Result<Self>;
}

/// An axum handler that answers with an endpoint: JSON in, JSON out.
pub fn handler<Req, Res>(
    endpoint: Endpoint<Req, Res>,
) -> impl Fn(Json<Req>) -> BoxFuture<'static, Result<Json<Res>>> + Clone + Send + Sync + 'static
where
    Req: Send + 'static,
    Res: Send + 'static,
{
    move |Json(request)| {
        let endpoint = endpoint.clone();
        Box::pin(async move { endpoint.call(request).await.map(Json) })
    }
}

/// An axum handler that answers with an endpoint: the request is read as its type says.
pub fn mapped<Req, Res>(
    endpoint: Endpoint<Req, Res>,
) -> impl Fn(UrlParams, Req::Body) -> BoxFuture<'static, Result<Response>> + Clone + Send + Sync + 'static
where
    Req: OverHttp<Body: Send> + Send + 'static,
    Res: Serialize + Send + 'static,
{
    move |url, body| {
        let endpoint = endpoint.clone();
        Box::pin(async move {
            let answer = endpoint.call(Req::from_http(&url, body)?).await?;
            // Neither of them has content.
            Ok(match Req::STATUS {
                StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT => Req::STATUS.into_response(),
                status => (status, Json(answer)).into_response(),
            })
        })
    }
}

/// A JSON body. It does not ask for a content type, so that `curl -d` works as it is.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Response;

    async fn from_request(request: Request<Body>, state: &S) -> Result<Self, Response> {
        let encoding = request.headers().get(header::CONTENT_ENCODING);
        if encoding.is_some_and(|encoding| encoding != "identity") {
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            let detail = "the body is compressed, which is not supported";
            return Err(problem(status, Code::InvalidArgument, detail));
        }
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(|rejection| match rejection.status() {
            status @ StatusCode::PAYLOAD_TOO_LARGE => {
                problem(status, Code::ResourceExhausted, "the body is too large")
            }
            status => problem(status, Code::InvalidArgument, &rejection.body_text()),
        })?;
        // A method without parameters may be called without a body, and so may one whose only
        // parameter, an `Option`, is the body.
        let parsed = match body.is_empty() {
            true => serde_json::from_slice(b"{}")
                .or_else(|error| serde_json::from_slice(b"null").map_err(|_| error)),
            false => serde_json::from_slice(&body),
        };
        parsed.map(Json).map_err(|error| {
            // serde_json's message ends with the line and the column.
            let what = if error.is_data() {
                "JSON"
            } else {
                "malformed JSON"
            };
            Error::invalid_argument(format_args!("{what}: {error}")).into_response()
        })
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => {
                let mut response = Response::new(Body::from(body));
                let content_type = HeaderValue::from_static("application/json");
                response
                    .headers_mut()
                    .insert(header::CONTENT_TYPE, content_type);
                response
            }
            Err(error) => Error::from(error).into_response(),
        }
    }
}

/// RFC 9457's object, with the code by which a generated client restores the error.
#[derive(Deserialize, Serialize)]
struct Problem<'a> {
    r#type: Cow<'a, str>,
    title: Cow<'a, str>,
    status: u16,
    detail: Cow<'a, str>,
    code: Cow<'a, str>,
    #[serde(
        default,
        deserialize_with = "known",
        skip_serializing_if = "Option::is_none"
    )]
    error_info: Option<Cow<'a, Detail>>,
}

/// A detail, or something else by that name, which says nothing.
fn known<'de, 'a, D: Deserializer<'de>>(from: D) -> Result<Option<Cow<'a, Detail>>, D::Error> {
    let value = Value::deserialize(from)?;
    Ok(Detail::deserialize(value).ok().map(Cow::Owned))
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if self.code() == Code::Internal && !self.is_logged() {
            tracing::error!(error = ?self, "internal error");
        }
        let mut response = answer(self.code().status(), problem_of(&self));
        if let Some(challenge) = self.challenged() {
            let challenge = HeaderValue::from_static(challenge);
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

fn problem_of(error: &Error) -> String {
    let code = error.code();
    problem_json(code.status(), code, error.message(), error.detail())
}

pub(crate) fn problem(status: StatusCode, code: Code, detail: &str) -> Response {
    answer(status, problem_json(status, code, detail, None))
}

fn problem_json(status: StatusCode, code: Code, detail: &str, info: Option<&Detail>) -> String {
    let problem = Problem {
        r#type: "about:blank".into(),
        title: status
            .canonical_reason()
            .unwrap_or("Client Closed Request")
            .into(),
        status: status.as_u16(),
        detail: detail.into(),
        code: code.as_str().into(),
        error_info: info.map(Cow::Borrowed),
    };
    serde_json::to_string(&problem).expect("texts are its only keys")
}

fn answer(status: StatusCode, body: String) -> Response {
    let content_type = HeaderValue::from_static("application/problem+json");
    let mut response = (status, [(header::CONTENT_TYPE, content_type)], body).into_response();
    if matches!(status.as_u16(), 429 | 503) {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}

#[derive(Deserialize)]
struct GoError {
    error: String,
}

/// The error that a failed response stands for, whoever wrote it.
pub(crate) fn error_of(service: &str, status: StatusCode, body: &[u8]) -> Error {
    if let Ok(problem) = serde_json::from_slice::<Problem>(body)
        && let Some(code) = Code::parse(&problem.code)
    {
        let info = problem.error_info.map(Cow::into_owned);
        return Error::detailed(code, problem.detail, info);
    }
    let code = match status.as_u16() {
        401 => Code::Unauthenticated,
        403 => Code::PermissionDenied,
        408 | 504 => Code::DeadlineExceeded,
        429 => Code::ResourceExhausted,
        502 | 503 => Code::Unavailable,
        _ => Code::Unknown,
    };
    // go-kit's services have a text for whoever reads it, and no code.
    match serde_json::from_slice::<GoError>(body) {
        Ok(GoError { error }) => Error::new(code, error),
        Err(_) => Error::new(code, format_args!("{service} answered {status}")),
    }
}

/// What every router gets: problems for what no route answers.
pub(crate) fn finish(router: Router) -> Router {
    let lost = async || {
        let detail = "there is nothing at this path";
        problem(StatusCode::NOT_FOUND, Code::Unimplemented, detail)
    };
    let wrong_method = async || {
        let detail = "this path does not answer that method";
        problem(StatusCode::METHOD_NOT_ALLOWED, Code::Unimplemented, detail)
    };
    router
        .fallback(lost)
        .method_not_allowed_fallback(wrong_method)
}
