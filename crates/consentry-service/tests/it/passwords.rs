//! The life of passwords: chosen by one rule, changed when they are over, forgotten and replaced
//! by a link, taken over from elsewhere; and users in bulk.

use std::{collections::BTreeSet, net::IpAddr, time::Duration};

use consentry_model::{PasswordState, Secret, Switch};
use consentry_service::{
    ByLink, DEMO_PASSWORD, DirectoryError, FirstPassword, ImportCount, ImportRow, MailRoute,
    NewUser, PasswordProblem, TenantChange, UserChange, WhoIsThere,
    policy::{Basis, Held, PasswordFault},
};
use consentry_store::{Actor, AuditFilter, Page, Voids};

use crate::scene::{HOUR, Scene, upn};

const DESK: Actor = Actor::CommandLine;
const NEW: &str = "Nine-green-ladders";
/// `Blue-ladder-77`, by libc.
const BCRYPT: &str = "$2b$04$abcdefghijklmnopqrstuutNIdYu/R6LlxgY.K6yLTPlnSZZ4824S";

fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

fn from() -> IpAddr {
    [192, 0, 2, 7].into()
}

async fn has_address(scene: &Scene, name: &str) {
    let other_mail = Some(Some("adele@home.example".parse().unwrap()));
    scene.change(name, UserChange { other_mail, ..UserChange::default() }).await;
}

/// Asks for a link and lets the background look; the links in the mails that went out.
async fn links(scene: &Scene, account: &str, seen: &mut BTreeSet<String>) -> Vec<String> {
    scene.service.ask_for_link(account, from()).await.unwrap();
    scene.service.run_password_asks_once(scene.now()).await.unwrap();
    let mut links = Vec::new();
    for mail in scene.new_mails(seen).await {
        let message = mail_parser::MessageParser::new().parse(&mail.message).unwrap();
        let text = message.body_text(0).unwrap().into_owned();
        let marker = "https://login.test/sign-in/reset-password?token=";
        let Some((_, rest)) = text.split_once(marker) else { continue };
        assert_eq!(mail.to, ["adele@home.example"]);
        links.push(rest.split_whitespace().next().unwrap().to_owned());
    }
    links
}

async fn by_link(scene: &Scene, token: &str, chosen: &str) -> ByLink {
    let (chosen, again) = (secret(chosen), secret(chosen));
    scene.service.reset_by_link(token, &chosen, &again).await.unwrap()
}

#[tokio::test]
async fn a_link_gives_a_new_password_once_and_voids_what_was_proved() {
    for scene in Scene::each(MailRoute::Outbox).await {
        has_address(&scene, "adele").await;
        let mut seen = BTreeSet::new();
        let before = scene.user("adele").await;
        let tokens = links(&scene, " ADELE@contoso.example ", &mut seen).await;
        let [token] = tokens.as_slice() else { panic!("{tokens:?}") };
        assert!(token.len() >= 40, "256 bits");
        scene.wait(Duration::from_mins(1));
        // Looking changes nothing, however often (A59).
        for _ in 0..2 {
            let shown = scene.service.look_at_link(token).await.unwrap().unwrap();
            assert_eq!(shown.account.user_name, "adele@contoso.example");
        }
        let unchanged = by_link(&scene, token, DEMO_PASSWORD).await;
        let fault = PasswordProblem::Fault(PasswordFault::Unchanged);
        assert!(matches!(unchanged, ByLink::Problem(_, found) if found == fault), "{unchanged:?}");
        let (one, other) = (secret(NEW), secret("Ten-green-ladders"));
        let differ = scene.service.reset_by_link(token, &one, &other).await.unwrap();
        assert!(matches!(differ, ByLink::Problem(_, PasswordProblem::Differ)));
        assert!(matches!(by_link(&scene, token, NEW).await, ByLink::Done(_)));
        assert!(matches!(by_link(&scene, token, "Other-green-ladders").await, ByLink::Over));
        let after = scene.user("adele").await;
        assert_eq!(after.password_changed_at, scene.now());
        assert!(before.password_changed_at < scene.now());
        let valid_from = scene.service.store().read().await.unwrap().valid_from(after.id).await;
        let valid_from = valid_from.unwrap().unwrap();
        for held in
            [Held::Token(Basis::Password), Held::Cookie(Basis::Password), Held::Confidential]
        {
            assert_eq!(valid_from.of(held), scene.now(), "{held:?}");
        }
        // The person is told at both addresses.
        let told: Vec<_> =
            scene.new_mails(&mut seen).await.into_iter().flat_map(|m| m.to).collect();
        assert_eq!(told, ["adele@contoso.example", "adele@home.example"]);
        let mut read = scene.service.store().read().await.unwrap();
        let filter = AuditFilter { tenant: Some(after.tenant), ..AuditFilter::default() };
        let records = read.audits(&filter, Page::first(50)).await.unwrap().rows;
        for activity in ["Send password reset link", "Reset password (self-service)"] {
            assert!(records.iter().any(|record| record.activity == activity), "{activity}");
        }
        let kept = serde_json::to_string(&records.iter().map(|r| &r.details).collect::<Vec<_>>());
        assert!(!kept.unwrap().contains(token), "no link in a record");
    }
}

#[tokio::test]
async fn a_link_ends_with_its_time_with_a_newer_one_and_with_another_password() {
    let scene = Scene::new(MailRoute::Outbox).await;
    has_address(&scene, "adele").await;
    let mut seen = BTreeSet::new();
    let first = links(&scene, "adele@contoso.example", &mut seen).await.remove(0);
    let second = links(&scene, "adele@contoso.example", &mut seen).await.remove(0);
    assert!(scene.service.look_at_link(&first).await.unwrap().is_none(), "replaced");
    scene.wait(Duration::from_mins(29));
    assert!(scene.service.look_at_link(&second).await.unwrap().is_some());
    scene.wait(Duration::from_mins(1));
    assert!(matches!(by_link(&scene, &second, NEW).await, ByLink::Over), "30 minutes");
    let third = links(&scene, "adele@contoso.example", &mut seen).await.remove(0);
    let contoso = scene.contoso().await;
    scene.service.recover_user(&DESK, &contoso, &upn("adele")).await.unwrap();
    assert!(matches!(by_link(&scene, &third, NEW).await, ByLink::Over), "reset meanwhile");
    assert!(links(&scene, "adele@contoso.example", &mut seen).await.is_empty(), "3 in an hour");
    scene.wait(HOUR);
    assert_eq!(links(&scene, "adele@contoso.example", &mut seen).await.len(), 1);
}

/// A65, A66: nothing tells a known account from an unknown one, neither the answer nor what is
/// written before it.
#[tokio::test]
async fn a066_asking_writes_the_same_for_every_account_and_an_address_has_a_limit() {
    let scene = Scene::new(MailRoute::Outbox).await;
    let mut seen = BTreeSet::new();
    for account in ["adele@contoso.example", "nobody@contoso.example", "x@nowhere.example", ""] {
        assert!(links(&scene, account, &mut seen).await.is_empty(), "{account}: no address");
    }
    let mut read = scene.service.store().read().await.unwrap();
    let asked = read.count_password_asks("192.0.2.7", scene.now().minus(HOUR)).await.unwrap();
    assert_eq!(asked, 4, "one row each");
    drop(read);
    for _ in 0..30 {
        scene.service.ask_for_link("nobody@contoso.example", from()).await.unwrap();
    }
    let mut read = scene.service.store().read().await.unwrap();
    let asked = read.count_password_asks("192.0.2.7", scene.now().minus(HOUR)).await.unwrap();
    assert_eq!(asked, 20);
}

#[tokio::test]
async fn somebody_whose_account_is_off_gets_no_link_and_uses_none() {
    let scene = Scene::new(MailRoute::Outbox).await;
    has_address(&scene, "adele").await;
    let mut seen = BTreeSet::new();
    let token = links(&scene, "adele@contoso.example", &mut seen).await.remove(0);
    let off = UserChange::state(consentry_model::AccountState::Disabled);
    scene.change("adele", off).await;
    assert!(matches!(by_link(&scene, &token, NEW).await, ByLink::Over));
    assert!(links(&scene, "adele@contoso.example", &mut seen).await.is_empty());
}

#[tokio::test]
async fn every_way_that_sets_a_password_has_the_tenants_rule() {
    let scene = Scene::new(MailRoute::Outbox).await;
    let contoso = scene.contoso().await;
    let change = TenantChange {
        password_minimum: Some("12".parse().unwrap()),
        banned_words: vec![("ladder".parse().unwrap(), Switch::On)],
        ..TenantChange::default()
    };
    let contoso = scene.service.change_tenant(&DESK, contoso.id, change).await.unwrap();
    for (password, rule) in [
        ("Grün-8-Türen", None),
        ("kf9!xQz2", Some("at least 12")),
        ("ladder-l@dder", Some("words")),
        ("xx-adele-99-kq", Some("name")),
        (DEMO_PASSWORD, Some("present")),
    ] {
        let (service, name) = (&scene.service, upn("adele"));
        let set = service.set_user_password(&DESK, &contoso, &name, secret(password)).await;
        match (set, rule) {
            (Ok(()), None) => {
                // Back, so that the next row has the same present password.
                let mut unit = scene.service.store().unit().await.unwrap();
                let hash = unit.password_hash(scene.user("alex").await.id).await.unwrap().unwrap();
                let adele = scene.user("adele").await.id;
                let (state, keep) = (PasswordState::Current, Voids::Nothing);
                unit.set_password(adele, &hash, state, scene.now(), keep).await.unwrap();
                unit.commit().await.unwrap();
            }
            (Err(DirectoryError::Invalid(told)), Some(rule)) => {
                assert!(told.contains(rule), "{password}: {told}");
            }
            (other, _) => panic!("{password}: {other:?}"),
        }
    }
    let weak = FirstPassword::Chosen(secret("ladder12ladder"));
    let new = NewUser { password: weak, ..NewUser::named(upn("new")).unwrap() };
    let refused = scene.service.add_user(&DESK, &contoso, new).await;
    assert!(matches!(refused, Err(DirectoryError::Invalid(_))), "{refused:?}");
}

fn row(line: u64, name: &str, password: FirstPassword) -> ImportRow {
    let new = NewUser { password, ..NewUser::named(upn(name)).unwrap() };
    let display_name = Some(format!("{name} of the file").parse().unwrap());
    let change = UserChange { display_name, ..UserChange::default() };
    ImportRow { line, new, change, groups: vec!["MOBILE mail".parse().unwrap()] }
}

#[tokio::test]
async fn a_batch_is_written_whole_and_a_second_run_is_harmless() {
    for scene in Scene::each(MailRoute::Outbox).await {
        let contoso = scene.contoso().await;
        let imported = || FirstPassword::Imported(BCRYPT.parse().unwrap());
        let rows = [
            row(2, "first", imported()),
            row(3, "second", FirstPassword::Chosen(secret(NEW))),
            row(4, "adele", imported()),
        ];
        let (service, stays) = (&scene.service, WhoIsThere::Stays);
        assert_eq!(service.check_import(&contoso, &rows).await.unwrap(), []);
        let want = ImportCount { added: 2, updated: 0, unchanged: 1 };
        assert_eq!(service.count_import(&contoso, &rows, stays).await.unwrap(), want);
        assert_eq!(service.import_batch(&DESK, &contoso, &rows, stays).await.unwrap(), want);
        let again = service.import_batch(&DESK, &contoso, &rows, stays).await.unwrap();
        assert_eq!(again, ImportCount { added: 0, updated: 0, unchanged: 3 });
        assert_eq!(scene.user("adele").await.display_name.as_str(), "Adele Brandt");
        let updated = WhoIsThere::IsUpdated;
        let count = service.import_batch(&DESK, &contoso, &rows, updated).await.unwrap();
        assert_eq!(count, ImportCount { added: 0, updated: 3, unchanged: 0 });
        assert_eq!(scene.user("adele").await.display_name.as_str(), "adele of the file");
        let count = service.import_batch(&DESK, &contoso, &rows, updated).await.unwrap();
        assert_eq!(count, ImportCount { added: 0, updated: 0, unchanged: 3 });
        let mut read = service.store().read().await.unwrap();
        let hash = read.password_hash(scene.user("adele").await.id).await.unwrap().unwrap();
        assert!(hash.expose().starts_with("$argon2id$"), "nobody's password is touched");
    }
}

#[tokio::test]
async fn what_speaks_against_a_row_is_told_by_line_and_column() {
    let scene = Scene::new(MailRoute::Outbox).await;
    let contoso = scene.contoso().await;
    let mut foreign = row(2, "a", FirstPassword::Nothing);
    foreign.new.upn = "a@elsewhere.example".parse().unwrap();
    foreign.groups = vec!["No such group".parse().unwrap()];
    let weak = row(3, "weak", FirstPassword::Chosen(secret("Passw0rd")));
    // The password of somebody who is there is not taken, so it is not judged.
    let there = row(4, "alex", FirstPassword::Chosen(secret("short")));
    let problems = scene.service.check_import(&contoso, &[foreign, weak, there]).await.unwrap();
    let told: Vec<_> = problems.iter().map(|found| (found.line, found.column)).collect();
    assert_eq!(told, [(2, "userPrincipalName"), (2, "groups"), (3, "password")]);
}

#[tokio::test]
async fn a_hash_from_elsewhere_is_upgraded_at_the_first_right_sign_in() {
    for scene in Scene::each(MailRoute::Outbox).await {
        let contoso = scene.contoso().await;
        let imported = FirstPassword::Imported(BCRYPT.parse().unwrap());
        let rows = [row(2, "mover", imported)];
        let (service, stays) = (&scene.service, WhoIsThere::Stays);
        service.import_batch(&DESK, &contoso, &rows, stays).await.unwrap();
        let id = scene.user("mover").await.id;
        let hash = async || {
            let mut read = service.store().read().await.unwrap();
            read.password_hash(id).await.unwrap().unwrap().expose().clone()
        };
        scene.signs_in("mover", "Blue-ladder-78").await;
        assert_eq!(hash().await, BCRYPT, "a wrong password changes nothing");
        scene.signs_in("mover", "Blue-ladder-77").await;
        let first = hash().await;
        assert!(first.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{first}");
        scene.signs_in("mover", "Blue-ladder-77").await;
        assert_eq!(hash().await, first, "and then it stays");
    }
}
