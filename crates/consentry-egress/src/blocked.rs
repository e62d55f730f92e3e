//! Which IP addresses are not public: the one table that every connection is judged by.
//!
//! Follows the IANA registries of special-purpose addresses (RFC 6890, RFC 8190) and is stricter
//! in two places: of IPv6 only global unicast (`2000::/3`, RFC 4291) passes, and addresses of
//! cloud platforms that only their own machines reach are blocked although they are public by
//! form. An IPv6 address that leads to an IPv4 address is judged by that one. A network may
//! choose its own prefix for NAT64 (RFC 6052); such a prefix cannot be recognised here.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};

#[cfg(test)]
mod tests;

/// The first row that contains an address gives the reason.
const V4: &[(Ipv4Net, &str)] = &[
    (v4([0, 0, 0, 0], 32), "unspecified (RFC 1122)"),
    (v4([0, 0, 0, 0], 8), "this network (RFC 1122)"),
    (v4([10, 0, 0, 0], 8), "private (RFC 1918)"),
    // The metadata of Alibaba Cloud lies in the shared range.
    (v4([100, 100, 100, 200], 32), "cloud metadata"),
    (v4([100, 64, 0, 0], 10), "shared by a carrier (RFC 6598)"),
    (v4([127, 0, 0, 0], 8), "loopback (RFC 1122)"),
    // Of most clouds; the second for containers at AWS.
    (v4([169, 254, 169, 254], 32), "cloud metadata"),
    (v4([169, 254, 170, 2], 32), "cloud metadata"),
    (v4([169, 254, 0, 0], 16), "link-local (RFC 3927)"),
    // Azure's platform, public by form, answered by the host of a virtual machine.
    (v4([168, 63, 129, 16], 32), "cloud metadata"),
    (v4([172, 16, 0, 0], 12), "private (RFC 1918)"),
    // Of Oracle Cloud's older machines.
    (v4([192, 0, 0, 192], 32), "cloud metadata"),
    (v4([192, 0, 0, 0], 24), "protocol assignment (RFC 6890)"),
    (v4([192, 0, 2, 0], 24), "documentation (RFC 5737)"),
    (v4([192, 88, 99, 0], 24), "6to4 relay (RFC 7526)"),
    (v4([192, 168, 0, 0], 16), "private (RFC 1918)"),
    (v4([198, 18, 0, 0], 15), "benchmarking (RFC 2544)"),
    (v4([198, 51, 100, 0], 24), "documentation (RFC 5737)"),
    (v4([203, 0, 113, 0], 24), "documentation (RFC 5737)"),
    (v4([224, 0, 0, 0], 4), "multicast (RFC 5771)"),
    (v4([255, 255, 255, 255], 32), "broadcast (RFC 919)"),
    (v4([240, 0, 0, 0], 4), "reserved (RFC 1112)"),
];

/// As above, for what IPv4 is not inside. What stands in no row must be global unicast.
const V6: &[(Ipv6Net, &str)] = &[
    (v6(0, 128), "unspecified (RFC 4291)"),
    (v6(1, 128), "loopback (RFC 4291)"),
    (v6(0, 96), "IPv4-compatible (RFC 4291)"),
    (v6(0xffff << 48, 96), "IPv4-translated (RFC 2765)"),
    (v6(0x0064_ff9b_0001 << 80, 48), "local NAT64 (RFC 8215)"),
    (v6(0x0100 << 112, 64), "discard (RFC 6666)"),
    // Teredo, benchmarking, ORCHID and others; no server that one would ask is in there.
    (v6(0x2001 << 112, 32), "Teredo (RFC 4380)"),
    (v6(0x2001_0002 << 96, 48), "benchmarking (RFC 5180)"),
    (v6(0x2001 << 112, 23), "protocol assignment (RFC 2928)"),
    (v6(0x2001_0db8 << 96, 32), "documentation (RFC 3849)"),
    (v6(0x2002 << 112, 16), "6to4 (RFC 7526)"),
    (v6(0x3fff << 112, 20), "documentation (RFC 9637)"),
    (v6(0x5f00 << 112, 16), "segment routing (RFC 9602)"),
    // Of AWS and of Google Cloud.
    (v6(0xfd00_0ec2 << 96 | 0x254, 128), "cloud metadata"),
    (v6(0xfd20_00ce << 96 | 0x254, 128), "cloud metadata"),
    (v6(0xfc00 << 112, 7), "unique local (RFC 4193)"),
    (v6(0xfe80 << 112, 10), "link-local (RFC 4291)"),
    (v6(0xfec0 << 112, 10), "site-local (RFC 3879)"),
    (v6(0xff00 << 112, 8), "multicast (RFC 4291)"),
];

/// All that is handed out for hosts of the Internet (RFC 4291, 2.4).
const GLOBAL_UNICAST: Ipv6Net = v6(0x2000 << 112, 3);

const fn v4(octets: [u8; 4], prefix: u8) -> Ipv4Net {
    let [a, b, c, d] = octets;
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6(bits: u128, prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::from_bits(bits), prefix)
}

/// Why an address is not public; nothing if it is.
pub fn blocked(ip: IpAddr) -> Option<&'static str> {
    match ip {
        IpAddr::V4(ip) => blocked_v4(ip),
        IpAddr::V6(ip) => blocked_v6(ip),
    }
}

fn blocked_v4(ip: Ipv4Addr) -> Option<&'static str> {
    V4.iter().find(|(range, _)| range.contains(&ip)).map(|(_, reason)| *reason)
}

fn blocked_v6(ip: Ipv6Addr) -> Option<&'static str> {
    match ip.segments() {
        // IPv4-mapped (RFC 4291, 2.5.5.2) and NAT64's well-known prefix (RFC 6052, 2.1), which a
        // network without IPv4 needs to reach public servers: nothing but the address inside.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            blocked_v4(join(high, low))
        }
        // ISATAP (RFC 5214, 6.1) hides a tunnel's end behind any prefix.
        [_, _, _, _, 0 | 0x200, 0x5efe, high, low] => {
            blocked_v4(join(high, low)).or_else(|| blocked_range(ip))
        }
        _ => blocked_range(ip),
    }
}

fn blocked_range(ip: Ipv6Addr) -> Option<&'static str> {
    let row = V6.iter().find(|(range, _)| range.contains(&ip));
    match row {
        Some((_, reason)) => Some(reason),
        None if GLOBAL_UNICAST.contains(&ip) => None,
        None => Some("not global unicast (RFC 4291)"),
    }
}

fn join(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low))
}
