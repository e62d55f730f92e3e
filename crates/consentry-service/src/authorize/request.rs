//! From parameters to a [`Request`]: the checks of `identity.md` §1.3 in the order in which they
//! may be told. Until the return address is known to be the application's, every fault ends on a
//! local page (A05); after that the application is told.

use std::sync::Arc;

use consentry_model::{
    AppId, Application, Audience, Difference, Fidelity, Pkce, Platform, RedirectUri, Refusal,
    TenantId,
};
use consentry_policy::{Ask, Want};
use consentry_token::pkce;

use super::{
    Stop, claims,
    response::{self, ResponseType},
    wanted,
};
use crate::{
    Params, ResponseMode, Service, Version,
    segment::Segment,
    step::AppShown,
    transaction::{Flow, Prompt, Request, ReturnTrust},
};

/// An authorization or admin-consent request as it came.
#[derive(Debug, Clone)]
pub struct RawAuthorize {
    /// v1 or v2.
    pub version: Version,
    /// The tenant segment of the path.
    pub segment: String,
    /// `/adminconsent` rather than `/authorize`?
    pub endpoint: Flow,
    /// The parameters.
    pub params: Params,
}

impl RawAuthorize {
    /// `ui_locales` or `mkt`.
    pub fn locales(&self) -> Option<String> {
        self.params.owned("ui_locales").or_else(|| self.params.owned("mkt"))
    }
}

/// Where an answer goes, as far as an error needs to know.
#[derive(Debug, Clone)]
pub struct ReturnAddress {
    pub(crate) redirect: RedirectUri,
    pub(crate) app: AppShown,
    pub(crate) mode: ResponseMode,
    pub(crate) state: Option<String>,
    pub(crate) flow: Flow,
    pub(crate) version: Version,
    /// The tenant that the request named: it decides the issuer.
    pub(crate) tenant: Option<TenantId>,
    pub(crate) fidelity: Fidelity,
}

impl ReturnAddress {
    /// The address of a transaction.
    pub(crate) fn of(request: &Request, app: AppShown, fidelity: Fidelity) -> Self {
        Self {
            redirect: request.redirect.clone(),
            app,
            mode: request.mode,
            state: request.state.clone(),
            flow: request.flow,
            version: request.version,
            tenant: request.tenant,
            fidelity,
        }
    }
}

impl Service {
    /// Reads and checks a request.
    pub(crate) async fn read_request(&self, raw: RawAuthorize) -> Result<Request, Stop> {
        let segment = self.segment(&raw.segment).await?.map_err(Stop::Local)?;
        let app = self.client(&raw.params, &segment).await?;
        let fidelity = segment.tenant().map_or(self.fidelity, |tenant| tenant.settings.fidelity);
        let flow = flow(&raw);
        let (redirect, platform, trust) = redirect(&app, &raw.params, flow, fidelity)?;
        let params = &raw.params;
        let address = ReturnAddress {
            app: AppShown::of(&app, &redirect),
            redirect,
            mode: response::mode_of(params),
            state: params.owned("state"),
            flow,
            version: raw.version,
            tenant: segment.tenant().map(|tenant| tenant.id),
            fidelity,
        };
        let told = |refusal: Refusal| match trust {
            ReturnTrust::Registered => Stop::Return(Box::new(address.clone()), refusal),
            ReturnTrust::Foreign => Stop::Local(refusal),
        };
        check_shape(params, raw.version).map_err(told)?;
        let response = match flow {
            Flow::AdminConsentEndpoint => ResponseType::Code,
            Flow::Authorize | Flow::AuthorizeAdminConsent | Flow::OwnPage(_) => {
                response::response_type(params, &app, raw.version).map_err(told)?
            }
        };
        let prompt = prompt(params, flow, raw.version).map_err(told)?;
        let asked = claims::asked(params).map_err(told)?;
        let challenge = challenge(params).map_err(told)?;
        let redeemed = flow == Flow::Authorize && response.has_code();
        if challenge.is_none() && redeemed && needs_challenge(&app, platform, fidelity) {
            return Err(told(Refusal::ChallengeMissing));
        }
        let want = self.want(params, &raw, &app, told).await?;
        Ok(Request {
            version: raw.version,
            flow,
            tenant: segment.tenant().map(|tenant| tenant.id),
            app: app.id,
            redirect: address.redirect.clone(),
            trust,
            platform,
            mode: address.mode,
            state: address.state.clone(),
            nonce: params.owned("nonce"),
            prompt,
            want,
            challenge,
            login_hint: params.owned("login_hint"),
            client_info: params.get("client_info") == Some("1"),
            cp1: asked.cp1,
            response,
            acr: asked.acr,
            fresh: asked.fresh,
            locales: raw.locales(),
            back: None,
            back_consented: None,
        })
    }

    /// The application that the request names, usable under this segment.
    async fn client(&self, params: &Params, segment: &Segment) -> Result<Arc<Application>, Stop> {
        let text = params.require("client_id").map_err(Stop::Local)?;
        let not_found = || {
            let app = text.chars().take(80).collect();
            let tenant = segment.tenant().map_or_else(|| "common".to_owned(), |t| t.id.to_string());
            Stop::Local(Refusal::ApplicationNotFound { app, tenant })
        };
        let id: AppId = text.parse().map_err(|_| not_found())?;
        let app = self.store.read().await?.application(id).await?.ok_or_else(not_found)?;
        match (app.audience, segment.tenant()) {
            (Audience::ManyTenants, _) => Ok(app),
            (Audience::OneTenant, Some(tenant)) if tenant.id == app.owner => Ok(app),
            (Audience::OneTenant, Some(_)) => Err(not_found()),
            (Audience::OneTenant, None) => Err(Stop::Local(Refusal::NotMultiTenant { app: id })),
        }
    }

    async fn want(
        &self,
        params: &Params,
        raw: &RawAuthorize,
        app: &Application,
        told: impl Fn(Refusal) -> Stop,
    ) -> Result<Want, Stop> {
        if raw.endpoint == Flow::AdminConsentEndpoint && raw.version == Version::V1 {
            let resource = app.required.first().map_or(app.id, |entry| entry.resource);
            let (name, openid) = (String::new(), consentry_model::ScopeSet::new());
            return Ok(Want { resource, name, ask: Ask::Static, openid });
        }
        let mut read = self.store.read().await?;
        let asked = wanted(&mut read, app, raw.version, params).await?;
        asked.map_err(told)
    }
}

fn flow(raw: &RawAuthorize) -> Flow {
    let admin = raw.version == Version::V1 && raw.params.get("prompt") == Some("admin_consent");
    match raw.endpoint {
        Flow::AdminConsentEndpoint => Flow::AdminConsentEndpoint,
        Flow::Authorize | Flow::AuthorizeAdminConsent | Flow::OwnPage(_) if admin => {
            Flow::AuthorizeAdminConsent
        }
        Flow::Authorize | Flow::AuthorizeAdminConsent | Flow::OwnPage(_) => Flow::Authorize,
    }
}

/// Finds the redirect URI. Admin-consent flows go on with an unregistered one, to which nothing is
/// ever sent (ruling 5).
fn redirect(
    app: &Application,
    params: &Params,
    flow: Flow,
    fidelity: Fidelity,
) -> Result<(RedirectUri, Platform, ReturnTrust), Stop> {
    let mismatch = || Stop::Local(Refusal::RedirectMismatch { app: app.id });
    let Some(text) = params.get("redirect_uri") else {
        return match app.redirects.as_slice() {
            [only] => Ok((only.uri.clone(), only.platform, ReturnTrust::Registered)),
            _ => Err(Stop::Local(Refusal::RedirectMissing { app: app.id })),
        };
    };
    let asked: RedirectUri = text.parse().map_err(|_| mismatch())?;
    match app.redirects.iter().find(|known| known.uri.covers(&asked, fidelity)) {
        Some(known) => Ok((asked, known.platform, ReturnTrust::Registered)),
        None if flow == Flow::Authorize => Err(mismatch()),
        None => Ok((asked, Platform::Web, ReturnTrust::Foreign)),
    }
}

fn check_shape(params: &Params, version: Version) -> Result<(), Refusal> {
    for parameter in ["request", "request_uri"] {
        if params.get(parameter).is_some() {
            return Err(Refusal::RequestObject { parameter: parameter.to_owned() });
        }
    }
    if let Some(value) = params.get("response_mode").filter(|v| response::mode(v).is_none()) {
        return Err(Refusal::ResponseMode { value: short(value) });
    }
    if version == Version::V2 && params.get("resource").is_some() {
        return Err(Refusal::ResourceOnV2);
    }
    Ok(())
}

fn prompt(params: &Params, flow: Flow, version: Version) -> Result<Prompt, Refusal> {
    let Some(text) = params.get("prompt") else { return Ok(Prompt::Usual) };
    match text {
        "none" => Ok(Prompt::None),
        "login" => Ok(Prompt::Login),
        "consent" => Ok(Prompt::Consent),
        "select_account" if params.get("login_hint").is_some() && version == Version::V1 => {
            Err(Refusal::HintWithAccountChoice)
        }
        "select_account" => Ok(Prompt::SelectAccount),
        "admin_consent" if flow == Flow::AuthorizeAdminConsent => Ok(Prompt::Usual),
        other => Err(Refusal::PromptInvalid { value: short(other) }),
    }
}

/// PKCE: S256 or nothing (A03).
fn challenge(params: &Params) -> Result<Option<String>, Refusal> {
    let Some(text) = params.get("code_challenge") else { return Ok(None) };
    let method = params.get("code_challenge_method");
    let parsed = pkce::Challenge::parse(Some(text), method)?;
    Ok(parsed.map(|challenge| challenge.as_str().to_owned()))
}

/// Required of public clients unless their template is exempt; faithful asks it of single-page
/// applications only (ruling 2).
fn needs_challenge(app: &Application, platform: Platform, fidelity: Fidelity) -> bool {
    match platform {
        Platform::Spa => true,
        Platform::PublicClient if Difference::NativeChallenge.as_original(fidelity) => false,
        Platform::PublicClient => app.pkce == Pkce::Required,
        Platform::Web => false,
    }
}

pub(super) fn short(text: &str) -> String {
    text.chars().take(64).collect()
}
