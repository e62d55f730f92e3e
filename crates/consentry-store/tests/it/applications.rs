//! Registrations, their names, secrets and well-known data.

use std::sync::Arc;

use consentry_model::{
    Application, CertificateId, PermissionKind, SecretId, Switch, TenantId, well_known,
};
use consentry_store::{AppCertificate, AppSecret, Store, StoreError, VENDORS};
use consentry_token::{certificate::Certificate, jwt::ProvedOnce};

use crate::world::{NOW, World, application, hash, later, master};

#[tokio::test]
async fn a_registration_comes_back_byte_for_byte() {
    for world in World::all().await {
        let engine = world.engine();
        let mut read = world.store.read().await.unwrap();
        let found = read.application(world.app.id).await.unwrap().unwrap();
        assert_eq!(*found, world.app, "{engine}");
        assert_eq!(found.redirects[0].uri.as_str(), "fjordmail://Auth", "{engine}");
        // The second time it comes out of the cache.
        let again = read.application(world.app.id).await.unwrap().unwrap();
        assert!(Arc::ptr_eq(&found, &again), "{engine}");
        let names: Vec<_> = read.applications().await.unwrap().into_iter().map(|a| a.id).collect();
        assert!(names.contains(&world.app.id) && names.contains(&well_known::APPLE), "{engine}");
    }
}

#[tokio::test]
async fn a_change_is_seen_at_once_by_every_node() {
    for world in World::all().await {
        let engine = world.engine();
        let other = Store::open(world.test.db.clone(), master()).await.unwrap();
        other.read().await.unwrap().application(world.app.id).await.unwrap();
        let changed = Application {
            name: "Fjord Mail 2".parse().unwrap(),
            identifier_uris: vec!["api://fjord2/".to_owned()],
            required: Vec::new(),
            ..world.app.clone()
        };
        let mut unit = world.store.unit().await.unwrap();
        assert!(unit.set_application(&changed).await.unwrap(), "{engine}");
        unit.commit().await.unwrap();
        let mut read = other.read().await.unwrap();
        let found = read.application(world.app.id).await.unwrap().unwrap();
        assert_eq!(*found, changed, "{engine}");
        assert_eq!(read.resource_by_uri("api://fjord").await.unwrap(), None, "{engine}");
        let found = read.resource_by_uri("api://fjord2").await.unwrap();
        assert_eq!(found, Some(world.app.id), "{engine}");
    }
}

#[tokio::test]
async fn a_change_that_was_dropped_is_never_seen() {
    for world in World::all().await {
        let engine = world.engine();
        let changed = Application { name: "Dropped".parse().unwrap(), ..world.app.clone() };
        let mut unit = world.store.unit().await.unwrap();
        unit.set_application(&changed).await.unwrap();
        let inside = unit.application(world.app.id).await.unwrap().unwrap();
        assert_eq!(inside.name.as_str(), "Dropped", "{engine}");
        drop(unit);
        let kept = Application { name: "Kept".parse().unwrap(), ..world.app.clone() };
        let mut unit = world.store.unit().await.unwrap();
        unit.set_application(&kept).await.unwrap();
        unit.commit().await.unwrap();
        let mut read = world.store.read().await.unwrap();
        let found = read.application(world.app.id).await.unwrap().unwrap();
        assert_eq!(found.name.as_str(), "Kept", "{engine}");
    }
}

#[tokio::test]
async fn a_registration_stays_with_the_tenant_of_its_owner() {
    for world in World::all().await {
        let stolen = Application { owner: world.contoso.id, ..world.app.clone() };
        let mut unit = world.store.unit().await.unwrap();
        assert!(!unit.set_application(&stolen).await.unwrap(), "{}", world.engine());
    }
}

#[tokio::test]
async fn a_resource_is_named_exactly_or_with_a_final_slash_or_by_its_id() {
    for world in World::all().await {
        let engine = world.engine();
        let mut read = world.store.read().await.unwrap();
        for (name, want) in [
            ("https://outlook.office365.com", Some(well_known::EXCHANGE)),
            ("https://outlook.office365.com/", Some(well_known::EXCHANGE)),
            ("Office365.Exchange", Some(well_known::EXCHANGE)),
            ("00000002-0000-0ff1-ce00-000000000000", Some(well_known::EXCHANGE)),
            ("https://graph.microsoft.com", Some(well_known::GRAPH)),
            ("https://graph.microsoft.com//", None),
            ("HTTPS://graph.microsoft.com", None),
            ("https://graph.microsoft.com.evil.example", None),
            ("11111111-1111-4111-8111-111111111111", None),
            ("api://fjord", Some(world.app.id)),
            ("api://fjord\0", None),
            ("", None),
        ] {
            let found = read.resource_by_uri(name).await.unwrap();
            assert_eq!(found, want, "{engine}: {name:?}");
        }
    }
}

#[tokio::test]
async fn nobody_registers_the_name_or_id_of_another() {
    for world in World::all().await {
        let engine = world.engine();
        for uri in ["https://graph.microsoft.com", "https://graph.microsoft.com/"] {
            let mut thief = application(&world.ids, world.contoso.id);
            thief.identifier_uris = vec![uri.to_owned()];
            let taken = world.store.unit().await.unwrap().add_application(&thief).await;
            let what = "identifier URI";
            assert!(
                matches!(taken, Err(StoreError::Taken { what: found }) if found == what),
                "{engine}: {taken:?}"
            );
        }
        let twin = Application { owner: world.contoso.id, ..world.app.clone() };
        let taken = world.store.unit().await.unwrap().add_application(&twin).await;
        assert!(matches!(taken, Err(StoreError::Taken { .. })), "{engine}: {taken:?}");
    }
}

#[tokio::test]
async fn secrets_are_kept_as_hashes_with_a_hint() {
    for world in World::all().await {
        let engine = world.engine();
        let secret = AppSecret {
            id: SecretId::mint(&world.ids),
            hash: hash("the secret"),
            hint: "the".to_owned(),
            expires_at: later(100),
        };
        let mut unit = world.store.unit().await.unwrap();
        unit.add_secret(world.app.id, &secret, NOW).await.unwrap();
        assert_eq!(
            unit.secrets(world.app.id).await.unwrap(),
            std::slice::from_ref(&secret),
            "{engine}"
        );
        assert!(unit.secrets(well_known::APPLE).await.unwrap().is_empty(), "{engine}");
        assert!(!unit.remove_secret(well_known::APPLE, secret.id).await.unwrap(), "{engine}");
        assert!(unit.remove_secret(world.app.id, secret.id).await.unwrap(), "{engine}");
        assert!(unit.secrets(world.app.id).await.unwrap().is_empty(), "{engine}");
    }
}

#[tokio::test]
async fn the_well_known_applications_are_there_and_stay_as_they_are() {
    for world in World::all().await {
        let engine = world.engine();
        let vendors: TenantId = "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e0f".parse().unwrap();
        assert_eq!(vendors, VENDORS);
        let mut read = world.store.read().await.unwrap();
        let exchange = read.application(well_known::EXCHANGE).await.unwrap().unwrap();
        let eas = exchange.permissions.iter().find(|p| p.value.as_str() == "EAS.AccessAsUser.All");
        assert_eq!(eas.unwrap().id.to_string(), "266d2589-20b5-4f91-9a03-89247d1be8da");
        assert_eq!(eas.unwrap().kind, PermissionKind::User, "{engine}");
        assert_eq!(exchange.token_version, 1, "{engine}");
        // Opened a second time, nothing is written: the tenant's version shows it.
        let before = read.tenant_version(VENDORS).await.unwrap();
        drop(read);
        let again = Store::open(world.test.db.clone(), master()).await.unwrap();
        let after = again.read().await.unwrap().tenant_version(VENDORS).await.unwrap();
        assert_eq!(before, after, "{engine}");
        // An older file's content is brought up to date, whatever was there.
        let mut unit = world.store.unit().await.unwrap();
        let old = Application { permissions: Vec::new(), ..(*exchange).clone() };
        unit.set_application(&old).await.unwrap();
        unit.set_setting("well-known-applications", "0").await.unwrap();
        unit.commit().await.unwrap();
        let again = Store::open(world.test.db.clone(), master()).await.unwrap();
        let mut read = again.read().await.unwrap();
        let found = read.application(well_known::EXCHANGE).await.unwrap().unwrap();
        assert_eq!(found, exchange, "{engine}");
    }
}

#[tokio::test]
async fn certificates_come_back_and_an_assertion_is_used_once() {
    let pem = include_bytes!("../../../consentry-token/tests/data/client-rsa-certificate.pem");
    for world in World::all().await {
        let engine = world.engine();
        let held = AppCertificate {
            id: CertificateId::mint(&world.ids),
            name: "nightly job".parse().unwrap(),
            certificate: Certificate::from_file(pem).unwrap(),
            reuse: Switch::On,
        };
        let mut unit = world.store.unit().await.unwrap();
        unit.add_certificate(world.app.id, &held, NOW).await.unwrap();
        assert_eq!(unit.certificates(world.app.id).await.unwrap(), [held.clone()], "{engine}");
        assert!(unit.certificates(well_known::GRAPH).await.unwrap().is_empty(), "{engine}");
        assert!(!unit.remove_certificate(well_known::GRAPH, held.id).await.unwrap(), "{engine}");
        assert!(unit.remove_certificate(world.app.id, held.id).await.unwrap(), "{engine}");
        let once = ProvedOnce { id: hash("client and jti"), ends_at: later(600) };
        assert!(unit.use_assertion(&once).await.unwrap(), "{engine}");
        assert!(!unit.use_assertion(&once).await.unwrap(), "{engine}");
        unit.commit().await.unwrap();
        for (at, again) in [(later(599), false), (later(601), true)] {
            let mut unit = world.store.unit().await.unwrap();
            unit.prune(at, &consentry_store::Retention::default()).await.unwrap();
            assert_eq!(unit.use_assertion(&once).await.unwrap(), again, "{engine}");
        }
    }
}
