//! Signing keys, JSON web tokens, PKCE, opaque tokens and sealed secrets.
//!
//! Everything here is a computation over values: no file, no clock, no socket. Keys draw their
//! randomness inside the cryptographic library; every other random value comes through
//! [`consentry_model::IdSource`]. Where keys are kept and when they rotate is the service's.

#![warn(clippy::arithmetic_side_effects)]

pub mod certificate;
pub mod csrf;
pub mod guess;
pub mod jwt;
pub mod keys;
pub mod opaque;
pub mod pkce;
pub mod seal;
pub mod webhook;
