//! A person with a browser: opens an address, signs in, accepts, and reads the last page.
//!
//! For links that lead to no phone, such as an administrator's consent link.

use consentry_model::{Secret, Upn};
use url::Url;

use super::{
    ClientError, Kind,
    page::{Page, PageKind},
    report::{StepName, Stop},
    web::{Web, ask},
};

/// More pages than any sign-in has.
const PAGES_MAX: usize = 12;

/// Who opens what.
#[derive(Debug)]
pub struct Visit {
    /// The address.
    pub address: Url,
    /// Who signs in there.
    pub user: Upn,
    /// His password.
    pub password: Secret<String>,
    /// What he says where an approval is asked for.
    pub reason: String,
    /// Authorities to trust beside the system's, as PEM.
    pub ca: Option<Vec<u8>>,
}

/// The page at which the visit ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visited {
    /// Headings of the pages on the way, the last one at the end.
    pub pages: Vec<String>,
    /// The code on the last page.
    pub aadsts: Option<u32>,
}

/// Why a visit came to no last page.
#[derive(Debug, thiserror::Error)]
pub enum VisitError {
    /// No HTTP client.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The server did not answer, or not with what a browser understands.
    #[error("{0}")]
    Page(String),
}

impl From<Stop> for VisitError {
    fn from(stop: Stop) -> Self {
        Self::Page(stop.step.detail)
    }
}

/// Opens the address and fills in what the pages ask for, as far as they go on.
pub async fn visit(visit: &Visit) -> Result<Visited, VisitError> {
    let web = Web::new(Kind::Ios17, visit.ca.as_deref())?;
    let mut at = visit.address.clone();
    let mut answer = ask(StepName::Authorize, web.view.get(at.clone())).await?;
    let mut pages = Vec::new();
    let next = |at: &Url, to: &str| {
        at.join(to).map_err(|_| VisitError::Page("sent to something that is no URL".to_owned()))
    };
    for _ in 0..PAGES_MAX {
        let request = if answer.status.is_redirection() {
            at = next(&at, answer.header("location").unwrap_or_default())?;
            if at.origin() != visit.address.origin() {
                return Err(VisitError::Page(format!("sent on to {at}")));
            }
            web.view.get(at.clone())
        } else {
            let page = Page::read(&answer.text());
            pages.push(page.heading.clone());
            let goes_on = matches!(
                page.kind,
                PageKind::SignIn
                    | PageKind::Account
                    | PageKind::Consent
                    | PageKind::ConfirmReturn
                    | PageKind::Approval
            );
            let filled = page.fill(visit.user.as_str(), visit.password.expose(), &visit.reason);
            let Some(filled) = filled.filter(|filled| goes_on && filled.is_post) else {
                return Ok(Visited { pages, aadsts: page.aadsts });
            };
            at = next(&at, &filled.action)?;
            web.view.post(at.clone()).form(&filled.pairs)
        };
        answer = ask(StepName::Authorize, request).await?;
    }
    Err(VisitError::Page("the pages do not come to an end".to_owned()))
}
