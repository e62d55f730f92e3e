#![cfg(test)]
//! The authority as a browser and a client see it: the whole router over a real store.

mod approval;
mod attacks_authorize;
mod attacks_client;
mod attacks_pages;
mod attacks_token;
mod browser;
mod flows;
mod forgotten;
mod fresh;
mod key_rotation;
mod registrations;
mod responses;
mod world;
