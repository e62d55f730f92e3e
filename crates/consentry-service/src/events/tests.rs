//! Webhooks against a receiver on loopback: signed, tried again, given up, never where they must
//! not go.

use std::sync::{Arc, Mutex};

use consentry_store::Actor;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    task::JoinSet,
};

use super::*;
use crate::{DirectoryError, world::World};

/// Answers every post with the status of the moment, and keeps what came.
#[derive(Debug)]
struct Receiver {
    address: String,
    status: Arc<Mutex<u16>>,
    came: Arc<Mutex<Vec<String>>>,
    /// Ends with the receiver.
    _taking: JoinSet<()>,
}

impl Receiver {
    async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/hook", listener.local_addr().unwrap());
        let (status, came) = (Arc::new(Mutex::new(200)), Arc::default());
        let mut taking = JoinSet::new();
        taking.spawn(take(listener, Arc::clone(&status), Arc::clone(&came)));
        Self { address, status, came, _taking: taking }
    }

    fn answers(&self, status: u16) {
        *self.status.lock().unwrap() = status;
    }

    fn took(&self) -> Vec<String> {
        std::mem::take(&mut self.came.lock().unwrap())
    }
}

async fn take(listener: TcpListener, status: Arc<Mutex<u16>>, came: Arc<Mutex<Vec<String>>>) {
    while let Ok((mut stream, _)) = listener.accept().await {
        let mut bytes = Vec::new();
        while !is_whole(&bytes) {
            let mut part = [0_u8; 4096];
            let read = stream.read(&mut part).await.unwrap();
            bytes.extend_from_slice(&part[..read]);
        }
        came.lock().unwrap().push(String::from_utf8(bytes).unwrap());
        let status = *status.lock().unwrap();
        let answer =
            format!("HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        stream.write_all(answer.as_bytes()).await.unwrap();
    }
}

fn is_whole(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    body.len() >= field(head, "content-length").parse().unwrap_or(0)
}

/// A header's value.
fn field(request: &str, name: &str) -> String {
    let line = request.lines().find(|line| line.to_lowercase().starts_with(&format!("{name}:")));
    line.and_then(|line| line.split_once(": "))
        .map(|(_, value)| value.to_owned())
        .unwrap_or_default()
}

async fn set_up(
    reach: Reach,
    address: &str,
) -> (World, Tenant, Result<Secret<String>, DirectoryError>) {
    let world = World::reaching(reach).await;
    world.service.seed_demo().await.unwrap();
    let tenant = world.tenant("contoso.example").await;
    let set = world.service.set_webhook(&Actor::CommandLine, &tenant, Some(address)).await;
    let tenant = world.tenant("contoso.example").await;
    (world, tenant, set.map(Option::unwrap))
}

async fn run(world: &World) -> (u32, u32, u32) {
    let now = world.service.clock.now();
    let run = world.service.run_webhooks_once(now).await.unwrap();
    (run.sent, run.put_off, run.failed)
}

#[tokio::test]
async fn an_event_is_signed_and_sent_once() {
    let receiver = Receiver::new().await;
    let (world, tenant, secret) = set_up(Reach::Anywhere, &receiver.address).await;
    assert!(world.service.test_webhook(&tenant).await.unwrap());
    assert_eq!(run(&world).await, (1, 0, 0));
    assert_eq!(run(&world).await, (0, 0, 0));
    let took = receiver.took();
    assert_eq!(took.len(), 1);
    let (head, body) = took[0].split_once("\r\n\r\n").unwrap();
    let signed = webhook::sign(&secret.unwrap(), world.service.clock.now(), body.as_bytes());
    assert_eq!(field(head, "consentry-signature"), signed);
    assert_eq!(field(head, "consentry-event"), "webhook.test");
    let told: Value = serde_json::from_str(body).unwrap();
    assert_eq!(told["id"], field(head, "consentry-delivery"));
    assert_eq!(told["tenant"], "Contoso");
    let kept = world.service.deliveries(&tenant).await.unwrap();
    assert_eq!(kept.iter().map(|one| one.state).collect::<Vec<_>>(), [MailState::Sent]);
}

#[tokio::test]
async fn an_event_that_is_not_taken_is_tried_for_three_days() {
    let receiver = Receiver::new().await;
    let (world, tenant, _) = set_up(Reach::Anywhere, &receiver.address).await;
    receiver.answers(500);
    world.service.test_webhook(&tenant).await.unwrap();
    assert_eq!(run(&world).await, (0, 1, 0));
    assert_eq!(run(&world).await, (0, 0, 0), "not before the pause is over");
    world.wait(FIRST_PAUSE);
    assert_eq!(run(&world).await, (0, 1, 0));
    world.wait(FIRST_PAUSE * 2);
    receiver.answers(204);
    assert_eq!(run(&world).await, (1, 0, 0));
    let took = receiver.took();
    let ids: Vec<String> = took.iter().map(|one| field(one, "consentry-delivery")).collect();
    assert_eq!((ids.len(), &ids[0]), (3, &ids[2]), "one id, so that a repeat is told");
    receiver.answers(500);
    world.service.test_webhook(&tenant).await.unwrap();
    assert_eq!(run(&world).await, (0, 1, 0));
    world.wait(GIVEN_UP);
    assert_eq!(run(&world).await, (0, 0, 1));
    world.wait(GIVEN_UP);
    assert_eq!(run(&world).await, (0, 0, 0));
    let kept = world.service.deliveries(&tenant).await.unwrap();
    let error = kept.iter().find_map(|one| one.last_error.clone());
    assert_eq!(error.as_deref(), Some("the receiver answered 500"));
}

#[tokio::test]
async fn a078_a_webhook_does_not_reach_inside() {
    for address in [
        "https://127.0.0.1/hook",
        "https://10.1.2.3/hook",
        "https://[::1]/hook",
        "https://169.254.169.254/latest",
        "https://localhost/hook",
        "http://hooks.contoso.example/",
        "https://user:secret@hooks.contoso.example/",
        "https://hooks.contoso.example:22/",
        "file:///etc/passwd",
    ] {
        let (_, tenant, set) = set_up(Reach::Public, address).await;
        assert!(matches!(set, Err(DirectoryError::Invalid(_))), "{address}");
        assert_eq!(tenant.settings.webhook, None, "{address}");
    }
}

#[tokio::test]
async fn a078_an_address_that_was_set_under_a_wider_reach_is_judged_again() {
    let receiver = Receiver::new().await;
    let (world, mut tenant, set) = set_up(Reach::Public, "https://hooks.contoso.example/").await;
    set.unwrap();
    tenant.settings.webhook = Some(receiver.address.clone());
    let mut unit = world.service.store.unit().await.unwrap();
    unit.set_tenant(&tenant).await.unwrap();
    unit.commit().await.unwrap();
    world.service.test_webhook(&tenant).await.unwrap();
    assert_eq!(run(&world).await, (0, 1, 0));
    assert!(receiver.took().is_empty());
}

#[tokio::test]
async fn the_secret_changes_with_the_address_and_is_told_once() {
    let (world, tenant, first) = set_up(Reach::Public, "https://hooks.contoso.example/a").await;
    let first = first.unwrap();
    let again = world
        .service
        .set_webhook(&Actor::CommandLine, &tenant, Some("https://hooks.contoso.example/b"))
        .await
        .unwrap();
    assert_ne!(again.unwrap().expose(), first.expose());
    let none = world.service.set_webhook(&Actor::CommandLine, &tenant, None).await.unwrap();
    assert!(none.is_none());
    let tenant = world.tenant("contoso.example").await;
    assert!(!world.service.test_webhook(&tenant).await.unwrap());
}
