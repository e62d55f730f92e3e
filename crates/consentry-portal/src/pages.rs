//! View models in, finished HTML with its headers out.
//!
//! Each page is a plain struct whose `render` fills a template that is compiled in. Texts, the
//! security headers (A13, A52, A53) and the style sheet come from `consentry_pages`; every value
//! from outside is a [`consentry_pages::Shown`], a [`consentry_pages::Prose`], or escaped by the
//! template. Every form carries a [`Token`].

pub mod admin;
pub mod myapps;
mod part;
#[cfg(test)]
mod tests;

pub use part::{Day, Token, When};
