pub struct Bug {
