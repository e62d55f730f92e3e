//! Every page in every language with the gallery's sample data.

mod named;
mod page;
#[path = "../../examples/gallery/sample/pages.rs"]
mod sample;
mod words;

use crate::pages;
