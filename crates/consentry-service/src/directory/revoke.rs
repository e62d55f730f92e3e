//! What an administrator takes back of an application on its page: a permission, one person's
//! consents, everybody's, or everything.

use consentry_model::{AppId, ScopeSet, ScopeValue, Tenant, UserId};
use consentry_store::{Actor, Reach};
use serde_json::json;

use super::{Done, principals::present, usable};
use crate::Service;

/// What is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revocation {
    /// All there is: people's own, everybody's, and what it may by itself.
    Everything,
    /// What an administrator accepted: for everybody, and what it may by itself.
    Everybodys,
    /// One delegated permission for everybody.
    Delegated(AppId, ScopeValue),
    /// One permission that it uses by itself.
    Role(AppId, ScopeValue),
    /// What one person consented to for himself.
    Person(UserId),
}

/// The two kinds of what goes.
#[derive(Default)]
struct Going {
    grants: Option<(Reach, Option<AppId>, Option<ScopeSet>)>,
    roles: Option<(Option<AppId>, Option<ScopeSet>)>,
}

impl Revocation {
    fn going(&self) -> Going {
        let one = |scope: &ScopeValue| Some(ScopeSet::from_iter([scope.clone()]));
        match self {
            Self::Everything => {
                Going { grants: Some((Reach::All, None, None)), roles: Some((None, None)) }
            }
            Self::Everybodys => {
                Going { grants: Some((Reach::Everybody, None, None)), roles: Some((None, None)) }
            }
            Self::Delegated(resource, scope) => Going {
                grants: Some((Reach::Everybody, Some(*resource), one(scope))),
                ..Going::default()
            },
            Self::Role(resource, role) => {
                Going { roles: Some((Some(*resource), one(role))), ..Going::default() }
            }
            Self::Person(user) => {
                Going { grants: Some((Reach::User(*user), None, None)), ..Going::default() }
            }
        }
    }
}

impl Service {
    /// Takes back consents to an application, in one unit of work; how many records changed or
    /// went.
    pub async fn revoke(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        id: AppId,
        what: &Revocation,
    ) -> Done<u64> {
        let mut unit = self.store.unit().await?;
        let app = usable(&mut unit, tenant.id, id).await?;
        let client = present(&mut unit, tenant.id, &app).await?.id;
        let user = match what {
            Revocation::Person(user) => unit.user(tenant.id, *user).await?,
            Revocation::Everything
            | Revocation::Everybodys
            | Revocation::Delegated(..)
            | Revocation::Role(..) => None,
        };
        let going = what.going();
        let (who, mut gone) = ((tenant.id, actor), 0_u64);
        if let Some((reach, resource, scopes)) = going.grants {
            let scopes = scopes.as_ref();
            let changed = unit.revoke_grants(tenant.id, client, reach, resource, scopes).await?;
            if changed > 0 {
                let details = json!({
                    "resource_id": resource,
                    "scopes": scopes,
                    "user": user.as_ref().map(|user| user.upn.to_string()),
                });
                let activity = "Remove delegated permission grant";
                self.record_app(&mut unit, who, activity, &app, details).await?;
            }
            gone = gone.saturating_add(changed);
        }
        if let Some((resource, roles)) = going.roles {
            let changed = unit.revoke_roles(tenant.id, client, resource, roles.as_ref()).await?;
            if changed > 0 {
                let details = json!({ "resource_id": resource, "roles": roles });
                let activity = "Remove app role assignment from service principal";
                self.record_app(&mut unit, who, activity, &app, details).await?;
            }
            gone = gone.saturating_add(changed);
        }
        if gone > 0 {
            unit.commit().await?;
        }
        Ok(gone)
    }
}
