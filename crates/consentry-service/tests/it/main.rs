#![cfg(test)]
//! Use cases as faces call them, over a real store with the demo's data.

mod lockout;
mod notices;
mod notices_on_their_way;
mod scene;
#[path = "../../../consentry-exchange/tests/it/smtp.rs"]
mod smtp;
