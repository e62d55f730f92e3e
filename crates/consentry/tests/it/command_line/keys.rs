//! Signing keys and the master key at the command line.

use std::fs;

use super::*;

fn keys(folder: &Path) -> Vec<(String, String)> {
    let all = json(folder, &["keys", "list"]);
    let word = |key: &Value, name: &str| key[name].as_str().unwrap().to_owned();
    all.as_array().unwrap().iter().map(|key| (word(key, "kid"), word(key, "state"))).collect()
}

fn states(folder: &Path) -> Vec<String> {
    keys(folder).into_iter().map(|(_, state)| state).collect()
}

#[tokio::test]
async fn keys_are_rotated_rolled_and_retired() {
    let folder = demo_folder().await;
    let at = folder.path();
    assert_eq!(states(at), ["signs"]);
    let first = keys(at)[0].0.clone();
    let planned = json(at, &["keys", "rotate"]);
    assert_eq!(states(at), ["signs", "next"]);
    refused(
        at,
        &[
            ("published already", &["keys", "rotate"], 1, "published already"),
            ("no such key", &["keys", "retire", "nobody"], 1, "there is no signing key"),
            ("both forms", &["keys", "export-public", "--pem", "--jwks"], 2, "--jwks"),
        ],
    );
    let shown = table(at, &["keys", "list"]);
    assert!(shown.contains("COUNTS UNTIL") && shown.contains(&first), "{shown}");
    let rolled = json(at, &["keys", "rotate", "--now"]);
    let mut found = states(at);
    found.sort();
    assert_eq!(found, ["retired", "signs", "verifies"], "what was to follow is dropped");
    let document = json(at, &["keys", "export-public"]);
    let listed: Vec<&Value> =
        document["keys"].as_array().unwrap().iter().map(|key| &key["kid"]).collect();
    assert_eq!(listed, [&rolled["kid"], &first.as_str().into()]);
    let pem = table(at, &["keys", "export-public", "--pem"]);
    assert_eq!(pem.matches("BEGIN PUBLIC KEY").count(), 2, "{pem}");
    assert!(!pem.contains(planned["kid"].as_str().unwrap()), "{pem}");
    let retired = json(at, &["keys", "retire", &first]);
    assert_eq!(retired["replaced_by"], Value::Null, "another one signs");
    refused(at, &[("twice", &["keys", "retire", &first], 1, "retired already")]);

    let own = within("tailspin.example", &["keys", "rotate", "--now"]);
    let own = json(at, &own)["kid"].clone();
    let pem = table(at, &within("tailspin.example", &["keys", "export-public", "--pem"]));
    assert!(pem.contains(own.as_str().unwrap()), "{pem}");
    let pem = table(at, &["keys", "export-public", "--pem"]);
    assert!(!pem.contains(own.as_str().unwrap()), "{pem}");
    let told = activities(at);
    let count = |what: &str| told.iter().filter(|activity| *activity == what).count();
    assert_eq!((count("Add signing key"), count("Retire signing key")), (3, 1));
}

#[tokio::test]
async fn a045_secrets_are_sealed_anew_under_another_master_key() {
    let folder = demo_folder().await;
    let at = folder.path();
    let before = keys(at);
    let other = at.join("new.key");
    let words = ["keys", "reseal", "--new-master-key-file", other.to_str().unwrap()];
    let told = json(at, &words);
    assert!(told["sealed"].as_u64().unwrap() >= 3, "{told}");
    refused(at, &[("the old key", &["keys", "list"], 1, "another master key")]);
    fs::rename(&other, at.join("master.key")).unwrap();
    assert_eq!(keys(at), before, "the same keys");
    // The old one is of no use any more, also not to seal again.
    let mine = fs::read(at.join("master.key")).unwrap();
    fs::write(&other, "c2hvcnQ=\n").unwrap();
    refused(at, &[("exposed or damaged", &words, 1, "new.key")]);
    assert_eq!(fs::read(at.join("master.key")).unwrap(), mine);
    assert_eq!(keys(at), before, "nothing was changed");
}

#[tokio::test]
async fn a045_the_master_key_may_come_from_the_environment() {
    let folder = demo_folder().await;
    let at = folder.path();
    let before = keys(at);
    let key = fs::read_to_string(at.join("master.key")).unwrap();
    fs::remove_file(at.join("master.key")).unwrap();
    let config = at.join("consentry.toml");
    let text = format!(
        "[server]\norigin = \"https://localhost:8443\"\n[database]\ndata = \"{}\"\n",
        at.display()
    );
    fs::write(&config, text).unwrap();
    let run = |key: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_consentry"));
        command.args(["keys", "list", "--format", "json", "--config"]).arg(&config);
        command.env_remove("CONSENTRY_DATA").stdin(Stdio::null());
        if let Some(key) = key {
            command.env("CONSENTRY__SERVER__MASTER_KEY", key);
        }
        told(&command.output().unwrap())
    };
    let (code, out, err) = run(Some(key.trim()));
    assert_eq!(code, 0, "{err}");
    assert!(out.contains(&before[0].0), "{out}");
    let (code, _, err) = run(Some("c2hvcnQ="));
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("server.master_key") && !err.contains("c2hvcnQ"), "{err}");
    let (code, _, err) = run(Some("QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="));
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("another master key"), "{err}");
}
