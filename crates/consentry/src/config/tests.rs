//! What is accepted, what is refused, and in which words.

use std::{collections::BTreeMap, fs, os::unix::fs::PermissionsExt};

use tempfile::{TempDir, tempdir};

use super::*;

const LEAST: &str = "[server]\norigin = \"https://mail.contoso.example\"\n";

fn check(text: &str, mode: u32, variables: &[(&str, &str)]) -> Result<Settings, String> {
    let folder: TempDir = tempdir().unwrap();
    let path = folder.path().join("consentry.toml");
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    let variables = variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
    load_with(&path, variables.collect::<BTreeMap<_, _>>())
        .map_err(|error| error.to_string().replace(&path.display().to_string(), "FILE"))
}

#[test]
fn the_least_is_an_origin() {
    let settings = check(LEAST, 0o644, &[]).unwrap();
    assert_eq!(settings.server.listen.to_string(), "127.0.0.1:8443");
    assert!(settings.server.hosts.holds("mail.contoso.example"));
    assert!(settings.mail.smarthost.is_none());
    assert!(matches!(settings.database, DatabaseSettings::Embedded(_)));
}

#[test]
fn the_environment_wins_and_is_checked_alike() {
    let settings = check(
        LEAST,
        0o644,
        &[
            ("CONSENTRY__SERVER__LISTEN", "127.0.0.1:1"),
            ("CONSENTRY__SERVER__ALIASES", "a.example, b.example"),
            ("CONSENTRY__LOGS__SIGN_IN_DAYS", "7"),
            ("CONSENTRY__MAIL__SMARTHOST__HOST", "relay.example"),
        ],
    )
    .unwrap();
    assert_eq!(settings.server.listen.port(), 1);
    assert!(settings.server.hosts.holds("B.example"));
    assert_eq!(settings.logs.sign_in_days, 7);
    assert_eq!(settings.mail.smarthost.unwrap().port, 587);
    let wrong = check(LEAST, 0o644, &[("CONSENTRY__SERVER__ORIGN", "x")]).unwrap_err();
    assert!(wrong.contains("did you mean `CONSENTRY__SERVER__ORIGIN`?"), "{wrong}");
    let wrong = check(LEAST, 0o644, &[("CONSENTRY__LOGS__SIGN_IN_DAYS", "many")]).unwrap_err();
    assert!(wrong.starts_with("the environment: "), "{wrong}");
}

#[test]
fn a102_bi_390_an_unknown_key_is_named_with_the_nearest() {
    for (text, want) in [
        (
            "[server]\norign = \"x\"\n",
            "FILE: unknown key `server.orign`; did you mean `server.origin`?; `consentry config print` lists all",
        ),
        (
            "[logs]\nsign_in_dys = 3\n",
            "FILE: unknown key `logs.sign_in_dys`; did you mean `logs.sign_in_days`?; `consentry config print` lists all",
        ),
        ("[zzz]\n", "FILE: unknown key `zzz`; `consentry config print` lists all"),
    ] {
        assert_eq!(check(text, 0o644, &[]).unwrap_err(), want);
    }
    let wrong = check("issuer_ulr = \"x\"\n", 0o644, &[]).unwrap_err();
    assert!(wrong.starts_with("FILE: unknown key `issuer_ulr`"), "{wrong}");
}

#[test]
fn a102_bi_392_a_secret_in_a_readable_file_is_refused() {
    let with = |line: &str| format!("{LEAST}{line}\n");
    let password = with("[mail.smarthost]\nhost = \"r.example\"\nuser = \"u\"\npassword = \"p\"");
    let url = with("[database]\nurl = \"postgres://u:p@db.example/consentry\"");
    let master = with("master_key = \"AAAA\"");
    let harmless = with("[database]\nurl = \"postgres://u@db.example/consentry\"");
    for (name, text, mode, refused) in [
        ("password, 0644", &password, 0o644, true),
        ("password, 0604", &password, 0o604, true),
        ("password, 0600", &password, 0o600, false),
        ("password, 0640", &password, 0o640, false),
        ("url, 0644", &url, 0o644, true),
        ("url, 0600", &url, 0o600, false),
        ("url without password, 0644", &harmless, 0o644, false),
        ("master key, 0644", &master, 0o644, true),
        ("master key, 0600", &master, 0o600, false),
    ] {
        match check(text, mode, &[]) {
            Ok(_) => assert!(!refused, "{name}"),
            Err(error) => assert!(refused && error.contains("others may read"), "{name}: {error}"),
        }
    }
}

#[test]
fn bi_393_lifetimes_have_a_range() {
    for (key, days, range) in [
        ("sign_in_days", "-1", "1 to 3650"),
        ("sign_in_days", "0", "1 to 3650"),
        ("sign_in_days", "3651", "1 to 3650"),
        ("sign_in_days", "9223372036854775807", "1 to 3650"),
        ("audit_days", "29", "30 to 36500"),
        ("audit_days", "36501", "30 to 36500"),
    ] {
        let error = check(&format!("{LEAST}[logs]\n{key} = {days}\n"), 0o644, &[]).unwrap_err();
        let want = format!("`logs.{key}`: `{days}` is out of range; expected {range}");
        assert_eq!(error, want);
    }
    let often = check(&format!("{LEAST}[keys]\nrotation_days = 2\n"), 0o644, &[]).unwrap_err();
    assert_eq!(often, "`keys.rotation_days`: `2` is out of range; expected 3 to 3650");
    let settings = check(&format!("{LEAST}[logs]\nsign_in_days = 3650\n"), 0o644, &[]).unwrap();
    assert_eq!(settings.key_rotation, std::time::Duration::from_hours(24 * 90));
    assert_eq!((settings.logs.sign_in_days, settings.logs.audit_days), (3650, 365));
}

#[test]
fn what_cannot_be_is_refused() {
    for (text, want) in [
        ("[server]\n", "server.origin"),
        ("[server\n", "is not valid TOML"),
        ("[server]\norigin = \"http://mail.contoso.example\"\n", "server.origin"),
        ("[server]\norigin = \"https://a.example\"\nlisten = \"8443\"\n", "server.listen"),
        (
            "[server]\norigin = \"https://a.example\"\nlisten = \"0.0.0.0:443\"\n",
            "server.tls.certificate",
        ),
        ("[server]\norigin = \"https://a.example\"\ntls.key = \"k\"\n", "server.tls.certificate"),
        ("[server]\norigin = \"https://a.example\"\nfidelity = \"loose\"\n", "server.fidelity"),
        (
            "[server]\norigin = \"https://a.example\"\ntrusted_proxies = [\"proxy\"]\n",
            "server.trusted_proxies",
        ),
        ("[server]\norigin = \"https://a.example\"\naliases = [\"a b\"]\n", "server.aliases"),
        ("[server]\norigin = 7\n", "string"),
        ("[logs]\nformat = \"xml\"\n[server]\norigin = \"https://a.example\"\n", "logs.format"),
    ] {
        let error = check(text, 0o600, &[]).unwrap_err();
        assert!(error.contains(want), "{want}: {error}");
    }
}

#[test]
fn the_reference_names_every_key_and_is_itself_valid() {
    let reference = reference();
    for key in ["origin", "aliases", "master_key_file", "certificate", "url_file", "sign_in_days"] {
        assert!(reference.contains(&format!("#{key} =")), "{key}\n{reference}");
    }
    let with_origin = reference.replace("#origin =", "origin = \"https://mail.contoso.example\"");
    check(&with_origin, 0o644, &[]).unwrap();
}
