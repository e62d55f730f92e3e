//! Tenants: made with a first administrator, and their settings.

use std::collections::BTreeSet;

use consentry_model::{
    ChallengeProfile, DefaultsOf, DirectoryRole, DisplayName, DomainName, EasVersions, Fidelity,
    GroupOwnerConsent, LockoutSeconds, LockoutThreshold, MailboxLocation, PolicyId, Protocol,
    Reviewer, RoleConsent, Secret, Switch, Tenant, TenantId, TenantSettings, Upn, User,
    UserConsent, Workflow,
};
use consentry_policy::consent_policy::built_in;
use consentry_store::{Actor, Unit};
use consentry_token::opaque::TokenHash;

use super::{DirectoryError, Done, NewUser};
use crate::Service;

/// A tenant to be made.
#[derive(Debug, Clone)]
pub struct NewTenant {
    /// The organisation's name.
    pub name: DisplayName,
    /// Its first domain.
    pub domain: DomainName,
    /// Its first administrator, in that domain.
    pub admin: Upn,
    /// Whose defaults it begins with.
    pub defaults: DefaultsOf,
}

/// A tenant that was made.
#[derive(Debug)]
pub struct TenantCreated {
    /// The tenant, with the defaults of ruling 29.
    pub tenant: Tenant,
    /// Its Global Administrator.
    pub admin: User,
    /// His one-time password: it is kept as a hash only.
    pub password: Secret<String>,
}

/// Settings that change; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct TenantChange {
    /// The organisation's name.
    pub name: Option<DisplayName>,
    /// Defaults of another year, before everything else.
    pub defaults: Option<DefaultsOf>,
    /// Under which policies users consent for themselves.
    pub user_consent: Option<UserConsent>,
    /// Do risky applications need an administrator?
    pub risk_step_up: Option<Switch>,
    /// May owners of groups consent for the group's data?
    pub group_owner_consent: Option<GroupOwnerConsent>,
    /// What holders of roles may consent to, all of it.
    pub role_consent: Option<Vec<RoleConsent>>,
    /// The request workflow, all of it.
    pub workflow: Option<Workflow>,
    /// May people choose to stay signed in?
    pub keep_signed_in: Option<Switch>,
    /// May users register applications?
    pub users_may_register: Option<Switch>,
    /// Hardened or faithful.
    pub fidelity: Option<Fidelity>,
    /// Where mailboxes are.
    pub mailboxes: Option<MailboxLocation>,
    /// Where Autodiscover redirects to; `Some(None)` takes the host away.
    pub autodiscover_host: Option<Option<DomainName>>,
    /// Announced ActiveSync versions.
    pub eas_versions: Option<EasVersions>,
    /// The wording of the 401.
    pub challenge: Option<ChallengeProfile>,
    /// When wrong passwords lock an account.
    pub lockout_threshold: Option<LockoutThreshold>,
    /// For how long at first.
    pub lockout_seconds: Option<LockoutSeconds>,
    /// Basic by protocol.
    pub basic: Vec<(Protocol, Switch)>,
}

impl TenantChange {
    /// The tenant with these settings.
    pub fn apply(self, tenant: &mut Tenant) {
        let settings = &mut tenant.settings;
        if let Some(name) = self.name {
            tenant.name = name;
        }
        if let Some(defaults) = self.defaults {
            defaults.apply(settings);
        }
        if let Some(step_up) = self.risk_step_up {
            settings.risk_step_up = step_up;
        }
        if let Some(consent) = self.group_owner_consent {
            settings.group_owner_consent = consent;
        }
        if let Some(rights) = self.role_consent {
            settings.role_consent = rights;
        }
        if let Some(workflow) = self.workflow {
            settings.workflow = workflow;
        }
        if let Some(user_consent) = self.user_consent {
            settings.user_consent = user_consent;
        }
        if let Some(keep) = self.keep_signed_in {
            settings.keep_signed_in = keep;
        }
        if let Some(register) = self.users_may_register {
            settings.users_may_register = register.is_on();
        }
        if let Some(fidelity) = self.fidelity {
            settings.fidelity = fidelity;
        }
        if let Some(mailboxes) = self.mailboxes {
            settings.mailboxes = mailboxes;
        }
        if let Some(host) = self.autodiscover_host {
            settings.autodiscover_host = host;
        }
        if let Some(versions) = self.eas_versions {
            settings.eas_versions = versions;
        }
        if let Some(challenge) = self.challenge {
            settings.challenge = challenge;
        }
        if let Some(threshold) = self.lockout_threshold {
            settings.lockout.threshold = threshold;
        }
        if let Some(seconds) = self.lockout_seconds {
            settings.lockout.seconds = seconds;
        }
        for (protocol, allowed) in self.basic {
            match allowed {
                Switch::On => settings.basic.0.insert(protocol),
                Switch::Off => settings.basic.0.remove(&protocol),
            };
        }
    }
}

impl Service {
    /// Makes a tenant and its first administrator, whose one-time password is told once.
    pub async fn create_tenant(&self, actor: &Actor, new: NewTenant) -> Done<TenantCreated> {
        if *new.admin.domain() != new.domain {
            let rule = format!("the administrator's name must end in `@{}`", new.domain);
            return Err(DirectoryError::Invalid(rule));
        }
        let now = self.clock.now();
        let mut tenant = Tenant {
            id: TenantId::mint(&*self.ids),
            name: new.name,
            domains: vec![new.domain.clone()],
            settings: TenantSettings::default(),
            version: 1,
            created_at: now,
        };
        let admin = NewUser {
            roles: BTreeSet::from([DirectoryRole::GlobalAdministrator]),
            ..NewUser::named(new.admin)?
        };
        let (admin, password, hash) = self.prepare_user(&tenant, admin).await?;
        new.defaults.apply(&mut tenant.settings);
        // Ruling 29: whoever creates a tenant reviews its requests.
        tenant.settings.workflow.reviewers = vec![Reviewer::User(admin.id)];
        let mut salt = [0_u8; 32];
        self.ids.fill(&mut salt);
        let mut unit = self.store.unit().await?;
        unit.add_tenant(&tenant, &salt)
            .await
            .map_err(|error| DirectoryError::taken(error, &new.domain))?;
        unit.add_user(&admin, Some(&hash))
            .await
            .map_err(|error| DirectoryError::taken(error, &admin.upn))?;
        let target = ("Company", tenant.id.to_string(), tenant.name.to_string());
        let details = serde_json::json!({ "domain": new.domain, "administrator": admin.upn });
        let who = (Some(tenant.id), actor);
        self.record_change(&mut unit, who, "Create company", target, details).await?;
        unit.commit().await?;
        self.provide_mailbox(&tenant, &admin).await?;
        let password = password.ok_or(crate::ServiceError::Record { what: "password" })?;
        Ok(TenantCreated { tenant, admin, password })
    }

    /// Changes settings; the record has the old and the new ones.
    pub async fn change_tenant(
        &self,
        actor: &Actor,
        tenant: TenantId,
        change: TenantChange,
    ) -> Done<Tenant> {
        self.change_settings(actor, tenant, (None, change)).await
    }

    /// The same, unless other settings about consent are set by now than those of
    /// [`consent_mark`] that the change was made from.
    pub async fn change_tenant_seen(
        &self,
        actor: &Actor,
        tenant: TenantId,
        seen: &str,
        change: TenantChange,
    ) -> Done<Tenant> {
        self.change_settings(actor, tenant, (Some(seen), change)).await
    }

    async fn change_settings(
        &self,
        actor: &Actor,
        tenant: TenantId,
        (seen, change): (Option<&str>, TenantChange),
    ) -> Done<Tenant> {
        let mut unit = self.store.unit().await?;
        // Two administrators at once: the second one starts from what the first one wrote.
        unit.lock(&format!("tenant {tenant}")).await?;
        let Some(old) = unit.tenant(tenant).await? else {
            return Err(DirectoryError::Unknown { what: "tenant", name: tenant.to_string() });
        };
        if seen.is_some_and(|seen| seen != consent_mark(&old.settings)) {
            let text = "the settings were changed meanwhile; look at them again";
            return Err(DirectoryError::Conflict(text.to_owned()));
        }
        let mut new = old.clone();
        change.apply(&mut new);
        if new.settings.mailboxes == MailboxLocation::OnPremises
            && new.settings.autodiscover_host.is_none()
        {
            let rule = "mailboxes on premises need the host that Autodiscover redirects to";
            return Err(DirectoryError::Invalid(rule.to_owned()));
        }
        if new == old {
            return Ok(old);
        }
        self.check_references(&mut unit, &new).await?;
        unit.set_tenant(&new).await?;
        let target = ("Company", tenant.to_string(), new.name.to_string());
        let details = serde_json::json!({
            "old": { "name": old.name, "settings": old.settings },
            "new": { "name": new.name, "settings": new.settings },
        });
        let who = (Some(tenant), actor);
        self.record_change(&mut unit, who, "Set Company Information", target, details).await?;
        unit.commit().await?;
        Ok(self.tenant(tenant).await?)
    }
}

/// What stands for all settings about consent of one moment, so that a form can name what it was
/// made from.
pub fn consent_mark(settings: &TenantSettings) -> String {
    let text = serde_json::json!([
        settings.user_consent,
        settings.risk_step_up,
        settings.group_owner_consent,
        settings.role_consent,
        settings.users_may_register,
        settings.workflow,
    ]);
    TokenHash::of(&text.to_string()).to_hex()
}

impl Service {
    /// Policies, users and groups that the settings name must be there.
    async fn check_references(&self, unit: &mut Unit, tenant: &Tenant) -> Done<()> {
        let settings = &tenant.settings;
        let own = unit.consent_policies(tenant.id).await?;
        let is_known = |id: &PolicyId| {
            built_in(id, tenant.id).is_some() || own.iter().any(|policy| policy.id == *id)
        };
        let policies = settings.user_consent.0.iter();
        let policies = policies.chain(settings.role_consent.iter().map(|right| &right.policy));
        let delegates = &settings.workflow.delegates;
        let mut policies = policies.chain(delegates.iter().map(|delegate| &delegate.policy));
        if let Some(id) = policies.find(|id| !is_known(id)) {
            return Err(DirectoryError::Unknown { what: "policy", name: id.to_string() });
        }
        let named = delegates.iter().map(|delegate| &delegate.who);
        for reviewer in settings.workflow.reviewers.iter().chain(named) {
            let (what, name, found) = match reviewer {
                Reviewer::User(id) => {
                    ("user", id.to_string(), unit.user(tenant.id, *id).await?.is_some())
                }
                Reviewer::Group(id) => {
                    ("group", id.to_string(), unit.group(tenant.id, *id).await?.is_some())
                }
                Reviewer::Role(_) => continue,
            };
            if !found {
                return Err(DirectoryError::Unknown { what, name });
            }
        }
        if let GroupOwnerConsent::MembersOf(id) = settings.group_owner_consent
            && unit.group(tenant.id, id).await?.is_none()
        {
            return Err(DirectoryError::Unknown { what: "group", name: id.to_string() });
        }
        Ok(())
    }
}
