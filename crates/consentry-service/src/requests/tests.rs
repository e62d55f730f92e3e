//! What becomes of requests: approved, turned down, ended by themselves, covered by another
//! consent; and who may decide.

use std::{collections::BTreeMap, time::Duration};

use consentry_model::{
    Asked, ConsentChoice, Delegate, Fidelity, GroupId, PolicyId, RequestDays, Reviewer, ScopeSet,
    TenantSettings, Upn, UserId, well_known,
};
use consentry_store::{Actor, AuditFilter, GrantFilter, NewGrant, PrincipalFilter, Whose};

use super::*;
use crate::{
    ConsentChange, FJORD_MAIL, ForWhom, TenantChange,
    world::{NOW, World},
};

const DAY: Duration = Duration::from_hours(24);

fn scopes(text: &str) -> ScopeSet {
    text.parse().unwrap()
}

fn mail() -> Asked {
    let scopes = BTreeMap::from([(well_known::EXCHANGE, scopes("EAS.AccessAsUser.All"))]);
    Asked { scopes, ..Asked::default() }
}

/// Contoso's world with a request of adele's for Fjord Mail.
struct Scene {
    world: World,
    tenant: Tenant,
    id: RequestId,
}

impl Scene {
    async fn new(kind: RequestKind, asked: Asked) -> Self {
        let world = World::with_demo().await;
        let tenant = world.tenant("contoso.example").await;
        let mut scene =
            Self { world, tenant, id: RequestId::mint(&crate::world::Counting::default()) };
        scene.id = scene.asks(FJORD_MAIL, kind, asked).await;
        scene
    }

    async fn asks(&self, app: AppId, kind: RequestKind, asked: Asked) -> RequestId {
        let service = &self.world.service;
        let now = service.clock.now();
        let reviewers: Vec<UserId> = vec![self.user("grady").await.id];
        let new = ConsentRequest {
            id: RequestId::mint(&*service.ids),
            tenant: self.tenant.id,
            app,
            kind,
            asked,
            state: RequestState::Open,
            reviewers,
            created_at: now,
            expires_at: now.plus(RequestDays::USUAL.life()),
            closing: None,
            version: 1,
        };
        let adele = self.user("adele").await.id;
        let reason = "on the train".parse().unwrap();
        let mut unit = service.store.unit().await.unwrap();
        let remind = RequestDays::USUAL.reminder().map(|span| now.plus(span));
        assert!(unit.add_consent_request(&new, remind).await.unwrap());
        unit.add_requester(new.id, &Requester { user: adele, reason, at: now }).await.unwrap();
        unit.commit().await.unwrap();
        new.id
    }

    async fn user(&self, name: &str) -> User {
        let upn: Upn = format!("{name}@contoso.example").parse().unwrap();
        self.world.service.user_named(&self.tenant, &upn).await.unwrap()
    }

    async fn set(&mut self, change: impl FnOnce(&mut TenantSettings)) {
        let mut tenant = self.tenant.clone();
        change(&mut tenant.settings);
        let mut unit = self.world.service.store.unit().await.unwrap();
        unit.set_tenant(&tenant).await.unwrap();
        unit.commit().await.unwrap();
        self.tenant = self.world.tenant("contoso.example").await;
    }

    async fn approve(&self, version: i64, who: &str) -> Done<()> {
        let user = self.user(who).await;
        self.world.service.approve_request(&self.tenant, self.id, version, &user).await
    }

    async fn turn_down(&self, how: TurnDown, who: &str) -> Done<()> {
        let user = self.user(who).await;
        let reason = "Use Outlook.".parse().unwrap();
        self.world.service.turn_down_request(&self.tenant, self.id, (how, reason), &user).await
    }

    async fn state(&self) -> RequestState {
        let mut read = self.world.service.store.read().await.unwrap();
        read.consent_request(self.tenant.id, self.id).await.unwrap().unwrap().state
    }

    /// What is granted for everybody, by resource.
    async fn everybodys(&self) -> Vec<String> {
        let mut read = self.world.service.store.read().await.unwrap();
        let filter = GrantFilter { whose: Whose::Everybodys, ..GrantFilter::default() };
        let grants = read.grants(self.tenant.id, filter).await.unwrap();
        grants.iter().map(|grant| grant.scopes.to_string()).collect()
    }

    async fn subjects_to(&self, address: &str) -> usize {
        let mut read = self.world.service.store.read().await.unwrap();
        read.outbox(Some(address)).await.unwrap().len()
    }

    async fn activities(&self) -> Vec<String> {
        let mut read = self.world.service.store.read().await.unwrap();
        let all = read.audits(&AuditFilter::default(), Page::first(500)).await.unwrap();
        all.rows.into_iter().map(|row| row.activity).collect()
    }
}

fn refused(done: Done<()>) -> &'static str {
    match done {
        Ok(()) => "done",
        Err(DirectoryError::Forbidden(_)) => "forbidden",
        Err(DirectoryError::Conflict(_)) => "conflict",
        Err(_) => "another error",
    }
}

#[tokio::test]
async fn a055_approval_grants_the_snapshot_and_nothing_else() {
    let scene = Scene::new(RequestKind::Static, mail()).await;
    // The application asks for more since; the request does not.
    let service = &scene.world.service;
    let mut unit = service.store.unit().await.unwrap();
    let held = unit.application(FJORD_MAIL).await.unwrap().unwrap();
    let mut greedy = Application::clone(&held);
    for required in &mut greedy.required {
        required.scopes.0.insert("Mail.ReadWrite.All".parse().unwrap());
    }
    unit.set_application(&greedy).await.unwrap();
    unit.commit().await.unwrap();
    scene.approve(1, "grady").await.unwrap();
    assert_eq!(scene.everybodys().await, ["EAS.AccessAsUser.All"]);
    assert_eq!(scene.state().await, RequestState::Approved);
    assert_eq!(scene.subjects_to("adele@contoso.example").await, 1);
    let activities = scene.activities().await;
    for activity in ["Approve admin consent request", "Consent to application"] {
        assert!(activities.iter().any(|one| one == activity), "{activities:?}");
    }
}

#[tokio::test]
async fn an_approved_static_list_replaces_what_was_for_everybody_and_leaves_peoples_own() {
    for (kind, after) in [
        (RequestKind::Static, &["EAS.AccessAsUser.All"][..]),
        (RequestKind::Dynamic, &["Calendars.ReadWrite EAS.AccessAsUser.All"]),
    ] {
        let scene = Scene::new(kind, mail()).await;
        let service = &scene.world.service;
        let adele = scene.user("adele").await;
        let mut unit = service.store.unit().await.unwrap();
        let app = unit.application(FJORD_MAIL).await.unwrap().unwrap();
        let principal =
            service.meet(&mut unit, &Actor::CommandLine, scene.tenant.id, &app).await.unwrap();
        let (own, earlier) = (scopes("Mail.Send"), scopes("Calendars.ReadWrite"));
        let new = |scopes| NewGrant {
            id: consentry_model::GrantId::mint(&*service.ids),
            tenant: scene.tenant.id,
            client: principal.id,
            resource: well_known::EXCHANGE,
            scopes,
            by: None,
            now: NOW,
        };
        unit.add_tenant_grant(&new(&earlier)).await.unwrap();
        unit.add_user_grant(&new(&own), adele.id).await.unwrap();
        unit.commit().await.unwrap();
        let shown = service.request(&scene.tenant, scene.id, &scene.user("grady").await).await;
        let lost: Vec<String> = shown.unwrap().lost.into_iter().map(|one| one.value).collect();
        let want: &[&str] =
            if kind == RequestKind::Static { &["Calendars.ReadWrite"] } else { &[] };
        assert_eq!(lost, want, "what the reviewer is told");
        scene.approve(1, "grady").await.unwrap();
        assert_eq!(scene.everybodys().await, after, "{kind:?}");
        let mut read = service.store.read().await.unwrap();
        let filter = GrantFilter { whose: Whose::Own(adele.id), ..GrantFilter::default() };
        let kept = read.grants(scene.tenant.id, filter).await.unwrap();
        assert_eq!(kept.len(), 1, "{kind:?}");
        assert_eq!(kept[0].scopes, own, "{kind:?}");
    }
}

#[tokio::test]
async fn of_two_reviewers_at_once_the_first_wins() {
    let scene = Scene::new(RequestKind::Dynamic, mail()).await;
    let (one, other) =
        tokio::join!(scene.approve(1, "grady"), scene.turn_down(TurnDown::Block, "grady"));
    let said = [refused(one), refused(other)];
    assert!(said.contains(&"done") && said.contains(&"conflict"), "{said:?}");
    let state = scene.state().await;
    let granted = !scene.everybodys().await.is_empty();
    assert_eq!(granted, state == RequestState::Approved);
    assert_eq!(refused(scene.turn_down(TurnDown::Deny, "grady").await), "conflict");
    assert_eq!(scene.state().await, state);
    assert_eq!(scene.subjects_to("adele@contoso.example").await, 1, "told once");
}

#[tokio::test]
async fn a_request_that_grew_is_looked_at_again() {
    let scene = Scene::new(RequestKind::Dynamic, mail()).await;
    let mut unit = scene.world.service.store.unit().await.unwrap();
    let mut request = unit.consent_request(scene.tenant.id, scene.id).await.unwrap().unwrap();
    request.asked.scopes.insert(well_known::GRAPH, scopes("Mail.Read"));
    unit.set_asked(&request).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(refused(scene.approve(1, "grady").await), "conflict");
    assert!(scene.everybodys().await.is_empty());
    assert_eq!(refused(scene.approve(2, "grady").await), "done");
    assert_eq!(scene.everybodys().await, ["EAS.AccessAsUser.All", "Mail.Read"]);
}

#[tokio::test]
async fn a_blocked_application_is_switched_off_and_all_its_requests_end() {
    let scene = Scene::new(RequestKind::Dynamic, mail()).await;
    let other = scene.asks(FJORD_MAIL, RequestKind::Static, mail()).await;
    scene.turn_down(TurnDown::Block, "grady").await.unwrap();
    let mut read = scene.world.service.store.read().await.unwrap();
    let filter = PrincipalFilter { enabled: Some(Switch::Off), ..PrincipalFilter::default() };
    let off = read.principals_by_name(scene.tenant.id, &filter, Page::first(9)).await.unwrap();
    assert_eq!(off.rows.iter().map(|one| one.app).collect::<Vec<_>>(), [FJORD_MAIL]);
    let other = read.consent_request(scene.tenant.id, other).await.unwrap().unwrap();
    assert_eq!(other.state, RequestState::Blocked);
    drop(read);
    let all = scene
        .world
        .service
        .all_requests(&scene.tenant, RequestFilter::default(), Page::first(9))
        .await
        .unwrap();
    assert!(all.rows.iter().all(|one| one.state == RequestState::Blocked));
    assert_eq!(scene.subjects_to("adele@contoso.example").await, 2);
}

#[tokio::test]
async fn a056_a_request_ends_by_itself_and_everybody_is_told_once() {
    let scene = Scene::new(RequestKind::Dynamic, mail()).await;
    let service = &scene.world.service;
    let run = async || service.run_requests_once(service.clock.now()).await.unwrap();
    assert_eq!(run().await, RequestUpkeep::default());
    scene.world.wait(RequestDays::USUAL.reminder().unwrap());
    assert_eq!(run().await, RequestUpkeep { expired: 0, reminded: 1 });
    assert_eq!(run().await, RequestUpkeep::default());
    assert_eq!(scene.subjects_to("grady@contoso.example").await, 1);
    scene.world.wait(DAY * 31);
    // Over, whether or not that was written down yet.
    assert_eq!(refused(scene.approve(1, "grady").await), "conflict");
    let grady = scene.user("grady").await;
    let shown = service.request(&scene.tenant, scene.id, &grady).await.unwrap();
    assert_eq!(shown.listed.state, RequestState::Expired);
    assert_eq!(service.count_open_requests(&scene.tenant).await.unwrap(), 0);
    let (one, other) = tokio::join!(run(), run());
    assert_eq!(one.expired + other.expired, 1, "two nodes at once");
    assert_eq!(run().await, RequestUpkeep::default());
    assert_eq!(scene.state().await, RequestState::Expired);
    assert_eq!(scene.subjects_to("grady@contoso.example").await, 2);
    assert_eq!(scene.subjects_to("adele@contoso.example").await, 1);
    assert!(scene.everybodys().await.is_empty());
}

#[tokio::test]
async fn nobody_is_told_where_mails_are_off() {
    let mut scene = Scene::new(RequestKind::Dynamic, mail()).await;
    scene.set(|settings| settings.workflow.remind = Switch::Off).await;
    let service = &scene.world.service;
    scene.world.wait(RequestDays::USUAL.reminder().unwrap());
    service.run_requests_once(service.clock.now()).await.unwrap();
    scene.world.wait(DAY * 31);
    service.run_requests_once(service.clock.now()).await.unwrap();
    assert_eq!(scene.subjects_to("grady@contoso.example").await, 0);
    assert_eq!(scene.subjects_to("adele@contoso.example").await, 1, "whoever asked is told");
}

#[tokio::test]
async fn a_consent_from_elsewhere_ends_the_requests_that_it_covers() {
    let scene = Scene::new(RequestKind::Dynamic, mail()).await;
    let more = {
        let mut more = mail();
        more.scopes.insert(well_known::GRAPH, scopes("Mail.Read"));
        scene.asks(FJORD_MAIL, RequestKind::Static, more).await
    };
    let service = &scene.world.service;
    let change = |for_whom| ConsentChange {
        app: FJORD_MAIL,
        for_whom,
        resource: Some(well_known::EXCHANGE),
        scopes: Some(scopes("EAS.AccessAsUser.All")),
    };
    let alex = ForWhom::User("alex@contoso.example".parse().unwrap());
    service.grant_consent(&Actor::CommandLine, &scene.tenant, &change(alex)).await.unwrap();
    assert_eq!(scene.state().await, RequestState::Open, "one person's own covers nothing");
    let all = change(ForWhom::AllUsers);
    service.grant_consent(&Actor::CommandLine, &scene.tenant, &all).await.unwrap();
    assert_eq!(scene.state().await, RequestState::Approved);
    let mut read = service.store.read().await.unwrap();
    let more = read.consent_request(scene.tenant.id, more).await.unwrap().unwrap();
    assert_eq!(more.state, RequestState::Open, "it asks for more");
    assert_eq!(scene.subjects_to("adele@contoso.example").await, 1);
}

#[tokio::test]
async fn who_may_decide() {
    let mut scene = Scene::new(RequestKind::Dynamic, mail()).await;
    // A role that may consent is not enough: a reviewer is needed.
    assert_eq!(refused(scene.approve(1, "megan").await), "forbidden");
    assert_eq!(refused(scene.turn_down(TurnDown::Deny, "adele").await), "forbidden");
    // A reviewer without a role denies and does not approve.
    let alex = scene.user("alex").await;
    scene.set(|settings| settings.workflow.reviewers.push(Reviewer::User(alex.id))).await;
    assert_eq!(refused(scene.approve(1, "alex").await), "forbidden");
    // As a named delegate he approves within the policy.
    let delegate = |policy: &str| Delegate {
        who: Reviewer::User(alex.id),
        policy: policy.parse::<PolicyId>().unwrap(),
    };
    let low = "microsoft-user-default-low";
    scene.set(|settings| settings.workflow.delegates = vec![delegate(low)]).await;
    assert_eq!(refused(scene.approve(1, "alex").await), "forbidden", "not classified as low");
    assert!(scene.everybodys().await.is_empty());
    let all = "microsoft-user-default-legacy";
    scene
        .set(|settings| {
            settings.workflow.delegates = vec![delegate(all)];
            settings.risk_step_up = Switch::On;
        })
        .await;
    assert_eq!(refused(scene.approve(1, "alex").await), "forbidden", "a young application");
    scene.set(|settings| settings.risk_step_up = Switch::Off).await;
    assert_eq!(refused(scene.approve(1, "alex").await), "done");
    assert_eq!(scene.everybodys().await, ["EAS.AccessAsUser.All"]);
    let activities = scene.activities().await;
    assert!(activities.iter().any(|one| one == "Approve admin consent request"));
}

#[tokio::test]
async fn whoever_runs_the_installation_sees_who_may_decide() {
    let mut scene = Scene::new(RequestKind::Dynamic, mail()).await;
    let alex = scene.user("alex").await;
    scene.set(|settings| settings.workflow.reviewers.push(Reviewer::User(alex.id))).await;
    let service = &scene.world.service;
    let (shown, reviewers) = service.any_request(&scene.tenant, scene.id).await.unwrap();
    assert_eq!(shown.listed.request.id, scene.id);
    assert!(shown.may_approve.is_err() && shown.may_refuse.is_err(), "he is no reviewer");
    let told: Vec<(&str, bool, bool)> = reviewers
        .iter()
        .map(|one| (one.user.upn.as_str(), one.may_approve.is_ok(), one.may_refuse.is_ok()))
        .collect();
    let (alex, grady) = ("alex@contoso.example", "grady@contoso.example");
    assert_eq!(told, [(alex, false, true), (grady, true, true)]);
    scene.turn_down(TurnDown::Deny, "alex").await.unwrap();
    let service = &scene.world.service;
    let (shown, reviewers) = service.any_request(&scene.tenant, scene.id).await.unwrap();
    assert_eq!(shown.decided_by.map(|user| user.id), Some(scene.user("alex").await.id));
    assert!(reviewers.iter().all(|one| one.may_refuse.is_err()), "it is over");
}

#[tokio::test]
async fn a_faithful_tenant_keeps_the_reviewers_of_the_first_moment() {
    let mut scene = Scene::new(RequestKind::Dynamic, mail()).await;
    let megan = scene.user("megan").await;
    scene
        .set(|settings| {
            settings.fidelity = Fidelity::Faithful;
            settings.workflow.reviewers = vec![Reviewer::User(megan.id)];
        })
        .await;
    assert_eq!(refused(scene.approve(1, "megan").await), "forbidden");
    assert_eq!(refused(scene.approve(1, "grady").await), "done");
}

#[tokio::test]
async fn groups_and_roles_review_too() {
    let mut scene = Scene::new(RequestKind::Dynamic, mail()).await;
    let group: GroupId = {
        let name = "Mobile mail".parse().unwrap();
        scene.world.service.group_named(&scene.tenant, &name).await.unwrap().id
    };
    let admins = Reviewer::Role(consentry_model::DirectoryRole::GlobalAdministrator);
    let reviewers = vec![Reviewer::Group(group), admins];
    scene.set(|settings| settings.workflow.reviewers = reviewers).await;
    assert_eq!(refused(scene.turn_down(TurnDown::Deny, "grady").await), "forbidden");
    let alex = scene.user("alex").await;
    let seen = scene.world.service.request(&scene.tenant, scene.id, &alex).await;
    assert!(seen.unwrap().may_refuse.is_ok(), "a member of the group");
    assert_eq!(refused(scene.approve(1, "megan").await), "done");
}

#[tokio::test]
async fn a_tenant_whose_workflow_names_what_is_not_there_is_not_written() {
    let scene = Scene::new(RequestKind::Dynamic, mail()).await;
    let mut workflow = scene.tenant.settings.workflow.clone();
    workflow.reviewers.push(Reviewer::User(UserId::mint(&*scene.world.service.ids)));
    let change = TenantChange {
        workflow: Some(workflow),
        user_consent: Some(ConsentChoice::All.into()),
        ..TenantChange::default()
    };
    let done =
        scene.world.service.change_tenant(&Actor::CommandLine, scene.tenant.id, change).await;
    assert!(matches!(done, Err(DirectoryError::Unknown { .. })), "{done:?}");
    assert_eq!(scene.world.tenant("contoso.example").await, scene.tenant);
}
