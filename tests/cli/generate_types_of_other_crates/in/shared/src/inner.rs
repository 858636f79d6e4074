#[derive(Clone, Debug)]
pub struct Bug {
    pub(crate) id: u64,
    pub leg: crate::hidden::Leg,
}
