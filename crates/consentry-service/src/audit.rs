//! Audit records: worded here, written in the same unit of work as the change.

use consentry_model::{Application, AuditId, TenantId, User};
use consentry_store::{Actor, AuditRecord, Target};
use serde_json::Value;

use crate::Service;

impl Service {
    /// A record about a user.
    pub(crate) fn audit(
        &self,
        tenant: Option<TenantId>,
        actor: Actor,
        activity: &str,
        user: &User,
    ) -> AuditRecord {
        let target = ("User", user.id.to_string(), user.upn.to_string());
        self.audit_of(tenant, actor, activity, target, Value::Null)
    }

    /// A record about an application in a tenant.
    pub(crate) fn audit_of_app(
        &self,
        tenant: Option<TenantId>,
        actor: Actor,
        activity: &str,
        app: &Application,
        details: Value,
    ) -> AuditRecord {
        let target = ("ServicePrincipal", app.id.to_string(), app.name.to_string());
        self.audit_of(tenant, actor, activity, target, details)
    }

    /// A record about anything: kind, id and name of the target.
    pub(crate) fn audit_of(
        &self,
        tenant: Option<TenantId>,
        actor: Actor,
        activity: &str,
        (kind, id, name): (&str, String, String),
        details: Value,
    ) -> AuditRecord {
        AuditRecord {
            id: AuditId::mint(&*self.ids),
            at: self.clock.now(),
            tenant,
            actor,
            activity: activity.to_owned(),
            target: Target { kind: kind.to_owned(), id, name },
            details,
        }
    }
}
