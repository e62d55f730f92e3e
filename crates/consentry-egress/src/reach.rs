//! How far this installation may ask: public addresses only, or anywhere in a demo.

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::blocked::blocked;

/// Ports that need no permission: https, and the usual second one.
const PORTS: [u16; 2] = [443, 8443];

/// How far this installation may ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Public addresses by https, at the ports 443 and 8443.
    Public,
    /// The same, and at these ports besides.
    PublicAt(BTreeSet<u16>),
    /// Private addresses too, by https or http, at any port. For a demo, never for production.
    Anywhere,
}

impl Reach {
    /// Whether a URL may have this scheme.
    pub(crate) fn allows_scheme(&self, scheme: &str) -> bool {
        match self {
            Self::Public | Self::PublicAt(_) => scheme == "https",
            Self::Anywhere => matches!(scheme, "https" | "http"),
        }
    }

    /// Whether a URL may name this port.
    pub(crate) fn allows_port(&self, port: u16) -> bool {
        match self {
            Self::Public => PORTS.contains(&port),
            Self::PublicAt(more) => PORTS.contains(&port) || more.contains(&port),
            Self::Anywhere => true,
        }
    }

    /// Whether `localhost` and the names below it may be asked.
    pub(crate) fn allows_localhost(&self) -> bool {
        matches!(self, Self::Anywhere)
    }

    /// Why no connection may go to this address; nothing if one may.
    pub(crate) fn bars(&self, ip: IpAddr) -> Option<&'static str> {
        match self {
            Self::Public | Self::PublicAt(_) => blocked(ip),
            Self::Anywhere => None,
        }
    }
}
