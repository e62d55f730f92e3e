//! Where a request came from, as the listener found it.
//!
//! A face never looks at `X-Forwarded-For` itself: which hop is believed is decided once, by the
//! listener, which knows the trusted proxies.

use std::net::IpAddr;

/// The client's network address: the socket's peer, or the hop before a trusted proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);
