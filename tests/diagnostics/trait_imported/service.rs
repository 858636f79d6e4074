pub use crate::api::UsersService;
