//! The whole way, from an e-mail address to mail.

use base64::{Engine, engine::general_purpose::STANDARD};
use clap::ValueEnum;
use consentry_model::{Secret, Upn};
use url::Url;

use super::{
    ClientError, Kind, authorize, challenge, discovery,
    mailbox::Device,
    report::{Diary, MailLine, Outcome, Report, Step, Stop},
    sync, token,
    web::Web,
};

/// How far to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Until {
    /// Until it is known where the mailbox is.
    Discovery,
    /// Until it is known how to sign in.
    Challenge,
    /// Until there is a token.
    Token,
    /// Until the folders are known.
    Folders,
    /// Until the mails of the Inbox are here.
    Mail,
}

/// How the phone proves who its user is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By the sign-in pages and a token.
    OAuth,
    /// By the password in each request.
    Basic,
}

/// Who goes where, and how.
#[derive(Debug)]
pub struct Journey {
    /// The address that the user types.
    pub email: Upn,
    /// The server that is asked first.
    pub server: Url,
    /// Authorities to trust beside the system's, as PEM.
    pub ca: Option<Vec<u8>>,
    /// Which device.
    pub kind: Kind,
    /// How the user is proved.
    pub way: Way,
    /// How far.
    pub until: Until,
    /// The user's password.
    pub password: Secret<String>,
    /// What is said where an approval is asked for.
    pub reason: String,
}

/// What every step knows.
pub(super) struct Trip<'a> {
    pub(super) email: &'a Upn,
    pub(super) server: &'a Url,
    pub(super) kind: Kind,
    pub(super) password: &'a Secret<String>,
    pub(super) reason: &'a str,
    pub(super) web: Web,
}

impl Trip<'_> {
    /// The header of Basic authentication.
    pub(super) fn basic(&self) -> String {
        let pair = format!("{}:{}", self.email, self.password.expose());
        format!("Basic {}", STANDARD.encode(pair))
    }
}

/// Goes the way; `watch` sees each step when it is made.
pub async fn play(
    journey: &Journey,
    watch: &mut (dyn FnMut(&Step) + Send),
) -> Result<Report, ClientError> {
    let trip = Trip {
        email: &journey.email,
        server: &journey.server,
        kind: journey.kind,
        password: &journey.password,
        reason: &journey.reason,
        web: Web::new(journey.kind, journey.ca.as_deref())?,
    };
    let mut diary = Diary::new(watch);
    let ended = Box::pin(go(&trip, journey, &mut diary)).await;
    let (outcome, aadsts, mails) = match ended {
        Ok(mails) => (Outcome::Reached, None, mails),
        Err(Stop { step, outcome, aadsts }) => {
            diary.add(step);
            (outcome, aadsts, Vec::new())
        }
    };
    Ok(Report { steps: diary.steps, outcome, aadsts, mails })
}

async fn go(
    trip: &Trip<'_>,
    journey: &Journey,
    diary: &mut Diary<'_>,
) -> Result<Vec<MailLine>, Stop> {
    let until = journey.until;
    let door = discovery::discover(trip, diary).await?;
    if until == Until::Discovery {
        return Ok(Vec::new());
    }
    let authorization = match journey.way {
        Way::Basic => {
            challenge::basic(trip, &door, diary).await?;
            Secret::new(trip.basic())
        }
        Way::OAuth => {
            let authority = challenge::challenge(trip, &door, diary).await?;
            if until == Until::Challenge {
                return Ok(Vec::new());
            }
            let code = authorize::authorize(trip, &authority, diary).await?;
            let token = token::redeem(trip, &authority, &code, diary).await?;
            Secret::new(format!("Bearer {}", token.expose()))
        }
    };
    if until <= Until::Token {
        return Ok(Vec::new());
    }
    let device = Device::provision(trip, &door, authorization, diary).await?;
    let inbox = device.folders(diary).await?;
    if until == Until::Folders {
        return Ok(Vec::new());
    }
    sync::sync(&device, inbox, diary).await
}
