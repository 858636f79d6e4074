#[derive(Clone, Debug)]
pub struct Leg {}
