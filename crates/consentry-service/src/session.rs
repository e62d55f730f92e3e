//! Browser sessions: single sign-on, account choice, sign-out.
//!
//! One cookie holds several signed-in accounts. Its secret changes at every sign-in, so a secret
//! that somebody planted before is worth nothing after (A61).

use std::time::Duration;

use consentry_model::{Refusal, SessionId};
use consentry_store::{BrowserSession, Unit};
use consentry_token::opaque::{self, TokenHash};

use crate::{
    Answered, Browser, Caller, NewCookies, Post, Service, ServiceError, SessionCookie,
    authorize::by_session,
    transaction::{Account, Flow, Open, PageShown, Progress, Who},
};

/// A session that is not used for a day is over (`identity.md` §2.3).
pub const SESSION_IDLE: Duration = Duration::from_hours(24);

/// The same for somebody who chose to stay signed in.
pub const SESSION_KEPT: Duration = Duration::from_hours(90 * 24);

/// How a password is named in `amr`.
pub(crate) const AMR_PASSWORD: &str = "pwd";

/// A button that leads away from a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// Back to the application, without what the page asked for.
    Cancel,
    /// Sign in with another account.
    AnotherAccount,
    /// Sign in as an administrator.
    Administrator,
}

/// How long a browser keeps its cookie: as long as one of its sessions asks for.
pub(crate) fn cookie_life(sessions: &[BrowserSession]) -> Option<Duration> {
    sessions.iter().any(|session| session.kept.is_on()).then_some(SESSION_KEPT)
}

impl Service {
    /// Adds a signed-in user to the browser and gives its cookie a new secret.
    pub(crate) async fn begin_session(
        &self,
        unit: &mut Unit,
        browser: &Browser,
        who: &mut Who,
        caller: &Caller,
    ) -> Result<NewCookies, ServiceError> {
        let (secret, hash) = opaque::mint(opaque::TokenKind::Session, &*self.ids);
        if let Some(old) = &browser.session {
            let old = TokenHash::of(old.expose());
            unit.rotate_cookie(&old, &hash).await?;
        }
        let session = BrowserSession {
            id: SessionId::mint(&*self.ids),
            cookie: hash,
            tenant: who.tenant,
            user: who.user,
            authenticated_at: who.at,
            amr: vec![AMR_PASSWORD.to_owned()],
            last_used: who.at,
            kept: who.kept.into(),
            user_agent: caller.user_agent.clone(),
            address: Some(caller.address),
        };
        unit.begin_session(&session).await?;
        who.session = Some(session.id);
        let life = cookie_life(&unit.sessions_of_browser(&hash).await?);
        Ok(NewCookies { flow: None, session: Some(SessionCookie { secret, life }) })
    }

    /// The person chose one of the signed-in accounts.
    pub async fn pick_account(
        &self,
        post: &Post,
        chosen: &str,
        browser: &Browser,
        caller: &Caller,
    ) -> Result<Answered, ServiceError> {
        let mut open = match self.posted(post, browser).await? {
            Ok(open) => open,
            Err(answered) => return Ok(answered),
        };
        let sessions = self.live_sessions(browser).await?;
        let found = sessions.iter().find(|session| session.id.to_string() == chosen);
        let Some(found) = found.filter(|s| open.request.tenant.is_none_or(|t| t == s.tenant))
        else {
            return Ok(Answered::plain(self.ask_who(&mut open, None, caller).await?));
        };
        open.progress.who = Some(by_session(found));
        open.progress.confirmed = true;
        self.advance(&mut open, caller).await
    }

    /// The person agreed to return to the application, or to sign in for a device.
    pub async fn confirm_return(
        &self,
        post: &Post,
        browser: &Browser,
        caller: &Caller,
    ) -> Result<Answered, ServiceError> {
        let mut open = match self.posted(post, browser).await? {
            Ok(open) => open,
            Err(answered) => return Ok(answered),
        };
        open.progress.confirmed = true;
        if open.request.flow == Flow::DeviceCode && open.progress.who.is_none() {
            let sessions = self.live_sessions(browser).await?;
            if let Some(step) = self.choose_account(&mut open, &sessions, caller).await? {
                return Ok(Answered::plain(step));
            }
        }
        self.advance(&mut open, caller).await
    }

    /// The person leaves a page by another button than its own.
    pub async fn leave(
        &self,
        post: &Post,
        leave: Leave,
        browser: &Browser,
        caller: &Caller,
    ) -> Result<Answered, ServiceError> {
        let mut open = match self.posted(post, browser).await? {
            Ok(open) => open,
            Err(answered) => return Ok(answered),
        };
        let account = match leave {
            Leave::Cancel => {
                let refusal = Self::left(&open);
                let step = self.end_with(&mut open, &refusal, caller).await?;
                return Ok(Answered::plain(step));
            }
            Leave::AnotherAccount => Account::Another,
            Leave::Administrator => Account::Administrator,
        };
        open.progress =
            Progress { account, consented: open.progress.consented, ..Progress::default() };
        Ok(Answered::plain(self.ask_who(&mut open, None, caller).await?))
    }

    /// What leaving this page means for the application.
    fn left(open: &Open) -> Refusal {
        match (&open.progress.leaving, open.progress.page) {
            (Some(refusal), _) => refusal.clone(),
            (None, PageShown::Consent) => Refusal::ConsentDeclined,
            (None, PageShown::Other) => Refusal::SignInCancelled,
        }
    }

    /// The transaction of a posted page, or the error page that it gets.
    pub(crate) async fn posted(
        &self,
        post: &Post,
        browser: &Browser,
    ) -> Result<Result<Open, Answered>, ServiceError> {
        let opened = self.open_transaction(&post.transaction, &post.csrf, browser).await?;
        Ok(opened.map_err(|refusal| Answered::plain(self.local_error(refusal))))
    }
}
