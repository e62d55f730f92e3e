//! `consentry request`: what waits, who decides, and what helps where somebody may not.

use std::time::Duration;

use consentry_model::{
    AppId, Asked, Clock as _, ConsentRequest, RequestId, RequestKind, RequestState, Requester,
    Tenant, well_known,
};
use consentry_service::CONTOSO;
use serde_json::json;

use super::*;

const GRADY: &str = "grady@contoso.example";
/// How old a request is that ended by itself.
const LONG: Duration = Duration::from_hours(24 * 31);

/// People of Contoso ask for Apple's client, as they do on the page.
async fn ask(folder: &Path, people: &[(&str, &str)], age: Duration) -> String {
    let place = Place::Embedded(folder.to_owned());
    let key = folder.join("master.key");
    let opened = Installation::open(&place, &key.into(), FirstStart::Refused).await.unwrap();
    let databases = opened.databases();
    let tenant: Tenant =
        opened.store.read().await.unwrap().tenant(CONTOSO.id).await.unwrap().unwrap();
    let app: AppId = APPLE.parse().unwrap();
    let mut asked = Asked::default();
    asked.scopes.insert(well_known::EXCHANGE, "EAS.AccessAsUser.All".parse().unwrap());
    let at = SystemClock::new().now().minus(age);
    let mut unit = opened.store.unit().await.unwrap();
    let request = ConsentRequest {
        id: RequestId::mint(&consentry::runtime::SystemIds),
        tenant: tenant.id,
        app,
        kind: RequestKind::Dynamic,
        asked,
        state: RequestState::Open,
        reviewers: Vec::new(),
        created_at: at,
        expires_at: at.plus(tenant.settings.workflow.days.life()),
        closing: None,
        version: 1,
    };
    assert!(unit.add_consent_request(&request, None).await.unwrap());
    for (name, reason) in people {
        let upn = format!("{name}@contoso.example").parse().unwrap();
        let user = unit.user_by_name(tenant.id, &upn).await.unwrap().unwrap().id;
        let reason = reason.parse().unwrap();
        unit.add_requester(request.id, &Requester { user, reason, at }).await.unwrap();
    }
    unit.commit().await.unwrap();
    installation::close(&databases).await;
    request.id.to_string()
}

#[tokio::test]
async fn a_request_is_listed_shown_and_approved() {
    let folder = demo_folder().await;
    let at = folder.path();
    assert_eq!(json(at, &in_contoso(&["request", "list"])), json!([]));
    let people = [("adele", "on the train,\nand at home"), ("alex", "likewise")];
    let id = ask(at, &people, Duration::ZERO).await;

    let listed = json(at, &in_contoso(&["request", "list"]));
    assert_eq!((&listed[0]["id"], &listed[0]["state"]), (&json!(id), &json!("open")));
    assert_eq!(listed[0]["requesters"][0]["user"], "adele@contoso.example");
    assert_eq!(listed[0]["requesters"][0]["reason"], "on the train,\nand at home");
    let link = listed[0]["review_url"].as_str().unwrap();
    assert!(link.starts_with("https://") && link.ends_with(&format!("/admin/requests/{id}")));
    let other = ["request", "list", "--app", "b1a5c0de-4f2d-4e6a-8c3b-5a7d9e0f1c22"];
    assert_eq!(json(at, &in_contoso(&other)), json!([]));

    let show = in_contoso(&["request", "show", &id]);
    let shown = json(at, &show);
    assert_eq!(shown["reviewers"][0]["user"], GRADY);
    assert_eq!(shown["reviewers"][0]["may_approve"], true);
    assert_eq!(shown["permission_details"][0]["permission"], "EAS.AccessAsUser.All");
    assert_eq!(shown["permission_details"][0]["granted_for_all"], false);
    assert_eq!((&shown["version"], &shown["decided_by"]), (&json!(1), &json!(null)));
    let told = table(at, &show);
    assert!(told.contains("on the train, and at home"), "{told}");
    assert!(told.contains("grady@contoso.example may approve, deny and block"), "{told}");
    assert!(told.lines().all(|line| line.chars().count() <= 100), "{told}");

    let done = json(at, &["request", "approve", &id, "--as", GRADY, "--seen", "1"]);
    assert_eq!((&done["state"], &done["by"]), (&json!("approved"), &json!(GRADY)));
    let consents = json(at, &in_contoso(&["consent", "list", "--app", APPLE]));
    assert_eq!(consents[0]["consent_type"], "AllPrincipals");
    assert_eq!(consents[0]["scopes"], "EAS.AccessAsUser.All");
    assert_eq!(json(at, &in_contoso(&["request", "list"])), json!([]));
    for state in ["approved", "all"] {
        let list = in_contoso(&["request", "list", "--state", state]);
        assert_eq!(json(at, &list)[0]["state"], "approved", "{state}");
    }
    let record = json(at, &["audit", "list", "--activity", "Approve admin consent request"]);
    assert_eq!(record[0]["actor"], GRADY);
}

#[tokio::test]
async fn whoever_may_not_is_told_who_may_and_nothing_is_written() {
    let folder = demo_folder().await;
    let at = folder.path();
    let id = ask(at, &[("adele", "on the train")], Duration::ZERO).await;
    let unknown = "00000000-0000-4000-8000-00000000dead";
    let before = activities(at);
    let named = "its reviewers are grady@contoso.example; `consentry tenant set --tenant \
                 contoso.example --reviewer user:alex@contoso.example`";
    let (alex, reason) = ("alex@contoso.example", "Use Outlook.");
    refused(
        at,
        &[
            ("not a reviewer", &["request", "approve", &id, "--as", alex], 1, named),
            ("deny", &["request", "deny", &id, "--as", alex, "--reason", reason], 1, named),
            ("block", &["request", "block", &id, "--as", alex, "--reason", reason], 1, named),
            (
                "disabled",
                &["request", "approve", &id, "--as", "nestor@contoso.example"],
                1,
                "nestor@contoso.example is disabled",
            ),
            (
                "of another tenant",
                &["request", "approve", &id, "--as", "ada@fabrikam.example"],
                1,
                "there is no request",
            ),
            ("unknown", &["request", "approve", unknown, "--as", GRADY], 1, "there is no request"),
            ("nobody", &["request", "approve", &id], 2, "--as"),
            (
                "it has grown",
                &["request", "approve", &id, "--as", GRADY, "--seen", "7"],
                1,
                "shows what it asks for now, version 1",
            ),
            ("no reason", &["request", "deny", &id, "--as", GRADY], 2, "--reason"),
            (
                "an empty reason",
                &["request", "block", &id, "--as", GRADY, "--reason", " "],
                2,
                "a reason is needed",
            ),
            (
                "a reason that hides something",
                &["request", "deny", &id, "--as", GRADY, "--reason", "no\u{202e}way"],
                2,
                "cannot be shown",
            ),
        ],
    );
    assert_eq!(activities(at), before);
    // A reviewer without a role denies and does not approve.
    json(at, &in_contoso(&["tenant", "set", "--reviewer", &format!("user:{alex}")]));
    let may = "needs a directory role that may consent to all of it; grady@contoso.example may \
               approve it, alex@contoso.example may deny or block it";
    refused(at, &[("no role", &["request", "approve", &id, "--as", alex], 1, may)]);
    let done = json(at, &["request", "deny", &id, "--as", alex, "--reason", reason]);
    assert_eq!((&done["state"], &done["reason"]), (&json!("denied"), &json!(reason)));
    let over = "the request is denied already, by alex@contoso.example on ";
    let why = "with the reason: Use Outlook.";
    refused(
        at,
        &[
            ("over", &["request", "approve", &id, "--as", GRADY], 1, over),
            ("why", &["request", "deny", &id, "--as", GRADY, "--reason", "x"], 1, why),
            ("too late", &["request", "block", &id, "--as", GRADY, "--reason", "x"], 1, over),
        ],
    );
}

#[tokio::test]
async fn a_blocked_application_is_off_until_it_is_switched_on() {
    let folder = demo_folder().await;
    let at = folder.path();
    let id = ask(at, &[("adele", "on the train")], Duration::ZERO).await;
    let told = table(at, &["request", "block", &id, "--as", GRADY, "--reason", "Not on phones."]);
    assert!(told.contains(&format!("`consentry app set {APPLE} --enabled yes`")), "{told}");
    let check = ["consent", "check", "--user", "adele@contoso.example", "--app", APPLE];
    let checked = json(at, &check);
    assert_eq!((&checked["outcome"], &checked["aadsts"]), (&json!("refused"), &json!(7_000_112)));
    assert_eq!(checked["setting"], "enabled");
    json(at, &in_contoso(&["app", "set", APPLE, "--enabled", "yes"]));
    assert_eq!(json(at, &check)["outcome"], "request");
}

#[tokio::test]
async fn a_request_whose_time_is_over_has_expired_whether_or_not_a_server_runs() {
    let folder = demo_folder().await;
    let at = folder.path();
    let id = ask(at, &[("adele", "on the train")], LONG).await;
    let list = |state| json(at, &in_contoso(&["request", "list", "--state", state]));
    assert_eq!(list("open"), json!([]));
    let expired = list("expired");
    assert_eq!((&expired[0]["id"], &expired[0]["state"]), (&json!(id), &json!("expired")));
    let over = "the request is expired already; it ended on ";
    refused(at, &[("expired", &["request", "approve", &id, "--as", GRADY], 1, over)]);
}

#[tokio::test]
async fn a_reviewer_approves_within_the_policy_that_he_is_named_for() {
    let folder = demo_folder().await;
    let at = folder.path();
    let id = ask(at, &[("adele", "on the train")], Duration::ZERO).await;
    let alex = "user:alex@contoso.example";
    let set = |words: &[&str]| json(at, &in_contoso(&[&["tenant", "set"], words].concat()));
    let within = |policy: &str| format!("{alex}={policy}");
    let low = within("microsoft-user-default-low");
    set(&["--reviewer", alex, "--delegate", &low]);
    let approve = ["request", "approve", &id, "--as", "alex@contoso.example"];
    let beyond = "EAS.AccessAsUser.All is beyond the limits of policy microsoft-user-default-low";
    refused(at, &[("beyond", &approve, 1, beyond)]);
    let all = within("microsoft-user-default-legacy");
    set(&["--remove-delegate", &low, "--delegate", &all]);
    assert_eq!(json(at, &approve)["by"], "alex@contoso.example");
}
