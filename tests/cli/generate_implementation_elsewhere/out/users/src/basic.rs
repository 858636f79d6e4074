pub struct BasicUsersService;

impl crate::service::UsersService for BasicUsersService {
    async fn create(&self, email: crate::service::Email) -> Result<(), platform::Error> {
        let _ = email;
        Err(platform::Error::unimplemented(
            "create is not implemented yet",
        ))
    }
}
