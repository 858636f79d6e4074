use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UsersService {}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BasicUsersService {}
