//! `consentry app add-secret|remove-secret|add-certificate|remove-certificate`, and how `app show`
//! tells of them.

use std::{fs::File, io::Read as _, path::PathBuf, time::Duration};

use anyhow::Context as _;
use clap::Args;
use consentry_model::{AppId, CertificateId, DisplayName, SecretId, Switch, Timestamp};
use consentry_service::{CredentialLife, Credentials, NewCertificate};
use consentry_store::{AppCertificate, AppSecret};
use consentry_token::certificate::{Certificate, LARGEST_CERTIFICATE};
use serde_json::{Value, json};

use crate::cli::{
    Exit, Terminal,
    desk::{ACTOR, Desk},
    words::{Moment, day},
};

/// How long a secret lives unless told otherwise.
const SECRET_LIFE: Duration = Duration::from_hours(24 * 180);

#[derive(Debug, Args)]
pub(super) struct AddSecretArgs {
    /// Its client id.
    app: AppId,
    /// When it ends, at most in two years; 180 days from now without it.
    #[arg(long, value_name = "DAY|MOMENT")]
    expires: Option<Moment>,
}

#[derive(Debug, Args)]
pub(super) struct RemoveSecretArgs {
    /// The application's client id.
    app: AppId,
    /// The secret's key id, as `app show` tells it.
    key_id: SecretId,
}

#[derive(Debug, Args)]
pub(super) struct AddCertificateArgs {
    /// The application's client id.
    app: AppId,
    /// The certificate, PEM or DER, without its private key.
    #[arg(long, value_name = "PEM")]
    file: PathBuf,
    /// What you call it; its subject without it.
    #[arg(long)]
    name: Option<DisplayName>,
    /// Take one assertion several times while it lives, as some libraries send it: MSAL for Python
    /// and for Node. Whoever catches one can use it until then.
    #[arg(long)]
    allow_reuse: bool,
}

#[derive(Debug, Args)]
pub(super) struct RemoveCertificateArgs {
    /// The application's client id.
    app: AppId,
    /// The certificate's key id, as `app show` tells it.
    key_id: CertificateId,
}

impl AddSecretArgs {
    pub(super) async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let tenant = desk.tenant_of(None).await?;
        let usual = || desk.service.clock().now().plus(SECRET_LIFE);
        let ends = self.expires.map_or_else(usual, |moment| moment.0);
        let made = desk.service.add_app_secret(&ACTOR, &tenant, self.app, ends).await?;
        let told = json!({
            "app_id": self.app,
            "key_id": made.id,
            "secret": made.secret.expose(),
            "expires_at": made.expires_at.to_string(),
        });
        let secret = made.secret.expose();
        desk.done(terminal, &told, format_args!("{secret}\nends at {}", made.expires_at))
    }
}

impl RemoveSecretArgs {
    pub(super) async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let tenant = desk.tenant_of(None).await?;
        desk.service.remove_app_secret(&ACTOR, &tenant, self.app, self.key_id).await?;
        removed(desk, terminal, self.app, self.key_id.to_string())
    }
}

impl AddCertificateArgs {
    pub(super) async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let unreadable = || format!("`{}` cannot be read", self.file.display());
        let most = u64::try_from(LARGEST_CERTIFICATE)?.saturating_add(1);
        let mut bytes = Vec::new();
        let file = File::open(&self.file).with_context(unreadable)?;
        file.take(most).read_to_end(&mut bytes).with_context(unreadable)?;
        let certificate =
            Certificate::from_file(&bytes).with_context(|| format!("`{}`", self.file.display()))?;
        let name = match self.name {
            Some(name) => name,
            None => certificate.subject().parse().or_else(|_| certificate.thumbprint().parse())?,
        };
        let new = NewCertificate { name, certificate, reuse: Switch::from(self.allow_reuse) };
        let tenant = desk.tenant_of(None).await?;
        let kept = desk.service.add_app_certificate(&ACTOR, &tenant, self.app, new).await?;
        let now = desk.service.clock().now();
        let line = format!(
            "{} is registered as {}\nends at {}",
            kept.certificate.thumbprint(),
            kept.id,
            kept.certificate.expires_at(),
        );
        desk.done(terminal, &certificate_told(&kept, now), line)
    }
}

impl RemoveCertificateArgs {
    pub(super) async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let tenant = desk.tenant_of(None).await?;
        desk.service.remove_app_certificate(&ACTOR, &tenant, self.app, self.key_id).await?;
        removed(desk, terminal, self.app, self.key_id.to_string())
    }
}

fn removed(
    desk: &Desk,
    terminal: &mut Terminal,
    app: AppId,
    key_id: String,
) -> anyhow::Result<Exit> {
    let told = json!({ "app_id": app, "key_id": key_id, "removed": true });
    desk.done(terminal, &told, format_args!("{key_id} is removed and proves nothing any more"))
}

/// As JSON.
pub(super) fn told(credentials: &Credentials, now: Timestamp) -> (Value, Value) {
    let secrets = credentials.secrets.iter().map(|held| secret_told(held, now)).collect();
    let certificates =
        credentials.certificates.iter().map(|held| certificate_told(held, now)).collect();
    (Value::Array(secrets), Value::Array(certificates))
}

/// As rows for people.
pub(super) fn rows(credentials: &Credentials, now: Timestamp) -> [(&'static str, String); 2] {
    let secrets = credentials
        .secrets
        .iter()
        .map(|held| format!("{}… {} ({})", held.hint, until(now, held.expires_at), held.id));
    let certificates = credentials.certificates.iter().map(|held| {
        let (name, thumbprint) = (&held.name, held.certificate.thumbprint());
        let ends = until(now, held.certificate.expires_at());
        format!("{name} {thumbprint} {ends} ({})", held.id)
    });
    [
        ("secrets", secrets.collect::<Vec<_>>().join("\n")),
        ("certificates", certificates.collect::<Vec<_>>().join("\n")),
    ]
}

fn until(now: Timestamp, expires_at: Timestamp) -> String {
    match CredentialLife::at(now, expires_at) {
        CredentialLife::Good => format!("until {}", day(expires_at)),
        CredentialLife::EndsSoon => format!("ENDS SOON, on {}", day(expires_at)),
        CredentialLife::Ended => format!("ended on {}", day(expires_at)),
    }
}

const fn word(life: CredentialLife) -> &'static str {
    match life {
        CredentialLife::Good => "good",
        CredentialLife::EndsSoon => "ends-soon",
        CredentialLife::Ended => "ended",
    }
}

fn secret_told(held: &AppSecret, now: Timestamp) -> Value {
    json!({
        "key_id": held.id,
        "hint": held.hint,
        "expires_at": held.expires_at.to_string(),
        "life": word(CredentialLife::at(now, held.expires_at)),
    })
}

fn certificate_told(held: &AppCertificate, now: Timestamp) -> Value {
    let certificate = &held.certificate;
    json!({
        "key_id": held.id,
        "name": held.name,
        "subject": certificate.subject(),
        "thumbprint": certificate.thumbprint(),
        "thumbprint_sha256": certificate.thumbprint_s256(),
        "x5t": certificate.x5t(),
        "starts_at": certificate.starts_at().to_string(),
        "expires_at": certificate.expires_at().to_string(),
        "life": word(CredentialLife::at(now, certificate.expires_at())),
        "reuse": held.reuse.is_on(),
    })
}
