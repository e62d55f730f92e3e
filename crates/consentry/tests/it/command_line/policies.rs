//! `consentry policy`: a tenant's own policies and classifications, and that they decide.

use serde_json::json;

use super::*;

fn policy(at: &Path, words: &[&str]) -> Value {
    json(at, &in_contoso(&[&["policy"], words].concat()))
}

#[tokio::test]
async fn a_policy_of_the_tenant_decides_and_is_deleted_when_nobody_uses_it() {
    let folder = demo_folder().await;
    let at = folder.path();
    let made = policy(at, &["create", "phones", "--name", "Mail on phones"]);
    assert_eq!((&made["id"], &made["includes"]), (&json!("phones"), &json!([])));
    let exchange = ["--resource", "exchange", "--permissions"];
    let apple = ["--client", APPLE, "--verified-publisher"];
    let mail = "eas.accessasuser.all EWS.AccessAsUser.All";
    let told = policy(at, &[&["include", "phones"], &exchange[..], &[mail], &apple[..]].concat());
    let sentence = "delegated permissions of Office 365 Exchange Online: EAS.AccessAsUser.All \
                    EWS.AccessAsUser.All; for Apple Internet Accounts; of verified publishers";
    assert_eq!(told["includes"][0]["sentence"], sentence);
    policy(at, &["include", "phones", "--resource", "graph", "--permissions", "User.Read"]);

    let set = ["tenant", "set", "--tenant", "contoso.example", "--users-may-consent"];
    json(at, &[&set[..], &["phones"]].concat());
    let check = |app| {
        let words = ["consent", "check", "--user", "adele@contoso.example", "--app", app];
        json(at, &words)["outcome"].as_str().unwrap().to_owned()
    };
    assert_eq!(check(APPLE), "prompt");
    assert_eq!(check("3d0c1f52-8a6e-4b7f-9c55-7e1f2a9b6c10"), "request", "another client");
    let out =
        policy(at, &[&["exclude", "phones"], &exchange[..], &["EWS.AccessAsUser.All"]].concat());
    assert_eq!(check(APPLE), "request", "one of what it asks for is left out");
    let id = out["excludes"][0]["id"].as_str().unwrap();
    policy(at, &["remove-condition", "phones", id]);
    assert_eq!(check(APPLE), "prompt");

    let delete = in_contoso(&["policy", "delete", "phones"]);
    refused(at, &[("in use", &delete, 1, "it is in use for users, for themselves")]);
    assert_eq!(policy(at, &["show", "phones"])["used_by"], json!(["users, for themselves"]));
    json(at, &[&set[..], &["no"]].concat());
    policy(at, &["delete", "phones"]);
    refused(at, &[("gone", &delete, 1, "there is no policy `phones`")]);
}

#[tokio::test]
async fn policies_are_shown_as_sentences() {
    let folder = demo_folder().await;
    let at = folder.path();
    let list = policy(at, &["list"]);
    let shipped = list.as_array().unwrap().iter().filter(|one| one["shipped"] == true).count();
    assert_eq!(shipped, list.as_array().unwrap().len());
    let said = table(at, &in_contoso(&["policy", "list"]));
    assert!(said.contains(" microsoft-all-application-permissions-verified "), "{said}");
    assert!(said.lines().all(|line| line.chars().count() <= 100), "{said}");
    policy(at, &["create", "own", "--name", "Own", "--description", "What for"]);
    let tenant = "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01";
    let more = ["--client-tenant", tenant, "--publisher", "P1", "--impact", "low"];
    policy(at, &[&["include", "own"], &more[..]].concat());
    let role = ["--type", "application", "--resource", "graph"];
    let own = policy(
        at,
        &[&["exclude", "own"], &role[..], &["--permissions", "Directory.Read.All"]].concat(),
    );
    let includes = format!(
        "delegated permissions; classified as low; for applications registered in {tenant}; of the \
         verified publishers P1"
    );
    assert_eq!(own["includes"][0]["sentence"], includes);
    let excludes = "application permissions of Microsoft Graph: Directory.Read.All";
    assert_eq!(own["excludes"][0]["sentence"], excludes);
    let said = table(at, &in_contoso(&["policy", "show", "own"]));
    let id = own["includes"][0]["id"].as_str().unwrap();
    assert!(said.contains(&format!("[{id}]")) && said.contains("leaves out"), "{said}");
    let renamed = policy(at, &["set", "own", "--name", "Other"]);
    assert_eq!((&renamed["name"], &renamed["description"]), (&json!("Other"), &json!("What for")));
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let folder = demo_folder().await;
    let at = folder.path();
    policy(at, &["create", "own", "--name", "Own"]);
    let before = (policy(at, &["show", "own"]), activities(at));
    let unknown = "00000000-0000-4000-8000-00000000dead";
    let graph = ["--resource", "graph"];
    for (name, words, code, said) in [
        ("taken", &["create", "OWN", "--name", "Own"][..], 1, "`own` is taken"),
        ("reserved", &["create", "microsoft-x", "--name", "X"], 1, "shipped policies"),
        ("no id", &["create", "..", "--name", "X"], 2, "not the id of a policy"),
        ("no name", &["create", "x"], 2, "--name"),
        ("shipped", &["set", "microsoft-user-default-low", "--name", "X"], 1, "a shipped one"),
        ("shipped, too", &["include", "microsoft-user-default-low"], 1, "a shipped one"),
        ("shipped, three", &["delete", "microsoft-user-default-low"], 1, "a shipped one"),
        ("nothing", &["set", "own"], 2, "nothing to set"),
        ("unknown", &["show", "nosuch"], 1, "there is no policy `nosuch`"),
        ("whose permission", &["include", "own", "--permissions", "User.Read"], 2, "--resource"),
        (
            "no permission",
            &["include", "own", graph[0], graph[1], "--permissions", "Nope"],
            1,
            "`Nope` is no delegated permission of Microsoft Graph",
        ),
        (
            "of the other kind",
            &[
                "include",
                "own",
                graph[0],
                graph[1],
                "--permissions",
                "User.Read",
                "--type",
                "application",
            ],
            1,
            "`User.Read` is no application permission",
        ),
        (
            "roles have no class",
            &["include", "own", "--type", "application", "--impact", "low"],
            2,
            "only delegated permissions",
        ),
        ("no client", &["include", "own", "--client", unknown], 1, "AADSTS700016"),
        ("no set", &["remove-condition", "own", unknown], 1, "there is no condition set"),
        (
            "admin only",
            &["classify", graph[0], graph[1], "--scopes", "Directory.Read.All", "--impact", "low"],
            1,
            "an administrator's to grant",
        ),
        (
            "no scope",
            &["classify", graph[0], graph[1], "--scopes", "Nope", "--impact", "low"],
            1,
            "AADSTS70011",
        ),
        (
            "no class",
            &["classify", graph[0], graph[1], "--scopes", "User.Read", "--impact", "little"],
            2,
            "low, medium, high, none",
        ),
        (
            "no resource",
            &["classify", "--resource", "x", "--scopes", "User.Read", "--impact", "low"],
            2,
            "neither `exchange`, `graph`",
        ),
    ] {
        refused(at, &[(name, &in_contoso(&[&["policy"], words].concat()), code, said)]);
    }
    assert_eq!((policy(at, &["show", "own"]), activities(at)), before);
}

#[tokio::test]
async fn permissions_are_classified_and_the_starter_set_leaves_what_was_decided() {
    let folder = demo_folder().await;
    let at = folder.path();
    let classified = || policy(at, &["classifications", "--classified"]);
    assert_eq!(classified(), json!([]));
    let all = policy(at, &["classifications"]);
    let exchange = policy(at, &["classifications", "--resource", "exchange"]);
    let number = |list: &Value| list.as_array().unwrap().len();
    assert!(number(&all) > number(&exchange) && number(&exchange) > 10);
    let admin = exchange.as_array().unwrap().iter().find(|one| one["admin_only"] == true);
    assert_eq!(admin.unwrap()["permission"], "Exchange.Manage");
    let of_client = policy(at, &["classifications", "--resource", APPLE]);
    assert_eq!(of_client, json!([]), "it exposes nothing");

    let graph = ["classify", "--resource", "graph", "--scopes"];
    policy(at, &[&graph[..], &["User.Read", "--impact", "high"]].concat());
    let shown = policy(at, &["starter-set"]);
    assert_eq!((number(&shown), number(&classified())), (5, 1), "shown, not set");
    let set = policy(at, &["starter-set", "--apply"]);
    let impact = |value: &str| {
        let found = set.as_array().unwrap().iter().find(|one| one["permission"] == value);
        found.unwrap()["classification"].clone()
    };
    assert_eq!((impact("openid"), impact("User.Read")), (json!("low"), json!("high")));
    assert_eq!(number(&classified()), 5);
    let before = activities(at).len();
    policy(at, &["starter-set", "--apply"]);
    assert_eq!(activities(at).len(), before, "nothing was left to do");
    policy(at, &[&graph[..], &["openid user.read", "--impact", "none"]].concat());
    assert_eq!(number(&classified()), 3);
}
