//! Protocols of mail clients as codecs and state machines without input or output.
//!
//! [`wbxml`] reads and writes the binary form of ActiveSync bodies and [`eas`] gives them types.
//! Nothing here opens a socket, reads a clock or decides who may do what: the faces do.

pub mod apple;
pub mod autodiscover;
pub mod challenge;
pub mod eas;
pub mod wbxml;
