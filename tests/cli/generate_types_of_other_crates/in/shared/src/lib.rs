mod hidden;
mod inner;

pub use inner::Bug as Beetle;
