//! The keys as they stand in the file, with the words that the reference shows.
//!
//! Values are text and numbers here; [`super::settings`] makes types of them. No attribute names
//! environment variables: every key has one by rule, see [`super::environment`].

#![expect(unused_qualifications, reason = "confique writes the types of sections with their path")]

use confique::Config;

/// Configuration of a Consentry server. Every key can be overridden by an environment variable
/// `CONSENTRY__SECTION__KEY`, for example `CONSENTRY__SERVER__LISTEN`. Secrets stand in files of
/// their own (`…_file`); written here they make this file secret: only its owner may read it.
#[derive(Debug, Config)]
pub(super) struct File {
    #[config(nested)]
    pub(super) server: Server,
    #[config(nested)]
    pub(super) database: Database,
    #[config(nested)]
    pub(super) mail: Mail,
    #[config(nested)]
    pub(super) webhooks: Webhooks,
    #[config(nested)]
    pub(super) limits: Limits,
    #[config(nested)]
    pub(super) keys: Keys,
    #[config(nested)]
    pub(super) logs: Logs,
}

/// The listeners and the public name.
#[derive(Debug, Config)]
pub(super) struct Server {
    /// Address and port of the public listener.
    #[config(default = "127.0.0.1:8443")]
    pub(super) listen: String,
    /// The public origin, `https://host` or `https://host:port`. All URLs, issuers and links are
    /// built from it, never from what a request says.
    pub(super) origin: String,
    /// Further host names that this server answers for, such as "autodiscover.contoso.example".
    #[config(default = [])]
    pub(super) aliases: Vec<String>,
    /// What holds where no tenant is known yet: "hardened" or "faithful". Each tenant has its own
    /// setting.
    #[config(default = "hardened")]
    pub(super) fidelity: String,
    /// Addresses or networks of reverse proxies whose X-Forwarded-For is believed.
    #[config(default = [])]
    pub(super) trusted_proxies: Vec<String>,
    /// Address and port of health checks and figures; nothing is offered without it. Not for the
    /// public network.
    pub(super) management_listen: Option<String>,
    /// The key that seals secrets in the database, in base64: a secret, meant for the environment
    /// (`CONSENTRY__SERVER__MASTER_KEY`) of a machine without a disk of its own. Nothing makes it
    /// for you: `openssl rand -base64 32`.
    pub(super) master_key: Option<String>,
    /// File that holds the key. Made at the first start, mode 0600. Losing it loses the sealed
    /// secrets. Default where no `master_key` is given: "/var/lib/consentry/master.key".
    pub(super) master_key_file: Option<String>,
    #[config(nested)]
    pub(super) tls: Tls,
}

/// The certificate of the public listener. Without it the listener speaks plain HTTP, which is
/// allowed on loopback or behind `trusted_proxies` only.
#[derive(Debug, Config)]
pub(super) struct Tls {
    /// PEM file: the server's certificate, then those between it and the root.
    pub(super) certificate: Option<String>,
    /// PEM file: the certificate's key.
    pub(super) key: Option<String>,
}

/// Where everything is kept: either a folder (embedded database) or a PostgreSQL server.
#[derive(Debug, Config)]
pub(super) struct Database {
    /// Folder of the embedded database. Default where no `url` is given: "/var/lib/consentry".
    pub(super) data: Option<String>,
    /// `postgres://user@host/database`; with a password in it, this is a secret.
    pub(super) url: Option<String>,
    /// File that holds the URL.
    pub(super) url_file: Option<String>,
}

/// Mail to others. Mail between local users needs nothing of this.
#[derive(Debug, Config)]
pub(super) struct Mail {
    #[config(nested)]
    pub(super) smarthost: SmarthostKeys,
}

/// The mail server that takes mail for the outside. Without it such mail is refused.
#[derive(Debug, Config)]
pub(super) struct SmarthostKeys {
    /// Host name or address.
    pub(super) host: Option<String>,
    /// Port.
    #[config(default = 587)]
    pub(super) port: u16,
    /// "starttls", "tls" (from the first byte) or "none" (loopback only).
    #[config(default = "starttls")]
    pub(super) security: String,
    /// Account at the smarthost, where it asks for one.
    pub(super) user: Option<String>,
    /// Its password (a secret).
    pub(super) password: Option<String>,
    /// File that holds the password.
    pub(super) password_file: Option<String>,
}

/// Events for the addresses that administrators of tenants set. They go to public addresses only,
/// by HTTPS.
#[derive(Debug, Config)]
pub(super) struct Webhooks {
    /// Ports beside 443 and 8443 that such an address may name.
    #[config(default = [])]
    pub(super) ports: Vec<u16>,
}

/// What is asked of one sender at most.
#[derive(Debug, Config)]
pub(super) struct Limits {
    /// Addresses or networks that many people share, such as those of a carrier ("100.64.0.0/10").
    /// An attack on passwords from there is told, but nobody is held off for it.
    #[config(default = [])]
    pub(super) shared_addresses: Vec<String>,
}

/// The keys that sign tokens. They follow each other by themselves: a new key is published a day
/// before it signs, an old one stays published until nothing that it signed is in use.
#[derive(Debug, Config)]
pub(super) struct Keys {
    /// Days that a key signs before the next one does: 3 to 3650.
    #[config(default = 90)]
    pub(super) rotation_days: i64,
}

/// Events on standard error, and how long the logs in the database are kept.
#[derive(Debug, Config)]
pub(super) struct Logs {
    /// "text" or "json", on standard error.
    #[config(default = "text")]
    pub(super) format: String,
    /// "error", "warn", "info", "debug", "trace", or by part: `info,consentry::access=warn`.
    #[config(default = "info")]
    pub(super) level: String,
    /// Days that the sign-in log is kept: 1 to 3650.
    #[config(default = 30)]
    pub(super) sign_in_days: i64,
    /// Days that the audit log is kept: 30 to 36500.
    #[config(default = 365)]
    pub(super) audit_days: i64,
}
