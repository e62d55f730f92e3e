//! Consents given and taken back by an administrator, without a page.

use consentry_model::{
    AppId, Application, ConsentType, GrantId, Refusal, ScopeSet, ScopeValue, Tenant, Timestamp,
    Upn, UserId, well_known,
};
use consentry_store::{Actor, Conn, GrantFilter, NewGrant, Reach};
use serde_json::json;

use super::{DirectoryError, Done, principals::present, usable, user_of};
use crate::Service;

/// For whom a consent is given or taken back.
#[derive(Debug, Clone)]
pub enum ForWhom {
    /// For all users of the tenant.
    AllUsers,
    /// For one user.
    User(Upn),
    /// Taking back only: everybody's, every user's, and what the application may do by itself.
    Anybody,
}

/// A consent to be given or taken back.
#[derive(Debug, Clone)]
pub struct ConsentChange {
    /// The client.
    pub app: AppId,
    /// For whom.
    pub for_whom: ForWhom,
    /// The resource; taking back may leave it open.
    pub resource: Option<AppId>,
    /// The permissions; taking back may leave them open.
    pub scopes: Option<ScopeSet>,
}

/// A recorded consent with the names of what it joins.
#[derive(Debug, Clone)]
pub struct GrantShown {
    /// The id.
    pub id: GrantId,
    /// The client.
    pub app: AppId,
    /// Its name in this tenant.
    pub app_name: String,
    /// The resource.
    pub resource: AppId,
    /// Its name.
    pub resource_name: String,
    /// The user, for whom alone it holds.
    pub user: Option<(UserId, String)>,
    /// What was granted.
    pub scopes: ScopeSet,
    /// Since when.
    pub created_at: Timestamp,
}

/// A permission that an application has by itself, with the names of what it joins.
#[derive(Debug, Clone)]
pub struct RoleShown {
    /// The client.
    pub app: AppId,
    /// Its name in this tenant.
    pub app_name: String,
    /// The resource.
    pub resource: AppId,
    /// Its name.
    pub resource_name: String,
    /// What was granted.
    pub role: ScopeValue,
    /// Since when.
    pub granted_at: Timestamp,
}

/// A resource as administrators name it: `exchange`, `graph`, or an application id.
pub fn resource_word(text: &str) -> Result<AppId, String> {
    match text.to_ascii_lowercase().as_str() {
        "exchange" => Ok(well_known::EXCHANGE),
        "graph" => Ok(well_known::GRAPH),
        _ => text
            .parse()
            .map_err(|_| format!("`{text}` is neither `exchange`, `graph` nor an application id")),
    }
}

impl Service {
    /// Gives a consent, united with what was granted before. The application appears in the
    /// tenant if it had not.
    pub async fn grant_consent(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        change: &ConsentChange,
    ) -> Done<()> {
        let (Some(resource), Some(scopes)) = (change.resource, &change.scopes) else {
            return Err(DirectoryError::Invalid(
                "a resource and permissions are needed".to_owned(),
            ));
        };
        let mut unit = self.store.unit().await?;
        let app = usable(&mut unit, tenant.id, change.app).await?;
        let resource_app = usable(&mut unit, tenant.id, resource).await?;
        let scopes = exposed(&resource_app, scopes)?;
        let user = match &change.for_whom {
            ForWhom::AllUsers => None,
            ForWhom::Anybody => {
                let rule = "a consent is given for all users or for one".to_owned();
                return Err(DirectoryError::Invalid(rule));
            }
            ForWhom::User(upn) => Some(user_of(&mut unit, tenant.id, upn).await?),
        };
        let principal = self.meet(&mut unit, actor, tenant.id, &app).await?;
        let new = NewGrant {
            id: GrantId::mint(&*self.ids),
            tenant: tenant.id,
            client: principal.id,
            resource,
            scopes: &scopes,
            by: by(actor),
            now: self.clock.now(),
        };
        match &user {
            Some(user) => unit.add_user_grant(&new, user.id).await?,
            None => unit.add_tenant_grant(&new).await?,
        }
        let details = json!({
            "resource": resource_app.name,
            "resource_id": resource,
            "scopes": scopes,
            "user": user.as_ref().map(|user| user.upn.to_string()),
        });
        let who = (tenant.id, actor);
        self.record_app(&mut unit, who, "Add delegated permission grant", &app, details).await?;
        if user.is_none() {
            self.close_covered(&mut unit, tenant, &app).await.map_err(DirectoryError::from)?;
        }
        unit.commit().await?;
        Ok(())
    }

    /// Takes consents back; how many records changed or went.
    pub async fn revoke_consent(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        change: &ConsentChange,
    ) -> Done<u64> {
        let mut unit = self.store.unit().await?;
        let app = usable(&mut unit, tenant.id, change.app).await?;
        let principal = present(&mut unit, tenant.id, &app).await?;
        let (reach, user) = match &change.for_whom {
            ForWhom::AllUsers => (Reach::Everybody, None),
            ForWhom::Anybody => (Reach::All, None),
            ForWhom::User(upn) => {
                let user = user_of(&mut unit, tenant.id, upn).await?;
                (Reach::User(user.id), Some(user))
            }
        };
        let scopes = change.scopes.as_ref();
        let mut gone =
            unit.revoke_grants(tenant.id, principal.id, reach, change.resource, scopes).await?;
        let who = (tenant.id, actor);
        let details = json!({
            "resource_id": change.resource,
            "scopes": change.scopes,
            "user": user.as_ref().map(|user| user.upn.to_string()),
        });
        if gone > 0 {
            let activity = "Remove delegated permission grant";
            self.record_app(&mut unit, who, activity, &app, details.clone()).await?;
        }
        if reach == Reach::All {
            let (resource, id) = (change.resource, principal.id);
            let roles = unit.revoke_roles(tenant.id, id, resource, scopes).await?;
            if roles > 0 {
                let activity = "Remove app role assignment from service principal";
                self.record_app(&mut unit, who, activity, &app, details).await?;
            }
            gone = gone.saturating_add(roles);
        }
        if gone > 0 {
            unit.commit().await?;
        }
        Ok(gone)
    }

    /// What applications of a tenant, or one of them, may do by themselves.
    pub async fn roles_held(&self, tenant: &Tenant, app: Option<AppId>) -> Done<Vec<RoleShown>> {
        let mut read = self.store.read().await?;
        let mut client = None;
        if let Some(app) = app {
            let known = usable(&mut read, tenant.id, app).await?;
            let Some(principal) = read.principal(tenant.id, known.id).await? else {
                return Ok(Vec::new());
            };
            client = Some(principal.id);
        }
        let mut shown = Vec::new();
        for grant in read.role_grants(tenant.id, client).await? {
            let Some(client) = read.principal_by_id(tenant.id, grant.client).await? else {
                continue;
            };
            shown.push(RoleShown {
                app: client.app,
                app_name: client.display_name.to_string(),
                resource: grant.resource,
                resource_name: name_of(&mut read, grant.resource).await?,
                role: grant.role,
                granted_at: grant.granted_at,
            });
        }
        Ok(shown)
    }

    /// The consents of a tenant, or of one application in it.
    pub async fn consents(&self, tenant: &Tenant, app: Option<AppId>) -> Done<Vec<GrantShown>> {
        let mut read = self.store.read().await?;
        let mut filter = GrantFilter::default();
        if let Some(app) = app {
            let known = usable(&mut read, tenant.id, app).await?;
            let Some(principal) = read.principal(tenant.id, known.id).await? else {
                return Ok(Vec::new());
            };
            filter.client = Some(principal.id);
        }
        let mut shown = Vec::new();
        for grant in read.grants(tenant.id, filter).await? {
            let client = read.principal_by_id(tenant.id, grant.client).await?;
            let user = match grant.consent {
                ConsentType::AllPrincipals => None,
                ConsentType::Principal(id) => {
                    let user = read.user(tenant.id, id).await?;
                    Some((id, user.map(|user| user.upn.to_string()).unwrap_or_default()))
                }
            };
            let Some(client) = client else { continue };
            shown.push(GrantShown {
                id: grant.id,
                app: client.app,
                app_name: client.display_name.to_string(),
                resource: grant.resource,
                resource_name: name_of(&mut read, grant.resource).await?,
                user,
                scopes: grant.scopes,
                created_at: grant.created_at,
            });
        }
        Ok(shown)
    }
}

async fn name_of(conn: &mut Conn, app: AppId) -> Done<String> {
    let found = conn.application(app).await?;
    Ok(found.map_or_else(|| app.to_string(), |found| found.name.to_string()))
}

/// Who of the directory acts, if it is a person.
pub(crate) fn by(actor: &Actor) -> Option<UserId> {
    match actor {
        Actor::User { id, .. } => Some(*id),
        Actor::App { .. } | Actor::CommandLine | Actor::System => None,
    }
}

/// The permissions in the spelling of the resource that exposes them.
fn exposed(resource: &Application, scopes: &ScopeSet) -> Done<ScopeSet> {
    if scopes.is_empty() {
        return Err(DirectoryError::Invalid("no permission is named".to_owned()));
    }
    scopes
        .iter()
        .map(|scope| {
            let same = |value: &str| value.eq_ignore_ascii_case(scope.as_str());
            let found = resource.permissions.iter().find(|known| same(known.value.as_str()));
            found.map(|known| known.value.clone()).ok_or_else(|| {
                DirectoryError::Refused(Refusal::ScopeInvalid { scope: scope.to_string() })
            })
        })
        .collect()
}
