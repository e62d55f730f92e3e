//! The pages for people who are signed in: the admin centre under `/admin`.
//!
//! View models and templates, and the paths that lead from one page to another. Nothing is decided
//! here, and nothing here waits or reads.

pub mod pages;
pub mod paths;
