//! Collects the facts, asks the policy, and words the row of the sign-in log: for every way in,
//! in this one place.

use consentry_model::{Protocol, Refusal, SignInId, Tenant, TenantId};
use consentry_policy::{Allowed, Attempt, Door, Evaluation, Outcome, evaluate};
use consentry_store::{Conn, FactsFound, FactsQuery, SignIn, Unit, UserKey};

use crate::{Caller, Service, ServiceError};

/// A judgement and what it rests on.
#[derive(Debug, Clone)]
pub(crate) struct Judged {
    pub(crate) found: FactsFound,
    pub(crate) evaluation: Evaluation,
    pub(crate) attempt: Attempt,
}

/// An allowed attempt and the open unit of work that carries it out.
pub(crate) struct Permitted {
    pub(crate) unit: Unit,
    pub(crate) judged: Judged,
    pub(crate) allowed: Allowed,
}

impl Judged {
    /// The refusal, if it came to one.
    pub(crate) fn refusal(&self) -> Option<&Refusal> {
        match &self.evaluation.outcome {
            Outcome::Refuse(refusal) => Some(refusal),
            Outcome::Allow(_) | Outcome::Interact(_) => None,
        }
    }
}

impl Service {
    /// A tenant that must exist: its id came from our own records.
    pub(crate) async fn tenant(&self, id: TenantId) -> Result<Tenant, ServiceError> {
        let found = self.store.read().await?.tenant(id).await?;
        found.ok_or(ServiceError::Record { what: "tenant" })
    }

    /// Collects facts on this connection and evaluates the attempt.
    pub(crate) async fn judge(
        &self,
        conn: &mut Conn,
        tenant: &Tenant,
        attempt: &Attempt,
        user: UserKey<'_>,
    ) -> Result<Judged, ServiceError> {
        let (resource, now) = (attempt.want.resource, self.clock.now());
        let query = FactsQuery { tenant, app: attempt.app, user, resource, now };
        let found = conn.facts(&query).await?;
        self.keys_of_version(conn, found.keys_version).await?;
        let evaluation = evaluate(attempt, &found.facts);
        Ok(Judged { found, evaluation, attempt: attempt.clone() })
    }

    /// Opens the unit of work in which an allowed attempt is carried out. If the tenant changed
    /// since the facts were read, they are read and judged again in the unit. What is not allowed
    /// comes back as it was judged.
    pub(crate) async fn permit(
        &self,
        tenant: &Tenant,
        judged: Judged,
    ) -> Result<Result<Permitted, Judged>, ServiceError> {
        if !matches!(judged.evaluation.outcome, Outcome::Allow(_)) {
            return Ok(Err(judged));
        }
        let mut unit = self.store.unit().await?;
        let version = unit.tenant_version(tenant.id).await?;
        let judged = if version == Some(judged.found.tenant_version) {
            judged
        } else {
            let user =
                judged.found.user.as_ref().map_or(UserKey::None, |user| UserKey::Id(user.id));
            self.judge(&mut unit, tenant, &judged.attempt, user).await?
        };
        Ok(match judged.evaluation.outcome.clone() {
            Outcome::Allow(allowed) => Ok(Permitted { unit, judged, allowed }),
            Outcome::Interact(_) | Outcome::Refuse(_) => Err(judged),
        })
    }

    /// The same facts judged again with a stronger proof.
    pub(crate) fn judge_again(judged: Judged, attempt: Attempt) -> Judged {
        let evaluation = evaluate(&attempt, &judged.found.facts);
        Judged { evaluation, attempt, ..judged }
    }

    /// Logs an attempt that came to nothing, in a unit of work of its own.
    pub(crate) async fn log_refusal(
        &self,
        tenant: &Tenant,
        judged: &Judged,
        refusal: &Refusal,
        caller: &Caller,
    ) -> Result<(), ServiceError> {
        let row = self.sign_in_row(tenant, judged, Some(refusal), caller);
        let mut unit = self.store.unit().await?;
        unit.log_sign_in(&row).await?;
        unit.commit().await?;
        Ok(())
    }

    /// The row of the sign-in log for this judgement.
    pub(crate) fn sign_in_row(
        &self,
        tenant: &Tenant,
        judged: &Judged,
        refusal: Option<&Refusal>,
        caller: &Caller,
    ) -> SignIn {
        let found = &judged.found;
        let user = found.user.as_ref();
        let named = user.map(|user| user.upn.to_string());
        let outcome_code = refusal.map_or(0, |refusal| refusal.code(tenant.settings.fidelity));
        // Counted for the figures: the row itself is left out where it repeats another.
        tracing::debug!(
            target: "consentry::sign_in",
            outcome = outcome_code,
            door = door_name(judged.attempt.door),
            tenant = %tenant.id,
        );
        SignIn {
            id: SignInId::mint(&*self.ids),
            at: self.clock.now(),
            tenant: tenant.id,
            user: user.map(|user| user.id),
            user_name: named.unwrap_or_else(|| judged.attempt.user_name.clone()),
            app: judged.attempt.app,
            app_name: found
                .application
                .as_ref()
                .map(|app| app.name.to_string())
                .unwrap_or_default(),
            resource: Some(judged.attempt.want.resource),
            door: door_name(judged.attempt.door).to_owned(),
            protocol: protocol(judged.attempt.door),
            client_app: client_app(judged.attempt.door).to_owned(),
            ip: Some(caller.address),
            user_agent: caller.user_agent.clone(),
            outcome_code,
            trace: judged.evaluation.trace.clone(),
            correlation: caller.correlation,
            trace_id: caller.trace,
            device_id: None,
        }
    }
}

/// The door as the log names it.
fn door_name(door: Door) -> &'static str {
    match door {
        Door::Authorize => "authorize",
        Door::Silent => "authorize_silent",
        Door::AdminConsent => "admin_consent",
        Door::OwnPages => "own_pages",
        Door::CodeGrant => "authorization_code",
        Door::RefreshGrant => "refresh_token",
        Door::PasswordGrant => "password",
        Door::ClientCredentials => "client_credentials",
        Door::MailToken(_) => "bearer",
        Door::MailBasic(_) => "basic",
    }
}

fn protocol(door: Door) -> Option<Protocol> {
    match door {
        Door::MailToken(protocol) | Door::MailBasic(protocol) => Some(protocol),
        Door::Authorize
        | Door::Silent
        | Door::AdminConsent
        | Door::OwnPages
        | Door::CodeGrant
        | Door::RefreshGrant
        | Door::PasswordGrant
        | Door::ClientCredentials => None,
    }
}

/// The words of `clientAppUsed` (`identity.md` §5.9). A phone that comes with OAuth is a mobile
/// app, not "Exchange ActiveSync": that name means Basic.
fn client_app(door: Door) -> &'static str {
    match door {
        Door::Authorize | Door::Silent | Door::AdminConsent | Door::OwnPages => "Browser",
        Door::MailBasic(Protocol::Eas) => "Exchange ActiveSync",
        Door::MailBasic(Protocol::Ews) => "Exchange Web Services",
        Door::MailBasic(Protocol::Imap) => "IMAP4",
        Door::MailBasic(Protocol::Pop) => "POP3",
        Door::MailBasic(Protocol::Smtp) => "Authenticated SMTP",
        Door::MailBasic(Protocol::Autodiscover) => "Autodiscover",
        Door::CodeGrant
        | Door::RefreshGrant
        | Door::PasswordGrant
        | Door::ClientCredentials
        | Door::MailToken(_) => "Mobile Apps and Desktop clients",
    }
}
