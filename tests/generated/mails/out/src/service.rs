//! A `.proto` that its user has made his own.

pub use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait MailsService: Sync + 'static {
    async fn send_email(
        &self,
        email: String,
        content: String,
        urgent: bool,
    ) -> Result<String, Error>;
    async fn count(&self) -> Result<u32, Error>;
    async fn find(&self, id: String) -> Result<Mail, Error>;
    async fn erase(&self, ids: Vec<String>) -> Result<(), Error>;
}

pub struct BasicMailsService;

impl MailsService for BasicMailsService {
    async fn send_email(
        &self,
        email: String,
        content: String,
        urgent: bool,
    ) -> Result<String, Error> {
        let _ = (email, content, urgent);
        Err(Error::unimplemented("send_email is not implemented yet"))
    }

    async fn count(&self) -> Result<u32, Error> {
        Err(Error::unimplemented("count is not implemented yet"))
    }

    async fn find(&self, id: String) -> Result<Mail, Error> {
        let _ = id;
        Err(Error::unimplemented("find is not implemented yet"))
    }

    async fn erase(&self, ids: Vec<String>) -> Result<(), Error> {
        let _ = ids;
        Err(Error::unimplemented("erase is not implemented yet"))
    }
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Mail {
    pub id: String,
    pub sent_at: i64,
    pub size: Option<u32>,
}
