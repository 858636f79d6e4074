use std::{collections::HashMap, time::SystemTime};

use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn paint(&self, color: Color, shape: Shape) -> Result<HashMap<u8, SystemTime>, Error>;
}

#[derive(Clone, Debug)]
pub enum Color {
    Red,
    /// As grass.
    Green,
    Blue,
}

#[derive(Clone, Debug)]
pub enum Shape {
    Dot,
    Circle(f64),
    /// With equal sides.
    Square(u32),
    Rect { width: u32, height: u32 },
}

pub struct BasicUsersService;

impl UsersService for BasicUsersService {}
