use users::service::BasicUsersService;
