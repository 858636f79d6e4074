use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Person {
    pub name: String,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Team {
    pub members: Vec<Person>,
    pub parts: Vec<Team>,
}
