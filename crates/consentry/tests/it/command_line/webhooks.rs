//! `consentry webhook`: its secret is told once, and only public addresses by HTTPS are taken.

use serde_json::json;

use super::*;

fn webhook(at: &Path, words: &[&str]) -> Value {
    json(at, &in_contoso(&[&["webhook"], words].concat()))
}

#[tokio::test]
async fn a_webhook_is_set_tested_and_removed() {
    let folder = demo_folder().await;
    let at = folder.path();
    let address = "https://tickets.example/consentry";
    let first = webhook(at, &["set", address]);
    assert!(first["secret"].as_str().unwrap().len() >= 43, "{first}");
    let second = webhook(at, &["set", address]);
    assert_ne!(first["secret"], second["secret"], "a new one each time");
    let shown = in_contoso(&["tenant", "show"]);
    assert_eq!(json(at, &shown)["settings"]["webhook"], address);
    let secret = second["secret"].as_str().unwrap();
    for words in [&shown[..], &["audit", "list", "--limit", "500"]] {
        assert!(!json(at, words).to_string().contains(secret), "{words:?}");
    }
    assert_eq!(webhook(at, &["deliveries"]), json!([]));
    assert_eq!(webhook(at, &["test"])["queued"], true);
    let queued = webhook(at, &["deliveries"]);
    assert_eq!(
        (&queued[0]["event"], &queued[0]["state"]),
        (&json!("webhook.test"), &json!("waiting"))
    );
    assert_eq!((&queued[0]["address"], &queued[0]["attempts"]), (&json!(address), &json!(0)));
    assert_eq!(queued[0]["body"]["tenant"], "Contoso");
    let told = table(at, &in_contoso(&["webhook", "deliveries"]));
    assert!(told.contains("webhook.test") && told.contains("waiting"), "{told}");
    assert_eq!(webhook(at, &["remove"])["address"], address);
    assert_eq!(json(at, &shown)["settings"]["webhook"], json!(null));
}

#[tokio::test]
async fn what_is_inside_or_in_the_clear_is_no_address() {
    let folder = demo_folder().await;
    let at = folder.path();
    let before = activities(at);
    for (name, words, code, said) in [
        ("in the clear", &["set", "http://tickets.example/"][..], 1, "https://"),
        ("this machine", &["set", "https://127.0.0.1/"], 1, "error: "),
        ("the metadata of a cloud", &["set", "https://169.254.169.254/latest"], 1, "error: "),
        ("no address", &["set", "tickets"], 1, "error: "),
        ("none is set", &["test"], 1, "consentry webhook set URL"),
        ("nothing to remove", &["remove"], 1, "consentry webhook set URL"),
        ("which", &["set"], 2, "URL"),
    ] {
        refused(at, &[(name, &in_contoso(&[&["webhook"], words].concat()), code, said)]);
    }
    assert_eq!(activities(at), before);
}
