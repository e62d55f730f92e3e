//! How large an answer may be and how long it may take.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::names::{Names, Silence};
use super::server::{Reply, Server};
use super::{HOST, PUBLIC, address, egress, fetch, within};
use crate::{Egress, EgressError, MAX_BODY, MAX_SNIPPET, MAX_TIME, Reach, Roots};

/// Long enough for a local connection, short enough for a test.
const SHORT: Duration = Duration::from_millis(500);

#[tokio::test]
async fn a078_an_answer_ends_at_its_limit() {
    assert_eq!(MAX_BODY, 1 << 20);
    let server = Server::start(|path| match path {
        "/most" => Reply::of(200, &"x".repeat(MAX_BODY)),
        "/more" => Reply::of(200, &"x".repeat(MAX_BODY + 1)),
        // Ends with the connection, so that no length is told.
        "/most-untold" => Reply::head(&format!("HTTP/1.1 200 x\r\n\r\n{}", "x".repeat(MAX_BODY))),
        "/more-untold" => {
            Reply::head(&format!("HTTP/1.1 200 x\r\n\r\n{}", "x".repeat(MAX_BODY + 1)))
        }
        // Nothing of it comes: the length alone decides.
        "/told" => Reply::Begun(b"HTTP/1.1 200 x\r\ncontent-length: 1073741824\r\n\r\n".to_vec()),
        // Whoever wanted to have it whole would wait until the time is over.
        _ => Reply::Endless,
    })
    .await;
    for path in ["/most", "/most-untold"] {
        assert_eq!(fetch(&server, path).await.unwrap().len(), MAX_BODY, "{path}");
    }
    for path in ["/more", "/more-untold", "/told", "/endless"] {
        let error = fetch(&server, path).await.unwrap_err();
        assert!(matches!(error, EgressError::TooLarge), "{path}: {error:?}");
        assert!(error.is_permanent(), "{path}");
    }
}

#[tokio::test]
async fn a078_of_an_answer_to_a_post_only_the_beginning_is_kept() {
    assert_eq!(MAX_SNIPPET, 1024);
    let server = Server::start(|path| match path {
        "/lines" => Reply::of(500, "no\r\n\u{1b}[31mthanks\0"),
        _ => Reply::Endless,
    })
    .await;
    let egress = egress(&Names::of(HOST, &server), &server);
    let post = async |path: &str| {
        let address = address(&format!("https://hook.example{path}"));
        egress.post(&address, HeaderMap::new(), Vec::new()).await.unwrap()
    };
    assert_eq!(post("/endless").await.snippet, "x".repeat(MAX_SNIPPET));
    let answer = post("/lines").await;
    assert_eq!((answer.status, answer.snippet.as_str()), (500, "no   [31mthanks "));
}

#[tokio::test]
async fn a078_whoever_is_slow_is_left() {
    let server = Server::start(|path| match path {
        "/silent" => Reply::Begun(Vec::new()),
        "/head" => Reply::Begun(b"HTTP/1.1 200 x\r\ncontent-".to_vec()),
        _ => Reply::Begun(b"HTTP/1.1 200 x\r\ncontent-length: 9\r\n\r\nx".to_vec()),
    })
    .await;
    // Takes connections, by the kernel, and says nothing on them.
    let mute = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let names = Names::default()
        .says(HOST, &[&[PUBLIC]])
        .says("mute.hook.example", &[&["3ffe::2"]])
        .leads(PUBLIC, server.at)
        .leads("3ffe::2", mute.local_addr().unwrap());
    let egress = within(Reach::Public, &Arc::new(names), &server, SHORT);
    let (began, mut asked) = (Instant::now(), JoinSet::new());
    for text in [
        "https://hook.example/silent",
        "https://hook.example/head",
        "https://hook.example/body",
        "https://mute.hook.example/",
    ] {
        let egress = egress.clone();
        asked.spawn(async move { (text, egress.fetch(&address(text)).await.unwrap_err()) });
    }
    asked.spawn(async move {
        let silent = address("https://hook.example/silent");
        ("posted", egress.post(&silent, HeaderMap::new(), Vec::new()).await.unwrap_err())
    });
    for (text, error) in asked.join_all().await {
        assert!(matches!(error, EgressError::Timeout), "{text}: {error:?}");
        assert!(!error.is_permanent(), "{text}");
    }
    assert!(began.elapsed() < MAX_TIME, "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_status_that_came_stands_without_the_end_of_its_body() {
    let begun = b"HTTP/1.1 200 x\r\ncontent-length: 9\r\n\r\ntaken".to_vec();
    for reply in [Reply::Begun(begun.clone()), Reply::Whole(begun)] {
        let told = format!("{reply:?}");
        let server = Server::start(move |_| reply.clone()).await;
        let egress = within(Reach::Public, &Names::of(HOST, &server), &server, SHORT);
        let (address, began) = (address("https://hook.example/"), Instant::now());
        let answer = egress.post(&address, HeaderMap::new(), Vec::new()).await.unwrap();
        assert!(answer.is_success(), "{told}");
        assert_eq!(answer.snippet, "taken", "{told}");
        assert!(began.elapsed() < MAX_TIME, "{told}");
    }
}

#[tokio::test(start_paused = true)]
async fn a078_the_time_begins_with_the_name_service() {
    let address = address("https://hook.example/");
    let silence = Arc::new(Silence);
    let egress = Egress::build(Reach::Public, Roots::system(), silence, MAX_TIME).unwrap();
    let lasts = |what: &str, asked: EgressError, began: Instant| {
        assert!(matches!(asked, EgressError::Timeout), "{what}: {asked:?}");
        let seconds = began.elapsed().as_secs_f32();
        assert!((5.0..5.1).contains(&seconds), "{what}: {seconds}");
    };
    let began = Instant::now();
    lasts("fetch", egress.fetch(&address).await.unwrap_err(), began);
    let began = Instant::now();
    let posted = egress.post(&address, HeaderMap::new(), Vec::new()).await;
    lasts("post", posted.unwrap_err(), began);
}
