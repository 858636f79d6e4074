mod bug;

pub use bug::Bug;
