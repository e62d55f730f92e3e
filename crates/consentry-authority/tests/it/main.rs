#![cfg(test)]
//! The authority as a browser and a client see it: the whole router over a real store.

mod approval;
mod attacks_authorize;
mod attacks_client;
mod attacks_device;
mod attacks_pages;
mod attacks_password;
mod attacks_token;
mod browser;
mod flows;
mod fresh;
mod keep;
mod key_rotation;
mod look_ups;
mod registrations;
mod responses;
mod revocations;
mod sign_out;
mod token_worth;
mod world;
