pub struct Bug {
    pub id u64,
}
