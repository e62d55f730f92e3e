#![cfg(test)]
//! The portal as a browser sees it: its routes and the authority's over a real store.

#[path = "../../../consentry-authority/tests/it/browser.rs"]
#[allow(dead_code, reason = "shared with the tests of the authority, which use all of it")]
mod browser;
mod door;
mod my_apps;
mod requests;
mod scene;
#[path = "../../../consentry-authority/tests/it/world.rs"]
#[allow(dead_code, reason = "shared with the tests of the authority, which use all of it")]
mod world;
