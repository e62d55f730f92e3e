//! The authorization endpoint: begin, and go on until the application has its answer.
//!
//! `begin` reads the request and stores it as a transaction; `advance` asks the policy and turns
//! its outcome into the next page or the answer. Sign-in, consent and the other pages change the
//! transaction and call `advance` again.

mod claims;
mod request;
mod response;
mod scope;

use consentry_model::{Fidelity, Refusal, Switch, Tenant, UserId};
use consentry_policy::{Attempt, Door, Held, Interaction, Outcome, Proof, Renewal};
use consentry_store::{BrowserSession, FactsFound, StoreError, UserKey, basis_of};

pub(crate) use claims::{Freshness, names_cp1};
pub use request::{RawAuthorize, ReturnAddress};
pub(crate) use response::ResponseType;
pub(crate) use scope::wanted;

use crate::{
    Answered, Browser, Caller, SESSION_IDLE, SESSION_KEPT, Service, ServiceError, SessionCookie,
    Step,
    judge::Judged,
    session::cookie_life,
    step::{AccountName, AccountShown, AppShown, ErrorShown, PageFrame},
    transaction::{Account, Flow, Open, Prompt, Proved, ReturnTrust, Who},
};

/// Why a request goes no further.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The return address is not known to be the application's: a local page.
    Local(Refusal),
    /// The application is told.
    Return(Box<ReturnAddress>, Refusal),
    /// The installation failed.
    Failed(ServiceError),
}

impl From<ServiceError> for Stop {
    fn from(error: ServiceError) -> Self {
        Self::Failed(error)
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl Service {
    /// Begins a sign-in from an authorization request.
    pub async fn begin(
        &self,
        raw: RawAuthorize,
        browser: &Browser,
        caller: &Caller,
    ) -> Result<Answered, ServiceError> {
        let locales = raw.locales();
        let request = match self.read_request(raw).await {
            Ok(request) => request,
            Err(Stop::Failed(error)) => return Err(error),
            Err(Stop::Return(address, refusal)) => {
                return Ok(Answered::plain(self.return_error(&address, &refusal, caller)));
            }
            Err(Stop::Local(refusal)) => {
                let fidelity = self.fidelity;
                let shown = ErrorShown { refusal, frame: None, locales, fidelity };
                return Ok(Answered::plain(Step::Error(shown)));
            }
        };
        let sessions = self.live_sessions(browser).await?;
        let (mut open, mut cookies) = self.begin_transaction(request, browser).await?;
        // Sliding: whoever stays signed in keeps his cookie from here on (`identity.md` §2.3).
        if let (Some(life), Some(secret)) = (cookie_life(&sessions), &browser.session) {
            cookies.session = Some(SessionCookie { secret: secret.clone(), life: Some(life) });
        }
        if let Some(step) = self.choose_account(&mut open, &sessions, caller).await? {
            return Ok(Answered { step, cookies });
        }
        let step = self.advance(&mut open, caller).await?.step;
        Ok(Answered { step, cookies })
    }

    /// The sessions of a browser that are signed in and not idle for too long.
    pub(crate) async fn live_sessions(
        &self,
        browser: &Browser,
    ) -> Result<Vec<BrowserSession>, ServiceError> {
        let Some(cookie) = &browser.session else { return Ok(Vec::new()) };
        let now = self.clock.now();
        let hash = consentry_token::opaque::TokenHash::of(cookie.expose());
        let sessions = self.store.read().await?.sessions_of_browser(&hash).await?;
        let mut live = Vec::with_capacity(sessions.len());
        for session in sessions {
            let idle = now.since(session.last_used);
            let kept = session.kept.is_on() && idle < SESSION_KEPT;
            if idle < SESSION_IDLE
                || kept && self.tenant(session.tenant).await?.settings.keep_signed_in.is_on()
            {
                live.push(session);
            }
        }
        Ok(live)
    }

    /// Single sign-on: takes the one session that fits, or shows the picker, or leaves the user
    /// open so that `advance` asks for a password.
    pub(crate) async fn choose_account(
        &self,
        open: &mut Open,
        sessions: &[BrowserSession],
        caller: &Caller,
    ) -> Result<Option<Step>, ServiceError> {
        let request = &open.request;
        if request.prompt == Prompt::Login || sessions.is_empty() {
            return Ok(None);
        }
        let (mut fitting, mut revoked) = (Vec::new(), false);
        let mut read = self.store.read().await?;
        for session in sessions {
            if request.tenant.is_some_and(|tenant| tenant != session.tenant) {
                continue;
            }
            let Some(user) = read.user(session.tenant, session.user).await? else { continue };
            let valid_from = read.valid_from(user.id).await?.map(|from| from.of(session.held()));
            if valid_from.is_none_or(|from| session.authenticated_at < from) {
                revoked = true;
                continue;
            }
            fitting.push((session, user));
        }
        drop(read);
        if request.prompt == Prompt::SelectAccount {
            let accounts: Vec<_> = fitting.iter().map(|(s, u)| shown(s, u)).collect();
            if accounts.is_empty() {
                return Ok(None);
            }
            let frame = self.frame(open, None).await?;
            return Ok(Some(Step::PickAccount { frame, accounts }));
        }
        if let Some(hint) = &request.login_hint {
            fitting.retain(|(_, user)| user.upn.as_str().eq_ignore_ascii_case(hint));
        }
        match fitting.as_slice() {
            [] if revoked && request.prompt == Prompt::None => {
                Ok(Some(self.end_with(open, &Refusal::SessionRevoked, caller).await?))
            }
            [] => Ok(None),
            [(session, _)] => {
                open.progress.who = Some(by_session(session));
                Ok(None)
            }
            _ if request.prompt == Prompt::None => {
                let refusal = Refusal::SeveralSessions;
                Ok(Some(self.end_with(open, &refusal, caller).await?))
            }
            several => {
                let accounts = several.iter().map(|(s, u)| shown(s, u)).collect();
                Ok(Some(Step::PickAccount { frame: self.frame(open, None).await?, accounts }))
            }
        }
    }

    /// Asks the policy and turns its outcome into the next step.
    pub(crate) async fn advance(
        &self,
        open: &mut Open,
        caller: &Caller,
    ) -> Result<Answered, ServiceError> {
        let Some(who) = open.progress.who else {
            return Ok(Answered::plain(self.ask_who(open, None, caller).await?));
        };
        if open.request.fresh.is_missing(&who, self.clock.now()) {
            open.progress.who = None;
            return Ok(Answered::plain(self.ask_who(open, None, caller).await?));
        }
        let tenant = self.tenant(who.tenant).await?;
        let attempt = attempt_of(open, &who);
        let mut read = self.store.read().await?;
        let judged = self.judge(&mut read, &tenant, &attempt, UserKey::Id(who.user)).await?;
        drop(read);
        let step = match judged.evaluation.outcome.clone() {
            Outcome::Allow(_) if matches!(open.request.flow, Flow::OwnPage(_)) => {
                self.enter_own_page(open, &tenant, &judged, caller).await?
            }
            Outcome::Allow(_) if Self::may_return(open) => {
                self.finish_with_code(open, &tenant, judged, caller).await?
            }
            Outcome::Allow(_) if open.request.prompt == Prompt::None => {
                self.end_with(open, &Refusal::NoSession, caller).await?
            }
            Outcome::Allow(_) => {
                self.save(open).await?;
                let frame = self.frame(open, Some((&tenant, &judged.found))).await?;
                Step::ConfirmReturn { frame }
            }
            Outcome::Interact(Interaction::Password) => {
                open.progress.who = None;
                self.ask_who(open, None, caller).await?
            }
            Outcome::Interact(Interaction::ChangePassword) => {
                self.save(open).await?;
                let frame = self.frame(open, Some((&tenant, &judged.found))).await?;
                let minimum = tenant.settings.passwords.minimum.characters();
                Step::ChangePassword { frame, minimum, error: None }
            }
            Outcome::Interact(Interaction::Consent(ask)) => {
                self.show_consent(open, &tenant, &judged.found, ask).await?
            }
            Outcome::Interact(Interaction::Approval(ask)) => {
                self.offer_approval(open, &tenant, &judged, ask, caller).await?
            }
            Outcome::Interact(Interaction::AdminConsent(ask)) => {
                self.show_admin_consent(open, &tenant, &judged.found, ask).await?
            }
            Outcome::Refuse(refusal) => {
                self.refused(open, &tenant, &judged, refusal, caller).await?
            }
        };
        Ok(Answered::plain(step))
    }

    /// A code goes to a custom scheme only after the person has posted a page that named the
    /// application and the return address in this transaction (ruling 2, A01).
    fn may_return(open: &Open) -> bool {
        open.progress.confirmed || !open.request.redirect.is_custom_scheme()
    }

    /// Nobody is signed in: the sign-in page, or `login_required` for `prompt=none`.
    pub(crate) async fn ask_who(
        &self,
        open: &mut Open,
        error: Option<Refusal>,
        caller: &Caller,
    ) -> Result<Step, ServiceError> {
        if open.request.prompt == Prompt::None {
            return self.end_with(open, &Refusal::NoSession, caller).await;
        }
        self.save(open).await?;
        let account = open.progress.account;
        let hint = match account {
            Account::Usual => open.request.login_hint.clone(),
            Account::Another | Account::Administrator => None,
        };
        let may_keep = match open.request.tenant {
            Some(id) => self.tenant(id).await?.settings.keep_signed_in,
            None => Switch::On,
        };
        let frame = self.frame(open, None).await?;
        Ok(Step::SignIn { frame, account, hint, may_keep, error })
    }

    /// Writes the progress down on its own.
    pub(crate) async fn save(&self, open: &mut Open) -> Result<bool, ServiceError> {
        let mut unit = self.store.unit().await?;
        let won = self.keep_progress(&mut unit, open).await?;
        unit.commit().await?;
        Ok(won)
    }

    /// A refusal of the policy: logged; silent requests are told, people see a page.
    pub(crate) async fn refused(
        &self,
        open: &mut Open,
        tenant: &Tenant,
        judged: &Judged,
        refusal: Refusal,
        caller: &Caller,
    ) -> Result<Step, ServiceError> {
        self.log_refusal(tenant, judged, &refusal, caller).await?;
        if open.request.prompt == Prompt::None {
            return self.end_with(open, &refusal, caller).await;
        }
        if matches!(refusal, Refusal::AdminApprovalNeeded { .. }) {
            return self.show_need_admin(open, tenant, &judged.found, refusal).await;
        }
        self.save(open).await?;
        let frame = Some(Box::new(self.frame(open, Some((tenant, &judged.found))).await?));
        let locales = open.request.locales.clone();
        let fidelity = tenant.settings.fidelity;
        Ok(Step::Error(ErrorShown { refusal, frame, locales, fidelity }))
    }

    /// Ends a transaction with an error for the application, or a local page where the address is
    /// not the application's.
    pub(crate) async fn end_with(
        &self,
        open: &mut Open,
        refusal: &Refusal,
        caller: &Caller,
    ) -> Result<Step, ServiceError> {
        let mut unit = self.store.unit().await?;
        let won = unit.finish_transaction(open.id()).await?;
        if won && open.request.flow == Flow::DeviceCode {
            return self.decline_device(unit, open).await;
        }
        unit.commit().await?;
        if !won {
            return Ok(self.over(open));
        }
        if let (Some(back), Flow::AdminConsentEndpoint) = (&open.request.back, open.request.flow) {
            return Ok(Step::Local(back.clone()));
        }
        if open.request.trust == ReturnTrust::Foreign {
            let (refusal, locales) = (refusal.clone(), open.request.locales.clone());
            let fidelity = self.fidelity;
            return Ok(Step::Error(ErrorShown { refusal, frame: None, locales, fidelity }));
        }
        let app = self.frame(open, None).await?.app;
        let fidelity = self.fidelity_of(open).await?;
        let address = ReturnAddress::of(&open.request, app, fidelity);
        Ok(self.return_error(&address, refusal, caller))
    }

    /// Somebody else answered this page first.
    pub(crate) fn over(&self, open: &Open) -> Step {
        let locales = open.request.locales.clone();
        let refusal = Refusal::TransactionOver;
        Step::Error(ErrorShown { refusal, frame: None, locales, fidelity: self.fidelity })
    }

    /// What every page of this transaction carries.
    pub(crate) async fn frame(
        &self,
        open: &Open,
        known: Option<(&Tenant, &FactsFound)>,
    ) -> Result<PageFrame, ServiceError> {
        let request = &open.request;
        let (tenant, account, app) = match known {
            Some((tenant, found)) => (
                Some(tenant.name.to_string()),
                found.user.as_ref().map(AccountName::from),
                found.application.clone(),
            ),
            None => {
                let mut read = self.store.read().await?;
                let tenant = match request.tenant {
                    Some(id) => read.tenant(id).await?.map(|tenant| tenant.name.to_string()),
                    None => None,
                };
                (tenant, None, read.application(request.app).await?)
            }
        };
        let app = app.ok_or(ServiceError::Record { what: "application" })?;
        Ok(PageFrame {
            transaction: open.id(),
            csrf: self.csrf_of(open),
            app: AppShown::of(&app, &request.redirect),
            tenant,
            account,
            locales: request.locales.clone(),
        })
    }

    /// Hardened or faithful: the tenant's, or the installation's where no tenant is known.
    pub(crate) async fn fidelity_of(&self, open: &Open) -> Result<Fidelity, ServiceError> {
        let tenant = open.progress.who.map(|who| who.tenant).or(open.request.tenant);
        Ok(match tenant {
            Some(id) => self.tenant(id).await?.settings.fidelity,
            None => self.fidelity,
        })
    }
}

fn shown(session: &BrowserSession, user: &consentry_model::User) -> AccountShown {
    AccountShown { session: session.id, account: user.into() }
}

pub(crate) fn by_session(session: &BrowserSession) -> Who {
    Who {
        tenant: session.tenant,
        user: session.user,
        session: Some(session.id),
        proved: Proved::Session,
        at: session.authenticated_at,
        basis: basis_of(&session.amr),
        kept: session.kept.is_on(),
    }
}

/// The attempt that a transaction stands for.
pub(crate) fn attempt_of(open: &Open, who: &Who) -> Attempt {
    let request = &open.request;
    let door = match (request.flow, request.prompt) {
        (Flow::AdminConsentEndpoint, _) => Door::AdminConsent,
        (Flow::OwnPage(_), _) => Door::OwnPages,
        (Flow::DeviceCode, _) => Door::DeviceCode,
        (Flow::AuthorizeAdminConsent, _) if !open.progress.consented => Door::AdminConsent,
        (_, Prompt::None) => Door::Silent,
        _ => Door::Authorize,
    };
    let renewal = if request.prompt == Prompt::Consent && !open.progress.consented {
        Renewal::Consent
    } else {
        Renewal::AsNeeded
    };
    let proof = match who.proved {
        Proved::Password => Proof::Password,
        Proved::Session => {
            Proof::Session { authenticated_at: who.at, held: Held::Cookie(who.basis) }
        }
    };
    Attempt {
        door,
        app: Some(request.app),
        user_name: user_name(who.user),
        want: request.want.clone(),
        renewal,
        proof,
    }
}

fn user_name(user: UserId) -> String {
    user.to_string()
}
