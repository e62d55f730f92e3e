//! Signing keys and settings: sealed, and never replaced in silence.

use consentry_model::Secret;
use consentry_sql::Db;
use consentry_store::{Store, StoreError};
use consentry_token::{
    keys::{KeyLife, KeyScope, SigningKey},
    seal::{MasterKey, SealError},
};

use crate::world::{NOW, World, later, master};

async fn damage(db: &Db, sql: &'static str) {
    let mut unit = db.unit().await.unwrap();
    assert_eq!(unit.run(sql, &[]).await.unwrap(), 1);
    unit.commit().await.unwrap();
}

async fn add(world: &World, key: &SigningKey, life: &KeyLife) {
    let mut unit = world.store.unit().await.unwrap();
    unit.add_signing_key(key, life).await.unwrap();
    unit.commit().await.unwrap();
}

#[tokio::test]
async fn a_key_comes_back_with_its_times() {
    let (first, second) = (SigningKey::generate(NOW).unwrap(), SigningKey::generate(NOW).unwrap());
    for world in World::all().await {
        let engine = world.engine();
        let of_all = KeyLife::of_installation(NOW);
        let of_one = KeyLife {
            scope: KeyScope::Tenant(world.contoso.id),
            not_before: later(5),
            signs_until: Some(later(10)),
            retires_at: Some(later(20)),
        };
        add(&world, &first, &of_all).await;
        add(&world, &second, &of_one).await;
        let mut read = world.store.read().await.unwrap();
        let held = read.signing_keys().await.unwrap();
        let found: Vec<_> = held.iter().map(|held| (held.key.kid(), held.life)).collect();
        assert_eq!(found, [(first.kid(), of_all), (second.kid(), of_one)], "{engine}");
        drop(read);
        let ended = KeyLife { signs_until: Some(later(30)), ..of_all };
        let mut unit = world.store.unit().await.unwrap();
        assert!(unit.set_key_life(first.kid(), &ended).await.unwrap(), "{engine}");
        assert!(!unit.set_key_life("nobody", &ended).await.unwrap(), "{engine}");
        assert_eq!(unit.signing_keys().await.unwrap()[0].life, ended, "{engine}");
    }
}

#[tokio::test]
async fn bi_400_a_damaged_key_is_an_error_and_stays_the_only_one() {
    let (key, other) = (SigningKey::generate(NOW).unwrap(), SigningKey::generate(NOW).unwrap());
    for (name, sql, damaged) in [
        ("truncated", "UPDATE signing_keys SET sealed = substr(sealed, 1, 40)", true),
        ("emptied", "UPDATE signing_keys SET sealed = substr(sealed, 1, 0)", true),
        ("renamed", "UPDATE signing_keys SET kid = 'another'", true),
        (
            "another certificate",
            "UPDATE signing_keys SET certificate = substr(sealed, 1, 9)",
            false,
        ),
    ] {
        for world in World::all().await {
            let engine = world.engine();
            add(&world, &key, &KeyLife::of_installation(NOW)).await;
            damage(&world.test.db, sql).await;
            let mut read = world.store.read().await.unwrap();
            let found = read.signing_keys().await;
            let refused = if damaged {
                matches!(found, Err(StoreError::Sealed { cause: SealError::Damaged, .. }))
            } else {
                matches!(found, Err(StoreError::Corrupt { .. }))
            };
            assert!(refused, "{engine}: {name}: {found:?}");
            // Also beside a sound one: a key is never skipped.
            drop(read);
            add(&world, &other, &KeyLife::of_installation(NOW)).await;
            let mut read = world.store.read().await.unwrap();
            assert!(read.signing_keys().await.is_err(), "{engine}: {name}");
        }
    }
}

#[tokio::test]
async fn another_master_key_is_refused_at_the_start() {
    for world in World::all().await {
        let engine = world.engine();
        let other = MasterKey::generate(&world.ids).unwrap();
        let refused = Store::open(world.test.db.clone(), other).await;
        assert!(matches!(refused, Err(StoreError::Sealed { .. })), "{engine}: {refused:?}");
        Store::open(world.test.db.clone(), master()).await.unwrap();
    }
}

#[tokio::test]
async fn every_change_of_the_keys_is_a_new_version() {
    let key = SigningKey::generate(NOW).unwrap();
    for world in World::all().await {
        let engine = world.engine();
        let life = KeyLife::of_installation(NOW);
        let mut unit = world.store.unit().await.unwrap();
        let mut seen = vec![unit.signing_keys_version().await.unwrap()];
        unit.add_signing_key(&key, &life).await.unwrap();
        seen.push(unit.signing_keys_version().await.unwrap());
        unit.set_key_life(key.kid(), &life.retired(NOW)).await.unwrap();
        seen.push(unit.signing_keys_version().await.unwrap());
        assert!(unit.remove_signing_key(key.kid()).await.unwrap(), "{engine}");
        seen.push(unit.signing_keys_version().await.unwrap());
        assert!(seen.is_sorted_by(|a, b| a < b), "{engine}: {seen:?}");
        let before = unit.tenant_version(world.contoso.id).await.unwrap();
        unit.judge_held_requests(KeyScope::Installation).await.unwrap();
        assert!(unit.tenant_version(world.contoso.id).await.unwrap() > before, "{engine}");
        unit.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a045_everything_sealed_opens_under_the_new_master_key_alone() {
    let key = SigningKey::generate(NOW).unwrap();
    for world in World::all().await {
        let engine = world.engine();
        add(&world, &key, &KeyLife::of_installation(NOW)).await;
        let secret = Secret::new(b"hook".to_vec());
        let mut unit = world.store.unit().await.unwrap();
        unit.set_sealed_setting("webhook", &secret).await.unwrap();
        unit.commit().await.unwrap();
        let new =
            || MasterKey::from_base64("QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=").unwrap();
        let sealed = world.store.reseal(&new()).await.unwrap();
        assert_eq!(sealed, 3, "{engine}: a key, a setting, the probe");
        let old = Store::open(world.test.db.clone(), master()).await;
        assert!(matches!(old, Err(StoreError::Sealed { .. })), "{engine}: {old:?}");
        // A server that still has the old key seals nothing more.
        let mut unit = world.store.unit().await.unwrap();
        let late = unit.set_sealed_setting("webhook", &secret).await;
        assert!(matches!(late, Err(StoreError::Sealed { .. })), "{engine}: {late:?}");
        drop(unit);
        let store = Store::open(world.test.db.clone(), new()).await.unwrap();
        let mut read = store.read().await.unwrap();
        assert_eq!(read.signing_keys().await.unwrap()[0].key.kid(), key.kid(), "{engine}");
        let opened = read.sealed_setting("webhook").await.unwrap().unwrap();
        assert_eq!(opened.expose(), b"hook", "{engine}");
    }
}

#[tokio::test]
async fn settings_are_written_once_or_over() {
    for world in World::all().await {
        let engine = world.engine();
        let mut unit = world.store.unit().await.unwrap();
        assert_eq!(unit.setting("origin").await.unwrap(), None, "{engine}");
        let first = unit.init_setting("origin", "https://a.example").await.unwrap();
        let second = unit.init_setting("origin", "https://b.example").await.unwrap();
        assert_eq!((first.as_str(), second.as_str()), ("https://a.example", "https://a.example"));
        unit.set_setting("origin", "https://c.example").await.unwrap();
        let held = unit.setting("origin").await.unwrap();
        assert_eq!(held.as_deref(), Some("https://c.example"), "{engine}");
        assert!(unit.remove_setting("origin").await.unwrap(), "{engine}");
        assert!(!unit.remove_setting("origin").await.unwrap(), "{engine}");
    }
}

#[tokio::test]
async fn a_sealed_setting_does_not_open_under_another_name() {
    for world in World::all().await {
        let engine = world.engine();
        let secret = |text: &str| Secret::new(text.as_bytes().to_vec());
        let mut unit = world.store.unit().await.unwrap();
        let first = unit.init_sealed_setting("csrf", &secret("one")).await.unwrap();
        let second = unit.init_sealed_setting("csrf", &secret("two")).await.unwrap();
        assert_eq!(first.expose(), b"one", "{engine}");
        assert_eq!(second.expose(), b"one", "{engine}");
        unit.set_sealed_setting("csrf", &secret("three")).await.unwrap();
        assert_eq!(unit.sealed_setting("csrf").await.unwrap().unwrap().expose(), b"three");
        assert!(unit.sealed_setting("other").await.unwrap().is_none(), "{engine}");
        unit.commit().await.unwrap();
        damage(&world.test.db, "UPDATE sealed_settings SET name = 'moved' WHERE name = 'csrf'")
            .await;
        let moved = world.store.read().await.unwrap().sealed_setting("moved").await;
        assert!(matches!(moved, Err(StoreError::Sealed { .. })), "{engine}: {moved:?}");
    }
}
