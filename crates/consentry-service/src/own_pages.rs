//! Pages of this server for people who are signed in: My Apps, the admin centre.
//!
//! A session of the browser is enough; each request is judged with the facts of its moment, like
//! every other way in. Without a session a sign-in transaction begins that ends at the page.

use consentry_model::{
    AppId, Application, Fidelity, Platform, RedirectUri, Refusal, ScopeSet, Secret, SessionId,
    Tenant, User, well_known,
};
use consentry_policy::{Ask, Attempt, Door, Outcome, Proof, Renewal, Want};
use consentry_store::{BrowserSession, UserKey};
use consentry_token::csrf;

use crate::{
    Answered, Browser, Caller, NewCookies, ResponseMode, Service, ServiceError, Step, Version,
    authorize::{Freshness, ResponseType, by_session},
    judge::Judged,
    transaction::{Flow, Open, OwnPage, Prompt, Request, ReturnTrust},
};

impl OwnPage {
    /// The well-known application that stands for it in facts and logs.
    pub const fn app(self) -> AppId {
        match self {
            Self::MyApps => well_known::MY_APPS,
            Self::Admin => well_known::ADMIN_CENTRE,
        }
    }

    /// The path that it lives at, and below.
    pub const fn path(self) -> &'static str {
        match self {
            Self::MyApps => "/myapps",
            Self::Admin => "/admin",
        }
    }

    /// The page that a path with its query belongs to; nothing if it is none of ours, or holds
    /// what a browser might read as another address (A07).
    pub fn at(path: &str) -> Option<Self> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-_.~?&=%+:@,".contains(&b);
        if !path.bytes().all(plain) || path.contains("//") || path.contains("/.") {
            return None;
        }
        [Self::MyApps, Self::Admin].into_iter().find(|page| {
            path.strip_prefix(page.path())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
        })
    }
}

/// Somebody who is signed in at a page of this server.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// His tenant.
    pub tenant: Tenant,
    /// He.
    pub user: User,
    /// His session in this browser.
    pub session: SessionId,
    /// The browser's secret, which page tokens are bound to.
    cookie: Secret<String>,
}

/// Why nobody came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotIn {
    /// Nobody is signed in, or not any more.
    SignIn,
    /// Somebody is, and may not.
    Refused(Refusal, Fidelity),
}

impl Service {
    /// Who is signed in in this browser, if he may see the page. Of several accounts the last used
    /// one counts.
    pub async fn signed_in(
        &self,
        page: OwnPage,
        browser: &Browser,
    ) -> Result<Result<SignedIn, NotIn>, ServiceError> {
        let Some(cookie) = &browser.session else { return Ok(Err(NotIn::SignIn)) };
        let mut left = NotIn::SignIn;
        for session in self.live_sessions(browser).await? {
            let tenant = self.tenant(session.tenant).await?;
            let mut read = self.store.read().await?;
            let attempt = attempt(page, &session);
            let judged =
                self.judge(&mut read, &tenant, &attempt, UserKey::Id(session.user)).await?;
            match (judged.evaluation.outcome, judged.found.user) {
                (Outcome::Allow(_), Some(user)) => {
                    let (session, cookie) = (session.id, cookie.clone());
                    return Ok(Ok(SignedIn { tenant, user, session, cookie }));
                }
                (Outcome::Refuse(refusal), _) if left == NotIn::SignIn => {
                    left = NotIn::Refused(refusal, tenant.settings.fidelity);
                }
                (Outcome::Allow(_) | Outcome::Interact(_) | Outcome::Refuse(_), _) => {}
            }
        }
        Ok(Err(left))
    }

    /// Begins a sign-in that ends at a page of this server. `path` is one of ours.
    pub async fn begin_own_page(
        &self,
        page: OwnPage,
        path: &str,
        choose: Prompt,
        browser: &Browser,
        caller: &Caller,
    ) -> Result<Answered, ServiceError> {
        let record = || ServiceError::Record { what: "page of this server" };
        let redirect: RedirectUri = self.origin.path(path).parse().map_err(|_| record())?;
        let request = Self::own_request(page, redirect, path, choose);
        let sessions = self.live_sessions(browser).await?;
        let (mut open, cookies) = self.begin_transaction(request, browser).await?;
        if let Some(step) = self.choose_account(&mut open, &sessions, caller).await? {
            return Ok(Answered { step, cookies });
        }
        let answered = self.advance(&mut open, caller).await?;
        let cookies = NewCookies { flow: cookies.flow, ..answered.cookies };
        Ok(Answered { cookies, step: answered.step })
    }

    fn own_request(page: OwnPage, redirect: RedirectUri, path: &str, prompt: Prompt) -> Request {
        Request {
            version: Version::V2,
            flow: Flow::OwnPage(page),
            tenant: None,
            app: page.app(),
            redirect,
            // Nothing is ever sent to an address: it ends at a path of ours.
            trust: ReturnTrust::Foreign,
            platform: Platform::Web,
            mode: ResponseMode::Query,
            state: None,
            nonce: None,
            prompt,
            want: want(page),
            challenge: None,
            login_hint: None,
            client_info: false,
            cp1: false,
            response: ResponseType::Code,
            acr: false,
            fresh: Freshness::default(),
            locales: None,
            back: Some(path.to_owned()),
            back_consented: None,
            device: None,
        }
    }

    /// Begins an administrator's consent for everybody from a page of the admin centre, where it
    /// ends: the static list of an application. `paths` are where it ends, and where it ends
    /// once he has consented.
    pub async fn begin_consent_for_all(
        &self,
        who: &SignedIn,
        app: AppId,
        (path, consented): (&str, &str),
        browser: &Browser,
        caller: &Caller,
    ) -> Result<Answered, ServiceError> {
        let record = || ServiceError::Record { what: "page of this server" };
        let redirect: RedirectUri = self.origin.path(path).parse().map_err(|_| record())?;
        let want = Want { resource: app, ask: Ask::Static, ..want(OwnPage::Admin) };
        let request = Request {
            flow: Flow::AdminConsentEndpoint,
            tenant: Some(who.tenant.id),
            app,
            want,
            back_consented: Some(consented.to_owned()),
            ..Self::own_request(OwnPage::Admin, redirect, path, Prompt::Usual)
        };
        let (mut open, cookies) = self.begin_transaction(request, browser).await?;
        let session = self.store.read().await?.session(who.session).await?;
        open.progress.who = session.as_ref().map(by_session);
        let answered = self.advance(&mut open, caller).await?;
        let cookies = NewCookies { flow: cookies.flow, ..answered.cookies };
        Ok(Answered { cookies, step: answered.step })
    }

    /// The end of such a sign-in.
    pub(crate) async fn enter_own_page(
        &self,
        open: &mut Open,
        tenant: &Tenant,
        judged: &Judged,
        caller: &Caller,
    ) -> Result<Step, ServiceError> {
        let mut unit = self.store.unit().await?;
        if !unit.finish_transaction(open.id()).await? {
            return Ok(self.over(open));
        }
        if let Some(session) = open.progress.who.and_then(|who| who.session) {
            unit.touch_session(session, self.clock.now()).await?;
        }
        unit.log_sign_in(&self.sign_in_row(tenant, judged, None, caller)).await?;
        unit.commit().await?;
        Ok(Step::Local(open.request.back.clone().unwrap_or_default()))
    }

    /// The token of a form on a page of this server: bound to the browser's session and to what
    /// the form does (A50).
    pub fn form_token(&self, who: &SignedIn, purpose: &str) -> Secret<String> {
        Secret::new(csrf::bind(&self.csrf, &bound(who, purpose).each_ref().map(String::as_str)))
    }

    /// Whether a posted token is that of the form.
    pub fn check_form_token(&self, who: &SignedIn, purpose: &str, token: &str) -> bool {
        csrf::check(&self.csrf, &bound(who, purpose).each_ref().map(String::as_str), token)
    }

    /// The registration behind a page, for its name.
    pub async fn own_page_app(
        &self,
        page: OwnPage,
    ) -> Result<std::sync::Arc<Application>, ServiceError> {
        let found = self.store.read().await?.application(page.app()).await?;
        found.ok_or(ServiceError::Record { what: "page of this server" })
    }
}

fn bound(who: &SignedIn, purpose: &str) -> [String; 4] {
    [
        "own page".to_owned(),
        who.cookie.expose().clone(),
        who.session.to_string(),
        purpose.to_owned(),
    ]
}

fn want(page: OwnPage) -> Want {
    Want {
        resource: page.app(),
        name: String::new(),
        ask: Ask::Scopes(ScopeSet::new()),
        openid: ScopeSet::new(),
    }
}

fn attempt(page: OwnPage, session: &BrowserSession) -> Attempt {
    Attempt {
        door: Door::OwnPages,
        app: Some(page.app()),
        user_name: session.user.to_string(),
        want: want(page),
        renewal: Renewal::AsNeeded,
        proof: Proof::Session { authenticated_at: session.authenticated_at, held: session.held() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_paths_are_ways_back() {
        for (path, page) in [
            ("/admin", Some(OwnPage::Admin)),
            ("/admin/requests?show=all&q=a%20b", Some(OwnPage::Admin)),
            ("/myapps/3d0c1f52-8a6e-4b7f-9c55-7e1f2a9b6c10", Some(OwnPage::MyApps)),
            ("/administrator", None),
            ("//evil.example/admin", None),
            ("/admin//evil.example", None),
            ("/admin/../sign-in", None),
            ("/admin\\..\\x", None),
            ("/admin\r\nSet-Cookie: x", None),
            ("https://evil.example/admin", None),
            ("", None),
        ] {
            assert_eq!(OwnPage::at(path), page, "{path}");
        }
    }
}
