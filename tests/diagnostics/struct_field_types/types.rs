use std::collections::HashMap;

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Bug {
    pub labels: HashMap<String, String>,
    pub place: Place,
    pub parent: Option<&'static str>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Place {
    pub at: (f64, f64),
    pub nothing: (),
}
