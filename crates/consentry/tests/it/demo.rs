//! The demo as it is started: the story with the simulated phone, the lab, the ready file.

use std::{
    fs,
    io::{self, Write},
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use consentry::{
    cli::{Exit, Terminal},
    demo::{self, DemoOptions},
};
use serde_json::{Value, json};

#[derive(Clone, Default)]
struct Sheet(Arc<Mutex<Vec<u8>>>);

impl Write for Sheet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sheet {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

fn options(data: &Path) -> DemoOptions {
    DemoOptions {
        listen: "127.0.0.1:0".parse().unwrap(),
        origin: None,
        data: Some(data.to_owned()),
        database: None,
        master_key_file: None,
        smtp: None,
        private_webhooks: false,
        ready_file: None,
        walkthrough: false,
        lab: false,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_story_ends_as_it_should_and_can_be_told_again() {
    let folder = tempfile::tempdir().unwrap();
    for round in ["on fresh data", "on the same data"] {
        let sheet = Sheet::default();
        let mut terminal = Terminal::new(Box::new(sheet.clone()), Box::new(io::sink()));
        let options = DemoOptions { walkthrough: true, ..options(folder.path()) };
        let exit = Box::pin(demo::run(options, &mut terminal)).await.unwrap();
        let told = sheet.text();
        assert_eq!(exit, Exit::Done, "{round}: {told}");
        assert_eq!(told.lines().filter(|line| line.contains(" ok ")).count(), 9, "{round}: {told}");
        for code in ["AADSTS90095", "AADSTS7000112"] {
            assert!(told.contains(code), "{round}: {told}");
        }
    }
}

/// A client that trusts the demo's authority and speaks to what the ready file says.
struct Asker {
    base: String,
    client: reqwest::Client,
}

impl Asker {
    async fn of(ready: &Path) -> Self {
        for _ in 0..600 {
            if ready.exists() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let said: Value = serde_json::from_slice(&fs::read(ready).unwrap()).unwrap();
        let ca = fs::read(said["ca_file"].as_str().unwrap()).unwrap();
        let ca = reqwest::Certificate::from_pem(&ca).unwrap();
        let client = reqwest::Client::builder().tls_certs_only([ca]).build().unwrap();
        Self { base: said["base_url"].as_str().unwrap().to_owned(), client }
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        let answer = self.client.get(format!("{}{path}", self.base)).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let request = self.client.post(format!("{}{path}", self.base)).json(body);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lab_moves_the_clock_and_shows_the_outbox() {
    let folder = tempfile::tempdir().unwrap();
    let ready = folder.path().join("ready.json");
    let options = DemoOptions {
        lab: true,
        ready_file: Some(ready.clone()),
        ..options(&folder.path().join("data"))
    };
    let mut terminal = Terminal::new(Box::new(io::sink()), Box::new(io::sink()));
    let demo = Box::pin(demo::run(options, &mut terminal));
    let asked = async {
        let lab = Asker::of(&ready).await;
        assert_eq!(lab.get("/lab/clock").await.1["offset_seconds"], 0);
        let moved = lab.post("/lab/clock", &json!({ "advance": "31d" })).await;
        assert_eq!((moved.0, &moved.1["offset_seconds"]), (200, &json!(2_678_400)));
        lab.post("/lab/clock", &json!({ "advance": "90s" })).await;
        assert_eq!(lab.get("/lab/clock").await.1["offset_seconds"], 2_678_490);
        for body in [json!({ "advance": "soon" }), json!({ "back": "1d" }), json!({})] {
            assert!(lab.post("/lab/clock", &body).await.0 >= 400, "{body}");
        }
        assert_eq!(lab.get("/lab/outbox").await, (200, json!([])));
        assert_eq!(lab.get("/lab/outbox?to=a@b.example").await, (200, json!([])));
    };
    tokio::select! {
        ended = demo => panic!("the demo ended by itself: {ended:?}"),
        () = asked => {}
    }
    let mode = fs::metadata(&ready).unwrap();
    assert_eq!(std::os::unix::fs::MetadataExt::mode(&mode) & 0o777, 0o600);
}
