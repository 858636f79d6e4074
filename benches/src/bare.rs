//! The services of generated-example as one would write them on axum and tonic alone: the same work,
//! and nothing around it. `bare http ADDR`, `bare grpc ADDR`, `bare chain ADDR NOTIFICATOR`.

use std::error::Error;

use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tonic::{Request, Response, Status, transport::Channel};

mod pb {
    tonic::include_proto!("pb");
}

use pb::{
    SendEmailReply, SendEmailRequest,
    notificator_client::NotificatorClient,
    notificator_server::{Notificator, NotificatorServer},
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match &args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["http", at] => http(at, Router::new().route("/create", post(create_bug))).await,
        ["grpc", at] => {
            let server = tonic::transport::Server::builder();
            let service = NotificatorServer::new(Notifies);
            Ok({ server }.add_service(service).serve(at.parse()?).await?)
        }
        ["chain", at, notificator] => {
            let client = NotificatorClient::connect(format!("http://{notificator}")).await?;
            http(at, Router::new().route("/create", post(create_user)).with_state(client)).await
        }
        _ => Err("bare http ADDR | bare grpc ADDR | bare chain ADDR NOTIFICATOR".into()),
    }
}

async fn http(at: &str, router: Router) -> Result<(), Box<dyn Error>> {
    Ok(axum::serve(TcpListener::bind(at).await?, router).await?)
}

#[derive(Deserialize)]
struct CreateBug {
    bug: String,
}

#[derive(Deserialize)]
struct CreateUser {
    email: String,
}

#[derive(Serialize)]
struct Nothing {}

async fn create_bug(Json(request): Json<CreateBug>) -> Json<Nothing> {
    std::hint::black_box(request.bug);
    Json(Nothing {})
}

async fn create_user(
    State(mut notificator): State<NotificatorClient<Channel>>,
    Json(CreateUser { email }): Json<CreateUser>,
) -> Result<Json<Nothing>, StatusCode> {
    let content = "Hi! Thank you for registration...".to_owned();
    let sent = notificator.send_email(SendEmailRequest { email, content }).await;
    sent.map(|_| Json(Nothing {})).map_err(|_| StatusCode::BAD_GATEWAY)
}

struct Notifies;

#[tonic::async_trait]
impl Notificator for Notifies {
    async fn send_email(
        &self,
        request: Request<SendEmailRequest>,
    ) -> Result<Response<SendEmailReply>, Status> {
        std::hint::black_box(request.into_inner());
        Ok(Response::new(SendEmailReply { id: uuid::Uuid::new_v4().to_string() }))
    }
}
