#![cfg(test)]
//! The authority as a browser and a client see it: the whole router over a real store.

mod approval;
mod attacks_authorize;
mod attacks_pages;
mod attacks_token;
mod browser;
mod flows;
mod fresh;
mod forgotten;
mod key_rotation;
mod responses;
mod world;
