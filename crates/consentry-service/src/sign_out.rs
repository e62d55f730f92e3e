//! Sign-out at the request of an application or a person (OpenID Connect RP-Initiated Logout,
//! Front-Channel Logout).
//!
//! Nobody is signed out by a link alone: the request brings an id token of this browser's session,
//! or the person says so on a page (A63). The sessions end here, in the store (A62); the browser
//! goes on to an address of the application, byte for byte, or nowhere (A64). Refresh tokens stay.

use consentry_model::{AppId, Application, RedirectUri, Secret, SessionId, User};
use consentry_store::{BrowserSession, Unit};
use consentry_token::{csrf, jwt, opaque::TokenHash};

use crate::{Browser, Params, Service, ServiceError, Version, step::AccountName};

/// More frames than this are not loaded.
const MOST_FRAMES: usize = 50;

/// A request to sign out.
#[derive(Debug, Clone)]
pub struct SignOutAsked {
    /// Its parameters.
    pub params: Params,
    /// The same as a query, which the question on the page is bound to.
    pub query: String,
    /// The token of the page that asked the person, if he answered it.
    pub confirmed: Option<String>,
}

/// What comes of it.
#[derive(Debug, Clone)]
pub enum SignOutStep {
    /// The person is asked.
    Ask {
        /// Whom it concerns: nobody where several accounts are signed in.
        account: Option<AccountName>,
        /// Binds the answer to this browser and this request.
        csrf: Secret<String>,
        /// Where the browser goes afterwards.
        returns: Option<RedirectUri>,
    },
    /// It was done.
    Done(Box<SignOutDone>),
}

/// Somebody was signed out.
#[derive(Debug, Clone)]
pub struct SignOutDone {
    /// Who, if it was one account.
    pub account: Option<AccountName>,
    /// Addresses of applications that are told, to be loaded in hidden frames.
    pub told: Vec<Told>,
    /// Where the browser goes on.
    pub go_on: Option<String>,
    /// Whether nobody is signed in in this browser any more.
    pub all: bool,
}

/// An application that is told of a sign-out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The address with session and issuer.
    pub address: String,
    /// What the page's policy names.
    pub source: String,
}

/// A session with its user.
struct Seat {
    session: BrowserSession,
    user: Option<User>,
}

impl Service {
    /// Signs somebody out, or asks whether to.
    pub async fn sign_out(
        &self,
        asked: &SignOutAsked,
        browser: &Browser,
    ) -> Result<SignOutStep, ServiceError> {
        let params = &asked.params;
        let hint = match params.get("id_token_hint") {
            Some(hint) => {
                let ring = self.fresh_keys().await?;
                let now = self.clock.now();
                jwt::read_hint(hint, ring.public(), self.issuers(), now).ok()
            }
            None => None,
        };
        let returns = self.registered_return(params, hint.map(|hint| hint.app)).await?;
        let go_on = returns.as_ref().map(|uri| with_state(uri, params.get("state")));
        let seats = self.seats(browser).await?;
        let hinted = hint.and_then(|hint| hint.session);
        let of_this_browser =
            hinted.is_some_and(|id| seats.iter().any(|seat| seat.session.id == id));
        let (ending, staying): (Vec<Seat>, Vec<Seat>) = match named(params, hinted, &seats) {
            Some(id) => seats.into_iter().partition(|seat| seat.session.id == id),
            None => (seats, Vec::new()),
        };
        let account = match ending.as_slice() {
            [Seat { user: Some(user), .. }] => Some(AccountName::from(user)),
            _ => None,
        };
        let Some(cookie) = browser.session.as_ref().filter(|_| !ending.is_empty()) else {
            let (told, all) = (Vec::new(), staying.is_empty());
            return Ok(SignOutStep::Done(Box::new(SignOutDone { account, told, go_on, all })));
        };
        let bound = ["sign out", cookie.expose().as_str(), asked.query.as_str()];
        let confirmed =
            asked.confirmed.as_ref().is_some_and(|token| csrf::check(&self.csrf, &bound, token));
        if !confirmed && !of_this_browser {
            let csrf = Secret::new(csrf::bind(&self.csrf, &bound));
            return Ok(SignOutStep::Ask { account, csrf, returns });
        }
        let now = self.clock.now();
        let mut unit = self.store.unit().await?;
        let mut told = Vec::new();
        for seat in &ending {
            unit.end_session(seat.session.id, now).await?;
            self.tell(&mut unit, &seat.session, &mut told).await?;
        }
        unit.commit().await?;
        told.truncate(MOST_FRAMES);
        let all = staying.is_empty();
        Ok(SignOutStep::Done(Box::new(SignOutDone { account, told, go_on, all })))
    }

    /// The sessions of this browser, idle ones too.
    async fn seats(&self, browser: &Browser) -> Result<Vec<Seat>, ServiceError> {
        let Some(cookie) = &browser.session else { return Ok(Vec::new()) };
        let mut read = self.store.read().await?;
        let mut seats = Vec::new();
        for session in read.sessions_of_browser(&TokenHash::of(cookie.expose())).await? {
            let user = read.user(session.tenant, session.user).await?;
            seats.push(Seat { session, user });
        }
        Ok(seats)
    }

    /// The applications that a session signed in to, as far as they want to be told.
    async fn tell(
        &self,
        unit: &mut Unit,
        session: &BrowserSession,
        told: &mut Vec<Told>,
    ) -> Result<(), ServiceError> {
        for used in unit.apps_of_session(session.id).await? {
            let app = unit.application(used.app).await?;
            let Some(url) = app.as_ref().and_then(|app| app.web.logout_url.as_ref()) else {
                continue;
            };
            let issuer = self.origin.issuer(session.tenant, Version::of_word(&used.version));
            told.push(Told {
                address: url.for_session(&session.id.to_string(), &issuer),
                source: url.source().to_owned(),
            });
        }
        Ok(())
    }

    /// `post_logout_redirect_uri`, if the named application registered these very bytes.
    async fn registered_return(
        &self,
        params: &Params,
        hinted: Option<AppId>,
    ) -> Result<Option<RedirectUri>, ServiceError> {
        let asked = params.get("post_logout_redirect_uri").map(str::parse::<RedirectUri>);
        let named = params.get("client_id").map(str::parse::<AppId>);
        let client = match (hinted, named) {
            (Some(hinted), None) => hinted,
            (None, Some(Ok(named))) => named,
            (Some(hinted), Some(Ok(named))) if hinted == named => hinted,
            (_, Some(_)) | (None, None) => return Ok(None),
        };
        let Some(Ok(asked)) = asked else { return Ok(None) };
        let app = self.store.read().await?.application(client).await?;
        Ok(app.filter(|app| registers(app, &asked)).map(|_| asked))
    }
}

fn registers(app: &Application, asked: &RedirectUri) -> bool {
    app.redirects.iter().any(|known| known.uri == *asked)
}

/// The one session that the request means, by `id_token_hint`, `sid` or `logout_hint`.
fn named(params: &Params, hinted: Option<SessionId>, seats: &[Seat]) -> Option<SessionId> {
    let sid = params.get("sid").and_then(|sid| sid.parse::<SessionId>().ok());
    let by_id = |id: SessionId| seats.iter().any(|seat| seat.session.id == id).then_some(id);
    let by_name = |name: &str| {
        let mut of_name = seats.iter().filter(|seat| {
            seat.user.as_ref().is_some_and(|user| user.upn.as_str().eq_ignore_ascii_case(name))
        });
        of_name.next().map(|seat| seat.session.id)
    };
    hinted
        .and_then(by_id)
        .or_else(|| sid.and_then(by_id))
        .or_else(|| params.get("logout_hint").and_then(by_name))
}

fn with_state(uri: &RedirectUri, state: Option<&str>) -> String {
    let state = state.map(|state| {
        let state =
            percent_encoding::utf8_percent_encode(state, percent_encoding::NON_ALPHANUMERIC);
        let separator = if uri.as_str().contains('?') { '&' } else { '?' };
        format!("{separator}state={state}")
    });
    format!("{uri}{}", state.unwrap_or_default())
}
