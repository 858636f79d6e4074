//! A `.proto` with tabs, Windows line ends and no newline at its end.

pub use platform::Error;

#[trait_variant::make(Send)]
pub trait TabsService: Sync + 'static {
    async fn send_email(&self, email: String, content: String) -> Result<String, Error>;
    async fn count(&self) -> Result<u32, Error>;
    async fn find(&self, id: String) -> Result<Mail, Error>;
    async fn erase(&self, ids: Vec<String>) -> Result<(), Error>;
}

pub struct BasicTabsService;

impl TabsService for BasicTabsService {
    async fn send_email(&self, email: String, content: String) -> Result<String, Error> {
        let _ = (email, content);
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

#[derive(Clone, Debug)]
pub struct Mail {
    pub id: String,
    pub sent_at: i64,
    pub size: Option<u32>,
}
