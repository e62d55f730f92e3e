//! What a name leads to: nowhere inside, not even a moment later.

use std::sync::Arc;

use http::HeaderMap;
use reqwest::dns::Resolve as _;

use super::names::Names;
use super::server::{Reply, Server};
use super::{HOST, PUBLIC, address, egress, fetch, ip, within};
use crate::guard::{Guard, System};
use crate::{Address, EgressError, InvalidAddress, MAX_TIME, Reach};

#[tokio::test]
async fn a078_a_name_that_turns_inward_reaches_nobody() {
    // Leaves its connections open for a next request.
    let kept =
        |_: &str| Reply::Begun(b"HTTP/1.1 200 x\r\ncontent-length: 7\r\n\r\noutside".to_vec());
    let (server, inside) = (Server::start(kept).await, inside().await);
    let names = Names::default()
        .says("rebind.hook.example", &[&[PUBLIC], &["127.0.0.1"], &[PUBLIC]])
        .leads(PUBLIC, server.at)
        .leads("127.0.0.1", inside.at);
    let names = Arc::new(names);
    let (egress, address) = (egress(&names, &server), address("https://rebind.hook.example/"));

    assert_eq!(egress.fetch(&address).await.unwrap(), b"outside");
    assert_eq!(names.asked().len(), 1, "nothing is resolved between judgement and connection");
    let error = egress.fetch(&address).await.unwrap_err();
    assert!(matches!(error, EgressError::Blocked { address, .. } if address == ip("127.0.0.1")));
    // Nor is a connection kept whose name has moved on.
    assert!(egress.post(&address, HeaderMap::new(), Vec::new()).await.unwrap().is_success());
    assert_eq!((names.asked().len(), server.connections()), (3, 2));
    assert_eq!(inside.connections(), 0);
}

#[tokio::test]
async fn a078_a_name_with_an_address_inside_is_refused_whole() {
    let (server, inside) = (Server::start(|_| Reply::of(200, "outside")).await, inside().await);
    for answer in [["10.0.0.1", PUBLIC], [PUBLIC, "10.0.0.1"]] {
        let names = Names::default()
            .says(HOST, &[&answer])
            .leads(PUBLIC, server.at)
            .leads("10.0.0.1", inside.at);
        let egress = egress(&Arc::new(names), &server);
        let error = egress.fetch(&address("https://hook.example/")).await.unwrap_err();
        assert!(
            matches!(error, EgressError::Blocked { address, .. } if address == ip("10.0.0.1")),
            "{answer:?}: {error:?}"
        );
        assert!(error.is_permanent());
    }
    assert_eq!((server.connections(), inside.connections()), (0, 0));
}

#[tokio::test]
async fn a078_a_name_leads_to_no_kind_of_address_inside() {
    let (server, inside) = (Server::start(|_| Reply::of(200, "outside")).await, inside().await);
    for target in [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.8.8.8",
        "169.254.169.254",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.168.0.1",
        "198.18.0.1",
        "224.0.0.251",
        "255.255.255.255",
        "168.63.129.16",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::10.0.0.1",
        "2001:db8::1",
        "2002:a00:1::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "ff02::1",
    ] {
        let names = Names::default().says(HOST, &[&[target]]).leads(target, inside.at);
        let egress = egress(&Arc::new(names), &server);
        let address = address("https://hook.example/");
        for error in [
            egress.fetch(&address).await.unwrap_err(),
            egress.post(&address, HeaderMap::new(), b"x".to_vec()).await.unwrap_err(),
        ] {
            assert!(
                matches!(error, EgressError::Blocked { address, .. } if address == ip(target)),
                "{target}: {error:?}"
            );
        }
    }
    assert_eq!(inside.connections(), 0);
}

#[tokio::test]
async fn a078_what_the_system_finds_is_judged_too() {
    let guard = Guard { reach: Reach::Public, lookup: Arc::new(System) };
    let Err(error) = guard.resolve("localhost".parse().unwrap()).await else {
        panic!("the system's name service led to this machine");
    };
    assert!(error.to_string().contains("loopback"), "{error}");
}

#[tokio::test]
async fn a078_an_address_set_under_a_wider_reach_is_judged_again() {
    let server = Server::start(|_| Reply::of(200, "inside")).await;
    let names = Names::of(HOST, &server);
    let egress = egress(&names, &server);
    let loopback = format!("https://127.0.0.1:{}/", server.at.port());
    let port = InvalidAddress::Port(server.at.port());
    for (text, want) in [
        ("http://hook.example/", InvalidAddress::Scheme),
        (&loopback, port),
        ("https://localhost/", InvalidAddress::Localhost),
        (
            "https://127.1/",
            InvalidAddress::Blocked { address: ip("127.0.0.1"), reason: "loopback (RFC 1122)" },
        ),
    ] {
        let address = Address::parse(text, &Reach::Anywhere).unwrap();
        for error in [
            egress.fetch(&address).await.unwrap_err(),
            egress.post(&address, HeaderMap::new(), Vec::new()).await.unwrap_err(),
        ] {
            assert!(matches!(error, EgressError::Address(why) if why == want), "{text}: {error:?}");
        }
    }
    assert_eq!((server.connections(), names.asked().len()), (0, 0));
}

#[tokio::test]
async fn a_demo_asks_inside() {
    let server = Server::start(|_| Reply::of(200, "inside")).await;
    let names = Names::default().says("inside.hook.example", &[&["127.0.0.1"]]);
    let egress = within(Reach::Anywhere, &Arc::new(names), &server, MAX_TIME);
    let text = format!("https://inside.hook.example:{}/", server.at.port());
    let address = Address::parse(&text, &Reach::Anywhere).unwrap();
    assert_eq!(egress.fetch(&address).await.unwrap(), b"inside");
}

#[tokio::test]
async fn an_unknown_name_may_be_known_later() {
    let server = Server::start(|_| Reply::of(200, "")).await;
    for names in [Names::default(), Names::default().says(HOST, &[&[]])] {
        let egress = egress(&Arc::new(names), &server);
        let error = egress.fetch(&address("https://hook.example/")).await.unwrap_err();
        assert!(matches!(error, EgressError::Resolve(_)), "{error:?}");
        assert!(!error.is_permanent());
    }
    assert_eq!(fetch(&server, "/").await.unwrap(), b"");
}

/// Stands at an address inside and must never be asked.
async fn inside() -> Server {
    Server::start(|_| Reply::of(200, "inside")).await
}
