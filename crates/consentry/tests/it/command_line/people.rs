//! Guests, owners of groups, signing out, and what a person sees at My Apps.

use serde_json::json;

use super::*;

const ADELE: &str = "adele@contoso.example";

#[tokio::test]
async fn a_guest_consents_to_nothing() {
    let folder = demo_folder().await;
    let at = folder.path();
    let guest = "visitor@tailspin.example";
    let made = json(at, &["user", "add", guest, "--guest"]);
    assert_eq!(made["kind"], "guest");
    assert_eq!(json(at, &["user", "show", guest])["kind"], "guest");
    assert_eq!(json(at, &["user", "show", "sam@tailspin.example"])["kind"], "member");
    let mut child = command(at, &["user", "set-password", guest, "--password-stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"Nine-green-ladders\n").unwrap();
    assert!(child.wait().unwrap().success());
    let told = json(at, &["consent", "check", "--user", guest, "--app", APPLE]);
    assert_eq!((&told["outcome"], &told["setting"]), (&json!("need-admin"), &json!("user-kind")));
}

#[tokio::test]
async fn owners_of_a_group_are_named() {
    let folder = demo_folder().await;
    let at = folder.path();
    let owner = |verb: &str| json(at, &["group", verb, "Mobile mail", ADELE])["changed"].clone();
    let shown = || json(at, &["group", "show", "Mobile mail", "--tenant", "contoso.example"]);
    assert_eq!((owner("add-owner"), owner("add-owner")), (json!(true), json!(false)));
    assert_eq!(shown()["owners"], json!([ADELE]));
    assert_eq!(shown()["members"], json!(["alex@contoso.example"]), "owners are no members");
    assert_eq!((owner("remove-owner"), owner("remove-owner")), (json!(true), json!(false)));
    assert_eq!(shown()["owners"], json!([]));
    refused(
        at,
        &[
            ("no group", &["group", "add-owner", "Nobody", ADELE], 1, "there is no group"),
            (
                "of another tenant",
                &["group", "add-owner", "Mobile mail", "lee@fabrikam.example"],
                1,
                "there is no group",
            ),
        ],
    );
}

#[tokio::test]
async fn somebody_is_signed_out_everywhere() {
    let folder = demo_folder().await;
    let at = folder.path();
    json(at, &["user", "sign-out", ADELE]);
    let record = json(at, &["audit", "list", "--activity", "Revoke sign in sessions"]);
    assert_eq!(
        (&record[0]["target_name"], &record[0]["actor"]),
        (&json!(ADELE), &json!("command line"))
    );
    let nobody = ["user", "sign-out", "nobody@contoso.example"];
    refused(at, &[("nobody", &nobody, 1, "there is no user `nobody@contoso.example`")]);
}

#[tokio::test]
async fn what_a_person_allowed_is_told_apart_from_what_an_administrator_did() {
    let folder = demo_folder().await;
    let at = folder.path();
    let list = ["my-apps", "list", "--user", ADELE];
    assert_eq!(json(at, &list), json!([]));
    let grant = |words: &[&str]| {
        let head = ["consent", "grant", "--app", APPLE];
        json(at, &[&head[..], words].concat())
    };
    grant(&["--user", ADELE, "--resource", "exchange", "--scopes", "EAS.AccessAsUser.All"]);
    let all = ["--all-users", "--resource", "graph", "--scopes", "User.Read", "--tenant"];
    grant(&[&all[..], &["contoso.example"]].concat());
    let told = json(at, &list);
    assert_eq!(told[0]["app_id"], APPLE);
    assert_eq!(told[0]["own"]["permissions"][0]["permission"], "EAS.AccessAsUser.All");
    assert_eq!(told[0]["for_everybody"]["permissions"][0]["permission"], "User.Read");
    let said = table(at, &list);
    assert!(said.contains("himself since") && said.contains("administrator since"), "{said}");
    assert!(said.contains("EAS.AccessAsUser.All"), "{said}");
    // Taken back, it is his no more; what the administrator allowed does not show him the rest.
    json(at, &["consent", "revoke", "--app", APPLE, "--user", ADELE]);
    assert_eq!(json(at, &list), json!([]));
    let nobody = ["my-apps", "list", "--user", "nobody@contoso.example"];
    refused(
        at,
        &[("nobody", &nobody, 1, "there is no user"), ("who", &["my-apps", "list"], 2, "--user")],
    );
}
