//! The service with a notificator of the test's own: a client is the trait, so a mock is one too.

use std::sync::{Arc, Mutex};

use notificator::NotificatorService;
use platform::{Code, Error};
use users::{UsersService, service::BasicUsersService};

/// Remembers what it was asked to send.
#[derive(Clone, Default)]
struct Outbox(Arc<Mutex<Vec<(String, String)>>>);

impl NotificatorService for Outbox {
    async fn send_email(&self, email: String, content: String) -> Result<String, Error> {
        self.0.lock().unwrap().push((email, content));
        Ok("1".to_owned())
    }
}

struct Down;

impl NotificatorService for Down {
    async fn send_email(&self, _: String, _: String) -> Result<String, Error> {
        Err(Error::unavailable("the mail server is away"))
    }
}

#[tokio::test]
async fn greets_a_new_user() {
    let outbox = Outbox::default();
    let users = BasicUsersService::new(outbox.clone());
    users.create("test@example.com".to_owned()).await.unwrap();
    let sent = outbox.0.lock().unwrap();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].0, "test@example.com");
    assert!(sent[0].1.starts_with("Hi!"));
}

#[tokio::test]
async fn tells_when_the_greeting_fails() {
    let error = BasicUsersService::new(Down)
        .create("test@example.com".to_owned())
        .await
        .unwrap_err();
    assert_eq!(error.code(), Code::Unavailable);
}
