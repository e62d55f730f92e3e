#![cfg(test)]
//! Tests of the whole: the rules of the house that no single crate can check, the demo, and the
//! command line as a shell sees it.

mod architecture;
mod command_line;
mod demo;
mod parity;
mod tidy;
