use users::{UsersService, service::BasicUsersService};

#[tokio::test]
async fn closes() {
    BasicUsersService.close(1).await.unwrap();
}
