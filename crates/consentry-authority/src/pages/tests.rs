//! Texts and pages as a whole.
