//! Forgotten passwords, the age of passwords, other mail addresses, and the search for users.

use std::time::Duration;

use consentry_model::{PasswordAskId, PasswordState, Secret, User};
use consentry_store::{Page, PasswordAsk, PasswordLink, Retention, Voids};
use consentry_token::opaque::TokenHash;

use crate::world::{NOW, World, later};

fn link(world: &World, token: &str, made: u64) -> PasswordLink {
    PasswordLink {
        hash: TokenHash::of(token),
        tenant: world.contoso.id,
        user: world.adele.id,
        made_at: later(made),
        expires_at: later(made + 100),
    }
}

#[tokio::test]
async fn a_link_ends_once_and_a_newer_one_ends_it() {
    for world in World::all().await {
        let engine = world.engine();
        let (first, second) = (link(&world, "first", 0), link(&world, "second", 10));
        let mut unit = world.store.unit().await.unwrap();
        unit.add_password_link(&first).await.unwrap();
        let found = unit.password_link(&first.hash, later(99)).await.unwrap();
        assert_eq!(found.as_ref(), Some(&first), "{engine}");
        let over = unit.password_link(&first.hash, later(100)).await.unwrap();
        assert_eq!(over, None, "{engine}: its time is over");
        assert!(!unit.use_password_link(&first.hash, later(100)).await.unwrap(), "{engine}");
        unit.add_password_link(&second).await.unwrap();
        assert!(!unit.use_password_link(&first.hash, later(20)).await.unwrap(), "{engine}");
        assert!(unit.use_password_link(&second.hash, later(20)).await.unwrap(), "{engine}");
        assert!(!unit.use_password_link(&second.hash, later(21)).await.unwrap(), "{engine}");
        let user = world.adele.id;
        assert_eq!(
            unit.count_password_links(user, NOW.minus(Duration::from_secs(1))).await.unwrap(),
            2,
            "{engine}"
        );
        assert_eq!(unit.count_password_links(user, later(5)).await.unwrap(), 1, "{engine}");
        unit.commit().await.unwrap();
    }
}

#[tokio::test]
async fn asks_wait_in_order_are_taken_once_and_go_after_a_day() {
    for world in World::all().await {
        let engine = world.engine();
        let ask = |account: &str, at| PasswordAsk {
            id: PasswordAskId::mint(&world.ids),
            account: account.to_owned(),
            address: "192.0.2.1".to_owned(),
            asked_at: later(at),
        };
        let (one, two) = (ask("adele@contoso.example", 5), ask("nobody\0", 2));
        let mut unit = world.store.unit().await.unwrap();
        for ask in [&one, &two] {
            unit.add_password_ask(ask).await.unwrap();
        }
        let waiting = unit.waiting_password_asks(10).await.unwrap();
        let accounts: Vec<_> = waiting.iter().map(|ask| ask.account.as_str()).collect();
        assert_eq!(accounts, ["nobody", "adele@contoso.example"], "{engine}");
        assert!(unit.take_password_ask(one.id, later(6)).await.unwrap(), "{engine}");
        assert!(!unit.take_password_ask(one.id, later(7)).await.unwrap(), "{engine}");
        assert_eq!(unit.waiting_password_asks(10).await.unwrap().len(), 1, "{engine}");
        let from = |address: &'static str| (address, later(3));
        for ((address, since), count) in [(from("192.0.2.1"), 1), (from("192.0.2.2"), 0)] {
            let asked = unit.count_password_asks(address, since).await.unwrap();
            assert_eq!(asked, count, "{engine}");
        }
        unit.add_password_link(&link(&world, "old", 0)).await.unwrap();
        let keep = Retention::default();
        let day = Duration::from_hours(24);
        unit.prune(later(6).plus(day), &keep).await.unwrap();
        let left = unit.count_password_asks("192.0.2.1", later(3)).await.unwrap();
        assert_eq!(left, 1, "{engine}: not yet");
        unit.prune(later(200).plus(day), &keep).await.unwrap();
        let left = unit.count_password_asks("192.0.2.1", later(3)).await.unwrap();
        let links = unit
            .count_password_links(world.adele.id, NOW.minus(Duration::from_secs(1)))
            .await
            .unwrap();
        assert_eq!((left, links), (0, 0), "{engine}");
        unit.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_password_has_an_age_and_a_person_another_address() {
    for world in World::all().await {
        let engine = world.engine();
        let address = Some("adele@home.example".parse().unwrap());
        let mut unit = world.store.unit().await.unwrap();
        let changed = User { other_mail: address.clone(), ..world.adele.clone() };
        assert!(unit.set_user(&changed).await.unwrap(), "{engine}");
        let hash = Secret::new("hash".to_owned());
        let (state, keep) = (PasswordState::Current, Voids::Nothing);
        unit.set_password(changed.id, &hash, state, later(7), keep).await.unwrap();
        let found = unit.user(world.contoso.id, changed.id).await.unwrap().unwrap();
        assert_eq!(found.other_mail, address, "{engine}");
        assert_eq!(world.adele.password_changed_at, NOW, "{engine}");
        assert_eq!(found.password_changed_at, later(7), "{engine}");
        // The same password under another hash keeps its age.
        let new = Secret::new("other hash".to_owned());
        assert!(unit.upgrade_password_hash(changed.id, &hash, &new).await.unwrap());
        let found = unit.user(world.contoso.id, changed.id).await.unwrap().unwrap();
        assert_eq!(found.password_changed_at, later(7), "{engine}");
        unit.commit().await.unwrap();
    }
}

#[tokio::test]
async fn users_are_found_by_what_their_names_and_addresses_hold() {
    for world in World::all().await {
        let engine = world.engine();
        let mut unit = world.store.unit().await.unwrap();
        let other_mail = Some("A_B@home.example".parse().unwrap());
        unit.set_user(&User { other_mail, ..world.adele.clone() }).await.unwrap();
        let all = unit.users_holding(world.contoso.id, "", Page::first(1)).await.unwrap();
        assert_eq!((all.rows.len(), all.next.is_some()), (1, true), "{engine}");
        let rest = Page { limit: 50, after: all.next };
        let rest = unit.users_holding(world.contoso.id, "", rest).await.unwrap();
        assert!(!rest.rows.iter().any(|user| user.id == all.rows[0].id), "{engine}");
        for (text, found) in [("ADELE@", 1), ("a_b@HOME", 1), ("axb@home", 0), ("%", 0)] {
            let users = unit.users_holding(world.contoso.id, text, Page::first(9)).await.unwrap();
            assert_eq!(users.rows.len(), found, "{engine} {text}");
        }
        unit.commit().await.unwrap();
    }
}
