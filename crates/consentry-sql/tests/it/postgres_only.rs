//! What only a server can do: schemas, collations, lost connections, TLS.

use std::sync::Arc;
use std::time::Duration;

use consentry_sql::test_support::{TestDb, postgres_url};
use consentry_sql::{Db, Migration, PostgresOptions, SqlError, Wake};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

const TABLES: &[Migration] = &[Migration {
    version: 1,
    name: "tables of the server",
    sql: "CREATE TABLE note (id bigint PRIMARY KEY);",
}];

/// A database of the throw-away server, if one is named.
async fn server() -> Option<TestDb> {
    let url = postgres_url()?;
    Some(TestDb::postgres(&url, "server", TABLES).await.unwrap())
}

#[tokio::test]
async fn a_schema_keeps_two_sets_apart() {
    let Some(test) = server().await else { return };
    let url = test.url().unwrap();
    let options = PostgresOptions { schema: Some("mail_1".to_owned()), ..Default::default() };
    let mail = Db::open_postgres(&url, options).await.unwrap();
    assert_eq!(mail.migrate("server", TABLES).await.unwrap().before, 0, "not yet there");
    let mut unit = mail.unit().await.unwrap();
    unit.run("INSERT INTO note (id) VALUES (1)", &[]).await.unwrap();
    unit.commit().await.unwrap();
    let count = "SELECT count(*) FROM note";
    for (db, want) in [(&mail, 1_i64), (&test.db, 0)] {
        assert_eq!(db.read().await.unwrap().one(count, &[]).await.unwrap(), Some(want));
    }
    let options = PostgresOptions { schema: Some("x; DROP".to_owned()), ..Default::default() };
    let odd = Db::open_postgres(&url, options).await;
    assert!(matches!(odd, Err(SqlError::Settings(_))), "{odd:?}");
}

#[tokio::test]
async fn another_coding_of_texts_is_refused() {
    let Some(test) = server().await else { return };
    let url = postgres_url().unwrap();
    let (admin, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    tasks.spawn(connection);
    let name = format!("consentry_test_latin_{}", std::process::id());
    let make = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
    admin.batch_execute(&make).await.unwrap();
    let theirs = test.url().unwrap();
    let (server, _) = theirs.rsplit_once('/').unwrap();
    let other = Db::open_postgres(&format!("{server}/{name}"), PostgresOptions::default()).await;
    assert!(matches!(&other, Err(SqlError::Settings(why)) if why.contains("LATIN1")), "{other:?}");
    drop(other);
    admin.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
}

#[tokio::test]
async fn lost_connections_are_replaced() {
    let Some(test) = server().await else { return };
    let db = &test.db;
    let mut wakes = db.listen();
    assert_eq!(wakes.next().await, Some(Wake::Missed), "listening");
    let kill = "SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
         WHERE datname = current_database() AND pid <> pg_backend_pid()) AS gone";
    let killed = db.read().await.unwrap().one::<i64>(kill, &[]).await.unwrap();
    assert!(killed >= Some(1), "{killed:?}");
    assert_eq!(wakes.next().await, Some(Wake::Missed), "listening again");
    let mut unit = db.unit().await.unwrap();
    let kill = "SELECT CASE WHEN pg_terminate_backend(pg_backend_pid()) THEN 1 ELSE 0 END";
    let cut = unit.one::<i64>(kill, &[]).await;
    assert!(matches!(cut, Err(SqlError::Unavailable { .. })), "{cut:?}");
    drop(unit);
    let mut unit = db.unit().await.unwrap();
    unit.run("INSERT INTO note (id) VALUES (1)", &[]).await.unwrap();
    unit.commit().await.unwrap();
}

#[tokio::test]
async fn units_that_cross_are_a_conflict() {
    let Some(test) = server().await else { return };
    let mut setup = test.db.unit().await.unwrap();
    setup.run("INSERT INTO note (id) VALUES (1), (2)", &[]).await.unwrap();
    setup.commit().await.unwrap();
    let touch = "UPDATE note SET id = id WHERE id = $1";
    let (mut one, mut two) = (test.db.unit().await.unwrap(), test.db.unit().await.unwrap());
    one.run(touch, &[1.into()]).await.unwrap();
    two.run(touch, &[2.into()]).await.unwrap();
    let (a, b) = tokio::join!(
        async {
            let outcome = one.run(touch, &[2.into()]).await;
            drop(one);
            outcome
        },
        async {
            let outcome = two.run(touch, &[1.into()]).await;
            drop(two);
            outcome
        },
    );
    let conflicts = [a, b].into_iter().filter_map(Result::err).filter(SqlError::is_conflict);
    assert_eq!(conflicts.count(), 1, "the server ends one of the two");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    let options = PostgresOptions { patience: Duration::from_secs(1), ..Default::default() };
    let outcome = Db::open_postgres("postgres://u@127.0.0.1:1/db", options.clone()).await;
    assert!(matches!(outcome, Err(SqlError::Unavailable { .. })), "{outcome:?}");
    let outcome = Db::open_postgres("postgres://u@127.0.0.1:nine/db", options).await;
    assert!(matches!(outcome, Err(SqlError::Settings(_))), "{outcome:?}");
}

/// The task on the server's side; it ends when this is dropped.
type Conversation = tokio::task::JoinSet<std::io::Result<()>>;

/// A server that speaks TLS for a moment and then refuses; what it says proves that the
/// handshake was right.
async fn tls_server(name: &str) -> (u16, String, Conversation) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_key = KeyPair::generate().unwrap();
    let authority = params.self_signed(&authority_key).unwrap();
    let issuer = Issuer::from_params(&params, &authority_key);
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new([name.to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    let key = rustls::pki_types::PrivatePkcs8KeyDer::from(key.serialize_der()).into();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut tasks = tokio::task::JoinSet::new();
    tasks.spawn(async move {
        let (mut plain, _) = listener.accept().await?;
        let mut request = [0; 8];
        plain.read_exact(&mut request).await?;
        assert_eq!(request, [0, 0, 0, 8, 4, 210, 22, 47], "SSLRequest, nothing in the clear");
        plain.write_all(b"S").await?;
        let mut secured = acceptor.accept(plain).await?;
        secured.read_u8().await?;
        let fields = b"SFATAL\0C28000\0Mseen through TLS\0\0";
        secured.write_all(b"E").await?;
        secured.write_all(&u32::try_from(fields.len() + 4).unwrap().to_be_bytes()).await?;
        secured.write_all(fields).await?;
        secured.shutdown().await
    });
    tasks.detach_all();
    (port, authority.pem(), tasks)
}

#[tokio::test]
async fn a_strict_mode_checks_certificate_and_name() {
    for (case, mode, name, trusted, want) in [
        ("all right", "require", "localhost", true, "seen through TLS"),
        ("the other spelling", "verify-full", "localhost", true, "seen through TLS"),
        ("another authority", "require", "localhost", false, "invalid peer certificate"),
        ("another name", "require", "db.contoso.example", true, "not valid for name"),
    ] {
        let (port, authority, _conversation) = tls_server(name).await;
        let (_, stranger, _) = tls_server(name).await;
        let options = PostgresOptions {
            trusted_pem: Some(if trusted { authority } else { stranger }.into_bytes()),
            patience: Duration::from_secs(2),
            ..Default::default()
        };
        let url = format!("postgres://u@localhost:{port}/db?sslmode={mode}");
        let outcome = Db::open_postgres(&url, options).await.unwrap_err();
        let mut told = outcome.to_string();
        let mut source = std::error::Error::source(&outcome);
        while let Some(error) = source {
            told = format!("{told}: {error}");
            source = error.source();
        }
        assert!(told.contains(want), "{case}: {told}");
    }
}
