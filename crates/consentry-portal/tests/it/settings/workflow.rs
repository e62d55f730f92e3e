//! The request workflow.

use consentry_model::{DirectoryRole, Reviewer, Switch};

use super::{hidden, submit};
use crate::scene::{contoso, signed_in, user, world};

const PATH: &str = "/admin/settings/workflow";

#[tokio::test]
async fn switches_and_days_are_saved_and_wrong_days_are_told() {
    let world = world().await;
    let (mut megan, page) = signed_in(&world, "megan", PATH).await;
    assert_eq!((page.status, page.page_name().as_str()), (200, "workflow"));
    let fields = [("action", "save"), ("enabled", "on"), ("remind", "on"), ("days", "60")];
    let answer = submit(&mut megan, PATH, &fields).await;
    assert_eq!(answer.header("location"), format!("{PATH}?done=saved"), "{}", answer.body);
    let saved = contoso(&world).await.settings.workflow;
    let (on, off) = (Switch::On, Switch::Off);
    assert_eq!((saved.enabled, saved.notify, saved.remind, saved.days.get()), (on, off, on, 60));
    assert!(!saved.reviewers.is_empty(), "the list stays");
    for days in ["0", "61", "", "x", "-1", "30.5", "999999999999"] {
        let answer = submit(&mut megan, PATH, &[("action", "save"), ("days", days)]).await;
        assert_eq!(answer.status, 400, "{days}");
        assert!(answer.body.contains("id=\"days_problem\""), "{days}: {}", answer.body);
    }
    assert_eq!(contoso(&world).await.settings.workflow, saved);
}

#[tokio::test]
async fn reviewers_come_and_go() {
    let world = world().await;
    let (mut megan, _) = signed_in(&world, "megan", PATH).await;
    let actor = consentry_store::Actor::CommandLine;
    let night = "Night shift".parse().unwrap();
    let group = world.service.add_group(&actor, &world.contoso, night, None).await.unwrap();
    let adele = user(&world, "adele").await;
    let grady = user(&world, "grady").await;
    for (kind, who) in [
        ("user", " ADELE@contoso.example "),
        ("group", "night shift"),
        ("role", "cloud application administrator"),
        ("role", "62e90394-69f5-4237-9190-012177145e10"),
    ] {
        let fields = [("action", "add-reviewer"), ("kind", kind), ("who", who)];
        let answer = submit(&mut megan, PATH, &fields).await;
        assert_eq!(answer.header("location"), format!("{PATH}?done=added"), "{who}");
    }
    let of = |role| Reviewer::Role(role);
    let want = [
        Reviewer::User(grady.id),
        Reviewer::User(adele.id),
        Reviewer::Group(group.id),
        of(DirectoryRole::CloudApplicationAdministrator),
        of(DirectoryRole::GlobalAdministrator),
    ];
    assert_eq!(contoso(&world).await.settings.workflow.reviewers, want);
    let long = "x".repeat(400);
    for (kind, who) in [
        ("user", "adele@contoso.example"),
        ("user", "nobody@contoso.example"),
        ("user", "<b>"),
        ("user", ""),
        ("group", "No such group"),
        ("group", &long),
        ("role", "Admiral"),
    ] {
        let fields = [("action", "add-reviewer"), ("kind", kind), ("who", who)];
        let answer = submit(&mut megan, PATH, &fields).await;
        assert_eq!(answer.status, 400, "{who}");
        assert!(answer.body.contains("id=\"who_problem\""), "{who}: {}", answer.body);
        assert!(!answer.body.contains("<b>"), "{who}");
    }
    let first = hidden(&megan.open(PATH).await.body, "reviewer");
    let fields = [("action", "remove-reviewer"), ("reviewer", first.as_str())];
    assert_eq!(
        submit(&mut megan, PATH, &fields).await.header("location"),
        format!("{PATH}?done=removed")
    );
    assert_eq!(contoso(&world).await.settings.workflow.reviewers, want[1..]);
    let again = submit(&mut megan, PATH, &fields).await;
    assert_eq!((again.status, again.page_name().as_str()), (409, "workflow"));
}

#[tokio::test]
async fn a_role_is_named_in_the_readers_language() {
    let world = world().await;
    let (mut megan, _) = signed_in(&world, "megan", PATH).await;
    let token = megan.open(PATH).await.page().csrf;
    let fields = [
        ("csrf", token.as_str()),
        ("action", "add-reviewer"),
        ("kind", "role"),
        ("who", "Globaler Leser"),
    ];
    assert_eq!(megan.post(PATH, &fields).await.status, 400, "not in English");
    let german = http::Request::post(PATH).header("accept-language", "de");
    assert_eq!(megan.post_as(german, &fields).await.status, 303);
    let last = contoso(&world).await.settings.workflow.reviewers.pop();
    assert_eq!(last, Some(Reviewer::Role(DirectoryRole::GlobalReader)));
}

#[tokio::test]
async fn ruling_14_delegates_are_named_with_their_limits() {
    let world = world().await;
    let (mut megan, _) = signed_in(&world, "megan", PATH).await;
    let add = |who: &'static str| {
        [
            ("action", "add-delegate"),
            ("kind", "user"),
            ("who", who),
            ("policy", "microsoft-user-default-low"),
        ]
    };
    assert_eq!(submit(&mut megan, PATH, &add("alex@contoso.example")).await.status, 303);
    let alex = user(&world, "alex").await;
    let delegates = contoso(&world).await.settings.workflow.delegates;
    assert_eq!(delegates.len(), 1);
    assert_eq!(delegates[0].who, Reviewer::User(alex.id));
    assert_eq!(delegates[0].policy.as_str(), "microsoft-user-default-low");
    for who in ["alex@contoso.example", "nobody@contoso.example"] {
        let answer = submit(&mut megan, PATH, &add(who)).await;
        assert_eq!(answer.status, 400, "{who}");
        assert!(answer.body.contains("id=\"delegate_who_problem\""), "{}", answer.body);
    }
    let unknown = [
        ("action", "add-delegate"),
        ("kind", "user"),
        ("who", "adele@contoso.example"),
        ("policy", "no-such-policy"),
    ];
    assert_eq!(submit(&mut megan, PATH, &unknown).await.status, 404);
    let named = hidden(&megan.open(PATH).await.body, "delegate");
    let fields = [("action", "remove-delegate"), ("delegate", named.as_str())];
    assert_eq!(submit(&mut megan, PATH, &fields).await.status, 303);
    assert!(contoso(&world).await.settings.workflow.delegates.is_empty());
}

#[tokio::test]
async fn who_may_not_manage_the_workflow_does_not_change_it() {
    let world = world().await;
    let before = contoso(&world).await.settings;
    let (mut grady, page) = signed_in(&world, "grady", PATH).await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("method=\"post\""), "{}", page.body);
    let fields = [("csrf", ""), ("action", "save"), ("days", "1")];
    assert_eq!(grady.post(PATH, &fields).await.status, 403);
    assert_eq!(contoso(&world).await.settings, before);
}
