use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, tree: Tree) -> Result<(), Error>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Tree {
    pub leaf: Leaf,
    pub children: Vec<Tree>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Leaf {
    pub back: Option<Tree>,
}

