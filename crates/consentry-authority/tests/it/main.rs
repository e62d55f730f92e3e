#![cfg(test)]
//! The authority as a browser and a client see it: the whole router over a real store.

mod browser;
mod flows;
mod world;
