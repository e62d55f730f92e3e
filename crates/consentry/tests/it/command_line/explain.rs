//! `consentry consent check|matrix|diff|report`: the same judgement as at the door, told for
//! administrators, and nothing written.

use serde_json::json;

use super::*;

#[tokio::test]
async fn a_check_names_the_setting_that_decides_and_what_changes_would_do() {
    let folder = demo_folder().await;
    let at = folder.path();
    for (name, user, more, outcome, setting, changes) in [
        (
            "off",
            "adele@contoso.example",
            &[][..],
            "request",
            "user-consent",
            &[("user-consent", "yes", "prompt"), ("workflow", "off", "need-admin")][..],
        ),
        (
            "classification",
            "lee@fabrikam.example",
            &[],
            "need-admin",
            "classification",
            &[("classification", "low", "prompt"), ("workflow", "on", "request")],
        ),
        (
            "admin only",
            "sam@tailspin.example",
            &["--resource", "graph", "--scopes", "Directory.Read.All"],
            "need-admin",
            "permission-kind",
            &[("workflow", "on", "request")],
        ),
        (
            "users may",
            "sam@tailspin.example",
            &[],
            "prompt",
            "user-consent",
            &[("user-consent", "no", "need-admin"), ("user-consent", "recommended", "prompt")],
        ),
        ("a role", "megan@contoso.example", &[], "prompt", "role", &[]),
        ("disabled", "nestor@contoso.example", &[], "refused", "account", &[]),
    ] {
        let check = ["consent", "check", "--user", user, "--app", APPLE];
        let told = json(at, &[&check[..], more].concat());
        assert_eq!(
            (&told["outcome"], &told["setting"]),
            (&json!(outcome), &json!(setting)),
            "{name}"
        );
        let all = told["changes"].as_array().unwrap();
        for (setting, to, then) in changes {
            let found = all.iter().find(|one| one["setting"] == *setting && one["to"] == *to);
            assert_eq!(found.map(|one| &one["outcome"]), Some(&json!(then)), "{name}: {told:#}");
        }
        let trace = told["trace"].as_array().unwrap();
        assert!(!trace.is_empty() && told["text"].is_string(), "{name}");
    }
}

#[tokio::test]
async fn a_check_offers_commands_that_work_as_they_stand() {
    let folder = demo_folder().await;
    let at = folder.path();
    let check = ["consent", "check", "--user", "lee@fabrikam.example", "--app", APPLE];
    let said = table(at, &check);
    assert!(said.starts_with("need-admin: an administrator has to consent"), "{said}");
    for part in [
        "  decided by   classification: app consent policy microsoft-user-default-low",
        "  classification = low ",
        "→ prompt",
        "→ silent",
        "Gate by gate:",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    // What it says helps is typed as it is printed.
    let commands: Vec<&str> =
        said.lines().filter(|line| line.starts_with("  consentry ")).collect();
    assert_eq!(commands.len(), 2, "{said}");
    for line in commands {
        let words = shell_words(line.trim().strip_prefix("consentry ").unwrap());
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        json(at, &words);
    }
    assert_eq!(json(at, &check)["outcome"], "silent");
}

/// Words of a line, as a shell takes them apart.
fn shell_words(line: &str) -> Vec<String> {
    let parts = line.split('"').enumerate();
    let words = parts.flat_map(|(at, part)| match at % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect::<Vec<String>>(),
        _ => vec![part.to_owned()],
    });
    words.collect()
}

#[tokio::test]
async fn a_remedy_in_the_trace_works_as_it_stands_too() {
    let folder = demo_folder().await;
    let at = folder.path();
    let check = ["consent", "check", "--user", "lee@fabrikam.example", "--app", APPLE];
    for _ in 0..2 {
        let told = json(at, &check);
        let remedy = told["remedy"].as_str().unwrap();
        let command = remedy.split('`').nth(1).unwrap().strip_prefix("consentry ").unwrap();
        let words: Vec<&str> = command.split(' ').chain(["--tenant", "fabrikam.example"]).collect();
        json(at, &words);
    }
    assert_eq!(json(at, &check)["outcome"], "prompt");
}

#[tokio::test]
async fn the_matrix_tells_what_the_check_tells() {
    let folder = demo_folder().await;
    let at = folder.path();
    let fabrikam = |words: &[&'static str]| within("fabrikam.example", words);
    let of_apple = ["consent", "matrix", "--app", APPLE];
    let rows = json(at, &fabrikam(&of_apple));
    let row = |scope: &str| {
        let found = rows.as_array().unwrap().iter().find(|row| row["permission"] == scope);
        found.unwrap().clone()
    };
    assert_eq!(row("User.Read")["member"], "prompt");
    assert_eq!(row("EAS.AccessAsUser.All")["member"], "need-admin");
    assert_eq!(row("EAS.AccessAsUser.All")["guest"], "need-admin");
    assert_eq!(row("EAS.AccessAsUser.All")["global-administrator"], "prompt");
    assert_eq!(row("EAS.AccessAsUser.All")["resource"], "exchange");
    let all = fabrikam(&[&of_apple[..], &["--all-permissions"]].concat());
    assert!(json(at, &all).as_array().unwrap().len() > rows.as_array().unwrap().len() + 20);
    let told = table(at, &all);
    assert!(told.lines().all(|line| line.chars().count() <= 100), "{told}");
    assert!(told.contains("AT EXCHANGE") && told.contains("AT GRAPH"), "{told}");
    let whole = table(at, &fabrikam(&["consent", "matrix"]));
    assert!(whole.contains("Demo CLI (") && whole.contains("lists no permissions"), "{whole}");
}

#[tokio::test]
async fn a_difference_is_told_and_nothing_is_set() {
    let folder = demo_folder().await;
    let at = folder.path();
    let before = (json(at, &in_contoso(&["tenant", "show"])), activities(at));
    let diff = |words: &[&str]| {
        let head = ["consent", "diff", "--app", APPLE];
        json(at, &in_contoso(&[&head[..], words].concat()))
    };
    let told = diff(&["--users-may-consent", "yes"]);
    assert_eq!(told["count"], 3);
    assert_eq!(told["counts"], json!([{ "before": "request", "after": "prompt", "count": 3 }]));
    assert_eq!(told["changes"][0]["who"], "member");
    // Members and guests, three permissions each.
    assert_eq!(diff(&["--requests", "off"])["count"], 6);
    assert_eq!(diff(&["--remove-reviewer", "user:grady@contoso.example"])["count"], 6);
    assert_eq!(diff(&["--defaults", "consentry"])["count"], 0);
    let low = "Helpdesk Administrator:all:microsoft-company-admin";
    assert_eq!(diff(&["--role-consent", low])["count"], 0, "a role that is no kind of user");
    let words = in_contoso(&["consent", "diff", "--users-may-consent", "yes"]);
    let said = table(at, &words);
    let mut lines = said.lines();
    assert_eq!(lines.next(), Some("7 outcomes would change; consents that were given stay valid"));
    assert_eq!(lines.next().map(str::trim), Some("7  request → prompt"));
    let nothing = table(at, &in_contoso(&["consent", "diff", "--requests", "on"]));
    assert!(nothing.starts_with("nothing would change"), "{nothing}");
    refused(
        at,
        &[
            ("no setting", &in_contoso(&["consent", "diff"]), 2, "nothing to try"),
            (
                "no such policy",
                &in_contoso(&["consent", "diff", "--users-may-consent", "nosuch"]),
                1,
                "there is no policy `nosuch`",
            ),
        ],
    );
    assert_eq!((json(at, &in_contoso(&["tenant", "show"])), activities(at)), before);
}

#[tokio::test]
async fn the_report_names_what_deserves_a_look() {
    let folder = demo_folder().await;
    let at = folder.path();
    let report = within("tailspin.example", &["consent", "report"]);
    let fjord = "3d0c1f52-8a6e-4b7f-9c55-7e1f2a9b6c10";
    let grant = ["consent", "grant", "--all-users", "--app", fjord, "--resource", "graph"];
    let grant = [&grant[..], &["--scopes", "Calendars.Read Mail.Read"]].concat();
    json(at, &within("tailspin.example", &grant));
    let told = json(at, &report);
    let of = |name: &str| {
        let found = told.as_array().unwrap().iter().find(|one| one["name"] == name);
        found.unwrap().clone()
    };
    assert_eq!(
        of("Directory Reader")["risks"],
        json!([{ "kind": "application-permission", "about": "Directory.Read.All" }])
    );
    let fjord = of("Fjord Mail");
    let kinds: Vec<&Value> =
        fjord["risks"].as_array().unwrap().iter().map(|risk| &risk["kind"]).collect();
    assert!(kinds.contains(&&json!("unverified-reach")), "{kinds:?}");
    assert!(kinds.contains(&&json!("beyond-its-list")), "{kinds:?}");
    assert_eq!((&fjord["unused"], &fjord["consented_for_all"]), (&json!(false), &json!(true)));
    let said = table(at, &report);
    assert!(said.contains("its publisher is not verified"), "{said}");
    let nothing =
        json(at, &["tenant", "create", "N", "--domain", "n.example", "--admin", "a@n.example"]);
    assert!(nothing["id"].is_string());
    let said = table(at, &["consent", "report", "--tenant", "n.example"]);
    assert!(said.starts_with("nothing to look at"), "{said}");
}
