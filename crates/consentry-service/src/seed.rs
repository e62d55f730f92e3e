//! The demo's data: three tenants, their users, applications, consents and mail.
//!
//! Ids are fixed, so that scripts can name them, and several demos on one database agree. Written
//! once, under a lock; later starts only look at one setting. Nothing but `consentry demo` calls
//! this: its passwords are public.

mod applications;
mod people;
mod tenants;

use std::{sync::Arc, time::Duration};

use consentry_mailbox::{
    FolderKind, Owner,
    sample::{self, Language, Recipient},
};
use consentry_model::{AppId, Application, MailboxLocation, Secret, TenantId};
use consentry_store::{Actor, Unit};
use uuid::{Uuid, uuid};

pub use self::tenants::{CONTOSO, DemoTenant, FABRIKAM, TAILSPIN, TENANTS};
use crate::{Service, ServiceError};

/// The password of all demo users.
pub const DEMO_PASSWORD: &str = "Demo-pass-2026!";
/// The public client of the demo: every redirect of native libraries, password grants open.
pub const DEMO_CLI: AppId = AppId::from_uuid(uuid!("b1a5c0de-4f2d-4e6a-8c3b-5a7d9e0f1c22"));
/// The single-page application of the demo.
pub const DEMO_WEB: AppId = AppId::from_uuid(uuid!("5e2d7c94-1b3a-4f68-a0d9-6c8e4b2f7a31"));
/// A mail application whose publisher is not verified.
pub const FJORD_MAIL: AppId = AppId::from_uuid(uuid!("3d0c1f52-8a6e-4b7f-9c55-7e1f2a9b6c10"));

/// Tells that the data is there, and for which origin the single-page application is registered.
const SEEDED: &str = "demo-data";
/// Tells that the mail is there; also the lease under which it is written.
const SEEDED_MAIL: &str = "demo-mail";
/// How long one demo may take to write the mail, and how often the others look.
const LEASE: Duration = Duration::from_mins(2);
const PAUSE: Duration = Duration::from_millis(100);
/// Grows with the data below.
const VERSION: &str = "1";

/// The confidential client "Directory Reader" of one tenant.
#[derive(Debug, Clone)]
pub struct DemoClient {
    /// The tenant.
    pub tenant: TenantId,
    /// Its domain.
    pub domain: &'static str,
    /// The client id.
    pub id: AppId,
    /// The secret, drawn at the first start.
    pub secret: Secret<String>,
}

impl Service {
    /// Writes the demo's data unless it is there, and returns its confidential clients.
    pub async fn seed_demo(&self) -> Result<Vec<DemoClient>, ServiceError> {
        let mark = format!("{VERSION} {}", self.origin);
        let held = self.store.read().await?.setting(SEEDED).await?;
        if held.as_deref() != Some(&mark) {
            let hash = match held {
                Some(_) => None,
                None => {
                    let password = Secret::new(DEMO_PASSWORD.to_owned());
                    Some(self.passwords.hash(password, &*self.ids).await?)
                }
            };
            let mut unit = self.store.unit().await?;
            // Several demos may start at once on one database: the second one finds the data.
            unit.lock(SEEDED).await?;
            if let (None, Some(hash)) = (unit.setting(SEEDED).await?, hash) {
                self.seed_tenants(&mut unit).await?;
                self.seed_people(&mut unit, &hash).await?;
                self.seed_applications(&mut unit).await?;
                let target = ("Installation", "demo".to_owned(), "demo".to_owned());
                let details = serde_json::json!({ "version": VERSION });
                let record =
                    self.audit_of(None, Actor::System, "Set up demo data", target, details);
                unit.audit(&record).await?;
            } else {
                self.seed_origin(&mut unit).await?;
            }
            unit.set_setting(SEEDED, &mark).await?;
            unit.commit().await?;
        }
        self.seed_mail().await?;
        self.demo_clients().await
    }

    async fn demo_clients(&self) -> Result<Vec<DemoClient>, ServiceError> {
        let mut read = self.store.read().await?;
        let mut clients = Vec::with_capacity(TENANTS.len());
        for tenant in TENANTS {
            let sealed = read.sealed_setting(&applications::secret_name(tenant)).await?;
            let secret = sealed.and_then(|bytes| String::from_utf8(bytes.into_exposed()).ok());
            clients.push(DemoClient {
                tenant: tenant.id,
                domain: tenant.domain,
                id: applications::directory_reader(tenant),
                secret: Secret::new(secret.ok_or(ServiceError::Record { what: "demo client" })?),
            });
        }
        Ok(clients)
    }

    /// The single-page application returns to the present origin.
    async fn seed_origin(&self, unit: &mut Unit) -> Result<(), ServiceError> {
        let Some(held) = unit.application(DEMO_WEB).await? else {
            return Err(ServiceError::Record { what: "demo application" });
        };
        let web = self.demo_web(held.created_at)?;
        unit.set_application(&Application {
            redirects: web.redirects,
            ..Arc::unwrap_or_clone(held)
        })
        .await?;
        Ok(())
    }

    /// Each mailbox here gets its sample Inbox, once. Mail is not in the directory's database, so
    /// a lease keeps several demos apart, and an interrupted start goes on where it was.
    async fn seed_mail(&self) -> Result<(), ServiceError> {
        let holder = self.ids.uuid().to_string();
        loop {
            if self.store.read().await?.setting(SEEDED_MAIL).await?.is_some() {
                return Ok(());
            }
            let now = self.clock.now();
            let mut unit = self.store.unit().await?;
            let taken = unit.take_lease(SEEDED_MAIL, &holder, now, now.plus(LEASE)).await?;
            unit.commit().await?;
            if taken {
                break;
            }
            tokio::time::sleep(PAUSE).await;
        }
        for person in people::PEOPLE {
            if person.mailbox.unwrap_or(person.tenant.mailboxes) == MailboxLocation::Here {
                self.seed_mailbox(&person).await?;
            }
        }
        let mut unit = self.store.unit().await?;
        unit.set_setting(SEEDED_MAIL, VERSION).await?;
        unit.release_lease(SEEDED_MAIL, &holder).await?;
        unit.commit().await?;
        Ok(())
    }

    async fn seed_mailbox(&self, person: &people::Person) -> Result<(), ServiceError> {
        let owner = Owner { tenant: person.tenant.id, user: person.id() };
        self.mailboxes.ensure(owner).await?;
        let inbox = self.mailboxes.default_folder(owner, FolderKind::Inbox).await?;
        if self.mailboxes.count(owner, inbox).await?.0 > 0 {
            return Ok(());
        }
        let (name, address) = (person.display_name(), person.address());
        let language = match person.language {
            Some("de") => Language::German,
            Some("ja") => Language::Japanese,
            _ => Language::English,
        };
        let to = Recipient { name: &name, address: &address };
        let mails = sample::inbox(to, language, self.clock.now());
        self.mailboxes.append_all(owner, inbox, mails).await?;
        Ok(())
    }
}

/// A fixed id of the demo: a family of its own for each kind of thing.
const fn demo_id(kind: u16, number: u16) -> Uuid {
    let base = 0x6c7a_2f0e_5d3b_4c1a_9e8f_0a1b_0000_0000_u128;
    Uuid::from_u128(base | ((kind as u128) << 16) | number as u128)
}

/// A text of this program's own data as a type of the domain.
fn fixed<T: std::str::FromStr>(text: &str) -> Result<T, ServiceError> {
    text.parse().map_err(|_| ServiceError::Record { what: "demo data" })
}
