//! What happens to requests by themselves: reminders, and the end.
//!
//! Each step is a conditional change of one request with its notices in the same unit of work, so
//! that several nodes never tell anybody twice, and an interrupted one tells everybody.

use consentry_model::{Closing, ConsentRequest, RequestState, Tenant, Timestamp};
use consentry_store::{Actor, Unit};
use serde_json::json;

use super::event_of;
use crate::{Service, ServiceError};

/// How many requests one run takes of each kind.
const AT_ONCE: u32 = 50;

/// What came of one run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RequestUpkeep {
    /// Requests that ended.
    pub expired: u32,
    /// Requests of which reviewers were reminded.
    pub reminded: u32,
}

impl Service {
    /// Ends requests whose time is over, and reminds reviewers of those whose time comes.
    pub async fn run_requests_once(&self, now: Timestamp) -> Result<RequestUpkeep, ServiceError> {
        let mut run = RequestUpkeep::default();
        let ended = self.store.read().await?.ended_requests(now, AT_ONCE).await?;
        for request in ended {
            let tenant = self.tenant(request.tenant).await?;
            let mut unit = self.store.unit().await?;
            if self.expire(&mut unit, &tenant, &request, now).await? {
                unit.commit().await?;
                run.expired += 1;
            }
        }
        let due = self.store.read().await?.requests_to_remind(now, AT_ONCE).await?;
        for request in due {
            let tenant = self.tenant(request.tenant).await?;
            let mut unit = self.store.unit().await?;
            if unit.mark_reminded(request.id).await? {
                if tenant.settings.workflow.remind.is_on() && request.expires_at > now {
                    self.remind_reviewers(&mut unit, &tenant, &request).await?;
                }
                unit.commit().await?;
                run.reminded += 1;
            }
        }
        Ok(run)
    }

    /// Ends one request whose time is over; `false` if somebody was first.
    pub(crate) async fn expire(
        &self,
        unit: &mut Unit,
        tenant: &Tenant,
        request: &ConsentRequest,
        now: Timestamp,
    ) -> Result<bool, ServiceError> {
        if !unit.expire_request(request.id, now).await? {
            return Ok(false);
        }
        let closing = Closing { at: now, by: None, reason: None };
        let state = RequestState::Expired;
        let closed = ConsentRequest { state, closing: Some(closing), ..request.clone() };
        if let Some(app) = unit.application(request.app).await? {
            let details = json!({ "request": request.id });
            let activity = "Expire admin consent request";
            let record = self.audit_of_app(Some(tenant.id), Actor::System, activity, &app, details);
            unit.audit(&record).await?;
        }
        self.tell_requesters(unit, tenant, &closed).await?;
        if tenant.settings.workflow.remind.is_on() {
            self.tell_reviewers_of_end(unit, tenant, &closed).await?;
        }
        self.tell_webhook(unit, tenant, &closed, event_of(state)).await?;
        Ok(true)
    }
}
