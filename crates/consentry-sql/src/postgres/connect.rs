//! From a URL and options to a configuration that can connect.
//!
//! `sslmode=require`, `verify-ca` and `verify-full` all mean TLS with the server's certificate
//! and name checked; without one of them the connection is plain.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::PostgresOptions;
use crate::error::SqlError;

/// Whether and how a connection is encrypted.
#[derive(Clone)]
pub(crate) enum Tls {
    Off,
    On(MakeRustlsConnect),
}

/// Everything that is needed to connect.
pub(crate) struct Target {
    pub(crate) config: tokio_postgres::Config,
    pub(crate) tls: Tls,
}

/// Reads URL and options.
pub(crate) fn target(url: &str, options: &PostgresOptions) -> Result<Target, SqlError> {
    // The driver knows one strict mode only, and we check certificates in every strict mode.
    let url = url.replace("sslmode=verify-full", "sslmode=require");
    let url = url.replace("sslmode=verify-ca", "sslmode=require");
    let mut config: tokio_postgres::Config =
        url.parse().map_err(|why: tokio_postgres::Error| {
            SqlError::Settings(format!("the PostgreSQL URL cannot be used: {why}"))
        })?;
    config.application_name(&options.application_name);
    config.connect_timeout(options.patience);
    let mut session = match config.get_options() {
        Some(given) => format!("{given} "),
        None => String::new(),
    };
    session.push_str("-c statement_timeout=");
    session.push_str(&options.statement_timeout.as_millis().to_string());
    if let Some(schema) = &options.schema {
        refuse_odd_name(schema)?;
        session.push_str(" -c search_path=");
        session.push_str(schema);
    }
    config.options(session);
    let tls = match config.get_ssl_mode() {
        SslMode::Require => Tls::On(MakeRustlsConnect::new(client_config(options)?)),
        _ => {
            config.ssl_mode(SslMode::Disable);
            Tls::Off
        }
    };
    Ok(Target { config, tls })
}

/// The name stands unquoted in statements.
fn refuse_odd_name(schema: &str) -> Result<(), SqlError> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'_' || byte.is_ascii_digit();
    if schema.bytes().all(plain) && schema.bytes().next().is_some_and(|b| !b.is_ascii_digit()) {
        return Ok(());
    }
    Err(SqlError::Settings(format!(
        "the schema `{schema}` must be made of a–z, 0–9 and _, and not begin with a digit"
    )))
}

fn client_config(options: &PostgresOptions) -> Result<rustls::ClientConfig, SqlError> {
    let wrong = |why: &dyn std::fmt::Display| {
        SqlError::Settings(format!("the trusted certificates cannot be used: {why}"))
    };
    let mut roots = rustls::RootCertStore::empty();
    match &options.trusted_pem {
        Some(pem) => {
            for certificate in CertificateDer::pem_slice_iter(pem) {
                let certificate = certificate.map_err(|why| wrong(&why))?;
                roots.add(certificate).map_err(|why| wrong(&why))?;
            }
        }
        None => {
            let found = rustls_native_certs::load_native_certs();
            roots.add_parsable_certificates(found.certs);
        }
    }
    if roots.is_empty() {
        return Err(wrong(&"there are none"));
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    Ok(rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|why| wrong(&why))?
        .with_root_certificates(roots)
        .with_no_client_auth())
}
