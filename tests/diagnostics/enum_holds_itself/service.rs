use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get(&self, value: Tree) -> Result<(), Error>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Tree {
    Leaf,
    Pair((Option<Tree>, u8)),
}
