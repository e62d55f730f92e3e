//! Requests for approval as reviewers and administrators see them.

mod decide;
#[cfg(test)]
mod tests;
mod upkeep;

use std::sync::Arc;

pub(crate) use self::decide::event_of;
pub use self::{decide::TurnDown, upkeep::RequestUpkeep};
use crate::{
    DirectoryError, PermissionShown, RECENT, Service, ServiceError, approval::as_ask,
    step::TrustShown,
};
use consentry_model::{
    AppId, Application, Asked, ConsentRequest, Difference, Impact, RequestId, RequestKind,
    RequestState, Requester, ScopeValue, ServicePrincipal, Switch, Tenant, User,
};
use consentry_policy::{
    Deed, Facts, GrantReach, Ground, Listed, ReviewAction, ReviewFacts, ReviewRefused,
    judge_review, may,
};
use consentry_store::{Conn, FactsFound, FactsQuery, Page, Paged, Read, RequestFilter, UserKey};

type Done<T> = Result<T, DirectoryError>;

/// Somebody who asks, with his name.
#[derive(Debug, Clone)]
pub struct RequesterShown {
    /// His part in the request.
    pub requester: Requester,
    /// He, if he is still there.
    pub user: Option<User>,
}

/// A request in a list.
#[derive(Debug, Clone)]
pub struct RequestListed {
    /// The request.
    pub request: ConsentRequest,
    /// How far it has come at this moment.
    pub state: RequestState,
    /// The application.
    pub app: Arc<Application>,
    /// Who asks, the first one first.
    pub requesters: Vec<RequesterShown>,
    /// The verified application that its name looks like (A58).
    pub looks_like: Option<String>,
}

/// Which requests somebody wants to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    /// Those that wait for him as a reviewer.
    Mine,
    /// All of the tenant.
    All,
}

/// A permission of a request.
#[derive(Debug, Clone)]
pub struct RequestedPermission {
    /// As consent pages show it.
    pub shown: PermissionShown,
    /// How the tenant classified it.
    pub impact: Option<Impact>,
    /// Whether it is granted for everybody already.
    pub granted: Switch,
}

/// A request with everything about it.
#[derive(Debug, Clone)]
pub struct RequestShown {
    /// Request, application and requesters.
    pub listed: RequestListed,
    /// The application in the tenant, if it has met it.
    pub principal: Option<ServicePrincipal>,
    /// What it asks for.
    pub permissions: Vec<RequestedPermission>,
    /// Is the application to be trusted?
    pub trust: TrustShown,
    /// Who decided.
    pub decided_by: Option<User>,
    /// What approving would take away of what is granted for everybody.
    pub lost: Vec<PermissionShown>,
    /// Whether anything is granted for everybody already.
    pub granted: Switch,
    /// How many people signed in with the application in the last 30 days.
    pub used_by: u64,
    /// Whether this reviewer may approve; otherwise why not.
    pub may_approve: Result<Ground, ReviewRefused>,
    /// Whether he may deny and block; otherwise why not.
    pub may_refuse: Result<Ground, ReviewRefused>,
}

/// What one of the reviewers may do with a request.
#[derive(Debug, Clone)]
pub struct ReviewerMay {
    /// He.
    pub user: User,
    /// Whether he may approve; otherwise why not.
    pub may_approve: Result<Ground, ReviewRefused>,
    /// Whether he may deny and block; otherwise why not.
    pub may_refuse: Result<Ground, ReviewRefused>,
}

/// What a review rests on, read on one connection.
struct Reviewing {
    found: FactsFound,
    now_listed: Listed,
    delegated: Vec<consentry_model::ConsentPolicy>,
}

impl Service {
    /// Requests of a tenant, the newest first: all of them for whoever may read the admin centre,
    /// and for reviewers those that they may see. A page may hold fewer than asked for.
    pub async fn requests(
        &self,
        tenant: &Tenant,
        (viewer, queue): (&User, Queue),
        filter: RequestFilter<'_>,
        page: Page,
    ) -> Done<Paged<RequestListed>> {
        let reads_all = may(&viewer.roles, Deed::Read);
        let filter = match queue {
            Queue::Mine => RequestFilter { state: Some(RequestState::Open), ..filter },
            Queue::All => filter,
        };
        let mut read = self.store.read().await?;
        let mut found = read.consent_requests(tenant.id, filter, page).await?;
        if queue == Queue::Mine || !reads_all {
            let reviewers = &tenant.settings.workflow.reviewers;
            let is_reviewer = crate::reviewers::names(&mut read, reviewers, viewer).await?;
            if !is_reviewer && !reads_all {
                return Err(ReviewRefused::NotReviewer.into());
            }
            let original = Difference::Reviewers.as_original(tenant.settings.fidelity);
            found.rows.retain(|request| {
                if original { request.reviewers.contains(&viewer.id) } else { is_reviewer }
            });
        }
        let next = found.next.clone();
        let rows = self.listed(&mut read, tenant, found.rows).await?;
        Ok(Paged { rows, next })
    }

    /// Requests of a tenant for whoever runs the installation, the newest first.
    pub async fn all_requests(
        &self,
        tenant: &Tenant,
        filter: RequestFilter<'_>,
        page: Page,
    ) -> Done<Paged<RequestListed>> {
        let mut read = self.store.read().await?;
        let found = read.consent_requests(tenant.id, filter, page).await?;
        let next = found.next.clone();
        let rows = self.listed(&mut read, tenant, found.rows).await?;
        Ok(Paged { rows, next })
    }

    /// How many requests wait for a decision.
    pub async fn count_open_requests(&self, tenant: &Tenant) -> Done<u64> {
        let now = self.clock.now();
        Ok(self.store.read().await?.count_open_requests(tenant.id, now).await?)
    }

    pub(crate) async fn listed(
        &self,
        conn: &mut Conn,
        tenant: &Tenant,
        requests: Vec<ConsentRequest>,
    ) -> Done<Vec<RequestListed>> {
        let now = self.clock.now();
        let ids: Vec<RequestId> = requests.iter().map(|request| request.id).collect();
        let mut requesters = conn.requesters(&ids).await?;
        let people = requesters.values().flatten().map(|one| one.user);
        let people = conn.users_of(tenant.id, people).await?;
        let apps = conn.applications_of(requests.iter().map(|request| request.app)).await?;
        let mut look_alikes = conn.look_alikes(requests.iter().map(|request| request.app)).await?;
        let shown = requests.into_iter().filter_map(|request| {
            let app = Arc::clone(apps.get(&request.app)?);
            let asked = requesters.remove(&request.id).unwrap_or_default();
            let requesters = asked
                .into_iter()
                .map(|requester| RequesterShown {
                    user: people.get(&requester.user).cloned(),
                    requester,
                })
                .collect();
            let looks_like = look_alikes.remove(&request.app);
            let state = request.state_at(now);
            Some(RequestListed { request, state, app, requesters, looks_like })
        });
        Ok(shown.collect())
    }

    /// A request as this person sees it.
    pub async fn request(
        &self,
        tenant: &Tenant,
        id: RequestId,
        viewer: &User,
    ) -> Done<RequestShown> {
        let mut read = self.store.read().await?;
        let request = known(&mut read, tenant, id).await?;
        let reviewing = self.reviewing(&mut read, tenant, &request, viewer).await?;
        let may_see = self.judged(ReviewAction::See, &request, &reviewing, viewer);
        if !may(&viewer.roles, Deed::Read) {
            may_see.map_err(DirectoryError::from)?;
        }
        let may_approve = self.judged(ReviewAction::Approve, &request, &reviewing, viewer);
        let may_refuse = self.judged(ReviewAction::Deny, &request, &reviewing, viewer);
        let shown = self.shown(read, tenant, (request, &reviewing.found)).await?;
        Ok(RequestShown { may_approve, may_refuse, ..shown })
    }

    /// A request for whoever runs the installation, who is no reviewer of it; and what each of
    /// its reviewers may do.
    pub async fn any_request(
        &self,
        tenant: &Tenant,
        id: RequestId,
    ) -> Done<(RequestShown, Vec<ReviewerMay>)> {
        let mut read = self.store.read().await?;
        let request = known(&mut read, tenant, id).await?;
        let mut reviewers = Vec::new();
        for user in self.reviewers_of(&mut read, tenant, &request).await?.into_values() {
            let reviewing = self.reviewing(&mut read, tenant, &request, &user).await?;
            let may_approve = self.judged(ReviewAction::Approve, &request, &reviewing, &user);
            let may_refuse = self.judged(ReviewAction::Deny, &request, &reviewing, &user);
            reviewers.push(ReviewerMay { user, may_approve, may_refuse });
        }
        reviewers.sort_by_key(|one| one.user.upn.folded());
        let query = self.facts_about(tenant, &request, UserKey::None);
        let found = read.facts(&query).await?;
        let shown = self.shown(read, tenant, (request, &found)).await?;
        Ok((shown, reviewers))
    }

    /// As somebody sees it who is no reviewer.
    async fn shown(
        &self,
        mut read: Read,
        tenant: &Tenant,
        (request, found): (ConsentRequest, &FactsFound),
    ) -> Done<RequestShown> {
        let principal = read.principal(tenant.id, request.app).await?;
        let decided_by = match request.closing.as_ref().and_then(|closing| closing.by) {
            Some(by) => read.user(tenant.id, by).await?,
            None => None,
        };
        let permissions = self.requested(found, &request).await?;
        let held = held_by_all(&found.facts);
        let lost = self.permissions(&as_ask(&lost(&held, &request))).await?;
        let since = self.clock.now().minus(RECENT);
        let used = read.app_uses(tenant.id, &[request.app], since).await?;
        let used_by = used.get(&request.app).map_or(0, |used| used.recent);
        let mut listed = self.listed(&mut read, tenant, vec![request]).await?;
        drop(read);
        let trust = self.trust(tenant, found).await?;
        let listed = listed.pop().ok_or(ServiceError::Record { what: "request" })?;
        Ok(RequestShown {
            listed,
            principal,
            permissions,
            trust,
            decided_by,
            lost,
            granted: (!held.is_empty()).into(),
            used_by,
            may_approve: Err(ReviewRefused::NotReviewer),
            may_refuse: Err(ReviewRefused::NotReviewer),
        })
    }

    async fn requested(
        &self,
        found: &FactsFound,
        request: &ConsentRequest,
    ) -> Done<Vec<RequestedPermission>> {
        let shown = self.permissions(&as_ask(&request.asked)).await?;
        let asked = request.asked.scopes.iter().chain(&request.asked.roles);
        let asked: Vec<(AppId, &ScopeValue)> =
            asked.flat_map(|(resource, set)| set.iter().map(|one| (*resource, one))).collect();
        let facts = &found.facts;
        Ok(shown
            .into_iter()
            .zip(asked)
            .map(|(shown, (resource, scope))| {
                let exposed = facts.resource(resource);
                let known = exposed
                    .and_then(|one| one.permissions.iter().find(|known| known.value == *scope));
                let impact = known
                    .filter(|_| !shown.application)
                    .and_then(|known| facts.tenant.consent.impact(resource, known.id));
                let granted = if shown.application {
                    exposed.is_some_and(|one| one.granted_roles.contains(scope.as_str()))
                } else {
                    facts.grants.iter().any(|grant| {
                        grant.resource == resource
                            && grant.reach == GrantReach::Tenant
                            && grant.scopes.contains(scope.as_str())
                    })
                };
                RequestedPermission { shown, impact, granted: granted.into() }
            })
            .collect())
    }

    /// The question for the facts about the application of a request.
    fn facts_about<'a>(
        &self,
        tenant: &'a Tenant,
        request: &ConsentRequest,
        user: UserKey<'a>,
    ) -> FactsQuery<'a> {
        FactsQuery {
            tenant,
            app: Some(request.app),
            user,
            resource: request.asked.scopes.keys().next().copied().unwrap_or(request.app),
            now: self.clock.now(),
        }
    }

    /// Facts about the reviewer and the application.
    async fn reviewing(
        &self,
        conn: &mut Conn,
        tenant: &Tenant,
        request: &ConsentRequest,
        viewer: &User,
    ) -> Done<Reviewing> {
        let query = self.facts_about(tenant, request, UserKey::Id(viewer.id));
        let found = conn.facts(&query).await?;
        let reviewers = &tenant.settings.workflow.reviewers;
        let listed = crate::reviewers::names(conn, reviewers, viewer).await?;
        let now_listed = if listed { Listed::Yes } else { Listed::No };
        let rules = Arc::clone(&found.facts.tenant.consent);
        let delegated = self.delegated(conn, tenant, &rules, viewer).await?;
        Ok(Reviewing { found, now_listed, delegated })
    }

    fn judged(
        &self,
        action: ReviewAction,
        request: &ConsentRequest,
        reviewing: &Reviewing,
        viewer: &User,
    ) -> Result<Ground, ReviewRefused> {
        let was_listed = request.reviewers.contains(&viewer.id);
        let review = ReviewFacts {
            state: request.state_at(self.clock.now()),
            reviewer_now: reviewing.now_listed,
            reviewer_then: if was_listed { Listed::Yes } else { Listed::No },
            delegated: &reviewing.delegated,
            asked: &as_ask(&request.asked),
            facts: &reviewing.found.facts,
        };
        judge_review(action, &review)
    }
}

/// What is granted for everybody.
fn held_by_all(facts: &Facts) -> Asked {
    let mut held = Asked::default();
    for grant in facts.grants.iter().filter(|grant| grant.reach == GrantReach::Tenant) {
        held.scopes.entry(grant.resource).or_default().extend(&grant.scopes);
    }
    for resource in &facts.resources {
        if !resource.granted_roles.is_empty() {
            held.roles.insert(resource.id, resource.granted_roles.clone());
        }
    }
    held
}

/// What of it approving takes away: a static list replaces delegated permissions.
fn lost(held: &Asked, request: &ConsentRequest) -> Asked {
    let mut lost = Asked::default();
    if request.kind == RequestKind::Static {
        for (resource, scopes) in &held.scopes {
            let asked = request.asked.scopes.get(resource).cloned().unwrap_or_default();
            lost.scopes.insert(*resource, scopes.without(&asked));
        }
    }
    lost
}

pub(super) async fn known(conn: &mut Conn, tenant: &Tenant, id: RequestId) -> Done<ConsentRequest> {
    let found = conn.consent_request(tenant.id, id).await?;
    found.ok_or_else(|| DirectoryError::Unknown { what: "request", name: id.to_string() })
}
