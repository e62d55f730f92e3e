//! Attack A78: what shows in the address itself, before anybody is asked.

use std::collections::BTreeSet;

use super::*;

fn public(text: &str) -> Result<Address, InvalidAddress> {
    Address::parse(text, &Reach::Public)
}

#[test]
fn a078_an_ip_address_is_seen_in_each_spelling() {
    for (text, want) in [
        ("https://127.0.0.1/", "127.0.0.1"),
        ("https://127.1/", "127.0.0.1"),
        ("https://127.0.1/", "127.0.0.1"),
        ("https://0x7f000001/", "127.0.0.1"),
        ("https://0x7f.1/", "127.0.0.1"),
        ("https://2130706433/", "127.0.0.1"),
        ("https://017700000001/", "127.0.0.1"),
        ("https://0177.0.0.01/", "127.0.0.1"),
        ("https://127.0.0.1./", "127.0.0.1"),
        ("https://%31%32%37.0.0.1/", "127.0.0.1"),
        ("https://１２７.０.０.１/", "127.0.0.1"),
        ("https://①②⑦。0。0。①/", "127.0.0.1"),
        ("https:\\\\127.0.0.1\\", "127.0.0.1"),
        ("https:127.0.0.1", "127.0.0.1"),
        ("HTTPS://127.0.0.1:8443/", "127.0.0.1"),
        ("https://0/", "0.0.0.0"),
        ("https://0.0.0.0/", "0.0.0.0"),
        ("https://10.0.0.1/", "10.0.0.1"),
        ("https://167772161/", "10.0.0.1"),
        ("https://192.168.1.1/", "192.168.1.1"),
        ("https://172.16.0.1/", "172.16.0.1"),
        ("https://100.64.0.1/", "100.64.0.1"),
        ("https://169.254.169.254/", "169.254.169.254"),
        ("https://0xa9fea9fe/", "169.254.169.254"),
        ("https://224.0.0.1/", "224.0.0.1"),
        ("https://[::]/", "::"),
        ("https://[::1]/", "::1"),
        ("https://[0:0:0:0:0:0:0:1]/", "::1"),
        ("https://[::ffff:127.0.0.1]/", "::ffff:127.0.0.1"),
        ("https://[::ffff:7f00:1]/", "::ffff:127.0.0.1"),
        ("https://[::127.0.0.1]/", "::7f00:1"),
        ("https://[64:ff9b::7f00:1]/", "64:ff9b::7f00:1"),
        ("https://[2002:7f00:1::]/", "2002:7f00:1::"),
        ("https://[fe80::1]/", "fe80::1"),
        ("https://[fd00:ec2::254]/", "fd00:ec2::254"),
        ("https://[ff02::1]/", "ff02::1"),
    ] {
        let Err(InvalidAddress::Blocked { address, .. }) = public(text) else {
            panic!("{text}: {:?}", public(text));
        };
        assert_eq!(address.to_string(), want, "{text}");
    }
}

#[test]
fn a078_an_address_is_refused_by_the_rule_it_breaks() {
    let long = format!("https://hook.example/{}", "a".repeat(MAX_LENGTH));
    // Becomes three times as long in its one form.
    let swelling = format!("https://hook.example/{}", "é".repeat(MAX_LENGTH / 4));
    // Becomes short, but only after it was read.
    let shrinking = format!("https://hook.example/{}", "a/../".repeat(MAX_LENGTH));
    for (text, want) in [
        ("http://hook.example/", InvalidAddress::Scheme),
        ("ftp://hook.example/", InvalidAddress::Scheme),
        ("file:///etc/passwd", InvalidAddress::Scheme),
        ("gopher://hook.example:443/", InvalidAddress::Scheme),
        ("data:text/plain,x", InvalidAddress::Scheme),
        ("https://hook.example:22/", InvalidAddress::Port(22)),
        ("https://hook.example:80/", InvalidAddress::Port(80)),
        ("https://hook.example:8080/", InvalidAddress::Port(8080)),
        ("https://hook.example:0/", InvalidAddress::Port(0)),
        ("https://8.8.8.8:6379/", InvalidAddress::Port(6379)),
        ("https://admin@hook.example/", InvalidAddress::UserInfo),
        ("https://admin:secret@hook.example/", InvalidAddress::UserInfo),
        ("https://:secret@hook.example/", InvalidAddress::UserInfo),
        ("https://hook.example%40evil.example/", InvalidAddress::Syntax),
        ("https://localhost/", InvalidAddress::Localhost),
        ("https://LOCALHOST:8443/", InvalidAddress::Localhost),
        ("https://localhost./", InvalidAddress::Localhost),
        ("https://api.localhost/", InvalidAddress::Localhost),
        ("", InvalidAddress::Syntax),
        ("hook.example", InvalidAddress::Syntax),
        ("/hook", InvalidAddress::Syntax),
        ("https://", InvalidAddress::Syntax),
        ("https://hook.example:99999/", InvalidAddress::Syntax),
        ("https://256.256.256.256/", InvalidAddress::Syntax),
        ("https://1.2.3.4.5/", InvalidAddress::Syntax),
        ("https://[fe80::1%25eth0]/", InvalidAddress::Syntax),
        (" https://hook.example/", InvalidAddress::Character),
        ("https://hook.example/a b", InvalidAddress::Character),
        ("https://hook.ex\nample/", InvalidAddress::Character),
        ("https://hook.example/\r\nHost: x", InvalidAddress::Character),
        ("https://hook.example/\0", InvalidAddress::Character),
        (long.as_str(), InvalidAddress::Length),
        (swelling.as_str(), InvalidAddress::Length),
        (shrinking.as_str(), InvalidAddress::Length),
    ] {
        assert_eq!(public(text).unwrap_err(), want, "{text}");
    }
}

#[test]
fn a_public_address_reads_back() {
    let longest = format!("https://hook.example/{}", "a".repeat(MAX_LENGTH - 21));
    for (text, want) in [
        ("https://hook.example/a?b=c", "https://hook.example/a?b=c"),
        ("https://hook.example:443", "https://hook.example/"),
        ("https://hook.example:8443/", "https://hook.example:8443/"),
        ("https://Hook.Example/Path", "https://hook.example/Path"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://8.8.8.8/", "https://8.8.8.8/"),
        ("https://[2a00:1450:4001:80b::200e]/", "https://[2a00:1450:4001:80b::200e]/"),
        ("https://notlocalhost/", "https://notlocalhost/"),
        (longest.as_str(), longest.as_str()),
    ] {
        let address = public(text).unwrap();
        assert_eq!(address.to_string(), want, "{text}");
        assert_eq!(public(address.as_str()).unwrap(), address, "{text}");
    }
}

#[test]
fn a_port_may_be_allowed_and_nothing_else_with_it() {
    let reach = Reach::PublicAt(BTreeSet::from([9443]));
    for (text, want) in [
        ("https://hook.example:9443/", None),
        ("https://hook.example/", None),
        ("https://hook.example:8443/", None),
        ("https://hook.example:9444/", Some(InvalidAddress::Port(9444))),
        ("http://hook.example:9443/", Some(InvalidAddress::Scheme)),
        ("https://localhost:9443/", Some(InvalidAddress::Localhost)),
    ] {
        assert_eq!(Address::parse(text, &reach).err(), want, "{text}");
    }
    let loopback = Address::parse("https://127.0.0.1:9443/", &reach);
    assert!(matches!(loopback, Err(InvalidAddress::Blocked { .. })));
}

#[test]
fn a_demo_may_ask_anywhere_by_http() {
    for text in [
        "http://127.0.0.1:1234/hook",
        "https://localhost:22/",
        "https://10.0.0.1/",
        "http://[::1]/",
    ] {
        Address::parse(text, &Reach::Anywhere).unwrap();
    }
    for (text, want) in [
        ("ftp://hook.example/", InvalidAddress::Scheme),
        ("file:///etc/passwd", InvalidAddress::Scheme),
        ("http://a@127.0.0.1/", InvalidAddress::UserInfo),
    ] {
        assert_eq!(Address::parse(text, &Reach::Anywhere).unwrap_err(), want, "{text}");
    }
}

#[test]
fn a_log_does_not_get_the_path() {
    let address = public("https://hook.example:8443/services/secret?key=secret").unwrap();
    assert_eq!(address.origin(), "https://hook.example:8443");
    assert_eq!(format!("{address:?}"), "Address(https://hook.example:8443/…)");
}
