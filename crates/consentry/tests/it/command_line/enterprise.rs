//! `consentry app` about enterprise applications: who consented, notes and logo, publishers,
//! deleting and restoring; and taking back everything.

use serde_json::json;

use super::*;

const FJORD: &str = "3d0c1f52-8a6e-4b7f-9c55-7e1f2a9b6c10";

fn app(at: &Path, words: &[&str]) -> Value {
    json(at, &in_contoso(&[&["app"], words].concat()))
}

fn grant(at: &Path, whom: &[&str]) {
    let words = ["consent", "grant", "--app", APPLE, "--resource", "exchange", "--scopes"];
    json(at, &in_contoso(&[&words[..], &["EAS.AccessAsUser.All"], whom].concat()));
}

/// A PNG of one colour.
fn png(side: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    let pixels = vec![0x80_u8; usize::try_from(side * side).unwrap()];
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    bytes
}

#[tokio::test]
async fn who_consented_is_told_and_everything_is_taken_back_at_once() {
    let folder = demo_folder().await;
    let at = folder.path();
    grant(at, &["--all-users"]);
    grant(at, &["--user", "adele@contoso.example"]);
    grant(at, &["--user", "alex@contoso.example"]);
    let shown = app(at, &["show", APPLE]);
    assert_eq!(
        (&shown["consented_for_all"], &shown["consented_people"]),
        (&json!(true), &json!(2))
    );
    assert_eq!((&shown["last_sign_in"], &shown["people_30_days"]), (&json!(null), &json!(0)));
    let told = table(at, &in_contoso(&["app", "list"]));
    let line = told.lines().find(|line| line.contains(APPLE)).unwrap();
    assert!(line.contains("all + 2") && line.contains("never"), "{told}");
    assert!(told.lines().all(|line| line.chars().count() <= 100), "{told}");
    let told = table(at, &in_contoso(&["app", "show", APPLE]));
    assert!(told.contains("an administrator, for everybody; 2 users besides"), "{told}");

    let revoke = |words: &[&str]| {
        let head = ["consent", "revoke", "--app", APPLE];
        json(at, &in_contoso(&[&head[..], words].concat()))["revoked"].clone()
    };
    assert_eq!(revoke(&["--user", "adele@contoso.example"]), 1);
    assert_eq!(revoke(&["--everything"]), 2);
    assert_eq!(revoke(&["--everything"]), 0);
    refused(
        at,
        &[
            ("whose", &in_contoso(&["consent", "revoke", "--app", APPLE]), 2, "--everything"),
            (
                "two of them",
                &["consent", "revoke", "--app", APPLE, "--everything", "--all-users"],
                2,
                "cannot be used with",
            ),
            (
                "given to everything",
                &["consent", "grant", "--app", APPLE, "--everything"],
                2,
                "--everything",
            ),
        ],
    );
}

#[tokio::test]
async fn what_an_application_may_do_by_itself_is_listed_and_taken_back() {
    let folder = demo_folder().await;
    let at = folder.path();
    let list = in_contoso(&["consent", "list"]);
    let held = json(at, &list);
    assert_eq!(held.as_array().unwrap().len(), 1, "{held}");
    let (kind, scopes) = (&held[0]["consent_type"], &held[0]["scopes"]);
    assert_eq!((kind, scopes), (&json!("Application"), &json!("Directory.Read.All")));
    assert!(table(at, &list).contains("itself"));
    let id = held[0]["app_id"].as_str().unwrap();
    let back = ["consent", "revoke", "--everything", "--app", id];
    assert_eq!(json(at, &in_contoso(&back))["revoked"], 1);
    assert_eq!(json(at, &list), json!([]));
}

#[tokio::test]
async fn notes_homepage_and_logo_come_and_go() {
    let folder = demo_folder().await;
    let at = folder.path();
    let logo = at.join("logo.png");
    std::fs::write(&logo, png(215)).unwrap();
    let small = at.join("small.png");
    std::fs::write(&small, png(64)).unwrap();
    let (logo, small) = (logo.to_str().unwrap(), small.to_str().unwrap());
    let set = ["set", APPLE, "--notes", "Ask Megan,\nshe knows", "--homepage"];
    let told = app(at, &[&set[..], &["https://apple.example/mail", "--logo", logo]].concat());
    assert_eq!(told["notes"], "Ask Megan,\nshe knows");
    assert_eq!(
        (&told["homepage"], &told["logo"]),
        (&json!("https://apple.example/mail"), &json!(true))
    );
    assert!(table(at, &in_contoso(&["app", "show", APPLE])).contains("Ask Megan, she"));
    let before = activities(at);
    let note = "x".repeat(1_025);
    for (name, words, said) in [
        ("too small", &["--notes", "other", "--logo", small][..], "215 by 215"),
        ("no file", &["--logo", "/nowhere.png"], "`/nowhere.png` cannot be read"),
        ("no page", &["--homepage", "javascript:alert(1)"], "begins with https://"),
        ("no page, a logo", &["--homepage", "x", "--logo", logo], "begins with https://"),
        ("too long", &["--notes", &note], "at most 1024"),
    ] {
        let words = in_contoso(&[&["app", "set", APPLE], words].concat());
        refused(at, &[(name, &words, 1, said)]);
    }
    assert_eq!(activities(at), before, "no half of a refused change was made");
    let told = app(at, &["set", APPLE, "--notes", "", "--homepage", "", "--logo", "none"]);
    assert_eq!((&told["notes"], &told["logo"]), (&json!(null), &json!(false)));
}

#[tokio::test]
async fn a_verified_publisher_counts_in_every_tenant() {
    let folder = demo_folder().await;
    let at = folder.path();
    let words = ["consent", "check", "--user", "lee@fabrikam.example", "--app", FJORD];
    let check = [&words[..], &["--resource", "graph", "--scopes", "User.Read"]].concat();
    assert_eq!(json(at, &check)["setting"], "publisher");
    let verify = ["verify-publisher", FJORD, "--name", "Fjord AS", "--publisher-id", "4711"];
    let told = app(at, &verify);
    assert_eq!(
        (&told["publisher"]["verified"], &told["publisher"]["id"]),
        (&json!(true), &json!("4711"))
    );
    assert_eq!(json(at, &check)["outcome"], "prompt");
    assert_eq!(app(at, &["show", FJORD])["publisher_id"], "4711");
    app(at, &["unverify-publisher", FJORD]);
    let shown = app(at, &["show", FJORD]);
    assert_eq!(
        (&shown["publisher"], &shown["publisher_verified"]),
        (&json!("Fjord AS"), &json!(false))
    );
    let unknown = "00000000-0000-4000-8000-00000000dead";
    let half = in_contoso(&["app", "verify-publisher", FJORD, "--name", "F"]);
    let nobody = in_contoso(&["app", "unverify-publisher", unknown]);
    refused(
        at,
        &[("no id", &half, 2, "--publisher-id"), ("no application", &nobody, 1, "AADSTS700016")],
    );
}

#[tokio::test]
async fn a_deleted_application_is_listed_until_it_is_restored() {
    let folder = demo_folder().await;
    let at = folder.path();
    grant(at, &["--all-users"]);
    assert_eq!(app(at, &["list", "--deleted"]), json!([]));
    app(at, &["delete", APPLE]);
    let deleted = app(at, &["list", "--deleted"]);
    assert_eq!(deleted[0]["app_id"], APPLE);
    assert!(deleted[0]["restorable_until"].as_str() > deleted[0]["deleted_at"].as_str());
    let told = table(at, &in_contoso(&["app", "list", "--deleted"]));
    assert!(told.contains(APPLE) && told.contains("CAN BE RESTORED UNTIL"), "{told}");
    app(at, &["restore", APPLE]);
    assert_eq!(app(at, &["list", "--deleted"]), json!([]));
    assert_eq!(app(at, &["show", APPLE])["consented_for_all"], false);
    let again = in_contoso(&["app", "restore", APPLE]);
    refused(at, &[("nothing to restore", &again, 1, "error: ")]);
}
