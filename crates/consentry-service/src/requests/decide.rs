//! What reviewers decide on requests for approval.
//!
//! Deciding is conditional on the version that was seen: of two reviewers at once the first one
//! wins, on every node. A decision, its grants, its records and its notices are one unit of work.

use std::{collections::BTreeMap, sync::Arc};

use consentry_model::{
    AppId, Application, Closing, ConsentRequest, GrantId, Reason, RequestId, RequestKind,
    RequestState, ScopeSet, ServicePrincipal, Switch, Tenant, User,
};
use consentry_policy::{Ground, ReviewAction, ReviewRefused};
use consentry_store::{Actor, Conn, FactsFound, FactsQuery, NewGrant, NewRoles, Unit, UserKey};
use serde_json::json;

use super::{Done, known};
use crate::{
    DirectoryError, Service, ServiceError,
    directory::{actor_of, by},
};

/// A decision that is not an approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TurnDown {
    /// It may be asked for again.
    Deny,
    /// Nobody can ask again: the application is switched off.
    Block,
}

impl Service {
    /// Consents to what a request asks for, for everybody. `seen` is the version that the
    /// reviewer looked at.
    pub async fn approve_request(
        &self,
        tenant: &Tenant,
        id: RequestId,
        seen: i64,
        reviewer: &User,
    ) -> Done<()> {
        let mut unit = self.store.unit().await?;
        let request = seen_request(&mut unit, tenant, id, seen).await?;
        let reviewing = self.reviewing(&mut unit, tenant, &request, reviewer).await?;
        let ground = self
            .judged(ReviewAction::Approve, &request, &reviewing, reviewer)
            .map_err(DirectoryError::from)?;
        let closing = Closing { at: self.clock.now(), by: Some(reviewer.id), reason: None };
        self.close(&mut unit, &request, RequestState::Approved, &closing).await?;
        let app = application(&reviewing.found)?;
        let actor = actor_of(reviewer);
        self.grant_request(&mut unit, tenant, &app, &request, &actor).await?;
        let details = json!({
            "request": id, "ground": ground_word(&ground), "permissions": request.asked,
        });
        let who = (tenant.id, &actor);
        self.record_app(&mut unit, who, "Approve admin consent request", &app, details).await?;
        self.told(&mut unit, tenant, &request, RequestState::Approved, &closing).await?;
        self.close_covered(&mut unit, tenant, &app).await.map_err(DirectoryError::from)?;
        unit.commit().await?;
        Ok(())
    }

    /// The snapshot becomes consents for everybody: exactly it for a static request, as an
    /// administrator's consent always does; beside what is there for named permissions.
    async fn grant_request(
        &self,
        unit: &mut Unit,
        tenant: &Tenant,
        app: &Application,
        request: &ConsentRequest,
        actor: &Actor,
    ) -> Done<()> {
        let principal = self.meet(unit, actor, tenant.id, app).await?;
        let (client, by, now) = (principal.id, by(actor), self.clock.now());
        match request.kind {
            RequestKind::Static => {
                let scopes = &request.asked.scopes;
                unit.replace_tenant_grants(&*self.ids, &principal, scopes, by, now).await?;
            }
            RequestKind::Dynamic => {
                for (resource, scopes) in &request.asked.scopes {
                    let new = NewGrant {
                        id: GrantId::mint(&*self.ids),
                        tenant: tenant.id,
                        client,
                        resource: *resource,
                        scopes,
                        by,
                        now,
                    };
                    unit.add_tenant_grant(&new).await?;
                }
            }
        }
        for (resource, roles) in &request.asked.roles {
            let (tenant, resource) = (tenant.id, *resource);
            unit.grant_roles(&NewRoles { tenant, client, resource, roles, by, now }).await?;
        }
        let details = json!({
            "ConsentContext.IsAdminConsent": true,
            "ConsentContext.OnBehalfOfAll": true,
            "ConsentAction.Permissions": request.asked.scopes,
            "ConsentAction.Roles": request.asked.roles,
        });
        let who = (tenant.id, actor);
        self.record_app(unit, who, "Consent to application", app, details).await
    }

    /// Turns a request down. Blocking switches the application off and ends its other requests.
    pub async fn turn_down_request(
        &self,
        tenant: &Tenant,
        id: RequestId,
        (how, reason): (TurnDown, Reason),
        reviewer: &User,
    ) -> Done<()> {
        let (action, state, activity) = match how {
            TurnDown::Deny => {
                (ReviewAction::Deny, RequestState::Denied, "Deny admin consent request")
            }
            TurnDown::Block => {
                (ReviewAction::Block, RequestState::Blocked, "Block admin consent request")
            }
        };
        let mut unit = self.store.unit().await?;
        let request = known(&mut unit, tenant, id).await?;
        let reviewing = self.reviewing(&mut unit, tenant, &request, reviewer).await?;
        self.judged(action, &request, &reviewing, reviewer).map_err(DirectoryError::from)?;
        let closing =
            Closing { at: self.clock.now(), by: Some(reviewer.id), reason: Some(reason.clone()) };
        self.close(&mut unit, &request, state, &closing).await?;
        let app = application(&reviewing.found)?;
        let actor = actor_of(reviewer);
        if how == TurnDown::Block {
            let principal = self.meet(&mut unit, &actor, tenant.id, &app).await?;
            unit.set_principal(&ServicePrincipal { enabled: Switch::Off, ..principal }).await?;
            for other in unit.open_requests(tenant.id, app.id).await? {
                self.close(&mut unit, &other, state, &closing).await?;
                self.told(&mut unit, tenant, &other, state, &closing).await?;
            }
        }
        let details = json!({ "request": id, "reason": reason });
        self.record_app(&mut unit, (tenant.id, &actor), activity, &app, details).await?;
        self.told(&mut unit, tenant, &request, state, &closing).await?;
        unit.commit().await?;
        Ok(())
    }

    async fn close(
        &self,
        unit: &mut Unit,
        request: &ConsentRequest,
        state: RequestState,
        closing: &Closing,
    ) -> Done<()> {
        if unit.decide_request(request, state, closing).await? {
            return Ok(());
        }
        let text = "the request changed in the meantime; look at it again";
        Err(DirectoryError::Conflict(text.to_owned()))
    }

    /// Notices and event of a decision.
    async fn told(
        &self,
        unit: &mut Unit,
        tenant: &Tenant,
        request: &ConsentRequest,
        state: RequestState,
        closing: &Closing,
    ) -> Done<()> {
        let closed = ConsentRequest { state, closing: Some(closing.clone()), ..request.clone() };
        self.tell_requesters(unit, tenant, &closed).await?;
        self.tell_webhook(unit, tenant, &closed, event_of(state)).await?;
        Ok(())
    }

    /// Ends the open requests of an application that consents for everybody cover by now: given
    /// on a page, at the command line, or by another approval.
    pub(crate) async fn close_covered(
        &self,
        unit: &mut Unit,
        tenant: &Tenant,
        app: &Application,
    ) -> Result<(), ServiceError> {
        let requests = unit.open_requests(tenant.id, app.id).await?;
        if requests.is_empty() {
            return Ok(());
        }
        let now = self.clock.now();
        let query =
            FactsQuery { tenant, app: Some(app.id), user: UserKey::None, resource: app.id, now };
        let facts = unit.facts(&query).await?.facts;
        let reason = "Admin consent granted.".parse().ok();
        for request in requests {
            let missing =
                request.asked.scopes.iter().any(|(resource, scopes)| {
                    scopes.iter().any(|scope| !facts.has(*resource, scope))
                });
            let roles = unit_roles(unit, tenant, app.id).await?;
            let lacking = request.asked.roles.iter().any(|(resource, asked)| {
                roles.get(resource).is_none_or(|held| !asked.without(held).is_empty())
            });
            if missing || lacking || request.state_at(now) != RequestState::Open {
                continue;
            }
            let closing = Closing { at: now, by: None, reason: reason.clone() };
            if unit.decide_request(&request, RequestState::Approved, &closing).await? {
                let state = RequestState::Approved;
                let closed = ConsentRequest { state, closing: Some(closing), ..request };
                self.tell_requesters(unit, tenant, &closed).await?;
                self.tell_webhook(unit, tenant, &closed, event_of(state)).await?;
            }
        }
        Ok(())
    }
}

/// The roles that an application has, by resource.
async fn unit_roles(
    unit: &mut Unit,
    tenant: &Tenant,
    app: AppId,
) -> Result<BTreeMap<AppId, ScopeSet>, ServiceError> {
    let mut held: BTreeMap<AppId, ScopeSet> = BTreeMap::new();
    if let Some(principal) = unit.principal(tenant.id, app).await? {
        for grant in unit.role_grants(tenant.id, Some(principal.id)).await? {
            held.entry(grant.resource).or_default().0.insert(grant.role);
        }
    }
    Ok(held)
}

/// The event of a request that ended like this.
pub(crate) const fn event_of(state: RequestState) -> &'static str {
    match state {
        RequestState::Open => "consent_request.created",
        RequestState::Approved => "consent_request.approved",
        RequestState::Denied => "consent_request.denied",
        RequestState::Blocked => "consent_request.blocked",
        RequestState::Expired => "consent_request.expired",
    }
}

fn ground_word(ground: &Ground) -> String {
    match ground {
        Ground::Reviewer => "reviewer".to_owned(),
        Ground::Role => "directory role".to_owned(),
        Ground::Delegated(policy) => format!("delegated within {policy}"),
    }
}

fn application(found: &FactsFound) -> Done<Arc<Application>> {
    let app = found.application.clone();
    Ok(app.ok_or(ServiceError::Record { what: "application" })?)
}

/// The request, if it is still what the reviewer looked at.
async fn seen_request(
    conn: &mut Conn,
    tenant: &Tenant,
    id: RequestId,
    seen: i64,
) -> Done<ConsentRequest> {
    let request = known(conn, tenant, id).await?;
    if request.version == seen || request.state != RequestState::Open {
        return Ok(request);
    }
    let text = "somebody else asked for more in the meantime; look at the request again";
    Err(DirectoryError::Conflict(text.to_owned()))
}

impl From<ReviewRefused> for DirectoryError {
    fn from(refused: ReviewRefused) -> Self {
        match refused {
            ReviewRefused::Over(_) => Self::Conflict(refused.to_string()),
            ReviewRefused::NotReviewer
            | ReviewRefused::NeedsRole
            | ReviewRefused::Risky(_)
            | ReviewRefused::Beyond { .. } => Self::Forbidden(refused.to_string()),
        }
    }
}
