//! Its tests call the services of this workspace.
