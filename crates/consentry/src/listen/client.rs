//! Which network address a request came from.
//!
//! `X-Forwarded-For` is believed only as far as proxies that the configuration names wrote it:
//! from the right, up to and including the first hop that is not one of them (A85).

use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
};

use consentry_model::ClientAddress;
use http::{HeaderMap, HeaderName};
use ipnet::IpNet;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// A text that is neither an address nor a network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither an address nor a network such as 10.0.0.0/8")]
pub struct InvalidNetwork(pub String);

/// The proxies whose word about the hop before them is taken.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Reads addresses and networks.
    pub fn new<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, InvalidNetwork> {
        texts
            .into_iter()
            .map(|text| {
                IpNet::from_str(text)
                    .or_else(|_| IpAddr::from_str(text).map(IpNet::from))
                    .map_err(|_| InvalidNetwork(text.to_owned()))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether an address is one of them.
    pub(super) fn hold(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The client behind `peer`.
    pub(super) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> ClientAddress {
        let mut client = peer.to_canonical();
        let lines: Vec<&str> = headers
            .get_all(FORWARDED_FOR)
            .iter()
            .map(|line| line.to_str().unwrap_or("?"))
            .collect();
        for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
            if !self.hold(client) {
                break;
            }
            // What is not an address was not written by a proxy worth its trust: stay with it.
            let Some(address) = address_of(hop.trim()) else { break };
            client = address;
        }
        ClientAddress(client)
    }
}

fn address_of(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(hop);
    IpAddr::from_str(bare)
        .or_else(|_| SocketAddr::from_str(hop).map(|address| address.ip()))
        .map(|address| address.to_canonical())
        .ok()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn a85_only_trusted_hops_are_believed() {
        for (name, peer, lines, client) in [
            ("no header", "10.0.0.1", &[][..], "10.0.0.1"),
            ("not a proxy", "192.0.2.9", &["203.0.113.5"], "192.0.2.9"),
            ("one hop", "10.0.0.1", &["203.0.113.5"], "203.0.113.5"),
            ("client wrote its own", "10.0.0.1", &["198.51.100.1, 203.0.113.5"], "203.0.113.5"),
            ("two proxies", "10.0.0.1", &["203.0.113.5, 10.9.9.9"], "203.0.113.5"),
            ("two lines", "10.0.0.1", &["198.51.100.1", "203.0.113.5"], "203.0.113.5"),
            ("port", "10.0.0.1", &["203.0.113.5:4711"], "203.0.113.5"),
            ("v6", "10.0.0.1", &["[2001:db8::1]:443"], "2001:db8::1"),
            ("bare v6", "10.0.0.1", &["2001:db8::1"], "2001:db8::1"),
            ("mapped peer", "::ffff:10.0.0.1", &["203.0.113.5"], "203.0.113.5"),
            ("nonsense", "10.0.0.1", &["203.0.113.5, unknown"], "10.0.0.1"),
            ("all trusted", "10.0.0.1", &["10.1.1.1, 10.2.2.2"], "10.1.1.1"),
            ("evil suffix", "10.0.0.1", &["203.0.113.5.evil"], "10.0.0.1"),
        ] {
            let proxies = TrustedProxies::new(["10.0.0.0/8", "192.0.2.1"]).unwrap();
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(FORWARDED_FOR, HeaderValue::from_static(line));
            }
            let found = proxies.client(peer.parse().unwrap(), &headers);
            assert_eq!(found.0.to_string(), client, "{name}");
        }
        assert!(TrustedProxies::new(["10.0.0.0/33"]).is_err());
    }
}
