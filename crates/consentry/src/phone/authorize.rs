//! The web view: the authorization request and the pages that follow, until the browser is sent
//! back to the phone with a code (`exchange.md` §2.5).

use reqwest::RequestBuilder;
use url::{Origin, Url, form_urlencoded};

use consentry_model::{IdSource, Secret, well_known};

use super::{
    journey::Trip,
    page::{Filled, Page, PageKind, aadsts_in},
    report::{Diary, Outcome, StepName, Stop},
    web::{Answer, ask},
};
use crate::runtime::SystemIds;

/// Where the web view hands over to the phone's settings.
pub(super) const REDIRECT_URI: &str = "com.apple.Preferences://oauth-redirect";
/// The resource's name, which is not a host that is asked.
pub(super) const RESOURCE: &str = "https://outlook.office365.com";
/// More pages than any sign-in has.
const PAGES_MAX: usize = 12;
/// What the directory says when a password has to be replaced.
const PASSWORD_EXPIRED: u32 = 50_055;
/// What it says of a wrong password.
const WRONG_PASSWORD: u32 = 50_126;

/// Signs in and returns the code.
pub(super) async fn authorize(
    trip: &Trip<'_>,
    authority: &Url,
    diary: &mut Diary<'_>,
) -> Result<Secret<String>, Stop> {
    let state = SystemIds.uuid().to_string();
    let mut view = View {
        trip,
        home: authority.origin(),
        state: &state,
        step: StepName::Authorize,
        password_sent: false,
    };
    let first = request_url(trip, authority, &state);
    let mut answer = ask(StepName::Authorize, trip.web.view.get(first.clone())).await?;
    let mut at = first;
    for _ in 0..PAGES_MAX {
        let request = if answer.status.is_redirection() {
            let location = answer.header("location").unwrap_or_default();
            if let Some(query) = returned(location) {
                let code = view.accept(&answer, query)?;
                diary.note(view.step, answer.code(), "back at the phone with a code");
                return Ok(code);
            }
            at = view.within(&answer, at.join(location).ok())?;
            trip.web.view.get(at.clone())
        } else {
            let page = Page::read(&answer.text());
            let filled = view.turn(&answer, &page, diary)?;
            at = view.within(&answer, at.join(&filled.action).ok())?;
            view.submit(&at, &filled)
        };
        answer = ask(view.step, request).await?;
    }
    Err(Stop::new(view.step, answer.code(), Outcome::Error, "the sign-in does not come to an end"))
}

fn request_url(trip: &Trip<'_>, authority: &Url, state: &str) -> Url {
    let mut url = authority.clone();
    let mut query = url.query_pairs_mut();
    query
        .append_pair("response_type", "code")
        .append_pair("client_id", &well_known::APPLE.to_string())
        .append_pair("redirect_uri", REDIRECT_URI)
        .append_pair("scope", "EAS.AccessAsUser.All")
        .append_pair("ui_locales", "en-us")
        .append_pair("prompt", "login")
        .append_pair("display", "ios")
        .append_pair("login_hint", trip.email.as_str())
        .append_pair("resource", RESOURCE)
        .append_pair("state", state);
    if trip.kind.asks_for_continuous_access() {
        query.append_pair("claims", r#"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#);
    }
    drop(query);
    url
}

/// What stands behind the redirect URI, if the browser is sent there. The directory may have
/// changed the scheme's case and added a slash.
fn returned(location: &str) -> Option<&str> {
    let (head, tail) = location.split_at_checked(REDIRECT_URI.len())?;
    let tail = tail.strip_prefix('/').unwrap_or(tail);
    let query = tail.strip_prefix(['?', '#'])?;
    head.eq_ignore_ascii_case(REDIRECT_URI).then_some(query)
}

/// The browser window.
struct View<'a> {
    trip: &'a Trip<'a>,
    home: Origin,
    state: &'a str,
    step: StepName,
    password_sent: bool,
}

impl View<'_> {
    fn stop(&self, answer: &Answer, outcome: Outcome, detail: impl ToString) -> Stop {
        Stop::new(self.step, answer.code(), outcome, detail)
    }

    /// A URL of the authority; a sign-in that goes on elsewhere ends here.
    fn within(&self, answer: &Answer, url: Option<Url>) -> Result<Url, Stop> {
        let Some(url) = url else {
            return Err(self.stop(answer, Outcome::Error, "sent to something that is no URL"));
        };
        if url.origin() == self.home {
            return Ok(url);
        }
        let host = url.host_str().unwrap_or_else(|| url.scheme());
        let detail = format!("the sign-in goes on at {host}");
        Err(self.stop(answer, Outcome::Federated, detail))
    }

    /// Reads a page and fills its form in, or says why the way ends there.
    fn turn(
        &mut self,
        answer: &Answer,
        page: &Page,
        diary: &mut Diary<'_>,
    ) -> Result<Filled, Stop> {
        let code = page.aadsts.map(|code| format!(" (AADSTS{code})")).unwrap_or_default();
        let shown = format!("{}{code}", page.heading);
        let (ends, aadsts) = match page.kind {
            PageKind::SignIn if self.password_sent => match page.aadsts {
                Some(WRONG_PASSWORD) | None => (Outcome::WrongPassword, Some(WRONG_PASSWORD)),
                other => (Outcome::Refused, other),
            },
            PageKind::ChangePassword => (Outcome::Refused, page.aadsts.or(Some(PASSWORD_EXPIRED))),
            PageKind::SecondFactor => (Outcome::MfaRequired, page.aadsts),
            PageKind::NeedAdmin => (Outcome::NeedAdmin, page.aadsts),
            PageKind::ApprovalWaits => (Outcome::ApprovalRequested, page.aadsts),
            PageKind::Approval if self.step == StepName::Consent || !page.takes_reason() => {
                (Outcome::ApprovalRequired, page.aadsts)
            }
            PageKind::Error => (Outcome::Refused, page.aadsts),
            PageKind::Unknown => (Outcome::Error, page.aadsts),
            PageKind::SignIn
            | PageKind::Account
            | PageKind::ConfirmReturn
            | PageKind::Consent
            | PageKind::Approval => {
                return self.go_on(answer, page, &shown, diary);
            }
        };
        Err(self.stop(answer, ends, shown).because(aadsts))
    }

    fn go_on(
        &mut self,
        answer: &Answer,
        page: &Page,
        shown: &str,
        diary: &mut Diary<'_>,
    ) -> Result<Filled, Stop> {
        let Trip { email, password, reason, .. } = self.trip;
        let Some(filled) = page.fill(email.as_str(), password.expose(), reason) else {
            return Err(self.stop(answer, Outcome::Error, "the page has no form"));
        };
        diary.note(self.step, answer.code(), shown);
        self.step = match page.kind {
            PageKind::Consent | PageKind::Approval => StepName::Consent,
            _ => StepName::SignIn,
        };
        self.password_sent |= page.kind == PageKind::SignIn;
        Ok(filled)
    }

    fn submit(&self, at: &Url, filled: &Filled) -> RequestBuilder {
        if filled.is_post {
            return self.trip.web.view.post(at.clone()).form(&filled.pairs);
        }
        let mut url = at.clone();
        url.query_pairs_mut().clear().extend_pairs(&filled.pairs);
        self.trip.web.view.get(url)
    }

    /// Takes the code out of the address that the browser was sent back to.
    fn accept(&self, answer: &Answer, query: &str) -> Result<Secret<String>, Stop> {
        let value = |name: &str| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        if let Some(error) = value("error") {
            let description = value("error_description").unwrap_or_default();
            let detail = format!("{error}: {description}");
            let stop = self.stop(answer, Outcome::Refused, detail);
            return Err(stop.because(aadsts_in(&description)));
        }
        if value("state").as_deref() != Some(self.state) {
            let detail = "the answer belongs to another request: its state is wrong";
            return Err(self.stop(answer, Outcome::Error, detail));
        }
        match value("code") {
            Some(code) => Ok(Secret::new(code)),
            None => Err(self.stop(answer, Outcome::Error, "the answer holds no code")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_is_known_in_each_spelling() {
        for (location, query) in [
            ("com.apple.Preferences://oauth-redirect?code=a", Some("code=a")),
            ("com.apple.preferences://oauth-redirect/?code=a&state=b", Some("code=a&state=b")),
            ("com.apple.Preferences://oauth-redirect#code=a", Some("code=a")),
            ("com.apple.Preferences://oauth-redirect.evil?code=a", None),
            ("https://login.contoso.example/?code=a", None),
            ("", None),
        ] {
            assert_eq!(returned(location), query, "{location}");
        }
    }
}
