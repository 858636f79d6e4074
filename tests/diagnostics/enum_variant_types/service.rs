use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get(&self, value: Shape) -> Result<(), Error>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Shape {
    Rows(Vec<Vec<u8>>, i128),
    Grid { all_rows: Vec<Vec<f64>>, r#Type: u8 },
    #[cfg(test)]
    Test,
}
