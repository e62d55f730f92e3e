//! What goes out and over what: whose certificate counts, no proxy, no cookies, no framing of
//! the caller's.

use std::io::ErrorKind;
use std::net::TcpListener;
use std::process::Command;
use std::sync::Arc;

use http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST as HOST_FIELD};
use http::{HeaderMap, HeaderValue};

use super::names::Names;
use super::server::{Reply, Server};
use super::{HOST, PUBLIC, address, egress, fetch};
use crate::{EgressError, InvalidRoots, Roots};

#[tokio::test]
async fn a078_a_certificate_must_be_trusted_and_name_the_host() {
    let server = Server::start(|_| Reply::of(200, "")).await;
    let other = Server::start(|_| Reply::of(200, "")).await;
    let names = Names::default()
        .says(HOST, &[&[PUBLIC]])
        .says("other.example", &[&[PUBLIC]])
        .leads(PUBLIC, server.at);
    let names = Arc::new(names);
    for (name, egress, text) in [
        ("another authority", egress(&names, &other), "https://hook.example/"),
        ("another host", egress(&names, &server), "https://other.example/"),
    ] {
        let error = egress.fetch(&address(text)).await.unwrap_err();
        assert!(matches!(error, EgressError::Tls(_)), "{name}: {error:?}");
        assert!(!error.is_permanent(), "{name}");
    }
    assert!(server.requests().is_empty());
}

#[test]
fn roots_are_certificates_in_pem() {
    let (broken, wrong) = (
        "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    );
    assert!(matches!(Roots::system().and(b""), Err(InvalidRoots::Empty)));
    assert!(matches!(Roots::system().and(broken.as_bytes()), Err(InvalidRoots::Pem(_))));
    assert!(matches!(Roots::system().and(wrong.as_bytes()), Err(InvalidRoots::Certificate(_))));
}

#[tokio::test]
async fn what_is_posted_arrives_as_given() {
    let server = Server::start(|_| Reply::of(202, "thanks")).await;
    let egress = egress(&Names::of(HOST, &server), &server);
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(AUTHORIZATION, HeaderValue::from_static("Bearer x"));
    // Not the caller's to say.
    headers.insert(HOST_FIELD, HeaderValue::from_static("inside.example"));
    headers.insert(CONTENT_LENGTH, HeaderValue::from_static("1"));
    headers.insert("transfer-encoding", HeaderValue::from_static("chunked"));
    headers.insert("connection", HeaderValue::from_static("upgrade"));
    headers.insert("upgrade", HeaderValue::from_static("websocket"));
    let address = address("https://hook.example/a?b=c");
    let answer = egress.post(&address, headers, b"{\"a\":1}".to_vec()).await.unwrap();
    assert!(answer.is_success());
    assert_eq!((answer.status, answer.snippet.as_str()), (202, "thanks"));
    let request = server.requests().concat();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let mut lines: Vec<&str> = head.lines().collect();
    lines[1..].sort_unstable();
    let agent = concat!("user-agent: Consentry/", env!("CARGO_PKG_VERSION"));
    let want = [
        "POST /a?b=c HTTP/1.1",
        "accept: */*",
        "authorization: Bearer x",
        "content-length: 7",
        "content-type: application/json",
        "host: hook.example",
        agent,
    ];
    assert_eq!((lines.as_slice(), body), (want.as_slice(), "{\"a\":1}"));
}

#[tokio::test]
async fn a078_no_cookie_is_kept() {
    let server = Server::start(|path| match path {
        "/" => Reply::to("/next"),
        _ => Reply::of(200, "document"),
    })
    .await;
    let egress = egress(&Names::of(HOST, &server), &server);
    for _ in 0..2 {
        egress.fetch(&address("https://hook.example/")).await.unwrap();
    }
    let requests = server.requests();
    assert_eq!(requests.len(), 4);
    for request in requests {
        assert!(!request.to_ascii_lowercase().contains("\r\ncookie:"), "{request}");
        assert!(!request.to_ascii_lowercase().contains("\r\nreferer:"), "{request}");
    }
}

#[tokio::test]
async fn a_status_says_whether_to_try_again() {
    for (status, permanent) in [
        (304, true),
        (400, true),
        (404, true),
        (410, true),
        (408, false),
        (425, false),
        (429, false),
        (500, false),
        (503, false),
    ] {
        let server = Server::start(move |_| Reply::of(status, "")).await;
        let error = fetch(&server, "/").await.unwrap_err();
        assert!(matches!(error, EgressError::Status(told) if told == status), "{error:?}");
        assert_eq!(error.is_permanent(), permanent, "{status}");
    }
}

#[tokio::test]
async fn a_closed_door_is_told_apart() {
    let server = Server::start(|_| Reply::of(200, "")).await;
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let names = Arc::new(Names::default().says(HOST, &[&[PUBLIC]]).leads(PUBLIC, closed));
    let error = egress(&names, &server).fetch(&address("https://hook.example/")).await;
    let error = error.unwrap_err();
    assert!(matches!(error, EgressError::Connect(_)), "{error:?}");
    assert!(!error.is_permanent());
}

#[tokio::test]
async fn what_is_not_http_is_told_apart() {
    for reply in ["", "SSH-2.0-x\r\n", "HTTP/1.1 200 x\r\ncontent-length: 9\r\n\r\nx"] {
        let server = Server::start(move |_| Reply::head(reply)).await;
        let error = fetch(&server, "/").await.unwrap_err();
        assert!(matches!(error, EgressError::Broken(_)), "{reply}: {error:?}");
        assert!(!error.is_permanent());
    }
}

#[tokio::test]
async fn no_error_tells_the_path() {
    let server = Server::start(|_| Reply::head("SSH-2.0-x\r\n")).await;
    let error = fetch(&server, "/secret?key=secret").await.unwrap_err();
    assert!(!format!("{error:?}").contains("secret"), "{error:?}");
}

/// Tells the test below that it is the one with the environment.
const INSIDE: &str = "CONSENTRY_EGRESS_TEST_WITH_PROXY";

#[tokio::test]
async fn a078_a_proxy_of_the_environment_is_not_asked() {
    if std::env::var_os(INSIDE).is_some() {
        let server = Server::start(|_| Reply::of(200, "direct")).await;
        assert_eq!(fetch(&server, "/").await.unwrap(), b"direct");
        return;
    }
    // The environment of a running process is not changed, so the test runs itself with another.
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", proxy.local_addr().unwrap());
    let mut itself = Command::new(std::env::current_exe().unwrap());
    itself.args(["--exact", "tests::transport::a078_a_proxy_of_the_environment_is_not_asked"]);
    itself.env(INSIDE, "1").env_remove("NO_PROXY").env_remove("no_proxy");
    for name in ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY"] {
        itself.env(name, &url);
    }
    let output = itself.output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
    proxy.set_nonblocking(true).unwrap();
    assert_eq!(proxy.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
}
