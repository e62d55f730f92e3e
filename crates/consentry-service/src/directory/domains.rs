//! Domains of a tenant: a domain belongs to one tenant (ruling 22, A36).

use consentry_model::{DomainName, Tenant};
use consentry_store::{Actor, Page};

use super::{DirectoryError, Done};
use crate::Service;

/// How many users are looked at in one go.
const USERS_AT_ONCE: u32 = 500;

impl Service {
    /// Adds a domain that the administrator asserts to own.
    pub async fn add_domain(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        domain: &DomainName,
    ) -> Done<()> {
        let mut unit = self.store.unit().await?;
        unit.add_domain(tenant.id, domain)
            .await
            .map_err(|error| DirectoryError::taken(error, domain))?;
        let target = ("Domain", domain.to_string(), domain.to_string());
        let details = serde_json::json!({ "verified": "asserted by the administrator" });
        let who = (Some(tenant.id), actor);
        self.record_change(&mut unit, who, "Add verified domain", target, details).await?;
        unit.commit().await?;
        Ok(())
    }

    /// Takes away a domain that no user's name ends in; the last one stays.
    pub async fn remove_domain(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        domain: &DomainName,
    ) -> Done<()> {
        if !tenant.domains.contains(domain) {
            return Err(DirectoryError::Unknown { what: "domain", name: domain.to_string() });
        }
        if tenant.domains.len() == 1 {
            return Err(DirectoryError::Invalid(format!("`{domain}` is the tenant's last domain")));
        }
        let mut unit = self.store.unit().await?;
        let mut page = Page::first(USERS_AT_ONCE);
        loop {
            let users = unit.users(tenant.id, page.clone()).await?;
            if let Some(user) = users.rows.iter().find(|user| user.upn.domain() == domain) {
                let rule = format!("`{}` is in this domain; rename him first", user.upn);
                return Err(DirectoryError::Invalid(rule));
            }
            let Some(next) = users.next else { break };
            page.after = Some(next);
        }
        unit.remove_domain(tenant.id, domain).await?;
        let target = ("Domain", domain.to_string(), domain.to_string());
        let who = (Some(tenant.id), actor);
        let details = serde_json::Value::Null;
        self.record_change(&mut unit, who, "Remove verified domain", target, details).await?;
        unit.commit().await?;
        Ok(())
    }
}
