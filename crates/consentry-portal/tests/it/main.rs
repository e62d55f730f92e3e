#![cfg(test)]
//! The portal as a browser sees it: its routes and the authority's over a real store.

mod applications;
#[path = "../../../consentry-authority/tests/it/browser.rs"]
#[expect(dead_code, reason = "shared with the tests of the authority, which use all of it")]
mod browser;
mod checks;
mod door;
mod my_apps;
mod own_password;
mod registrations;
mod requests;
mod scene;
mod sessions;
mod settings;
mod users;
#[path = "../../../consentry-authority/tests/it/world.rs"]
#[expect(dead_code, reason = "shared with the tests of the authority, which use all of it")]
mod world;
