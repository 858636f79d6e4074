//! Workspaces on a real disk.
