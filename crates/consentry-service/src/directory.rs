//! Administration: what an administrator reads and changes, each change with its audit record in
//! one unit of work.
//!
//! The command line calls this; so will every later face for administrators. Who may administer is
//! decided there: an [`Actor`] is an argument, and goes into the record. Nothing is written before
//! everything that the change names is known.

mod app_detail;
mod applications;
mod assignments;
mod check;
mod domains;
mod enterprise;
mod error;
mod grants;
mod groups;
mod import;
mod mail_import;
mod overview;
mod policies;
mod principals;
mod publishers;
mod registration;
mod revoke;
mod secrets;
mod tenants;
#[cfg(test)]
mod tests;
mod users;
mod webhook;

use consentry_model::{
    AppId, Application, Audience, Refusal, Secret, Tenant, TenantId, Upn, User, UserId,
};
use consentry_store::{Actor, Conn, Page, Paged, Unit};
use serde_json::Value;

pub(crate) use self::grants::by;
pub use self::{
    app_detail::{AppDetail, BlockedBy, GrantedShown, PersonConsent},
    applications::NewApplication,
    assignments::Assigned,
    check::{ConsentCheck, MatrixFilter, MatrixPermissions, MatrixShown},
    enterprise::{
        DeletedApp, EnterpriseApp, LARGEST_LOGO, LOGO_SIDE, RECENT, ReportedApp, check_logo,
    },
    error::DirectoryError,
    grants::{ConsentChange, ForWhom, GrantShown, RoleShown, resource_word},
    import::{ImportCount, ImportProblem, ImportRow, WhoIsThere},
    overview::Overview,
    policies::{
        Classified, PolicyChange, PolicyListed, PolicySide, PolicyUse, STARTER_SET, policy_uses,
    },
    principals::{AppShown as AppListed, PrincipalChange, PropertyProblem, property_mark},
    publishers::PublisherChange,
    registration::{ApplicationChange, NewRole, NewScope, RegistrationShown},
    revoke::Revocation,
    secrets::{
        CREDENTIAL_WARNING, CredentialLife, Credentials, LONGEST_SECRET_LIFE,
        MOST_LIVE_CREDENTIALS, NewCertificate, NewSecret,
    },
    tenants::{NewTenant, TenantChange, TenantCreated, consent_mark},
    users::{FirstPassword, NewUser, UserChange},
};
use crate::{Segment, Service};

/// Letters and digits that nobody confuses; 32 of them, so that each byte gives five bits evenly.
const READABLE: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Groups of a one-time password; four characters each make 80 bits.
const GROUPS: usize = 4;

type Done<T> = Result<T, DirectoryError>;

impl Service {
    /// A tenant by its id or one of its domains; otherwise AADSTS90002.
    pub async fn tenant_named(&self, name: &str) -> Done<Tenant> {
        match self.segment(name).await? {
            Ok(Segment::Tenant(tenant)) => Ok(*tenant),
            Ok(Segment::Common | Segment::Organizations) => {
                Err(DirectoryError::Refused(Refusal::TenantNotFound { segment: name.to_owned() }))
            }
            Err(refusal) => Err(DirectoryError::Refused(refusal)),
        }
    }

    /// The tenants of this installation, without the one that holds well-known applications.
    pub async fn tenants(&self) -> Done<Vec<Tenant>> {
        let mut tenants = self.store.read().await?.tenants().await?;
        tenants.retain(|tenant| tenant.id != consentry_store::VENDORS);
        Ok(tenants)
    }

    /// A user of a tenant by his sign-in name.
    pub async fn user_named(&self, tenant: &Tenant, upn: &Upn) -> Done<User> {
        user_of(&mut *self.store.read().await?, tenant.id, upn).await
    }

    /// A user of a tenant by his object id.
    pub async fn user_of_id(&self, tenant: &Tenant, id: UserId) -> Done<Option<User>> {
        Ok(self.store.read().await?.user(tenant.id, id).await?)
    }

    /// A tenant's users whose names or addresses hold a text, a page at a time.
    pub async fn users_holding(
        &self,
        tenant: &Tenant,
        text: &str,
        page: Page,
    ) -> Done<Paged<User>> {
        Ok(self.store.read().await?.users_holding(tenant.id, text, page).await?)
    }

    /// Writes the record of a change; the last step before the commit.
    pub(crate) async fn record_change(
        &self,
        unit: &mut Unit,
        (tenant, actor): (Option<TenantId>, &Actor),
        activity: &str,
        target: (&str, String, String),
        details: Value,
    ) -> Done<()> {
        let record = self.audit_of(tenant, actor.clone(), activity, target, details);
        unit.audit(&record).await?;
        Ok(())
    }

    /// A password that is handed out once.
    fn one_time_password(&self) -> Secret<String> {
        let mut bytes = [0_u8; GROUPS * 4];
        self.ids.fill(&mut bytes);
        let letter = |byte: &u8| READABLE.get(usize::from(byte & 31)).copied().unwrap_or(b'a');
        let groups: Vec<String> = bytes
            .chunks(4)
            .map(|group| group.iter().map(letter).map(char::from).collect())
            .collect();
        Secret::new(groups.join("-"))
    }
}

/// A signed-in person as the one who acts.
pub(crate) fn actor_of(user: &User) -> Actor {
    Actor::User { id: user.id, name: user.upn.to_string() }
}

async fn user_of(conn: &mut Conn, tenant: TenantId, upn: &Upn) -> Done<User> {
    let found = conn.user_by_name(tenant, upn).await?;
    found.ok_or_else(|| DirectoryError::Unknown { what: "user", name: upn.to_string() })
}

/// An application that this tenant can use: its own, or one for many tenants.
pub(crate) async fn usable(
    conn: &mut Conn,
    tenant: TenantId,
    app: AppId,
) -> Done<std::sync::Arc<Application>> {
    let found = conn.application(app).await?;
    found
        .filter(|found| found.audience == Audience::ManyTenants || found.owner == tenant)
        .ok_or_else(|| {
            DirectoryError::Refused(Refusal::ApplicationNotFound {
                app: app.to_string(),
                tenant: tenant.to_string(),
            })
        })
}
