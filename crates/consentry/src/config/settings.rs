//! The configuration as types: behind this nobody checks again.

use std::{fs, net::SocketAddr, ops::RangeInclusive, path::PathBuf, str::FromStr, time::Duration};

use consentry_egress::Reach;
use consentry_model::{Fidelity, Secret};
use consentry_service::{Origin, SharedAddresses};

use super::{
    ConfigError,
    schema::{Database, File, Keys, Limits, Logs, Server, SmarthostKeys, Webhooks},
};
use crate::{
    installation::MasterKeySource,
    listen::{Hosts, TrustedProxies},
    logging::{LogFormat, LogLevel},
    tls::CertificateFiles,
};

/// Everything that `serve` needs to know.
#[derive(Debug)]
pub struct Settings {
    /// Listeners and the public name.
    pub server: ServerSettings,
    /// Where everything is kept.
    pub database: DatabaseSettings,
    /// Mail to others.
    pub mail: MailSettings,
    /// Where webhooks may be.
    pub webhooks: Reach,
    /// Addresses that many people share.
    pub shared_addresses: SharedAddresses,
    /// How long a signing key signs before the next one does.
    pub key_rotation: Duration,
    /// Events and the sign-in log.
    pub logs: LogSettings,
}

/// Listeners and the public name.
#[derive(Debug)]
pub struct ServerSettings {
    /// The public listener.
    pub listen: SocketAddr,
    /// The public origin.
    pub origin: Origin,
    /// Whom the server answers for: the origin's host and the aliases.
    pub hosts: Hosts,
    /// What holds where no tenant is known yet.
    pub fidelity: Fidelity,
    /// Whose forwarding headers are believed.
    pub trusted_proxies: TrustedProxies,
    /// Health checks and figures.
    pub management_listen: Option<SocketAddr>,
    /// The key that seals secrets.
    pub master_key: MasterKeySource,
    /// The public listener's certificate.
    pub tls: Option<CertificateFiles>,
}

/// Where everything is kept.
#[derive(Debug)]
pub enum DatabaseSettings {
    /// The embedded database in this folder.
    Embedded(PathBuf),
    /// A PostgreSQL server.
    Postgres(Secret<String>),
}

/// Mail to others.
#[derive(Debug)]
pub struct MailSettings {
    /// Who takes mail for the outside.
    pub smarthost: Option<Smarthost>,
}

/// Who takes mail for the outside.
#[derive(Debug)]
pub struct Smarthost {
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How the connection is protected.
    pub security: SmarthostSecurity,
    /// Account and password.
    pub account: Option<(String, Secret<String>)>,
}

/// How the connection to the smarthost is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmarthostSecurity {
    /// TLS after the greeting, always.
    StartTls,
    /// TLS from the first byte.
    Tls,
    /// Not at all; on this machine only.
    None,
}

/// Events and the sign-in log.
#[derive(Debug)]
pub struct LogSettings {
    /// How events are written.
    pub format: LogFormat,
    /// Which events are written.
    pub level: LogLevel,
    /// How many days the sign-in log is kept.
    pub sign_in_days: u32,
    /// How many days the audit log is kept.
    pub audit_days: u32,
}

const ROTATION_DAYS: RangeInclusive<i64> = 3..=3650;
const SIGN_IN_DAYS: RangeInclusive<i64> = 1..=3650;
const AUDIT_DAYS: RangeInclusive<i64> = 30..=36_500;

impl TryFrom<File> for Settings {
    type Error = ConfigError;

    fn try_from(file: File) -> Result<Self, ConfigError> {
        Ok(Self {
            server: server(file.server)?,
            database: database(file.database)?,
            mail: MailSettings { smarthost: smarthost(file.mail.smarthost)? },
            webhooks: webhooks(file.webhooks),
            shared_addresses: shared_addresses(&file.limits)?,
            key_rotation: key_rotation(&file.keys)?,
            logs: logs(&file.logs)?,
        })
    }
}

fn value<T: FromStr>(key: &'static str, text: &str) -> Result<T, ConfigError>
where
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|problem: T::Err| wrong(key, problem))
}

fn wrong(key: &'static str, problem: impl ToString) -> ConfigError {
    ConfigError::Value { key, problem: problem.to_string() }
}

fn server(keys: Server) -> Result<ServerSettings, ConfigError> {
    let listen = address("server.listen", &keys.listen)?;
    let origin: Origin = value("server.origin", &keys.origin)?;
    let names = std::iter::once(origin.authority()).chain(keys.aliases.iter().map(String::as_str));
    let hosts = Hosts::new(names).map_err(|problem| wrong("server.aliases", problem))?;
    let proxies = keys.trusted_proxies.iter().map(String::as_str);
    let trusted_proxies =
        TrustedProxies::new(proxies).map_err(|problem| wrong("server.trusted_proxies", problem))?;
    let tls = match (keys.tls.certificate, keys.tls.key) {
        (Some(certificate), Some(key)) => {
            Some(CertificateFiles { certificate: certificate.into(), key: key.into() })
        }
        (None, None) if listen.ip().is_loopback() || !keys.trusted_proxies.is_empty() => None,
        (None, None) => {
            let problem = "needed to listen beyond loopback, unless `server.trusted_proxies` names \
                           the proxies that bring TLS";
            return Err(wrong("server.tls.certificate", problem));
        }
        (None, Some(_)) => return Err(wrong("server.tls.certificate", "missing beside the key")),
        (Some(_), None) => return Err(wrong("server.tls.key", "missing beside the certificate")),
    };
    let management_listen = keys.management_listen.as_deref();
    Ok(ServerSettings {
        listen,
        hosts,
        fidelity: match keys.fidelity.as_str() {
            "hardened" => Fidelity::Hardened,
            "faithful" => Fidelity::Faithful,
            other => {
                let problem = format!("`{other}` is neither `hardened` nor `faithful`");
                return Err(wrong("server.fidelity", problem));
            }
        },
        origin,
        trusted_proxies,
        management_listen: management_listen
            .map(|text| address("server.management_listen", text))
            .transpose()?,
        master_key: master_key(keys.master_key, keys.master_key_file)?,
        tls,
    })
}

fn master_key(
    inline: Option<String>,
    file: Option<String>,
) -> Result<MasterKeySource, ConfigError> {
    match (inline, file) {
        (Some(_), Some(_)) => {
            Err(wrong("server.master_key", "given twice: here and as a file; choose one"))
        }
        (Some(text), None) => Ok(MasterKeySource::Given(Secret::new(text))),
        (None, file) => {
            let path = file.unwrap_or_else(|| "/var/lib/consentry/master.key".to_owned());
            Ok(MasterKeySource::File(path.into()))
        }
    }
}

fn address(key: &'static str, text: &str) -> Result<SocketAddr, ConfigError> {
    text.parse().map_err(|_| {
        wrong(key, format!("`{text}` is not an address with a port, as 127.0.0.1:8443"))
    })
}

fn database(keys: Database) -> Result<DatabaseSettings, ConfigError> {
    let url = secret("database.url", keys.url, keys.url_file)?;
    match (url, keys.data) {
        (Some(_), Some(_)) => Err(wrong("database.data", "stands beside a URL; choose one")),
        (Some(url), None) => {
            let scheme = url.expose().split_once("://").map(|(scheme, _)| scheme);
            if !matches!(scheme, Some("postgres" | "postgresql")) {
                return Err(wrong("database.url", "expected postgres://user@host/database"));
            }
            Ok(DatabaseSettings::Postgres(url))
        }
        (None, data) => Ok(DatabaseSettings::Embedded(
            data.map_or_else(|| PathBuf::from("/var/lib/consentry"), PathBuf::from),
        )),
    }
}

/// A secret from its key or from the file beside it.
fn secret(
    key: &'static str,
    inline: Option<String>,
    file: Option<String>,
) -> Result<Option<Secret<String>>, ConfigError> {
    match (inline, file) {
        (Some(_), Some(_)) => Err(wrong(key, "given twice: here and as a file; choose one")),
        (Some(text), None) => Ok(Some(Secret::new(text))),
        (None, Some(path)) => {
            let text = fs::read_to_string(&path)
                .map_err(|cause| ConfigError::Unreadable { path: path.into(), cause })?;
            Ok(Some(Secret::new(text.trim_end_matches(['\r', '\n']).to_owned())))
        }
        (None, None) => Ok(None),
    }
}

fn smarthost(keys: SmarthostKeys) -> Result<Option<Smarthost>, ConfigError> {
    let security = match keys.security.as_str() {
        "starttls" => SmarthostSecurity::StartTls,
        "tls" => SmarthostSecurity::Tls,
        "none" => SmarthostSecurity::None,
        other => {
            let problem = format!("`{other}` is none of starttls, tls, none");
            return Err(wrong("mail.smarthost.security", problem));
        }
    };
    let password = secret("mail.smarthost.password", keys.password, keys.password_file)?;
    let account = match (keys.user, password) {
        (Some(user), Some(password)) => Some((user, password)),
        (None, None) => None,
        _ => return Err(wrong("mail.smarthost.user", "user and password belong together")),
    };
    let Some(host) = keys.host else { return Ok(None) };
    let is_here = matches!(host.as_str(), "localhost" | "127.0.0.1" | "::1");
    if security == SmarthostSecurity::None && !is_here {
        return Err(wrong("mail.smarthost.security", "`none` is for a smarthost on this machine"));
    }
    Ok(Some(Smarthost { host, port: keys.port, security, account }))
}

fn webhooks(keys: Webhooks) -> Reach {
    if keys.ports.is_empty() {
        return Reach::Public;
    }
    Reach::PublicAt(keys.ports.into_iter().collect())
}

fn shared_addresses(keys: &Limits) -> Result<SharedAddresses, ConfigError> {
    let addresses = keys.shared_addresses.iter().map(String::as_str);
    SharedAddresses::new(addresses).map_err(|why| wrong("limits.shared_addresses", why))
}

fn key_rotation(keys: &Keys) -> Result<Duration, ConfigError> {
    let days = days("keys.rotation_days", keys.rotation_days, &ROTATION_DAYS)?;
    Ok(Duration::from_hours(24).saturating_mul(days))
}

fn logs(keys: &Logs) -> Result<LogSettings, ConfigError> {
    Ok(LogSettings {
        format: value("logs.format", &keys.format)?,
        level: value("logs.level", &keys.level)?,
        sign_in_days: days("logs.sign_in_days", keys.sign_in_days, &SIGN_IN_DAYS)?,
        audit_days: days("logs.audit_days", keys.audit_days, &AUDIT_DAYS)?,
    })
}

fn days(key: &'static str, days: i64, range: &RangeInclusive<i64>) -> Result<u32, ConfigError> {
    u32::try_from(days).ok().filter(|_| range.contains(&days)).ok_or_else(|| {
        let (least, most) = (range.start(), range.end());
        wrong(key, format!("`{days}` is out of range; expected {least} to {most}"))
    })
}
