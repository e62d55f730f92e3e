//! Where an answer leads: each step is judged like the first, and what is posted takes none.

use std::sync::Arc;

use http::HeaderMap;

use super::names::Names;
use super::server::{Reply, Server};
use super::{HOST, PUBLIC, address, egress, fetch, ip, within};
use crate::{Address, EgressError, InvalidAddress, MAX_REDIRECTS, MAX_TIME, Reach, RedirectFault};

/// `/to/X` leads to `X`, `/steps/3` over two more steps to a document, all else is one.
fn lead(path: &str) -> Reply {
    if let Some(location) = path.strip_prefix("/to/") {
        return Reply::to(location);
    }
    match path.strip_prefix("/steps/").map(|left| left.parse::<usize>().unwrap()) {
        Some(left @ 2..) => Reply::to(&format!("/steps/{}", left - 1)),
        Some(_) => Reply::to("/"),
        None => Reply::of(200, "document"),
    }
}

#[tokio::test]
async fn a078_a_redirect_leads_nowhere_that_may_not_be_asked() {
    use InvalidAddress::{Localhost, Port, UserInfo};
    use RedirectFault::{Address as Barred, Location, Unencrypted};

    let server = Server::start(lead).await;
    let inside = Server::start(|_| Reply::of(200, "inside")).await;
    let loopback =
        |text: &str| InvalidAddress::Blocked { address: ip(text), reason: "loopback (RFC 1122)" };
    for (location, want) in [
        ("http://hook.example/", Unencrypted),
        ("http://127.0.0.1/", Unencrypted),
        ("ftp://hook.example/", Unencrypted),
        ("file:///etc/passwd", Unencrypted),
        ("https://127.0.0.1/", Barred(loopback("127.0.0.1"))),
        ("https://127.1/", Barred(loopback("127.0.0.1"))),
        ("//2130706433/", Barred(loopback("127.0.0.1"))),
        ("https://[::ffff:127.0.0.1]/", Barred(loopback("::ffff:127.0.0.1"))),
        ("https://localhost/", Barred(Localhost)),
        ("https://hook.example:22/", Barred(Port(22))),
        ("https://admin:secret@hook.example/", Barred(UserInfo)),
        ("https://", Location),
        ("", Location),
    ] {
        // An empty place is none: the field is left out.
        let reply = if location.is_empty() {
            Reply::head("HTTP/1.1 302 x\r\ncontent-length: 0\r\n\r\n")
        } else {
            Reply::to(location)
        };
        let server = Server::start(move |_| reply.clone()).await;
        let names = Names::default()
            .says(HOST, &[&[PUBLIC]])
            .leads(PUBLIC, server.at)
            .leads("127.0.0.1", inside.at);
        let egress = egress(&Arc::new(names), &server);
        let error = egress.fetch(&address("https://hook.example/")).await.unwrap_err();
        assert!(error.is_permanent(), "{location}");
        assert!(
            matches!(error, EgressError::Redirect(fault) if fault == want),
            "{location}: {error:?}"
        );
        assert_eq!(server.requests().len(), 1, "{location}");
    }

    // By its name the place seems public; what it leads to is judged at the step.
    let names = Names::default()
        .says(HOST, &[&[PUBLIC]])
        .says("inside.hook.example", &[&["10.0.0.1"]])
        .leads(PUBLIC, server.at)
        .leads("10.0.0.1", inside.at);
    let egress = egress(&Arc::new(names), &server);
    let start = address("https://hook.example/to/https://inside.hook.example/");
    let error = egress.fetch(&start).await.unwrap_err();
    assert!(matches!(error, EgressError::Blocked { address, .. } if address == ip("10.0.0.1")));
    assert_eq!(inside.connections(), 0);
}

#[tokio::test]
async fn a078_a_redirect_gives_up_encryption_in_no_reach() {
    let server = Server::start(lead).await;
    let names = Names::default().says(HOST, &[&["127.0.0.1"]]);
    let egress = within(Reach::Anywhere, &Arc::new(names), &server, MAX_TIME);
    let text = format!("https://hook.example:{}/to/http://hook.example/", server.at.port());
    let start = Address::parse(&text, &Reach::Anywhere).unwrap();
    let error = egress.fetch(&start).await.unwrap_err();
    assert!(matches!(error, EgressError::Redirect(RedirectFault::Unencrypted)), "{error:?}");
}

#[tokio::test]
async fn a078_a_redirect_within_the_rules_is_followed_three_times() {
    assert_eq!(MAX_REDIRECTS, 3);
    let server = Server::start(lead).await;
    for path in ["/", "/steps/1", "/steps/3", "/to/https://hook.example/x", "/to//x"] {
        assert_eq!(fetch(&server, path).await.unwrap(), b"document", "{path}");
    }
    for path in ["/steps/4", "/steps/100"] {
        let before = server.requests().len();
        let error = fetch(&server, path).await.unwrap_err();
        assert!(matches!(error, EgressError::Redirect(RedirectFault::TooMany)), "{path}");
        assert_eq!(server.requests().len() - before, 4, "{path}");
    }
}

#[tokio::test]
async fn a078_what_is_posted_follows_no_redirect() {
    for status in [300, 301, 302, 303, 304, 307, 308] {
        let reply = format!("HTTP/1.1 {status} x\r\nlocation: /there\r\ncontent-length: 0\r\n\r\n");
        let server = Server::start(move |_| Reply::head(&reply)).await;
        let egress = egress(&Names::of(HOST, &server), &server);
        let start = address("https://hook.example/");
        let error = egress.post(&start, HeaderMap::new(), b"x".to_vec()).await.unwrap_err();
        assert!(
            matches!(error, EgressError::Redirect(RedirectFault::Posted)),
            "{status}: {error:?}"
        );
        assert!(error.is_permanent(), "{status}");
        assert_eq!(server.requests().len(), 1, "{status}");
    }
}
