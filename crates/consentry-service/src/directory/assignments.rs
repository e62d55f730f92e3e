//! Who is on an application's list.

use consentry_model::{AppId, DisplayName, ScopeValue, Switch, Tenant, Upn};
use consentry_store::{Actor, Assignee};
use serde_json::json;

use super::{DirectoryError, Done, groups::group_of, usable, user_of};
use crate::Service;

/// Who is put on the list, or taken off it.
#[derive(Debug, Clone)]
pub enum Assigned {
    /// A user.
    User(Upn),
    /// A group: its members are assigned.
    Group(DisplayName),
}

impl Service {
    /// Puts somebody on an application's list, or takes him off; `false` if that was so before.
    pub async fn set_assigned(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        id: AppId,
        (whom, assigned): (&Assigned, Switch),
    ) -> Done<bool> {
        let now = self.clock.now();
        let mut unit = self.store.unit().await?;
        let app = usable(&mut unit, tenant.id, id).await?;
        let principal = self.meet(&mut unit, actor, tenant.id, &app).await?.id;
        let (changed, activity, details) = match (whom, assigned) {
            (Assigned::User(upn), _) => {
                let user = user_of(&mut unit, tenant.id, upn).await?;
                let details = json!({ "user": user.upn, "user_id": user.id });
                if assigned.is_on() {
                    let changed = unit.assign_user(principal, user.id, None, now).await?;
                    (changed, "Add app role assignment grant to user", details)
                } else {
                    let changed = unit.unassign_user(principal, user.id).await?;
                    (changed, "Remove app role assignment from user", details)
                }
            }
            (Assigned::Group(name), _) => {
                let group = group_of(&mut unit, tenant, name).await?;
                let details = json!({ "group": group.name, "group_id": group.id });
                if assigned.is_on() {
                    let changed = unit.assign_group(principal, group.id, None, now).await?;
                    (changed, "Add app role assignment to group", details)
                } else {
                    let changed = unit.unassign_group(principal, group.id).await?;
                    (changed, "Remove app role assignment from group", details)
                }
            }
        };
        if changed {
            self.record_app(&mut unit, (tenant.id, actor), activity, &app, details).await?;
        }
        unit.commit().await?;
        Ok(changed)
    }

    /// Gives somebody an application role, which puts him on the list too, or takes it from him;
    /// `false` if that was so before.
    pub async fn set_app_role(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        id: AppId,
        role: &ScopeValue,
        (whom, assigned): (&Assigned, Switch),
    ) -> Done<bool> {
        let now = self.clock.now();
        let mut unit = self.store.unit().await?;
        let app = usable(&mut unit, tenant.id, id).await?;
        let known = app.roles.iter().find(|known| known.value == *role);
        if assigned.is_on() && !known.is_some_and(|known| known.holders.has_users()) {
            let rule = format!("`{}` has no role `{role}` that users may hold", app.name);
            return Err(DirectoryError::Invalid(rule));
        }
        let principal = self.meet(&mut unit, actor, tenant.id, &app).await?.id;
        let (who, name) = match whom {
            Assigned::User(upn) => {
                let user = user_of(&mut unit, tenant.id, upn).await?;
                if assigned.is_on() {
                    unit.assign_user(principal, user.id, None, now).await?;
                }
                (Assignee::User(user.id), user.upn.to_string())
            }
            Assigned::Group(name) => {
                let group = group_of(&mut unit, tenant, name).await?;
                if assigned.is_on() {
                    unit.assign_group(principal, group.id, None, now).await?;
                }
                (Assignee::Group(group.id), group.name.to_string())
            }
        };
        let (changed, activity) = if assigned.is_on() {
            let changed = unit.assign_role(principal, who, role).await?;
            (changed, "Add app role assignment grant to user")
        } else {
            let changed = unit.unassign_role(principal, who, role).await?;
            (changed, "Remove app role assignment from user")
        };
        if changed {
            let details = json!({ "role": role, "name": name });
            self.record_app(&mut unit, (tenant.id, actor), activity, &app, details).await?;
        }
        unit.commit().await?;
        Ok(changed)
    }
}
