//! The answers of the authorization endpoint, and the codes in them.
//!
//! A code is stored as its SHA-256 only. It remembers what the sign-in allowed to be asked; the
//! token endpoint asks the policy again.

use std::time::Duration;

use consentry_model::{
    Difference, FamilyId, Fidelity, Platform, Refusal, Secret, Switch, Tenant, TenantId,
};
use consentry_policy::{Allowed, Want};
use consentry_store::{Code, Unit};
use consentry_token::opaque;
use serde::{Deserialize, Serialize};

use crate::{
    Caller, ReturnAddress, Service, ServiceError, Step, Version,
    judge::{Judged, Permitted},
    session::AMR_PASSWORD,
    step::{AppShown, ReturnTo},
    transaction::{Flow, Open, Proved, Request, Who},
};

/// Codes live 60 seconds, or ten minutes as the original's do (ruling 8).
pub(crate) const CODE_LIFE_HARDENED: Duration = Duration::from_mins(1);
/// The original's life of a code.
pub(crate) const CODE_LIFE_FAITHFUL: Duration = Duration::from_mins(10);

/// What a code and the refresh tokens born of it remember of the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// v1 or v2: the form of id tokens and answers is the token request's own affair.
    pub version: Version,
    /// What was wanted.
    pub want: Want,
    /// The platform of the redirect URI, or native for a password grant.
    pub platform: Platform,
    /// The client can handle claims challenges.
    pub cp1: bool,
    /// `acr` is to be in id tokens.
    #[serde(default)]
    pub acr: bool,
    /// The person chose to stay signed in.
    #[serde(default)]
    pub kept: bool,
}

impl Remembered {
    /// As it is stored.
    pub(crate) fn written(&self) -> Result<String, ServiceError> {
        serde_json::to_string(self).map_err(|_| ServiceError::Record { what: "code" })
    }
}

impl Service {
    /// The policy allows: the code in a unit of its own.
    pub(crate) async fn finish_with_code(
        &self,
        open: &mut Open,
        tenant: &Tenant,
        judged: Judged,
        caller: &Caller,
    ) -> Result<Step, ServiceError> {
        match self.permit(tenant, judged).await? {
            Ok(Permitted { unit, judged, allowed }) => {
                self.issue_code(unit, open, (tenant, &judged), &allowed, caller).await
            }
            // The tenant changed in this moment: what holds now is shown.
            Err(_) => Ok(Box::pin(self.advance(open, caller)).await?.step),
        }
    }

    /// Writes the code if one was asked for, ends the transaction, logs the sign-in, and commits.
    pub(crate) async fn issue_code(
        &self,
        mut unit: Unit,
        open: &mut Open,
        (tenant, judged): (&Tenant, &Judged),
        allowed: &Allowed,
        caller: &Caller,
    ) -> Result<Step, ServiceError> {
        let who = open.progress.who.ok_or(ServiceError::Record { what: "sign-in progress" })?;
        let request = &open.request;
        let now = self.clock.now();
        let code = if request.response.has_code() {
            let (secret, code) = self.new_code(request, &who, tenant)?;
            unit.add_code(&code).await?;
            Some(secret)
        } else {
            None
        };
        if !unit.finish_transaction(open.id()).await? {
            return Ok(self.over(open));
        }
        if let (Proved::Session, Some(session)) = (who.proved, who.session) {
            unit.touch_session(session, now).await?;
        }
        let row = self.sign_in_row(tenant, judged, None, caller);
        unit.log_sign_in(&row).await?;
        unit.commit().await?;
        tracing::debug!(scopes = %allowed.scopes, "the sign-in is answered");
        let id_token = if request.response.has_id_token() {
            let (whose, about) = ((tenant, judged, allowed), (request, &who));
            Some(self.front_channel_id_token(whose, about, Switch::Off, code.as_ref(), caller)?)
        } else {
            None
        };
        let app = judged
            .found
            .application
            .as_ref()
            .ok_or(ServiceError::Record { what: "application" })?;
        let app = AppShown::of(app, &request.redirect);
        Ok(Step::Return(self.return_answer(request, (tenant, &who), app, (code, id_token))))
    }

    fn new_code(
        &self,
        request: &Request,
        who: &Who,
        tenant: &Tenant,
    ) -> Result<(Secret<String>, Code), ServiceError> {
        let (secret, hash) = opaque::mint(opaque::TokenKind::Code, &*self.ids);
        let now = self.clock.now();
        let original = Difference::CodeLife.as_original(tenant.settings.fidelity);
        let life = if original { CODE_LIFE_FAITHFUL } else { CODE_LIFE_HARDENED };
        let remembered = Remembered {
            version: request.version,
            want: request.want.clone(),
            platform: request.platform,
            cp1: request.cp1,
            acr: request.acr,
            kept: false,
        };
        let code = Code {
            hash,
            tenant: who.tenant,
            app: request.app,
            user: who.user,
            redirect: request.redirect.clone(),
            challenge: request.challenge.clone(),
            nonce: request.nonce.clone(),
            wanted: remembered.written()?,
            family: FamilyId::mint(&*self.ids),
            session: who.session.ok_or(ServiceError::Record { what: "session" })?,
            authenticated_at: who.at,
            amr: vec![AMR_PASSWORD.to_owned()],
            issued_at: now,
            expires_at: now.plus(life),
            redeemed_at: None,
        };
        Ok((secret, code))
    }

    fn return_answer(
        &self,
        request: &Request,
        (tenant, who): (&Tenant, &Who),
        app: AppShown,
        (code, id_token): (Option<Secret<String>>, Option<Secret<String>>),
    ) -> ReturnTo {
        let mut params = Vec::new();
        params.extend(code.map(|code| ("code", code)));
        params.extend(id_token.map(|id_token| ("id_token", id_token)));
        if let Some(session) = who.session {
            params.push(("session_state", Secret::new(session.to_string())));
        }
        if let Some(state) = &request.state {
            params.push(("state", Secret::new(state.clone())));
        }
        if request.client_info {
            params.push(("client_info", Secret::new(client_info(who.user, tenant.id))));
        }
        if request.flow == Flow::AuthorizeAdminConsent {
            params.push(("admin_consent", Secret::new("True".to_owned())));
        }
        let fidelity = tenant.settings.fidelity;
        if let Some(issuer) = self.issuer_for(request.tenant, fidelity, request.version) {
            params.push(("iss", Secret::new(issuer)));
        }
        ReturnTo { uri: request.redirect.emitted(fidelity), mode: request.mode, app, params }
    }

    /// `iss` of an authorization response (RFC 9207, A14). Where the request names no tenant the
    /// metadata has a template for an issuer, which no answer can equal.
    fn issuer_for(
        &self,
        named: Option<TenantId>,
        fidelity: Fidelity,
        version: Version,
    ) -> Option<String> {
        let tenant = named.filter(|_| !Difference::AnswerIssuer.as_original(fidelity))?;
        Some(self.origin.issuer(tenant, version))
    }

    /// The answer of `/adminconsent` to a registered address (`identity.md` §1.6).
    pub(crate) fn return_admin_consent(
        open: &Open,
        tenant: &Tenant,
        app: AppShown,
        scopes: &str,
    ) -> Step {
        let request = &open.request;
        let mut params = vec![
            ("admin_consent", Secret::new("True".to_owned())),
            ("tenant", Secret::new(tenant.id.to_string())),
        ];
        if request.version == Version::V2 {
            params.push(("scope", Secret::new(scopes.to_owned())));
        }
        if let Some(state) = &request.state {
            params.push(("state", Secret::new(state.clone())));
        }
        let fidelity = tenant.settings.fidelity;
        let uri = request.redirect.emitted(fidelity);
        Step::Return(ReturnTo { uri, mode: request.mode, app, params })
    }

    /// An error that the application is told.
    pub(crate) fn return_error(
        &self,
        address: &ReturnAddress,
        refusal: &Refusal,
        caller: &Caller,
    ) -> Step {
        let answer = refusal.answer(address.fidelity);
        let error = match (address.flow, refusal, address.version) {
            (Flow::AdminConsentEndpoint, Refusal::ConsentDeclined, Version::V1) => {
                "permission_denied"
            }
            (Flow::AdminConsentEndpoint, Refusal::ConsentDeclined, Version::V2) => {
                "consent_required"
            }
            (_, Refusal::ConsentRequired { .. }, Version::V1) => "interaction_required",
            (_, Refusal::ConsentRequired { .. }, Version::V2) => "consent_required",
            _ => answer.error,
        };
        let now = self.clock.now();
        let description = format!(
            "AADSTS{}: {} Trace ID: {} Correlation ID: {} Timestamp: {}",
            answer.code,
            answer.message,
            caller.trace,
            caller.correlation,
            now.error_form()
        );
        let mut params = vec![
            ("error", Secret::new(error.to_owned())),
            ("error_description", Secret::new(description)),
            ("error_uri", Secret::new(self.origin.path(&format!("/error?code={}", answer.code)))),
        ];
        if let Some(suberror) = answer.suberror {
            params.push(("suberror", Secret::new(suberror.to_owned())));
        }
        if address.flow == Flow::AdminConsentEndpoint {
            params.push(("admin_consent", Secret::new("True".to_owned())));
        } else if let Some(issuer) =
            self.issuer_for(address.tenant, address.fidelity, address.version)
        {
            params.push(("iss", Secret::new(issuer)));
        }
        if let Some(state) = &address.state {
            params.push(("state", Secret::new(state.clone())));
        }
        let uri = address.redirect.emitted(address.fidelity);
        Step::Return(ReturnTo { uri, mode: address.mode, app: address.app.clone(), params })
    }
}

/// `client_info`: base64url of `{"uid":oid,"utid":tid}`.
pub fn client_info(user: consentry_model::UserId, tenant: TenantId) -> String {
    use base64::Engine as _;
    let json = format!("{{\"uid\":\"{user}\",\"utid\":\"{tenant}\"}}");
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(json)
}
