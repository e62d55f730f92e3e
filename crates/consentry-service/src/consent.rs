//! Consent pages and what comes of them.
//!
//! The stored ask is authoritative: a post carries a decision and nothing else. Grants, the
//! service principal, the audit record and the code are one unit of work.

use std::collections::BTreeMap;

use consentry_model::{AppId, GrantId, Refusal, ScopeSet, Tenant};
use consentry_policy::{ConsentAsk, Organisation, Outcome};
use consentry_store::{Actor, FactsFound, NewGrant, NewRoles, UserKey};

use crate::{
    Answered, Browser, Caller, Post, Service, ServiceError, Step,
    authorize::attempt_of,
    step::{Known, PermissionShown, TrustShown},
    transaction::{Flow, Open, PageShown, ReturnTrust, Who},
};

/// For whom a consent is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentFor {
    /// For the person alone.
    Oneself,
    /// For everybody in the organisation.
    Organisation,
}

impl Service {
    pub(crate) async fn show_consent(
        &self,
        open: &mut Open,
        tenant: &Tenant,
        found: &FactsFound,
        ask: ConsentAsk,
    ) -> Result<Step, ServiceError> {
        let organisation = ask.organisation;
        let permissions = self.permissions(&ask).await?;
        open.progress.ask = Some(ask);
        open.progress.page = PageShown::Consent;
        open.progress.leaving = None;
        self.save(open).await?;
        let frame = self.frame(open, Some((tenant, found))).await?;
        let trust = self.trust(tenant, found).await?;
        Ok(Step::Consent { frame, permissions, organisation, trust })
    }

    pub(crate) async fn show_admin_consent(
        &self,
        open: &mut Open,
        tenant: &Tenant,
        found: &FactsFound,
        ask: ConsentAsk,
    ) -> Result<Step, ServiceError> {
        let permissions = self.permissions(&ask).await?;
        open.progress.ask = Some(ask);
        open.progress.page = PageShown::Consent;
        open.progress.leaving = None;
        self.save(open).await?;
        let frame = self.frame(open, Some((tenant, found))).await?;
        let trust = self.trust(tenant, found).await?;
        Ok(Step::AdminConsent { frame, permissions, trust })
    }

    /// "Need admin approval": the person may leave, or sign in as an administrator.
    pub(crate) async fn show_need_admin(
        &self,
        open: &mut Open,
        tenant: &Tenant,
        found: &FactsFound,
        refusal: Refusal,
    ) -> Result<Step, ServiceError> {
        let wanted = match &open.request.want.ask {
            consentry_policy::Ask::Scopes(scopes) => {
                BTreeMap::from([(open.request.want.resource, scopes.clone())])
            }
            consentry_policy::Ask::Static => found
                .facts
                .application
                .iter()
                .flat_map(|app| &app.required)
                .map(|entry| (entry.resource, entry.scopes.clone()))
                .collect(),
        };
        let ask = ConsentAsk {
            scopes: wanted,
            roles: BTreeMap::new(),
            organisation: Organisation::NotOffered,
        };
        let permissions = self.permissions(&ask).await?;
        open.progress.ask = None;
        open.progress.page = PageShown::Other;
        open.progress.leaving = Some(refusal.clone());
        self.save(open).await?;
        let frame = self.frame(open, Some((tenant, found))).await?;
        let trust = self.trust(tenant, found).await?;
        Ok(Step::NeedAdmin { frame, permissions, refusal, trust })
    }

    /// The asked permissions with the words of their resources.
    pub(crate) async fn permissions(
        &self,
        ask: &ConsentAsk,
    ) -> Result<Vec<PermissionShown>, ServiceError> {
        let resources = ask.scopes.keys().chain(ask.roles.keys()).copied();
        let resources = self.store.read().await?.applications_of(resources).await?;
        Ok(PermissionShown::all(ask, &resources))
    }

    /// What helps to tell whether the application of an attempt is to be trusted.
    pub(crate) async fn trust(
        &self,
        tenant: &Tenant,
        found: &FactsFound,
    ) -> Result<TrustShown, ServiceError> {
        let warning = consentry_policy::warning(&found.facts);
        let Some(app) = &found.application else { return Ok(TrustShown { known: None, warning }) };
        let mut read = self.store.read().await?;
        let known = match read.principal(tenant.id, app.id).await? {
            None => None,
            Some(principal) => {
                let uses = read.app_uses(tenant.id, &[app.id], self.clock.now()).await?;
                let people = uses.get(&app.id).map_or(0, |used| used.people);
                Some(Known { since: principal.created_at, people })
            }
        };
        Ok(TrustShown { known, warning })
    }

    /// The person accepted on a consent page.
    pub async fn consent(
        &self,
        post: &Post,
        for_whom: ConsentFor,
        browser: &Browser,
        caller: &Caller,
    ) -> Result<Answered, ServiceError> {
        let mut open = match self.posted(post, browser).await? {
            Ok(open) => open,
            Err(answered) => return Ok(answered),
        };
        let (Some(who), Some(shown)) = (open.progress.who, open.progress.ask.clone()) else {
            return Ok(Answered::plain(self.local_error(Refusal::TransactionInvalid)));
        };
        let step = self.accept(&mut open, who, &shown, for_whom, caller).await?;
        Ok(Answered::plain(step))
    }

    /// Records the consent. The tenant's rules are asked again inside the unit of work: what
    /// changed since the page was shown counts.
    async fn accept(
        &self,
        open: &mut Open,
        who: Who,
        shown: &ConsentAsk,
        for_whom: ConsentFor,
        caller: &Caller,
    ) -> Result<Step, ServiceError> {
        let tenant = self.tenant(who.tenant).await?;
        let attempt = attempt_of(open, &who);
        let mut unit = self.store.unit().await?;
        let judged = self.judge(&mut unit, &tenant, &attempt, UserKey::Id(who.user)).await?;
        let (ask, admin) = match &judged.evaluation.outcome {
            Outcome::Interact(consentry_policy::Interaction::Consent(ask)) => (ask, false),
            Outcome::Interact(consentry_policy::Interaction::AdminConsent(ask)) => (ask, true),
            Outcome::Allow(_) | Outcome::Interact(_) | Outcome::Refuse(_) => {
                drop(unit);
                return Ok(self.advance_boxed(open, caller).await?.step);
            }
        };
        if ask != shown
            || (for_whom == ConsentFor::Organisation
                && ask.organisation == Organisation::NotOffered)
        {
            drop(unit);
            return Ok(self.advance_boxed(open, caller).await?.step);
        }
        let reach = match (admin, for_whom) {
            (true, _) => Reach::Replace,
            (false, ConsentFor::Organisation) => Reach::Everybody,
            (false, ConsentFor::Oneself) => Reach::Oneself,
        };
        self.record(&mut unit, &tenant, &judged.found, &who, (ask, reach)).await?;
        open.progress.consented = true;
        open.progress.leaving = None;
        open.progress.confirmed = true;
        open.progress.ask = None;
        open.progress.page = PageShown::Other;
        if open.request.flow == Flow::AdminConsentEndpoint
            || (open.request.trust == ReturnTrust::Foreign && open.request.flow != Flow::DeviceCode)
        {
            if !unit.finish_transaction(open.id()).await? {
                return Ok(self.over(open));
            }
            let row = self.sign_in_row(&tenant, &judged, None, caller);
            unit.log_sign_in(&row).await?;
            unit.commit().await?;
            return self.admin_consent_done(open, &tenant, &judged.found, ask).await;
        }
        let again = attempt_of(open, &who);
        let judged = self.judge(&mut unit, &tenant, &again, UserKey::Id(who.user)).await?;
        match judged.evaluation.outcome.clone() {
            Outcome::Allow(allowed) => {
                self.issue_code(unit, open, (&tenant, &judged), &allowed, caller).await
            }
            Outcome::Interact(_) | Outcome::Refuse(_) => {
                if !self.keep_progress(&mut unit, open).await? {
                    return Ok(self.over(open));
                }
                unit.commit().await?;
                Ok(self.advance_boxed(open, caller).await?.step)
            }
        }
    }

    async fn advance_boxed(
        &self,
        open: &mut Open,
        caller: &Caller,
    ) -> Result<Answered, ServiceError> {
        Box::pin(self.advance(open, caller)).await
    }

    /// Service principal, grants and audit record.
    async fn record(
        &self,
        unit: &mut consentry_store::Unit,
        tenant: &Tenant,
        found: &FactsFound,
        who: &Who,
        (ask, reach): (&ConsentAsk, Reach),
    ) -> Result<(), ServiceError> {
        let app = found.application.as_ref().ok_or(ServiceError::Record { what: "application" })?;
        let user = found.user.as_ref().ok_or(ServiceError::Record { what: "user" })?;
        let now = self.clock.now();
        let principal = self.ensure_principal(unit, tenant.id, app).await?;
        let (client, by) = (principal.id, Some(who.user));
        let new = |resource: AppId, scopes| NewGrant {
            id: GrantId::mint(&*self.ids),
            tenant: tenant.id,
            client,
            resource,
            scopes,
            by,
            now,
        };
        match reach {
            Reach::Oneself => {
                for (resource, scopes) in &ask.scopes {
                    unit.add_user_grant(&new(*resource, scopes), who.user).await?;
                }
            }
            Reach::Everybody => {
                for (resource, scopes) in &ask.scopes {
                    unit.add_tenant_grant(&new(*resource, scopes)).await?;
                }
            }
            Reach::Replace => {
                unit.replace_tenant_grants(&*self.ids, &principal, &ask.scopes, by, now).await?;
                for (resource, roles) in &ask.roles {
                    let (tenant, resource) = (tenant.id, *resource);
                    let new = NewRoles { tenant, client, resource, roles, by, now };
                    unit.grant_roles(&new).await?;
                }
            }
        }
        let actor = Actor::User { id: user.id, name: user.upn.to_string() };
        let details = serde_json::json!({
            "ConsentContext.IsAdminConsent": reach != Reach::Oneself,
            "ConsentContext.OnBehalfOfAll": reach != Reach::Oneself,
            "ConsentAction.Permissions": listed(&ask.scopes),
            "ConsentAction.Roles": listed(&ask.roles),
        });
        let record =
            self.audit_of_app(Some(tenant.id), actor, "Consent to application", app, details);
        unit.audit(&record).await?;
        if reach != Reach::Oneself {
            self.close_covered(unit, tenant, app).await?;
        }
        Ok(())
    }

    /// What an admin-consent flow ends with.
    async fn admin_consent_done(
        &self,
        open: &Open,
        tenant: &Tenant,
        found: &FactsFound,
        ask: &ConsentAsk,
    ) -> Result<Step, ServiceError> {
        if let Some(back) = &open.request.back_consented {
            return Ok(Step::Local(back.clone()));
        }
        let frame = self.frame(open, Some((tenant, found))).await?;
        if open.request.trust == ReturnTrust::Foreign {
            let permissions = self.permissions(ask).await?;
            return Ok(Step::AdminConsentRecorded { frame, permissions });
        }
        let scopes: Vec<String> = ask.scopes.values().map(ToString::to_string).collect();
        Ok(Self::return_admin_consent(open, tenant, frame.app, &scopes.join(" ")))
    }
}

/// How a consent is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// The person's own grants, united with what was there.
    Oneself,
    /// Tenant-wide grants, united with what was there: the check box.
    Everybody,
    /// Tenant-wide grants, exactly this set: admin consent overwrites (mission, scene A).
    Replace,
}

fn listed(scopes: &BTreeMap<AppId, ScopeSet>) -> serde_json::Value {
    scopes.iter().map(|(app, set)| (app.to_string(), set.to_string())).collect()
}
