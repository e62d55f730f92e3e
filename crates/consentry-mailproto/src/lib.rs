//! Protocols of mail clients as codecs and state machines without input or output.
//!
//! [`wbxml`] reads and writes the binary form of ActiveSync bodies, [`eas`] gives them types and
//! [`client`] speaks them from the device's side; [`autodiscover`] tells where they are spoken and
//! [`challenge`] stands at the door. Nothing here opens a socket, reads a clock or decides who may
//! do what: the faces do.

pub mod apple;
pub mod autodiscover;
pub mod challenge;
pub mod client;
pub mod eas;
pub mod wbxml;
