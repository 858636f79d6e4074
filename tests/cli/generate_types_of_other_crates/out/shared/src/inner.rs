#[derive(Clone, Debug)]
pub struct Bug {
    pub id: u64,
    pub leg: crate::hidden::Leg,
}
