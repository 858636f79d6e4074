//! The owners' rules, on snapshots in memory.
