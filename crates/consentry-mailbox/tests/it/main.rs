#![cfg(test)]
//! The store on both engines, as a face uses it.

mod store;
