#![cfg(test)]
//! The mail doors as a phone sees them: the whole router over a real store.

mod autodiscover;
mod bad_bodies;
mod door;
mod folders;
mod items;
mod keys;
mod phone;
mod ping;
mod sending;
mod smtp;
mod sync;
mod sync_edges;
mod tokens;
mod world;
