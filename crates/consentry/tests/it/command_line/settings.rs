//! `consentry tenant set|show|create`: what is set about consents and the request workflow comes
//! back, by whichever name, and two at once lose nothing.

use serde_json::json;

use super::*;

const OLD: &str = "UsersPermissionToUserConsentToAppEnabled";

fn set(at: &Path, words: &[&str]) -> Value {
    json(at, &in_contoso(&[&["tenant", "set"], words].concat()))
}

#[tokio::test]
async fn every_name_of_the_switch_tells_the_same_truth() {
    let folder = demo_folder().await;
    let at = folder.path();
    let low = "microsoft-user-default-low";
    let legacy = "microsoft-user-default-legacy";
    for (words, choice, old, policies) in [
        (&["--users-may-consent", "yes"][..], "yes", true, vec![legacy]),
        (&["--users-may-consent", "no"], "no", false, vec![]),
        (&["--users-may-consent", "low-impact"], "low-impact", false, vec![low]),
        (&["--users-may-consent", legacy], "yes", true, vec![legacy]),
        (&["--users-may-consent", "low-impact,yes"], "custom", true, vec![legacy, low]),
        (
            &["--users-may-consent", "yes", "--users-may-consent", "low-impact"],
            "custom",
            true,
            vec![legacy, low],
        ),
        (
            &["--users-may-consent", "recommended"],
            "recommended",
            false,
            vec!["microsoft-user-default-allow-consent-apps", "microsoft-user-default-recommended"],
        ),
        (&[&format!("--{OLD}"), "true"], "yes", true, vec![legacy]),
        (&[&format!("--{OLD}"), "false"], "no", false, vec![]),
    ] {
        let told = set(at, words);
        assert_eq!(told["users_may_consent"], choice, "{words:?}");
        assert_eq!(told[OLD], old, "{words:?}");
        assert_eq!(told["settings"]["user_consent"], json!(policies), "{words:?}");
        assert_eq!(json(at, &in_contoso(&["tenant", "show"])), told, "{words:?}");
    }
}

#[tokio::test]
async fn the_workflow_is_set_and_shown_by_names() {
    let folder = demo_folder().await;
    let at = folder.path();
    let told = set(
        at,
        &[
            "--reviewer",
            "group:Mobile mail",
            "--reviewer",
            "role:Global Administrator",
            "--remove-reviewer",
            "user:grady@contoso.example",
            "--notify",
            "no",
            "--remind",
            "no",
            "--request-days",
            "7",
            "--delegates",
            "user:alex@contoso.example=microsoft-user-default-low",
            "--risk-step-up",
            "no",
            "--group-owner-consent",
            "Mobile mail",
            "--role-consent",
            "Helpdesk Administrator:self:microsoft-user-default-low",
        ],
    );
    let names: Vec<&Value> =
        told["reviewers"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert_eq!(names, [&json!("Mobile mail"), &json!("Global Administrator")]);
    assert_eq!(told["delegates"][0]["who"]["name"], "alex@contoso.example");
    let workflow = &told["settings"]["workflow"];
    assert_eq!(workflow["days"], 7);
    assert_eq!((&workflow["notify"], &workflow["remind"]), (&json!("off"), &json!("off")));
    let shown = table(at, &in_contoso(&["tenant", "show"]));
    for line in [
        "risk step-up                              no",
        "group owners may consent                  members of Mobile mail",
        "roles may consent                         Helpdesk Administrator:self:microsoft-user",
        "reviewers                                 group:Mobile mail (1 person), role:Global",
        "approve within a policy                   user:alex@contoso.example=microsoft-user",
        "request days                              7",
    ] {
        assert!(shown.contains(line), "{line}\n{shown}");
    }
    // Without a reviewer nobody can ask, and that is said.
    let gone = ["--remove-reviewer", "group:Mobile mail", "--remove-reviewer"];
    let told = set(at, &[&gone[..], &["role:Global Administrator"]].concat());
    assert_eq!(told["takes_requests"], false);
    let shown = table(at, &in_contoso(&["tenant", "show"]));
    assert!(shown.contains("on, but no reviewer is named"), "{shown}");
    let told = set(at, &["--requests", "off", "--reviewer", "user:grady@contoso.example"]);
    assert_eq!(
        (&told["takes_requests"], told["reviewers"].as_array().unwrap().len()),
        (&json!(false), 1)
    );
}

#[tokio::test]
async fn what_is_not_there_cannot_be_set() {
    let folder = demo_folder().await;
    let at = folder.path();
    let before = json(at, &in_contoso(&["tenant", "show"]));
    for (name, words, code, said) in [
        ("nothing", &[][..], 2, "nothing to set"),
        ("no such policy", &["--users-may-consent", "maybe"], 1, "there is no policy `maybe`"),
        ("what there is", &["--users-may-consent", "maybe"], 1, "consentry policy list"),
        ("no and more", &["--users-may-consent", "no,yes"], 2, "stands alone"),
        ("no policy's name", &["--users-may-consent", "a b"], 2, "not the id of a policy"),
        ("no such user", &["--reviewer", "user:nobody@contoso.example"], 1, "there is no user"),
        ("no such group", &["--reviewer", "group:Nobody"], 1, "there is no group `Nobody`"),
        ("no such role", &["--reviewer", "role:Boss"], 2, "`Boss` is not a directory role"),
        ("no kind", &["--reviewer", "grady@contoso.example"], 2, "neither user:UPN"),
        (
            "nobody's id",
            &["--reviewer", "user:00000000-0000-4000-8000-00000000dead"],
            1,
            "there is no user",
        ),
        (
            "no reviewer",
            &["--remove-reviewer", "user:adele@contoso.example"],
            1,
            "the reviewers are user:grady@contoso.example",
        ),
        ("no days", &["--request-days", "0"], 2, "1 to 60 days"),
        ("too many days", &["--request-days", "61"], 2, "1 to 60 days"),
        ("no policy of his", &["--delegate", "user:alex@contoso.example"], 2, "WHO=POLICY"),
        (
            "no such limits",
            &["--delegate", "user:alex@contoso.example=nosuch"],
            1,
            "there is no policy `nosuch`",
        ),
        (
            "no delegate",
            &["--remove-delegate", "user:alex@contoso.example=microsoft-user-default-low"],
            1,
            "nobody of this name",
        ),
        ("half a right", &["--role-consent", "Helpdesk Administrator"], 2, "ROLE:self:POLICY"),
        (
            "no right",
            &["--remove-role-consent", "Helpdesk Administrator:self:microsoft-user-default-low"],
            1,
            "there is no right",
        ),
        ("owners of nothing", &["--group-owner-consent", "Nobody"], 1, "there is no group"),
        ("no year", &["--defaults", "1999"], 2, "2014, 2020, 2025"),
        ("both names", &["--users-may-consent", "no", &format!("--{OLD}"), "true"], 2, OLD),
    ] {
        let words = in_contoso(&[&["tenant", "set"], words].concat());
        refused(at, &[(name, &words, code, said)]);
    }
    assert_eq!(json(at, &in_contoso(&["tenant", "show"])), before);
}

#[tokio::test]
async fn defaults_of_a_year_come_before_what_is_set_beside_them() {
    let folder = demo_folder().await;
    let at = folder.path();
    let told = set(at, &["--defaults", "2020", "--reviewer", "user:alex@contoso.example"]);
    assert_eq!(
        (&told["users_may_consent"], &told["takes_requests"]),
        (&json!("yes"), &json!(false))
    );
    assert_eq!(told["reviewers"].as_array().unwrap().len(), 2, "reviewers stay");
    let told = set(at, &["--defaults", "2014", "--users-may-consent", "no", "--requests", "on"]);
    assert_eq!((&told["users_may_consent"], &told["takes_requests"]), (&json!("no"), &json!(true)));
    assert_eq!(told["settings"]["risk_step_up"], "off");
    let create = ["tenant", "create", "Northwind", "--domain", "northwind.example"];
    let admin = ["--admin", "root@northwind.example", "--defaults", "2025"];
    json(at, &[&create[..], &admin].concat());
    let told = json(at, &["tenant", "show", "--tenant", "northwind.example"]);
    assert_eq!(told["users_may_consent"], "recommended");
    assert_eq!(told["reviewers"][0]["name"], "root@northwind.example");
}

#[tokio::test]
async fn bi_412_two_at_once_lose_nothing() {
    let folder = demo_folder().await;
    let at = folder.path();
    let add = |who: &str| {
        let name = format!("user:{who}@contoso.example");
        let words = in_contoso(&["tenant", "set", "--reviewer", &name]);
        let mut command = command(at, &words);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let people = ["adele", "alex", "megan", "diego"];
    let children: Vec<_> = people.map(add).into_iter().collect();
    let mut named = vec!["grady@contoso.example".to_owned()];
    for (child, who) in children.into_iter().zip(people) {
        let (code, _, err) = told(&child.wait_with_output().unwrap());
        match code {
            0 => named.push(format!("{who}@contoso.example")),
            _ => assert!(code == 1 && err.contains("changed meanwhile"), "{who}: {err}"),
        }
    }
    let shown = json(at, &in_contoso(&["tenant", "show"]));
    let mut there: Vec<String> = shown["reviewers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap().to_owned())
        .collect();
    there.sort();
    named.sort();
    assert_eq!(there, named);
    assert!(named.len() > 1, "somebody was first");
}
