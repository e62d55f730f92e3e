//! The command line as a shell sees it: exit codes (ruling 39), what is printed where, and that
//! nothing is written where something is refused.

mod enterprise;
mod explain;
mod keys;
mod people;
mod policies;
mod registrations;
mod requests;
mod settings;
mod webhooks;

use std::{
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
    sync::Arc,
};

use consentry::{
    installation::{self, FirstStart, Installation, Place, Wiring},
    runtime::SystemClock,
};
use consentry_model::Fidelity;
use consentry_service::{MailRoute, SharedAddresses};
use serde_json::Value;

const APPLE: &str = "f8d98a96-0999-43f5-8af3-69971c7bb423";

/// A folder with the demo's data, as a demo leaves it behind.
async fn demo_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::Embedded(folder.path().to_owned());
    let key = folder.path().join("master.key");
    let opened = Installation::open(&place, &key.into(), FirstStart::Allowed).await.unwrap();
    let databases = opened.databases();
    let wiring = Wiring {
        clock: Arc::new(SystemClock::new()),
        origin: "https://localhost:8443".parse().unwrap(),
        fidelity: Fidelity::Hardened,
        mail_route: MailRoute::Nowhere,
        reach: consentry_egress::Reach::Public,
        shared_addresses: SharedAddresses::default(),
    };
    opened.service(wiring).await.unwrap().seed_demo().await.unwrap();
    installation::close(&databases).await;
    folder
}

fn command(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_consentry"));
    command.args(words).arg("--data").arg(folder);
    for name in ["CONSENTRY_DATA", "CONSENTRY_CONFIG"] {
        command.env_remove(name);
    }
    command.stdin(Stdio::null());
    command
}

fn run(folder: &Path, words: &[&str]) -> (i32, String, String) {
    told(&command(folder, words).output().unwrap())
}

fn told(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn json(folder: &Path, words: &[&str]) -> Value {
    let words: Vec<&str> = words.iter().copied().chain(["--format", "json"]).collect();
    let (code, out, err) = run(folder, &words);
    assert_eq!(code, 0, "{words:?}: {err}");
    serde_json::from_str(&out).unwrap()
}

/// The words, and the tenant that they are about.
fn within<'a>(domain: &'a str, words: &[&'a str]) -> Vec<&'a str> {
    words.iter().copied().chain(["--tenant", domain]).collect()
}

/// The words, about Contoso.
fn in_contoso<'a>(words: &[&'a str]) -> Vec<&'a str> {
    within("contoso.example", words)
}

/// Commands that are refused: a name, the words, the exit code, and a part of what is said. Nothing
/// of them comes to standard output.
fn refused(folder: &Path, rows: &[(&str, &[&str], i32, &str)]) {
    for (name, words, code, said) in rows {
        let (got, out, err) = run(folder, words);
        assert_eq!(got, *code, "{name}: {out}{err}");
        assert!(err.contains(said) && out.is_empty(), "{name}: {out}{err}");
    }
}

/// What a command prints for people.
fn table(folder: &Path, words: &[&str]) -> String {
    let (code, out, err) = run(folder, words);
    assert_eq!(code, 0, "{words:?}: {err}");
    out
}

/// What the audit log of the installation tells, the newest first.
fn activities(folder: &Path) -> Vec<String> {
    let all = json(folder, &["audit", "list", "--limit", "500"]);
    let all = all.as_array().unwrap().iter();
    all.map(|record| record["activity"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn refusals_end_with_1_and_wrong_usage_with_2() {
    let folder = demo_folder().await;
    let at = folder.path();
    let unknown = "00000000-0000-4000-8000-00000000dead";
    let grant = |app| {
        [
            "consent",
            "grant",
            "--all-users",
            "--resource",
            "exchange",
            "--scopes",
            "EAS.AccessAsUser.All",
            "--tenant",
            "tailspin.example",
            "--app",
            app,
        ]
    };
    let before = json(at, &["audit", "list"]);
    for (name, words, code, said) in [
        ("BI-406", grant(unknown).to_vec(), 1, "AADSTS700016"),
        (
            "BI-409",
            vec![
                "tenant",
                "set",
                "--tenant",
                "tailspin.example",
                "--UsersPermissionToUserConsentToAppEnabled",
                "maybe",
            ],
            2,
            "true",
        ),
        (
            "BI-416",
            vec!["app", "list", "--tenant", "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4eff"],
            1,
            "AADSTS90002",
        ),
        ("several tenants", vec!["app", "list"], 2, "--tenant"),
        (
            "nothing to set",
            vec!["app", "set", APPLE, "--tenant", "contoso.example"],
            2,
            "--enabled",
        ),
        (
            "password in an argument",
            vec!["user", "set-password", "sam@tailspin.example", "x"],
            2,
            "x",
        ),
        (
            "no password",
            vec!["user", "set-password", "sam@tailspin.example"],
            2,
            "--password-stdin",
        ),
        ("no such noun", vec!["wave", "list"], 2, "wave"),
    ] {
        let (got, out, err) = run(at, &words);
        assert_eq!(got, code, "{name}: {out}{err}");
        assert!(err.contains(said) && out.is_empty(), "{name}: {out}{err}");
    }
    assert_eq!(json(at, &["audit", "list"]), before);
}

#[tokio::test]
async fn bi_414_no_installation_is_said_at_once_and_none_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("nothing-here");
    let (code, _, err) = run(&nowhere, &["app", "list"]);
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("there is no installation"), "{err}");
    assert!(!nowhere.exists());
    let mut both = command(&nowhere, &["app", "list", "--config", "/nowhere.toml"]);
    assert_eq!(told(&both.output().unwrap()).0, 2);
}

#[tokio::test]
async fn bi_410_a_closed_pipe_ends_quietly() {
    let folder = demo_folder().await;
    let mut child = command(folder.path(), &["role", "list", "--tenant", "contoso.example"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[tokio::test]
async fn settings_passwords_and_mail_go_the_way_that_scripts_go() {
    let folder = demo_folder().await;
    let at = folder.path();
    let contoso = ["--tenant", "contoso.example"];
    let old = "UsersPermissionToUserConsentToAppEnabled";
    let shown = |words: &[&str]| json(at, &[words, &contoso].concat());
    assert_eq!(shown(&["tenant", "show"])[old], false);
    assert_eq!(shown(&["tenant", "set", &format!("--{old}"), "true"])[old], true);
    let (code, table, _) = run(at, &["tenant", "show", "--tenant", "contoso.example"]);
    assert_eq!(code, 0);
    assert!(table.lines().any(|line| line.contains(old) && line.ends_with("True")), "{table}");

    let mut child =
        command(at, &["user", "set-password", "alex@contoso.example", "--password-stdin"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
    child.stdin.take().unwrap().write_all(b"Another-pass-2026!\n").unwrap();
    assert!(child.wait().unwrap().success());
    let audits = json(at, &["audit", "list", "--activity", "Reset user password"]);
    assert_eq!(audits[0]["target_name"], "alex@contoso.example");
    assert!(!audits.to_string().contains("Another-pass"), "{audits}");

    let mail = folder.path().join("one.eml");
    std::fs::write(&mail, "From: a@b.example\r\nSubject: hello\r\n\r\nbody\r\n").unwrap();
    let path = mail.to_str().unwrap();
    let done = json(at, &["user", "import-mail", "alex@contoso.example", path]);
    assert_eq!((&done["messages"], &done["skipped"]), (&1.into(), &Value::Array(Vec::new())));
    let mixed = folder.path().join("mixed");
    std::fs::create_dir_all(mixed.join("inner")).unwrap();
    std::fs::copy(&mail, mixed.join("two.eml")).unwrap();
    let mixed = mixed.to_str().unwrap();
    let (code, out, _) = run(at, &["user", "import-mail", "alex@contoso.example", mixed]);
    assert_eq!(code, 3, "{out}");
    assert!(out.contains("1 messages") && out.contains("left out: "), "{out}");
    let (code, _, err) = run(at, &["user", "import-mail", "kim@tailspin.example", path]);
    assert_eq!(code, 1, "{err}");
}

#[tokio::test]
async fn an_application_is_registered_switched_and_checked() {
    let folder = demo_folder().await;
    let at = folder.path();
    let tailspin = ["--tenant", "tailspin.example"];
    let register = [
        "app",
        "register",
        "Judged",
        "--redirect",
        "http://127.0.0.1/cb",
        "--requires",
        "exchange EAS.AccessAsUser.All",
    ];
    let made = json(at, &[&register[..], &tailspin].concat());
    let app = made["app_id"].as_str().unwrap();
    let check = ["consent", "check", "--user", "sam@tailspin.example", "--app", app];
    assert_eq!(json(at, &check)["outcome"], "prompt");
    let set = ["app", "set", app, "--assignment-required", "yes"];
    assert_eq!(json(at, &[&set[..], &tailspin].concat())["assignment_required"], true);
    assert_eq!(json(at, &check)["outcome"], "refused");
    json(at, &["app", "assign", app, "--user", "sam@tailspin.example"]);
    // Assignment required: only an administrator's consent counts (ruling 28).
    assert_eq!(json(at, &check)["outcome"], "need-admin");
    json(
        at,
        &[
            "consent",
            "grant",
            "--app",
            app,
            "--user",
            "sam@tailspin.example",
            "--resource",
            "exchange",
            "--scopes",
            "EAS.AccessAsUser.All",
        ],
    );
    assert_eq!(json(at, &check)["outcome"], "silent");
    let secret = json(at, &[&["app", "add-secret", app][..], &tailspin].concat());
    assert!(secret["secret"].as_str().unwrap().len() >= 43);
    let kept = json(at, &["audit", "list"]).to_string();
    assert!(!kept.contains(secret["secret"].as_str().unwrap()));
}
