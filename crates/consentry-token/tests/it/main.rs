#![cfg(test)]
//! Tests of tokens, keys and sealed secrets from outside of the crate.

mod assertion;
mod claims;
mod csrf;
mod fixture;
mod key_document;
mod key_life;
mod key_rotation;
mod lengths;
mod opaque;
mod openssl;
mod pkce;
mod properties;
mod resource;
mod seal;
