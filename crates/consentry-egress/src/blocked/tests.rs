//! Attack A78: each kind of address that is not public, at both of its ends, and in each
//! spelling that IPv6 has for it.

use proptest::prelude::*;

use super::*;

fn why(ip: &str) -> Option<&'static str> {
    blocked(ip.parse().unwrap())
}

#[test]
fn a078_no_special_ipv4_address_is_asked() {
    // First and last address of each range, and what is said about it.
    for (first, last, reason) in [
        ("0.0.0.0", "0.0.0.0", "unspecified"),
        ("0.0.0.1", "0.255.255.255", "this network"),
        ("10.0.0.0", "10.255.255.255", "private"),
        ("100.64.0.0", "100.127.255.255", "shared by a carrier"),
        ("127.0.0.0", "127.255.255.255", "loopback"),
        ("127.0.0.1", "127.0.0.2", "loopback"),
        ("169.254.0.0", "169.254.255.255", "link-local"),
        ("172.16.0.0", "172.31.255.255", "private"),
        ("192.0.0.0", "192.0.0.255", "protocol assignment"),
        ("192.0.2.0", "192.0.2.255", "documentation"),
        ("192.88.99.0", "192.88.99.255", "6to4 relay"),
        ("192.168.0.0", "192.168.255.255", "private"),
        ("198.18.0.0", "198.19.255.255", "benchmarking"),
        ("198.51.100.0", "198.51.100.255", "documentation"),
        ("203.0.113.0", "203.0.113.255", "documentation"),
        ("224.0.0.0", "239.255.255.255", "multicast"),
        ("240.0.0.0", "255.255.255.254", "reserved"),
        ("255.255.255.255", "255.255.255.255", "broadcast"),
    ] {
        for ip in [first, last] {
            assert!(why(ip).is_some_and(|told| told.starts_with(reason)), "{ip}: {:?}", why(ip));
        }
    }
}

#[test]
fn a078_no_special_ipv6_address_is_asked() {
    for (first, last, reason) in [
        ("::", "::", "unspecified"),
        ("::1", "::1", "loopback"),
        ("::2", "::ffff:ffff", "IPv4-compatible"),
        ("::ffff:0:0:0", "::ffff:0:ffff:ffff", "IPv4-translated"),
        ("64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", "local NAT64"),
        ("100::", "100::ffff:ffff:ffff:ffff", "discard"),
        ("2001::", "2001:0:ffff:ffff:ffff:ffff:ffff:ffff", "Teredo"),
        ("2001:2::", "2001:2:0:ffff:ffff:ffff:ffff:ffff", "benchmarking"),
        ("2001:1::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "protocol assignment"),
        ("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "documentation"),
        ("2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "6to4"),
        ("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "documentation"),
        ("5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "segment routing"),
        ("fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "unique local"),
        ("fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "link-local"),
        ("fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "site-local"),
        ("ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "multicast"),
        // In no registry's hands yet.
        ("1::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "not global unicast"),
        ("4000::", "5eff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "not global unicast"),
        ("8000::", "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "not global unicast"),
    ] {
        for ip in [first, last] {
            assert!(why(ip).is_some_and(|told| told.starts_with(reason)), "{ip}: {:?}", why(ip));
        }
    }
}

#[test]
fn a078_no_metadata_of_a_cloud_is_asked() {
    for ip in [
        "169.254.169.254",
        "169.254.170.2",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "fd00:ec2::254",
        "fd20:ce::254",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
    ] {
        assert_eq!(why(ip), Some("cloud metadata"), "{ip}");
    }
}

#[test]
fn a078_ipv6_hides_no_ipv4_address() {
    for (form, ip, reason) in [
        ("mapped", "::ffff:127.0.0.1", "loopback (RFC 1122)"),
        ("mapped, in hexadecimal", "::ffff:7f00:1", "loopback (RFC 1122)"),
        ("mapped", "::ffff:10.1.2.3", "private (RFC 1918)"),
        ("mapped", "::ffff:0.0.0.0", "unspecified (RFC 1122)"),
        ("compatible", "::127.0.0.1", "IPv4-compatible (RFC 4291)"),
        ("compatible and public", "::8.8.8.8", "IPv4-compatible (RFC 4291)"),
        ("translated", "::ffff:0:127.0.0.1", "IPv4-translated (RFC 2765)"),
        ("NAT64", "64:ff9b::127.0.0.1", "loopback (RFC 1122)"),
        ("NAT64", "64:ff9b::192.168.0.1", "private (RFC 1918)"),
        ("NAT64 of one's own", "64:ff9b:1::8.8.8.8", "local NAT64 (RFC 8215)"),
        ("6to4", "2002:7f00:1::1", "6to4 (RFC 7526)"),
        ("6to4 and public", "2002:808:808::1", "6to4 (RFC 7526)"),
        // The address of the client stands inverted at the end: 127.0.0.1.
        ("Teredo", "2001:0:808:808:0:0:80ff:fffe", "Teredo (RFC 4380)"),
        ("ISATAP", "2a00:1450:4001::5efe:10.0.0.1", "private (RFC 1918)"),
        ("ISATAP, universal", "2a00:1450:4001::200:5efe:7f00:1", "loopback (RFC 1122)"),
        ("ISATAP and link-local", "fe80::5efe:8.8.8.8", "link-local (RFC 4291)"),
    ] {
        assert_eq!(why(ip), Some(reason), "{form}: {ip}");
    }
}

#[test]
fn public_addresses_are_asked() {
    for ip in [
        // Just outside of the ranges.
        "1.0.0.0",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "168.63.129.15",
        "168.63.129.17",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "191.255.255.255",
        "192.0.1.0",
        "192.0.3.0",
        "192.88.98.255",
        "192.88.100.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "198.51.99.255",
        "198.51.101.0",
        "203.0.112.255",
        "203.0.114.0",
        "223.255.255.255",
        "8.8.8.8",
        "2000::",
        "2001:200::",
        "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff",
        "2001:db9::",
        "2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "2003::",
        "3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "3fff:1000::",
        "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "2a00:1450:4001:80b::200e",
        "2a00:1450:4001::5efe:8.8.8.8",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
    ] {
        assert_eq!(why(ip), None, "{ip}");
    }
}

proptest! {
    #[test]
    fn a078_an_ipv4_address_is_judged_alike_in_ipv6(bits: u32) {
        let ip = Ipv4Addr::from_bits(bits);
        let plain = blocked(IpAddr::V4(ip));
        prop_assert_eq!(plain, blocked(IpAddr::V6(ip.to_ipv6_mapped())));
        let nat64 = 0x0064_ff9b_u128 << 96 | u128::from(bits);
        prop_assert_eq!(plain, blocked(IpAddr::V6(Ipv6Addr::from_bits(nat64))));
        prop_assert!(blocked(IpAddr::V6(Ipv6Addr::from_bits(u128::from(bits)))).is_some());
    }

    #[test]
    fn a078_what_the_standard_library_calls_special_is_blocked(four: u32, six: u128) {
        let ip = Ipv4Addr::from_bits(four);
        if ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_multicast()
            || ip.is_documentation() || ip.is_broadcast() || ip.is_unspecified()
        {
            prop_assert!(blocked(IpAddr::V4(ip)).is_some(), "{}", ip);
        }
        let ip = Ipv6Addr::from_bits(six);
        if ip.is_loopback() || ip.is_multicast() || ip.is_unspecified() || ip.is_unique_local()
            || ip.is_unicast_link_local()
        {
            prop_assert!(blocked(IpAddr::V6(ip)).is_some(), "{}", ip);
        }
    }
}
