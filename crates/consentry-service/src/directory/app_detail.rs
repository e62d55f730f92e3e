//! Everything about one enterprise application: what is granted to it and by whom, what deserves
//! a look, who is on its list, why it is switched off, and whom a change concerns.

use std::collections::{BTreeMap, BTreeSet};

use consentry_model::{
    AppId, ConsentType, Grant, RequestId, RequestState, ScopeSet, ScopeValue, Switch, Tenant,
    Timestamp, User, UserId,
};
use consentry_policy::{ConsentAsk, GrantRisk, Organisation, Warning, may_grant_for_all};
use consentry_store::{
    AssignmentEntry, AuditFilter, Conn, FactsQuery, GrantFilter, Page, Paged, RequestFilter,
    RoleGrant, UserKey, Whose,
};

use super::{
    Done, EnterpriseApp, RECENT,
    enterprise::{Holdings, risks_of},
    principals::present,
    usable,
};
use crate::{PermissionShown, Service};

/// An enterprise application with everything about it.
#[derive(Debug, Clone)]
pub struct AppDetail {
    /// Registration, presence, consents by number, use.
    pub app: EnterpriseApp,
    /// What a person should know before he trusts it.
    pub warning: Option<Warning>,
    /// Delegated permissions for everybody.
    pub everybodys: Vec<GrantedShown>,
    /// Permissions that it uses by itself.
    pub roles: Vec<GrantedShown>,
    /// What is wrong with its consents.
    pub risks: Vec<GrantRisk>,
    /// The request whose refusal switched it off, if that is why it is off.
    pub blocked: Option<BlockedBy>,
    /// How many of its requests wait for a decision.
    pub waiting: u64,
    /// How many entries its list has.
    pub listed: u64,
    /// How many people used it in the last 30 days without a consent of their own.
    pub without_own: u64,
    /// How many people used it in the last 30 days and are not on its list.
    pub unlisted: u64,
    /// Whether the roles of who looks let him consent for everybody to all that it lists.
    pub may_consent: Switch,
}

/// A permission for everybody, since when and by whom.
#[derive(Debug, Clone)]
pub struct GrantedShown {
    /// The resource.
    pub resource: AppId,
    /// The permission.
    pub value: ScopeValue,
    /// As consent pages show it.
    pub shown: PermissionShown,
    /// Since when anything of the resource is granted.
    pub since: Timestamp,
    /// Who granted; nobody for the installation itself, or somebody who is gone.
    pub by: Option<User>,
}

/// Why an application is switched off: a request was turned down for good.
#[derive(Debug, Clone)]
pub struct BlockedBy {
    /// The request.
    pub request: RequestId,
    /// When.
    pub at: Timestamp,
    /// By whom, if he is still there.
    pub by: Option<User>,
}

/// Somebody who consented for himself.
#[derive(Debug, Clone)]
pub struct PersonConsent {
    /// Who.
    pub user: User,
    /// To what.
    pub permissions: Vec<PermissionShown>,
    /// Since when.
    pub since: Timestamp,
}

impl Service {
    /// One enterprise application with everything about it, as this person sees it.
    pub async fn app_detail(&self, tenant: &Tenant, id: AppId, viewer: &User) -> Done<AppDetail> {
        let app = self.enterprise_app(tenant, id).await?;
        let (client, now) = (app.principal.id, self.clock.now());
        let mut read = self.store.read().await?;
        let everybodys = GrantFilter { client: Some(client), whose: Whose::Everybodys };
        let everybodys = read.grants(tenant.id, everybodys).await?;
        let roles = read.role_grants(tenant.id, Some(client)).await?;
        let holdings = Holdings {
            scopes: read.held_by(tenant.id, client).await?,
            roles: by_resource(&roles),
            looks_like: read.look_alikes([id]).await?.remove(&id),
        };
        let query =
            FactsQuery { tenant, app: Some(id), user: UserKey::Id(viewer.id), resource: id, now };
        let facts = read.facts(&query).await?.facts;
        let warning = consentry_policy::warning(&facts);
        let may_consent = may_grant_for_all(&listed(&app), &facts).into();
        let blocked = blocked_by(&mut read, tenant, &app).await?;
        let waiting = read.open_requests(tenant.id, id).await?;
        let waiting = waiting.iter().filter(|one| one.state_at(now) == RequestState::Open).count();
        let entries = read.count_assignments(client).await?;
        let since = now.minus(RECENT);
        let without_own = read.count_without_own(tenant.id, (id, client), since).await?;
        let unlisted = read.count_unlisted(tenant.id, (id, client), since).await?;
        let granters = everybodys.iter().filter_map(|grant| grant.granted_by);
        let granters = granters.chain(roles.iter().filter_map(|role| role.granted_by));
        let granters = read.users_of(tenant.id, granters).await?;
        drop(read);
        let risks = risks_of(tenant, &app, &holdings);
        Ok(AppDetail {
            everybodys: self.delegated_shown(&everybodys, &granters).await?,
            roles: self.roles_shown(&roles, &granters).await?,
            waiting: u64::try_from(waiting).unwrap_or(u64::MAX),
            app,
            warning,
            risks,
            blocked,
            listed: entries,
            without_own,
            unlisted,
            may_consent,
        })
    }

    async fn delegated_shown(
        &self,
        grants: &[Grant],
        granters: &BTreeMap<UserId, User>,
    ) -> Done<Vec<GrantedShown>> {
        let mut shown = Vec::new();
        for grant in grants {
            let ask = ask_of([(grant.resource, grant.scopes.clone())].into());
            let texts = self.permissions(&ask).await?;
            shown.extend(grant.scopes.iter().zip(texts).map(|(value, text)| GrantedShown {
                resource: grant.resource,
                value: value.clone(),
                shown: text,
                since: grant.created_at,
                by: grant.granted_by.and_then(|by| granters.get(&by).cloned()),
            }));
        }
        Ok(shown)
    }

    async fn roles_shown(
        &self,
        roles: &[RoleGrant],
        granters: &BTreeMap<UserId, User>,
    ) -> Done<Vec<GrantedShown>> {
        let mut shown = Vec::new();
        for role in roles {
            let value = ScopeSet::from_iter([role.role.clone()]);
            let ask =
                ConsentAsk { roles: [(role.resource, value)].into(), ..ask_of(BTreeMap::new()) };
            let text = self.permissions(&ask).await?;
            shown.extend(text.into_iter().map(|text| GrantedShown {
                resource: role.resource,
                value: role.role.clone(),
                shown: text,
                since: role.granted_at,
                by: role.granted_by.and_then(|by| granters.get(&by).cloned()),
            }));
        }
        Ok(shown)
    }

    /// A part of those who consented to an application for themselves, by sign-in name.
    pub async fn people_consenting(
        &self,
        tenant: &Tenant,
        id: AppId,
        page: Page,
    ) -> Done<Paged<PersonConsent>> {
        let mut read = self.store.read().await?;
        let app = usable(&mut read, tenant.id, id).await?;
        let client = present(&mut read, tenant.id, &app).await?.id;
        let found = read.consenting(tenant.id, client, page).await?;
        let ids: Vec<UserId> = found.rows.iter().map(|user| user.id).collect();
        let grants = read.own_grants(tenant.id, client, &ids).await?;
        let resources: BTreeSet<AppId> = grants.iter().map(|grant| grant.resource).collect();
        let resources = read.applications_of(resources).await?;
        drop(read);
        let person = |user: User| {
            let whose = ConsentType::Principal(user.id);
            let own = grants.iter().filter(|grant| grant.consent == whose);
            let since = own.clone().map(|grant| grant.created_at).min()?;
            let own = own.map(|grant| (grant.resource, grant.scopes.clone())).collect();
            let permissions = PermissionShown::all(&ask_of(own), &resources);
            Some(PersonConsent { user, permissions, since })
        };
        Ok(Paged { rows: found.rows.into_iter().filter_map(person).collect(), next: found.next })
    }

    /// What one person consented to for himself; nothing if he did not, or is not there.
    pub async fn person_consenting(
        &self,
        tenant: &Tenant,
        id: AppId,
        user: UserId,
    ) -> Done<Option<PersonConsent>> {
        let mut read = self.store.read().await?;
        let app = usable(&mut read, tenant.id, id).await?;
        let client = present(&mut read, tenant.id, &app).await?.id;
        let Some(user) = read.user(tenant.id, user).await? else { return Ok(None) };
        let grants = read.own_grants(tenant.id, client, &[user.id]).await?;
        drop(read);
        let Some(since) = grants.iter().map(|grant| grant.created_at).min() else {
            return Ok(None);
        };
        let own = grants.into_iter().map(|grant| (grant.resource, grant.scopes)).collect();
        let permissions = self.permissions(&ask_of(own)).await?;
        Ok(Some(PersonConsent { user, permissions, since }))
    }

    /// A part of an application's list, by name.
    pub async fn app_list(
        &self,
        tenant: &Tenant,
        id: AppId,
        page: Page,
    ) -> Done<Paged<AssignmentEntry>> {
        let mut read = self.store.read().await?;
        let app = usable(&mut read, tenant.id, id).await?;
        let client = present(&mut read, tenant.id, &app).await?.id;
        Ok(read.assignments_by_name(client, page).await?)
    }
}

fn ask_of(scopes: BTreeMap<AppId, ScopeSet>) -> ConsentAsk {
    ConsentAsk { scopes, roles: BTreeMap::new(), organisation: Organisation::NotOffered }
}

/// What the registration lists.
fn listed(app: &EnterpriseApp) -> ConsentAsk {
    let mut ask = ask_of(BTreeMap::new());
    for entry in &app.application.required {
        for (held, asked) in [(&mut ask.scopes, &entry.scopes), (&mut ask.roles, &entry.roles)] {
            if !asked.is_empty() {
                held.insert(entry.resource, asked.clone());
            }
        }
    }
    ask
}

/// Granted roles, put together by resource.
pub(super) fn by_resource(roles: &[RoleGrant]) -> BTreeMap<AppId, ScopeSet> {
    let mut held: BTreeMap<AppId, ScopeSet> = BTreeMap::new();
    for role in roles {
        held.entry(role.resource).or_default().0.insert(role.role.clone());
    }
    held
}

/// The request that switched an application off: the last one that was blocked, unless somebody
/// has turned the switch since.
async fn blocked_by(
    conn: &mut Conn,
    tenant: &Tenant,
    app: &EnterpriseApp,
) -> Done<Option<BlockedBy>> {
    if app.principal.enabled == Switch::On {
        return Ok(None);
    }
    let filter = RequestFilter {
        state: Some(RequestState::Blocked),
        app: Some(app.application.id),
        text: None,
    };
    let found = conn.consent_requests(tenant.id, filter, Page::first(100)).await?;
    let closed = found.rows.into_iter().filter_map(|one| Some((one.id, one.closing?)));
    let Some((request, closing)) = closed.max_by_key(|(_, closing)| closing.at) else {
        return Ok(None);
    };
    let since = AuditFilter {
        tenant: Some(tenant.id),
        activity: Some("Update service principal".to_owned()),
        target: Some(app.application.id.to_string()),
        since: Some(closing.at),
    };
    let changes = conn.audits(&since, Page::first(100)).await?;
    let turned = |details: &serde_json::Value| {
        details.pointer("/old/enabled") != details.pointer("/new/enabled")
    };
    if changes.rows.iter().any(|record| turned(&record.details)) {
        return Ok(None);
    }
    let by = match closing.by {
        Some(by) => conn.user(tenant.id, by).await?,
        None => None,
    };
    Ok(Some(BlockedBy { request, at: closing.at, by }))
}
