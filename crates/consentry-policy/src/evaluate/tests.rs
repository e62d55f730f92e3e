//! Tables over the gates.
