//! One small check per rule.
