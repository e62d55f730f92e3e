//! Asking for approval: the form that a user sees where only an administrator can consent, and
//! what becomes of it (`identity.md` §4.2).
//!
//! One request is open for each application and kind; whoever asks later joins it. What is asked
//! for is a snapshot: approving grants that and nothing else (A55).

use std::time::Duration;

use consentry_model::{
    Asked, ConsentRequest, Reason, Refusal, RequestId, RequestKind, RequestState, Requester,
    Switch, Tenant, UserId,
};
use consentry_policy::{ApprovalAsk, Ask, ConsentAsk, Interaction, Organisation, Outcome};
use consentry_store::{Actor, Unit, UserKey};

use crate::{
    Answered, Browser, Caller, Post, Service, ServiceError, Step,
    authorize::attempt_of,
    judge::Judged,
    step::{ApprovalProblem, ApprovalSent, ApprovalStep},
    transaction::{Open, PageShown, Who},
};

/// How many requests one user may send in an hour (A56).
pub const MOST_REQUESTS_AN_HOUR: u64 = 5;
const HOUR: Duration = Duration::from_hours(1);

/// What a request asks for, as a consent page has it.
pub(crate) fn as_ask(asked: &Asked) -> ConsentAsk {
    ConsentAsk {
        scopes: asked.scopes.clone(),
        roles: asked.roles.clone(),
        organisation: Organisation::NotOffered,
    }
}

impl Service {
    /// The form, or the state of the request that this user has sent before.
    pub(crate) async fn offer_approval(
        &self,
        open: &mut Open,
        tenant: &Tenant,
        judged: &Judged,
        ask: ApprovalAsk,
        caller: &Caller,
    ) -> Result<Step, ServiceError> {
        let refusal = approval_refusal(judged, &ask);
        self.log_refusal(tenant, judged, &refusal, caller).await?;
        open.progress.ask = None;
        open.progress.page = PageShown::Other;
        open.progress.leaving = Some(refusal);
        open.progress.approval = Some(ask);
        if let Some(step) = self.asked_before(open, tenant, judged).await? {
            return Ok(step);
        }
        self.approval_form(open, tenant, judged, (String::new(), None)).await
    }

    async fn approval_form(
        &self,
        open: &mut Open,
        tenant: &Tenant,
        judged: &Judged,
        (typed, problem): (String, Option<ApprovalProblem>),
    ) -> Result<Step, ServiceError> {
        self.save(open).await?;
        let (Some(ask), Some(refusal)) =
            (open.progress.approval.clone(), open.progress.leaving.clone())
        else {
            return Ok(self.local_error(Refusal::TransactionInvalid));
        };
        Ok(Step::Approval(Box::new(ApprovalStep {
            frame: self.frame(open, Some((tenant, &judged.found))).await?,
            permissions: self.permissions(&ask.ask).await?,
            refusal,
            trust: self.trust(tenant, &judged.found).await?,
            days: tenant.settings.workflow.days,
            typed,
            problem,
        })))
    }

    /// The page of somebody who asked before and waits.
    async fn asked_before(
        &self,
        open: &mut Open,
        tenant: &Tenant,
        judged: &Judged,
    ) -> Result<Option<Step>, ServiceError> {
        let Some(user) = judged.found.user.as_ref().map(|user| user.id) else { return Ok(None) };
        let now = self.clock.now();
        let mut read = self.store.read().await?;
        let requests = read.open_requests(tenant.id, open.request.app).await?;
        let kind = kind_of(open);
        let wanted = open.progress.approval.as_ref().map(|ask| asked(&ask.ask));
        let waits = requests.into_iter().find(|request| {
            request.kind == kind
                && request.state_at(now) == RequestState::Open
                && wanted.as_ref().is_some_and(|wanted| covers(&request.asked, wanted))
        });
        let Some(request) = waits else { return Ok(None) };
        let requesters = read.requesters(&[request.id]).await?.remove(&request.id);
        drop(read);
        let requesters = requesters.unwrap_or_default();
        let others = u64::try_from(requesters.len().saturating_sub(1)).unwrap_or(u64::MAX);
        let Some(own) = requesters.into_iter().find(|one| one.user == user) else {
            return Ok(None);
        };
        self.save(open).await?;
        let step = self.sent(open, tenant, judged, (&request, own, others, Switch::On)).await?;
        Ok(Some(step))
    }

    async fn sent(
        &self,
        open: &Open,
        tenant: &Tenant,
        judged: &Judged,
        (request, own, others, before): (&ConsentRequest, Requester, u64, Switch),
    ) -> Result<Step, ServiceError> {
        let Some(refusal) = open.progress.leaving.clone() else {
            return Ok(self.local_error(Refusal::TransactionInvalid));
        };
        Ok(Step::ApprovalSent(Box::new(ApprovalSent {
            frame: self.frame(open, Some((tenant, &judged.found))).await?,
            permissions: self.permissions(&as_ask(&request.asked)).await?,
            refusal,
            asked_at: own.at,
            reason: own.reason,
            expires_at: request.expires_at,
            others,
            before,
        })))
    }

    /// The user sent the form.
    pub async fn request_approval(
        &self,
        post: &Post,
        reason: &str,
        browser: &Browser,
        caller: &Caller,
    ) -> Result<Answered, ServiceError> {
        let mut open = match self.posted(post, browser).await? {
            Ok(open) => open,
            Err(answered) => return Ok(answered),
        };
        let (Some(who), Some(shown)) = (open.progress.who, open.progress.approval.clone()) else {
            return Ok(Answered::plain(self.local_error(Refusal::TransactionInvalid)));
        };
        let step = self.send_request(&mut open, who, &shown, reason, caller).await?;
        Ok(Answered::plain(step))
    }

    /// Records the request. The tenant's rules are asked again inside the unit of work: what
    /// changed since the page was shown counts.
    async fn send_request(
        &self,
        open: &mut Open,
        who: Who,
        shown: &ApprovalAsk,
        reason: &str,
        caller: &Caller,
    ) -> Result<Step, ServiceError> {
        let tenant = self.tenant(who.tenant).await?;
        let attempt = attempt_of(open, &who);
        let mut unit = self.store.unit().await?;
        let judged = self.judge(&mut unit, &tenant, &attempt, UserKey::Id(who.user)).await?;
        let asks_the_same = matches!(
            &judged.evaluation.outcome,
            Outcome::Interact(Interaction::Approval(ask)) if ask == shown
        );
        if !asks_the_same {
            drop(unit);
            return Ok(Box::pin(self.advance(open, caller)).await?.step);
        }
        let reason = match reason.parse::<Reason>() {
            Ok(reason) => reason,
            Err(problem) => {
                drop(unit);
                let problem = Some(ApprovalProblem::Reason(problem));
                let typed = short(reason);
                return self.approval_form(open, &tenant, &judged, (typed, problem)).await;
            }
        };
        // Two posts at once of one user count after each other.
        unit.lock(&format!("requests of {}", who.user)).await?;
        let now = self.clock.now();
        if unit.count_asked(who.user, now.minus(HOUR)).await? >= MOST_REQUESTS_AN_HOUR {
            drop(unit);
            let typed = reason.to_string();
            let problem = Some(ApprovalProblem::TooMany);
            return self.approval_form(open, &tenant, &judged, (typed, problem)).await;
        }
        let requester = Requester { user: who.user, reason, at: now };
        let kind = kind_of(open);
        let request = self
            .join_or_make(&mut unit, &tenant, &judged, (kind, &asked(&shown.ask)), &requester)
            .await?;
        let others = unit.requesters(&[request.id]).await?.remove(&request.id);
        let others = others.map_or(0, |all| all.len().saturating_sub(1));
        if !self.keep_progress(&mut unit, open).await? {
            return Ok(self.over(open));
        }
        unit.commit().await?;
        let others = u64::try_from(others).unwrap_or(u64::MAX);
        self.sent(open, &tenant, &judged, (&request, requester, others, Switch::Off)).await
    }

    /// Joins the open request of this application and kind, or makes one.
    async fn join_or_make(
        &self,
        unit: &mut Unit,
        tenant: &Tenant,
        judged: &Judged,
        (kind, asked): (RequestKind, &Asked),
        requester: &Requester,
    ) -> Result<ConsentRequest, ServiceError> {
        let found = &judged.found;
        let app = found.application.as_ref().ok_or(ServiceError::Record { what: "application" })?;
        let user = found.user.as_ref().ok_or(ServiceError::Record { what: "user" })?;
        let now = self.clock.now();
        // One whose time is over ends before a new one begins.
        for old in unit.open_requests(tenant.id, app.id).await? {
            if old.state_at(now) == RequestState::Expired {
                self.expire(unit, tenant, &old, now).await?;
            }
        }
        let workflow = &tenant.settings.workflow;
        let reviewers = self.reviewers(unit, tenant).await?;
        let new = ConsentRequest {
            id: RequestId::mint(&*self.ids),
            tenant: tenant.id,
            app: app.id,
            kind,
            asked: asked.clone(),
            state: RequestState::Open,
            reviewers: reviewers.keys().copied().collect::<Vec<UserId>>(),
            created_at: now,
            expires_at: now.plus(workflow.days.life()),
            closing: None,
            version: 1,
        };
        let remind = workflow.days.reminder().map(|span| now.plus(span));
        let is_new = unit.add_consent_request(&new, remind).await?;
        let mut request = new;
        if !is_new {
            let all = unit.open_requests(tenant.id, app.id).await?;
            let open = all.into_iter().find(|one| one.kind == kind);
            request = open.ok_or(ServiceError::Record { what: "request" })?;
            if !covers(&request.asked, asked) {
                request.asked.extend(asked);
                unit.set_asked(&request).await?;
                request.version = request.version.saturating_add(1);
            }
        }
        unit.add_requester(request.id, requester).await?;
        let actor = Actor::User { id: user.id, name: user.upn.to_string() };
        let details = serde_json::json!({
            "request": request.id, "kind": kind.word(), "joined": !is_new,
            "reason": requester.reason, "permissions": request.asked,
        });
        let record =
            self.audit_of_app(Some(tenant.id), actor, "Request admin consent", app, details);
        unit.audit(&record).await?;
        if is_new {
            self.tell_reviewers_of_new(unit, tenant, &request, &reviewers).await?;
        }
        let event = if is_new { "consent_request.created" } else { "consent_request.joined" };
        self.tell_webhook(unit, tenant, &request, event).await?;
        Ok(request)
    }
}

/// What a page asks for, as a request keeps it.
fn asked(ask: &ConsentAsk) -> Asked {
    Asked { scopes: ask.scopes.clone(), roles: ask.roles.clone() }
}

/// Whether a request asks for all of this already.
fn covers(held: &Asked, wanted: &Asked) -> bool {
    let mut both = held.clone();
    both.extend(wanted);
    both == *held
}

fn kind_of(open: &Open) -> RequestKind {
    match open.request.want.ask {
        Ask::Static => RequestKind::Static,
        Ask::Scopes(_) => RequestKind::Dynamic,
    }
}

fn approval_refusal(judged: &Judged, ask: &ApprovalAsk) -> Refusal {
    let app = judged.found.facts.application.as_ref();
    Refusal::ApprovalRequired {
        app: app.map_or(judged.attempt.want.resource, |app| app.id),
        name: app.map(|app| app.name.clone()).unwrap_or_default(),
        because: ask.because,
    }
}

/// What is shown again of a reason that was not taken.
fn short(text: &str) -> String {
    text.chars().take(consentry_model::workflow::LONGEST_REASON).collect()
}
