//! What a stolen database tells, and what one tenant sees of another.

use std::fmt::Write as _;

use consentry_model::{GrantId, Secret, SecretId, well_known};
use consentry_sql::{Db, Engine};
use consentry_store::{AppSecret, GrantFilter, NewGrant, Reach, Transaction};
use consentry_token::{
    keys::{KeyLife, SigningKey},
    opaque::{self, TokenKind},
};

use crate::{
    samples,
    world::{NOW, World, hash, later, scopes},
};

/// Every column of every table as bytes: texts as they are, blobs in hexadecimal and plain.
async fn dump(db: &Db) -> Vec<u8> {
    let mut read = db.read().await.unwrap();
    let (tables, columns) = match db.engine() {
        Engine::Sqlite => (
            "SELECT name FROM sqlite_master WHERE type = 'table'",
            "SELECT group_concat('hex(\"' || name || '\") || ''.'' || quote(\"' || name || '\")', \
             ' || ') FROM pragma_table_info($1)",
        ),
        Engine::Postgres => (
            "SELECT CAST(tablename AS text) FROM pg_tables \
             WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
            "SELECT 'CAST(t AS text)' WHERE $1 <> ''",
        ),
    };
    let tables: Vec<String> = read.list_dynamic(tables, &[]).await.unwrap();
    assert!(tables.len() > 20, "{tables:?}");
    let mut all = Vec::new();
    for table in tables {
        let columns: Vec<String> = read.list_dynamic(columns, &[(&table).into()]).await.unwrap();
        let sql = format!("SELECT {} FROM {table} t", columns[0]);
        let rows: Vec<String> = read.list_dynamic(&sql, &[]).await.unwrap();
        for row in rows {
            all.extend(row.to_ascii_lowercase().into_bytes());
            all.push(b'\n');
        }
    }
    all
}

fn holds(dump: &[u8], secret: &[u8]) -> bool {
    let mut hex = String::new();
    for byte in secret {
        write!(hex, "{byte:02x}").unwrap();
    }
    let plain = secret.to_ascii_lowercase();
    [hex.as_bytes(), &plain]
        .into_iter()
        .any(|needle| dump.windows(needle.len()).any(|window| window == needle))
}

#[tokio::test]
async fn a24_a_stolen_database_shows_no_live_secret() {
    let key = SigningKey::generate(NOW).unwrap();
    let pkcs8 = key.export().unwrap().pkcs8;
    for world in World::all().await {
        let engine = world.engine();
        let mint = |kind| opaque::mint(kind, &world.ids).0;
        let code = mint(TokenKind::Code);
        let token = mint(TokenKind::Refresh);
        let cookie = mint(TokenKind::Session);
        let binding = mint(TokenKind::Transaction);
        let (secret, secret_hash) = opaque::mint_secret(&world.ids);
        let csrf = Secret::new(b"the key behind all forms".to_vec());
        let mut unit = world.store.unit().await.unwrap();
        let issued = samples::code(&world, code.expose());
        unit.add_code(&issued).await.unwrap();
        let token_row = samples::refresh_token(&world, token.expose(), issued.family);
        unit.add_refresh_token(&token_row).await.unwrap();
        let session = samples::session(&world, cookie.expose(), world.adele.id, 0);
        unit.begin_session(&session).await.unwrap();
        let begun =
            Transaction { binding_hash: hash(binding.expose()), ..samples::transaction(&world) };
        unit.add_transaction(&begun).await.unwrap();
        let app_secret = AppSecret {
            id: SecretId::mint(&world.ids),
            hash: secret_hash,
            hint: secret.expose().chars().take(3).collect(),
            expires_at: later(60),
        };
        unit.add_secret(world.app.id, &app_secret, NOW).await.unwrap();
        unit.set_sealed_setting("csrf", &csrf).await.unwrap();
        unit.add_signing_key(&key, &KeyLife::of_installation(NOW)).await.unwrap();
        unit.commit().await.unwrap();

        let dump = dump(&world.test.db).await;
        // What must be found, so that the search is known to see.
        assert!(holds(&dump, issued.hash.as_bytes()), "{engine}");
        assert!(holds(&dump, world.adele.upn.as_str().as_bytes()), "{engine}");
        for (name, planted) in [
            ("code", code.expose().as_bytes()),
            ("refresh token", token.expose().as_bytes()),
            ("cookie", cookie.expose().as_bytes()),
            ("binding", binding.expose().as_bytes()),
            ("client secret", secret.expose().as_bytes()),
            ("sealed setting", csrf.expose()),
            ("signing key", pkcs8.expose()),
            // Its last bytes hold the private part alone.
            ("half a signing key", &pkcs8.expose()[600..632]),
        ] {
            assert!(!holds(&dump, planted), "{engine}: {name}");
        }
    }
}

#[tokio::test]
async fn a33_ids_of_one_tenant_open_nothing_in_another() {
    for world in World::all().await {
        let engine = world.engine();
        let own = world.principal(world.contoso.id).await;
        let (here, there) = (world.contoso.id, world.fabrikam.id);
        let eas = scopes(&["EAS.AccessAsUser.All"]);
        let mut unit = world.store.unit().await.unwrap();
        let grant = NewGrant {
            id: GrantId::mint(&world.ids),
            tenant: here,
            client: own.id,
            resource: well_known::EXCHANGE,
            scopes: &eas,
            by: None,
            now: NOW,
        };
        unit.add_tenant_grant(&grant).await.unwrap();
        unit.commit().await.unwrap();
        let mut unit = world.store.unit().await.unwrap();
        assert_eq!(unit.user(there, world.adele.id).await.unwrap(), None, "{engine}");
        assert_eq!(unit.user_by_name(there, &world.adele.upn).await.unwrap(), None, "{engine}");
        assert_eq!(unit.principal(there, world.app.id).await.unwrap(), None, "{engine}");
        assert_eq!(unit.principal_by_id(there, own.id).await.unwrap(), None, "{engine}");
        let foreign = GrantFilter { client: Some(own.id), ..GrantFilter::default() };
        assert!(unit.grants(there, foreign).await.unwrap().is_empty(), "{engine}");
        assert_eq!(
            unit.revoke_grants(there, own.id, Reach::All, None, None).await.unwrap(),
            0,
            "{engine}"
        );
        assert!(!unit.delete_principal(there, own.id, NOW).await.unwrap(), "{engine}");
        assert!(!unit.assign_user(own.id, world.ada.id, None, NOW).await.unwrap(), "{engine}");
        let mut moved = world.adele.clone();
        moved.tenant = there;
        assert!(!unit.set_user(&moved).await.unwrap(), "{engine}");
        assert!(
            unit.granted_roles(there, own.id, well_known::EXCHANGE).await.unwrap().is_empty(),
            "{engine}"
        );
    }
}
