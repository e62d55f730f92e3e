//! Registrations at the command line: everything that they say, and what they may not say.

use super::*;

const CONTOSO: &str = "contoso.example";

fn register(at: &Path) -> String {
    let words =
        within(CONTOSO, &["app", "register", "Orders", "--web-redirect", "https://o.example/cb"]);
    json(at, &words)["app_id"].as_str().unwrap().to_owned()
}

fn shown(at: &Path, app: &str) -> Value {
    json(at, &within(CONTOSO, &["app", "show", app]))["registration"].clone()
}

#[tokio::test]
async fn a_registration_says_everything_that_it_was_told() {
    let folder = demo_folder().await;
    let at = folder.path();
    let app = register(at);
    let own = format!("api://{app}");
    for words in [
        &["app", "edit", &app, "--audience", "many-tenants", "--add-identifier-uri", &own][..],
        &["app", "edit", &app, "--token-version", "2", "--publisher-domain", CONTOSO],
        &["app", "add-redirect", &app, "https://o.example/spa", "--platform", "spa"],
        &["app", "remove-redirect", &app, "https://o.example/cb"],
        &["app", "expose-scope", &app, "Orders.Read", "--admin-text", "Read orders"],
        &["app", "expose-scope", &app, "Orders.Write", "--admin-text", "W", "--kind", "admin"],
        &["app", "add-role", &app, "Orders.Approve", "--text", "Approve", "--holders", "both"],
        &["app", "trust", &app, APPLE, "--scopes", "Orders.Read"],
        &["app", "claims", &app, "--access", "email", "--id", "upn", "given_name"],
        &["app", "require", &app, "graph", "--scopes", "User.Read"],
        &["app", "remove-scope", &app, "Orders.Write"],
        &["app", "assign", &app, "--user", "adele@contoso.example", "--role", "Orders.Approve"],
    ] {
        json(at, &within(CONTOSO, words));
    }
    let told = shown(at, &app);
    assert_eq!(told["audience"], "AzureADMultipleOrgs");
    assert_eq!(told["identifier_uris"][0], own.as_str());
    assert_eq!(told["scopes"].as_array().unwrap().len(), 1);
    assert_eq!(told["scopes"][0]["user_text"], "Read orders");
    assert_eq!(told["roles"][0]["holders"], "both");
    assert_eq!(told["pre_authorized"][0]["client"], APPLE);
    assert_eq!(told["optional_claims"]["id"].as_array().unwrap().len(), 2);
    let table = table(at, &within(CONTOSO, &["app", "show", &app]));
    assert!(table.contains("Orders.Read (users may consent)"), "{table}");

    json(at, &within(CONTOSO, &["app", "delete-registration", &app]));
    refused(at, &[("deleted", &within(CONTOSO, &["app", "show", &app]), 1, "AADSTS700016")]);
    let deleted = json(at, &within(CONTOSO, &["app", "list", "--deleted-registrations"]));
    assert_eq!(deleted[0]["app_id"], app.as_str());
    json(at, &within(CONTOSO, &["app", "restore-registration", &app]));
    assert_eq!(shown(at, &app)["identifier_uris"][0], own.as_str());
}

#[tokio::test]
async fn what_a_registration_may_not_say_is_refused() {
    let folder = demo_folder().await;
    let at = folder.path();
    let app = register(at);
    let in_tenant = |words: &[&'static str]| -> Vec<String> {
        let words =
            words.iter().map(|word| if *word == "APP" { app.clone() } else { (*word).to_owned() });
        words.chain(["--tenant".to_owned(), CONTOSO.to_owned()]).collect()
    };
    for (name, words, code, said) in [
        (
            "a scheme for the web",
            &["app", "add-redirect", "APP", "orders://x", "--platform", "web"][..],
            1,
            "scheme of its own",
        ),
        (
            "a wildcard",
            &["app", "add-redirect", "APP", "https://*.o.example/", "--platform", "web"],
            1,
            "`*`",
        ),
        (
            "somebody else's name",
            &["app", "edit", "APP", "--add-identifier-uri", "https://graph.microsoft.com"],
            1,
            "neither",
        ),
        (
            "another's domain",
            &["app", "edit", "APP", "--publisher-domain", "fabrikam.example"],
            1,
            "not a domain",
        ),
        (
            "an unknown claim",
            &["app", "claims", "APP", "--id", "shoe_size"],
            2,
            "no optional claim",
        ),
        (
            "a role for nobody",
            &["app", "assign", "APP", "--user", "adele@contoso.example", "--role", "None"],
            1,
            "no role",
        ),
        (
            "trust in nothing",
            &["app", "trust", "APP", APPLE, "--scopes", "Orders.Read"],
            1,
            "not exposed",
        ),
        ("nothing to change", &["app", "edit", "APP"], 2, "required"),
        (
            "a scope that is not there",
            &["app", "remove-scope", "APP", "Orders.Read"],
            1,
            "there is no scope",
        ),
    ] {
        let words = in_tenant(words);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        refused(at, &[(name, &words, code, said)]);
    }
}
