#![cfg(test)]
//! Tests of the whole: the rules of the house that no single crate can check.

mod architecture;
mod tidy;
