//! Conversations with the listener over loopback, bytes in and bytes out.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    body::Bytes,
    extract::DefaultBodyLimit,
    routing::{any, get, post},
};
use consentry_model::{ClientAddress, CorrelationId, TraceId};
use consentry_service::SharedAddresses;
use tempfile::tempdir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, duplex},
    net::{TcpListener, TcpStream},
    time::Instant,
};
use tokio_util::sync::CancellationToken;

use super::{Front, FrontSettings, Hosts, TrustedProxies, connection, serve};
use crate::{
    runtime::{SystemIds, Tasks},
    tls::PrivateCa,
};

fn faces() -> Router {
    Router::new()
        .route("/autodiscover/autodiscover.json", any(async || "found"))
        .route(
            "/who",
            get(async |Extension(client): Extension<ClientAddress>| client.0.to_string()),
        )
        .route(
            "/named",
            get(async |trace: Extension<TraceId>, asked: Extension<CorrelationId>| {
                format!("{} {}", trace.0, asked.0)
            }),
        )
        .route("/panic", get(async || -> &'static str { panic!("secret words") }))
        .route("/body", post(async |body: Bytes| body.len().to_string()))
        .route("/{tenant}/oauth2/token", post(async || "token"))
        .layer(DefaultBodyLimit::max(1024))
}

fn front(strict_transport: bool) -> Arc<Front> {
    let settings = FrontSettings {
        hosts: Hosts::new(["localhost", "mail.contoso.example"]).unwrap(),
        proxies: TrustedProxies::new(["127.0.0.1"]).unwrap(),
        shared_addresses: SharedAddresses::default(),
        strict_transport,
        ids: Arc::new(SystemIds),
    };
    Front::new(settings, faces())
}

async fn start(tasks: &Tasks) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    serve(listener, None, front(true), tasks);
    address
}

/// Sends bytes, reads until the server closes.
async fn talk(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    // A reset after the answer is as good as an end: the server did not read what it refused.
    drop(stream.read_to_end(&mut answer).await);
    String::from_utf8_lossy(&answer).into_owned()
}

async fn get_with(address: SocketAddr, path: &str, headers: &str) -> String {
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n");
    talk(address, request.as_bytes()).await
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("none")
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let head = answer.split("\r\n\r\n").next()?;
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(": ")?;
        key.eq_ignore_ascii_case(name).then_some(value)
    })
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

#[tokio::test]
async fn paths_are_folded_before_routing() {
    let tasks = Tasks::new();
    let address = start(&tasks).await;
    assert_eq!(body(&get_with(address, "//Autodiscover//AutoDiscover.JSON/", "").await), "found");
    assert_eq!(status(&get_with(address, "/nothing", "").await), "404");
}

#[tokio::test]
async fn every_answer_is_named_and_guarded() {
    let tasks = Tasks::new();
    let address = start(&tasks).await;
    for path in ["/who", "/nothing", "/panic"] {
        let answer =
            get_with(address, path, "client-request-id: 6C7A2F0E-5D3B-4c1a-9e8f-0a1b2c3d4e01\r\n")
                .await;
        let trace = header(&answer, "x-ms-request-id").unwrap();
        assert!(trace.parse::<TraceId>().is_ok(), "{answer}");
        assert_eq!(header(&answer, "request-id"), Some(trace));
        assert_eq!(
            header(&answer, "client-request-id"),
            Some("6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01")
        );
        assert_eq!(header(&answer, "x-content-type-options"), Some("nosniff"));
        assert!(header(&answer, "strict-transport-security").is_some());
    }
    let answer = get_with(address, "/named", "client-request-id: <script>\r\n").await;
    assert_eq!(header(&answer, "client-request-id"), None);
    let (trace, asked) = body(&answer).split_once(' ').unwrap();
    assert_eq!(Some(trace), header(&answer, "x-ms-request-id"));
    assert!(asked.parse::<CorrelationId>().is_ok());
}

#[tokio::test]
async fn a_panic_is_an_answer_and_the_connection_goes_on() {
    let tasks = Tasks::new();
    let address = start(&tasks).await;
    let answer = talk(
        address,
        b"GET /panic HTTP/1.1\r\nHost: localhost\r\n\r\n\
          GET /who HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    )
    .await;
    assert_eq!(status(&answer), "500");
    assert!(!answer.contains("secret words"));
    assert!(answer.ends_with("\r\n\r\n127.0.0.1"), "{answer}");
}

#[tokio::test]
async fn a79_a_host_that_is_not_ours_is_misdirected() {
    let tasks = Tasks::new();
    let address = start(&tasks).await;
    for (request, want) in [
        ("GET /who HTTP/1.1\r\nHost: evil.example\r\n", "421"),
        ("GET /who HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Host: evil.example\r\n", "200"),
        ("GET /who HTTP/1.1\r\n", "400"),
        ("GET /who HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n", "400"),
        ("GET /who HTTP/1.1\r\nHost: u@localhost\r\n", "400"),
        ("GET http://evil.example/who HTTP/1.1\r\nHost: localhost\r\n", "421"),
        ("GET http://localhost/who HTTP/1.1\r\nHost: localhost\r\n", "200"),
        ("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n", "400"),
        ("CONNECT localhost:443 HTTP/1.1\r\nHost: localhost\r\n", "400"),
        (
            "GET /who HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer a\r\nAuthorization: Basic b\r\n",
            "400",
        ),
    ] {
        let answer = talk(address, format!("{request}Connection: close\r\n\r\n").as_bytes()).await;
        assert_eq!(status(&answer), want, "{request}");
        assert!(!answer.contains("evil.example"), "{request}");
    }
}

#[tokio::test]
async fn a85_a_trusted_proxy_names_the_client() {
    let tasks = Tasks::new();
    let address = start(&tasks).await;
    let answer = get_with(address, "/who", "X-Forwarded-For: 198.51.100.1, 203.0.113.5\r\n").await;
    assert_eq!(body(&answer), "203.0.113.5");
}

#[tokio::test]
async fn a11_oversized_heads_and_bodies_are_refused() {
    let tasks = Tasks::new();
    let address = start(&tasks).await;
    for (name, filler, want) in [
        ("30 KiB of headers", format!("X-Big: {}\r\n", "a".repeat(30 * 1024)), "200"),
        ("33 KiB of headers", format!("X-Big: {}\r\n", "a".repeat(33 * 1024)), "431"),
        ("95 headers", "X-Many: a\r\n".repeat(95), "200"),
        ("101 headers", "X-Many: a\r\n".repeat(101), "431"),
        ("a line break in a value", "X-A: b\r\n c\r\n".to_owned(), "400"),
    ] {
        assert_eq!(status(&get_with(address, "/who", &filler).await), want, "{name}");
    }
    for (length, want) in [(1024, "200"), (1025, "413")] {
        let request = format!(
            "POST /body HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{}",
            "x".repeat(length)
        );
        assert_eq!(status(&talk(address, request.as_bytes()).await), want, "{length}");
    }
    let smuggled = "POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nxxxxx";
    assert_eq!(status(&talk(address, smuggled.as_bytes()).await), "400");
}

#[tokio::test(start_paused = true)]
async fn a94_a_body_that_stops_is_given_up() {
    let (mut phone, server) = duplex(4096);
    let peer = "127.0.0.1:9".parse().unwrap();
    let served = connection::converse(server, peer, front(false), CancellationToken::new());
    let talk = async {
        let half = b"POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf";
        phone.write_all(half).await.unwrap();
        let mut answer = String::new();
        phone.read_to_string(&mut answer).await.unwrap();
        answer
    };
    let started = Instant::now();
    let ((), answer) = tokio::join!(served, talk);
    assert_eq!(status(&answer), "408", "{answer}");
    assert_eq!(header(&answer, "connection"), Some("close"));
    assert!(started.elapsed() < Duration::from_secs(31));
}

#[tokio::test(start_paused = true)]
async fn a_connection_without_requests_is_closed() {
    for (name, sent, within) in
        [("silent", &b""[..], 11), ("idle", b"GET /who HTTP/1.1\r\nHost: localhost\r\n\r\n", 76)]
    {
        let (mut phone, server) = duplex(4096);
        let peer = "127.0.0.1:9".parse().unwrap();
        let served = connection::converse(server, peer, front(false), CancellationToken::new());
        let talk = async {
            phone.write_all(sent).await.unwrap();
            let mut answer = Vec::new();
            phone.read_to_end(&mut answer).await.unwrap();
        };
        let started = Instant::now();
        tokio::join!(served, talk);
        let took = started.elapsed().as_secs();
        assert!((within - 2..=within).contains(&took), "{name}: {took} s");
    }
}

#[tokio::test]
async fn requests_share_a_connection_and_the_end_waits_for_the_last() {
    let tasks = Tasks::new();
    let address = start(&tasks).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    for _ in 0..3 {
        stream.write_all(b"GET /who HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"127.0.0.1") {
            assert_ne!(stream.read_buf(&mut answer).await.unwrap(), 0);
        }
    }
    assert!(tasks.finish(Duration::from_secs(5)).await);
    assert_eq!(stream.read(&mut [0; 8]).await.unwrap(), 0);
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn tls_is_spoken_with_a_certificate_that_the_authority_vouches_for() {
    let tasks = Tasks::new();
    let folder = tempdir().unwrap();
    let ca = PrivateCa::open(folder.path()).unwrap();
    let pem = std::fs::read(ca.file()).unwrap();
    let served = ca.serve(vec!["mail.contoso.example".to_owned()], &tasks).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    serve(listener, Some(served.acceptor().unwrap()), front(false), &tasks);

    let client = reqwest::Client::builder()
        .tls_certs_only([reqwest::Certificate::from_pem(&pem).unwrap()])
        .resolve("mail.contoso.example", address)
        .build()
        .unwrap();
    for host in ["localhost", "mail.contoso.example"] {
        let url = format!("https://{host}:{}/who", address.port());
        let answer = client.get(&url).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{host}");
        assert!(!answer.headers().contains_key("strict-transport-security"));
        assert_eq!(answer.text().await.unwrap(), "127.0.0.1");
    }
}

#[test]
fn who_may_hold_only_so_many_connections() {
    let settings = FrontSettings {
        hosts: Hosts::new(["localhost"]).unwrap(),
        proxies: TrustedProxies::new(["10.0.0.0/8"]).unwrap(),
        shared_addresses: SharedAddresses::new(["100.64.0.0/10"]).unwrap(),
        strict_transport: true,
        ids: Arc::new(SystemIds),
    };
    let front = Front::new(settings, Router::new());
    for (address, limited) in [
        ("203.0.113.7", true),
        ("2001:db8::1", true),
        ("10.1.2.3", false),
        ("100.64.1.1", false),
        ("127.0.0.1", false),
        ("::1", false),
    ] {
        assert_eq!(front.is_limited(address.parse().unwrap()), limited, "{address}");
    }
}
