pub struct BasicUsersService;

impl crate::service::UsersService for BasicUsersService {
    async fn watch(
        &self,
        since: u64,
    ) -> Result<
        impl platform::Stream<Item = Result<crate::service::User, platform::Error>> + Send + 'static,
        platform::Error,
    > {
        let _ = since;
        Err::<platform::ItemStream<crate::service::User>, _>(platform::Error::unimplemented(
            "watch is not implemented yet",
        ))
    }
}
