//! Tenants, domains, users, groups.

use consentry_model::{
    AccountState, DirectoryRole, Fidelity, GroupId, MailboxLocation, PasswordState, Secret,
    TenantSettings, Timestamp, User,
};
use consentry_policy::ValidFrom;
use consentry_store::{Group, Page, StoreError, Voids};

use crate::world::{NOW, World, later, tenant, user};

fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

#[tokio::test]
async fn a_tenant_is_found_by_id_and_by_each_of_its_domains() {
    for world in World::all().await {
        let engine = world.engine();
        let mut read = world.store.read().await.unwrap();
        let names: Vec<_> =
            world.contoso.domains.iter().map(consentry_model::DomainName::as_str).collect();
        assert_eq!(names, ["contoso.example", "mail.contoso.example"], "{engine}");
        for domain in &world.contoso.domains {
            let found = read.tenant_by_domain(domain).await.unwrap();
            assert_eq!(found.as_ref(), Some(&world.contoso), "{engine}");
        }
        let nobody = read.tenant_by_domain(&"nobody.example".parse().unwrap()).await.unwrap();
        assert_eq!(nobody, None, "{engine}");
        let all = read.tenants().await.unwrap();
        let names: Vec<_> = all.iter().map(|tenant| tenant.name.as_str()).collect();
        assert_eq!(names, ["Contoso", "Fabrikam", "Vendors"], "{engine}");
        assert!(all.contains(&world.contoso), "{engine}");
        assert_eq!(read.tenant_salt(world.fabrikam.id).await.unwrap(), Some([2; 32]), "{engine}");
    }
}

#[tokio::test]
async fn settings_come_back_as_written_and_move_the_version() {
    for world in World::all().await {
        let mut changed = world.contoso.clone();
        changed.name = "Contoso Ltd".parse().unwrap();
        changed.settings = TenantSettings {
            fidelity: Fidelity::Faithful,
            mailboxes: MailboxLocation::OnPremises,
            autodiscover_host: Some("autodiscover.contoso.example".parse().unwrap()),
            ..TenantSettings::default()
        };
        let mut unit = world.store.unit().await.unwrap();
        assert!(unit.set_tenant(&changed).await.unwrap());
        unit.commit().await.unwrap();
        changed.version += 1;
        let mut read = world.store.read().await.unwrap();
        let found = read.tenant(changed.id).await.unwrap();
        assert_eq!(found, Some(changed.clone()), "{}", world.engine());
        let version = read.tenant_version(changed.id).await.unwrap();
        assert_eq!(version, Some(changed.version), "{}", world.engine());
    }
}

#[tokio::test]
async fn a36_a_domain_belongs_to_one_tenant() {
    for world in World::all().await {
        let engine = world.engine();
        let domain = "contoso.example".parse().unwrap();
        let mut unit = world.store.unit().await.unwrap();
        let taken = unit.add_domain(world.fabrikam.id, &domain).await;
        assert!(matches!(taken, Err(StoreError::Taken { what: "domain" })), "{engine}: {taken:?}");
        let thief = tenant(&world.ids, "Thief", &["CONTOSO.example"]);
        let taken = unit.add_tenant(&thief, &[0; 32]).await;
        assert!(matches!(taken, Err(StoreError::Taken { what: "domain" })), "{engine}: {taken:?}");
        drop(unit);
        let mut read = world.store.read().await.unwrap();
        let owner = read.tenant_by_domain(&domain).await.unwrap().unwrap();
        assert_eq!(owner.id, world.contoso.id, "{engine}");
        assert_eq!(read.tenant(thief.id).await.unwrap(), None, "{engine}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn bi_394_of_many_tenants_that_claim_a_domain_at_once_one_gets_it() {
    for world in World::all().await {
        let mut claims = tokio::task::JoinSet::new();
        for n in 0..12 {
            let store = world.store.clone();
            let claimant = if n % 2 == 0 { world.contoso.id } else { world.fabrikam.id };
            claims.spawn(async move {
                let mut unit = store.unit().await.unwrap();
                let claim = unit.add_domain(claimant, &"new.example".parse().unwrap()).await;
                if claim.is_ok() { unit.commit().await.is_ok() } else { false }
            });
        }
        let won = claims.join_all().await.into_iter().filter(|won| *won).count();
        assert_eq!(won, 1, "{}", world.engine());
    }
}

#[tokio::test]
async fn a_domain_can_be_given_up() {
    for world in World::all().await {
        let domain = "mail.contoso.example".parse().unwrap();
        let mut unit = world.store.unit().await.unwrap();
        assert!(!unit.remove_domain(world.fabrikam.id, &domain).await.unwrap());
        assert!(unit.remove_domain(world.contoso.id, &domain).await.unwrap());
        unit.add_domain(world.fabrikam.id, &domain).await.unwrap();
        unit.commit().await.unwrap();
        let mut read = world.store.read().await.unwrap();
        let owner = read.tenant_by_domain(&domain).await.unwrap().unwrap();
        assert_eq!(owner.id, world.fabrikam.id, "{}", world.engine());
        assert_eq!(owner.domains.len(), 2, "{}", world.engine());
    }
}

#[tokio::test]
async fn a_user_is_found_by_his_name_in_any_case() {
    for world in World::all().await {
        let engine = world.engine();
        let mut read = world.store.read().await.unwrap();
        for name in ["adele@contoso.example", "ADELE@CONTOSO.EXAMPLE"] {
            let name = name.parse().unwrap();
            let found = read.user_by_name(world.contoso.id, &name).await.unwrap().unwrap();
            assert_eq!(found, world.adele, "{engine}");
            assert_eq!(found.upn.as_str(), "Adele@contoso.example", "{engine}");
        }
        drop(read);
        let mut unit = world.store.unit().await.unwrap();
        let twin = user(&world.ids, world.contoso.id, "ADELE@contoso.example");
        let taken = unit.add_user(&twin, None).await;
        assert!(matches!(taken, Err(StoreError::Taken { .. })), "{engine}: {taken:?}");
    }
}

#[tokio::test]
async fn everything_of_a_user_comes_back_as_written() {
    for world in World::all().await {
        let engine = world.engine();
        let changed = User {
            upn: "adele.vance@contoso.example".parse().unwrap(),
            display_name: "Adèle 東京".parse().unwrap(),
            given_name: None,
            family_name: Some("Vance".to_owned()),
            state: AccountState::Disabled,
            roles: [DirectoryRole::GlobalAdministrator, DirectoryRole::GlobalReader].into(),
            mailbox: Some(MailboxLocation::OnPremises),
            ..world.adele.clone()
        };
        let mut unit = world.store.unit().await.unwrap();
        assert!(unit.set_user(&changed).await.unwrap());
        unit.commit().await.unwrap();
        let mut read = world.store.read().await.unwrap();
        let found = read.user(world.contoso.id, world.adele.id).await.unwrap();
        assert_eq!(found, Some(changed), "{engine}");
        drop(read);
        let renamed = User { upn: world.alex.upn.clone(), ..world.adele.clone() };
        let taken = world.store.unit().await.unwrap().set_user(&renamed).await;
        assert!(matches!(taken, Err(StoreError::Taken { .. })), "{engine}: {taken:?}");
    }
}

#[tokio::test]
async fn a_new_password_can_void_what_was_proved_before() {
    for world in World::all().await {
        let engine = world.engine();
        let id = world.adele.id;
        let mut unit = world.store.unit().await.unwrap();
        assert!(unit.password_hash(id).await.unwrap().is_none(), "{engine}");
        let never = Timestamp::from_millis(0);
        for (at, hash, voids, passwords, tokens) in [
            (5, "one", Voids::Nothing, never, never),
            (7, "1", Voids::PasswordProofs, later(7), never),
            (9, "two", Voids::PasswordProofsAndTokens, later(9), later(9)),
            // Never back: a clock that was set back must not revive what was revoked.
            (8, "two", Voids::PasswordProofsAndTokens, later(9), later(9)),
        ] {
            let state = PasswordState::OneTime;
            assert!(unit.set_password(id, &secret(hash), state, later(at), voids).await.unwrap());
            let found = unit.valid_from(id).await.unwrap();
            let want = ValidFrom { everything: NOW, passwords, tokens };
            assert_eq!(found, Some(want), "{engine}: {voids:?}");
        }
        let user = unit.user(world.contoso.id, id).await.unwrap().unwrap();
        assert_eq!(user.password, PasswordState::OneTime, "{engine}");
        let hash = unit.password_hash(id).await.unwrap().unwrap();
        assert_eq!(hash.expose(), "two", "{engine}");
        assert!(!unit.upgrade_password_hash(id, &secret("one"), &secret("x")).await.unwrap());
        assert!(unit.upgrade_password_hash(id, &secret("two"), &secret("2")).await.unwrap());
        assert!(unit.revoke_sessions(id, later(9)).await.unwrap());
        assert!(unit.revoke_sessions(id, later(3)).await.unwrap());
        let user = unit.user(world.contoso.id, id).await.unwrap().unwrap();
        assert_eq!(user.sessions_valid_from, later(9), "{engine}");
        unit.commit().await.unwrap();
    }
}

#[tokio::test]
async fn users_are_listed_by_pages_without_gaps() {
    for world in World::all().await {
        let engine = world.engine();
        let mut unit = world.store.unit().await.unwrap();
        for n in 0..7 {
            let name = format!("User{n}@contoso.example");
            unit.add_user(&user(&world.ids, world.contoso.id, &name), None).await.unwrap();
        }
        unit.commit().await.unwrap();
        let mut read = world.store.read().await.unwrap();
        let (mut page, mut seen) = (Page::first(4), Vec::new());
        loop {
            let part = read.users(world.contoso.id, page.clone()).await.unwrap();
            let next = part.next.clone();
            seen.extend(part.into_iter().map(|user| user.upn.folded()));
            match next {
                Some(after) => page.after = Some(after),
                None => break,
            }
        }
        let mut sorted = seen.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(seen, sorted, "{engine}");
        assert_eq!(seen.len(), 9, "{engine}");
    }
}

#[tokio::test]
async fn groups_have_members_of_their_own_tenant_only() {
    for world in World::all().await {
        let engine = world.engine();
        let group = Group {
            id: GroupId::mint(&world.ids),
            tenant: world.contoso.id,
            name: "Mobile Mail".parse().unwrap(),
            description: Some("who may".to_owned()),
            created_at: NOW,
        };
        let mut unit = world.store.unit().await.unwrap();
        unit.add_group(&group).await.unwrap();
        assert!(unit.add_member(group.id, world.alex.id, NOW).await.unwrap(), "{engine}");
        assert!(!unit.add_member(group.id, world.alex.id, NOW).await.unwrap(), "{engine}");
        assert!(!unit.add_member(group.id, world.ada.id, NOW).await.unwrap(), "{engine}");
        let named = unit.group_by_name(world.contoso.id, &"mobile mail".parse().unwrap()).await;
        assert_eq!(named.unwrap().as_ref(), Some(&group), "{engine}");
        assert_eq!(
            unit.members(group.id).await.unwrap(),
            std::slice::from_ref(&world.alex),
            "{engine}"
        );
        let held = [group.clone()];
        assert_eq!(unit.groups(world.contoso.id).await.unwrap(), held, "{engine}");
        assert_eq!(unit.group(world.fabrikam.id, group.id).await.unwrap(), None, "{engine}");
        assert!(unit.remove_member(group.id, world.alex.id).await.unwrap(), "{engine}");
        assert!(unit.members(group.id).await.unwrap().is_empty(), "{engine}");
        let twin =
            Group { id: GroupId::mint(&world.ids), name: "MOBILE MAIL".parse().unwrap(), ..group };
        let taken = unit.add_group(&twin).await;
        assert!(matches!(taken, Err(StoreError::Taken { .. })), "{engine}: {taken:?}");
    }
}
