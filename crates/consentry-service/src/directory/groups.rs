//! Groups and who is in them.

use consentry_model::{DisplayName, GroupId, Switch, Tenant, Upn};
use consentry_store::{Actor, Conn, Group};

use super::{DirectoryError, Done, user_of};
use crate::Service;

pub(super) async fn group_of(conn: &mut Conn, tenant: &Tenant, name: &DisplayName) -> Done<Group> {
    let found = conn.group_by_name(tenant.id, name).await?;
    found.ok_or_else(|| DirectoryError::Unknown { what: "group", name: name.to_string() })
}

impl Service {
    /// A group by its name.
    pub async fn group_named(&self, tenant: &Tenant, name: &DisplayName) -> Done<Group> {
        group_of(&mut *self.store.read().await?, tenant, name).await
    }

    /// A group by its id.
    pub async fn group(&self, tenant: &Tenant, id: GroupId) -> Done<Group> {
        let found = self.store.read().await?.group(tenant.id, id).await?;
        found.ok_or_else(|| DirectoryError::Unknown { what: "group", name: id.to_string() })
    }

    /// Adds a group.
    pub async fn add_group(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        name: DisplayName,
        description: Option<String>,
    ) -> Done<Group> {
        let group = Group {
            id: GroupId::mint(&*self.ids),
            tenant: tenant.id,
            name,
            description,
            created_at: self.clock.now(),
        };
        let mut unit = self.store.unit().await?;
        unit.add_group(&group).await.map_err(|error| DirectoryError::taken(error, &group.name))?;
        let target = ("Group", group.id.to_string(), group.name.to_string());
        let details = serde_json::json!({ "description": group.description });
        let who = (Some(tenant.id), actor);
        self.record_change(&mut unit, who, "Add group", target, details).await?;
        unit.commit().await?;
        Ok(group)
    }

    /// Makes a user a member, or ends his membership; `false` if that was so before.
    pub async fn set_member(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        (name, upn): (&DisplayName, &Upn),
        member: Switch,
    ) -> Done<bool> {
        let mut unit = self.store.unit().await?;
        let group = group_of(&mut unit, tenant, name).await?;
        let user = user_of(&mut unit, tenant.id, upn).await?;
        let (changed, activity) = match member {
            Switch::On => {
                (unit.add_member(group.id, user.id, self.clock.now()).await?, "Add member to group")
            }
            Switch::Off => {
                (unit.remove_member(group.id, user.id).await?, "Remove member from group")
            }
        };
        if changed {
            let target = ("Group", group.id.to_string(), group.name.to_string());
            let details = serde_json::json!({ "user": user.upn, "user_id": user.id });
            let who = (Some(tenant.id), actor);
            self.record_change(&mut unit, who, activity, target, details).await?;
            unit.commit().await?;
        }
        Ok(changed)
    }

    /// Makes a user an owner of a group, or ends his ownership; `false` if that was so before.
    pub async fn set_owner(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        (name, upn): (&DisplayName, &Upn),
        owner: Switch,
    ) -> Done<bool> {
        let mut unit = self.store.unit().await?;
        let group = group_of(&mut unit, tenant, name).await?;
        let user = user_of(&mut unit, tenant.id, upn).await?;
        let (changed, activity) = match owner {
            Switch::On => {
                (unit.add_owner(group.id, user.id, self.clock.now()).await?, "Add owner to group")
            }
            Switch::Off => (unit.remove_owner(group.id, user.id).await?, "Remove owner from group"),
        };
        if changed {
            let target = ("Group", group.id.to_string(), group.name.to_string());
            let details = serde_json::json!({ "user": user.upn, "user_id": user.id });
            let who = (Some(tenant.id), actor);
            self.record_change(&mut unit, who, activity, target, details).await?;
            unit.commit().await?;
        }
        Ok(changed)
    }
}
