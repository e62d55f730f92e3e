//! Sign-in transactions: from the authorization request to its answer.
//!
//! The stored request is authoritative: a page sends back only the transaction's id, a token and
//! the person's decision. A transaction is useless without the browser cookie that began it (A51),
//! and each page's token is bound to browser and stage (A50).

use std::time::Duration;

use consentry_model::{
    AppId, Platform, RedirectUri, Refusal, Secret, SessionId, TenantId, Timestamp, TransactionId,
    UserId,
};
use consentry_policy::{ApprovalAsk, Basis, ConsentAsk, Want};
use consentry_store::{Transaction, TransactionState, Unit};
use consentry_token::{
    csrf,
    opaque::{self, TokenHash},
};
use serde::{Deserialize, Serialize};

use crate::{
    Browser, NewCookies, ResponseMode, Service, ServiceError, Version,
    authorize::{Freshness, ResponseType},
};

/// How long a person has for the pages of one sign-in.
pub const TRANSACTION_LIFE: Duration = Duration::from_mins(30);

/// Which endpoint began it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    /// The authorization endpoint.
    Authorize,
    /// The authorization endpoint with `prompt=admin_consent`: grant, then code.
    AuthorizeAdminConsent,
    /// `/adminconsent`: grant only.
    AdminConsentEndpoint,
    /// Nobody's application: a page of this server.
    OwnPage(OwnPage),
    /// The page for devices: the application is on another device.
    DeviceCode,
}

/// A page of this server for which people sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnPage {
    /// My Apps.
    MyApps,
    /// The admin centre.
    Admin,
}

/// `prompt` (`identity.md` §1.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prompt {
    /// Pages where needed.
    Usual,
    /// No pages.
    None,
    /// Credentials always.
    Login,
    /// The consent page always.
    Consent,
    /// The account picker always.
    SelectAccount,
}

/// Whether the named redirect URI is one of the application's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReturnTrust {
    /// Registered.
    Registered,
    /// Not registered: nothing is ever sent there. Only admin-consent flows come this far.
    Foreign,
}

/// An authorization request that was read and found in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Request {
    /// v1 or v2.
    pub version: Version,
    /// Which endpoint.
    pub flow: Flow,
    /// The tenant, if the path names one.
    pub tenant: Option<TenantId>,
    /// The application.
    pub app: AppId,
    /// Where the answer goes, byte for byte.
    pub redirect: RedirectUri,
    /// Ours to send to?
    pub trust: ReturnTrust,
    /// The platform of the redirect URI.
    pub platform: Platform,
    /// How the answer travels.
    pub mode: ResponseMode,
    /// Echoed as it came.
    pub state: Option<String>,
    /// Copied into the id token.
    pub nonce: Option<String>,
    /// Which pages.
    pub prompt: Prompt,
    /// What is wanted.
    pub want: Want,
    /// The S256 code challenge.
    pub challenge: Option<String>,
    /// The account that the application expects.
    pub login_hint: Option<String>,
    /// `client_info=1`.
    pub client_info: bool,
    /// The client can handle claims challenges (`xms_cc: cp1`).
    pub cp1: bool,
    /// Code, id token, or both.
    #[serde(default)]
    pub response: ResponseType,
    /// `acr` is to be in the id token.
    #[serde(default)]
    pub acr: bool,
    /// How fresh the sign-in must be.
    #[serde(default)]
    pub fresh: Freshness,
    /// `ui_locales` or `mkt`.
    pub locales: Option<String>,
    /// The path of this server where it ends, if it began on a page of this server.
    #[serde(default)]
    pub back: Option<String>,
    /// Where it ends instead once an administrator has consented for everybody.
    #[serde(default)]
    pub back_consented: Option<String>,
    /// The hash of the device code that it signs in for.
    #[serde(default)]
    pub device: Option<String>,
}

/// How the user of a transaction proved who he is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Proved {
    /// By his password, in this transaction.
    Password,
    /// By a session that was there.
    Session,
}

/// Who is signing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Who {
    /// His tenant.
    pub tenant: TenantId,
    /// He.
    pub user: UserId,
    /// The browser session.
    pub session: Option<SessionId>,
    /// How it was proved.
    pub proved: Proved,
    /// When it was proved.
    pub at: Timestamp,
    /// What that rests on.
    #[serde(default)]
    pub basis: Basis,
    /// Whether he chose to stay signed in.
    #[serde(default)]
    pub kept: bool,
}

/// How far a transaction has come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Progress {
    /// Who, as soon as that is known.
    pub who: Option<Who>,
    /// Whether the person has posted a page that named application and return address.
    pub confirmed: bool,
    /// Whether `prompt=consent` has been satisfied.
    pub consented: bool,
    /// Whose sign-in the person asked for.
    pub account: Account,
    /// The page on display, as far as leaving it differs.
    pub page: PageShown,
    /// What the consent page on display asks for.
    pub ask: Option<ConsentAsk>,
    /// What the approval page on display asks for.
    #[serde(default)]
    pub approval: Option<ApprovalAsk>,
    /// What leaving the page on display tells the application, if not what is usual.
    #[serde(default)]
    pub leaving: Option<Refusal>,
}

/// Whose sign-in is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Account {
    /// The one that the application hints at, or any.
    #[default]
    Usual,
    /// Another than the one that was signed in.
    Another,
    /// Somebody who may consent for the organisation.
    Administrator,
}

/// Pages that differ in what leaving them means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PageShown {
    /// Leaving is a cancelled sign-in.
    #[default]
    Other,
    /// Leaving declines the consent.
    Consent,
}

/// A transaction in hand.
#[derive(Debug, Clone)]
pub(crate) struct Open {
    pub(crate) row: Transaction,
    pub(crate) request: Request,
    pub(crate) progress: Progress,
    /// The browser's binding secret.
    pub(crate) flow: Secret<String>,
}

impl Open {
    pub(crate) fn id(&self) -> TransactionId {
        self.row.id
    }

    /// What a page's token is bound to: transaction, browser, request and progress.
    fn stage(&self) -> [String; 4] {
        [
            self.id().to_string(),
            self.flow.expose().clone(),
            self.row.request.clone(),
            self.row.stage.clone(),
        ]
    }
}

impl Service {
    /// Stores a new transaction, bound to the browser's flow cookie; sets one where there is none.
    pub(crate) async fn begin_transaction(
        &self,
        request: Request,
        browser: &Browser,
    ) -> Result<(Open, NewCookies), ServiceError> {
        let mut cookies = NewCookies::default();
        let flow = match &browser.flow {
            Some(flow) => flow.clone(),
            None => {
                let (secret, _) = opaque::mint(opaque::TokenKind::Transaction, &*self.ids);
                cookies.flow = Some(secret.clone());
                secret
            }
        };
        let now = self.clock.now();
        let row = Transaction {
            id: TransactionId::mint(&*self.ids),
            tenant: request.tenant,
            request: written(&request, "authorization request")?,
            stage: written(&Progress::default(), "sign-in progress")?,
            binding_hash: TokenHash::of(flow.expose()),
            user: None,
            proved_at: None,
            state: TransactionState::Open,
            version: 1,
            created_at: now,
            expires_at: now.plus(TRANSACTION_LIFE),
        };
        let mut unit = self.store.unit().await?;
        unit.add_transaction(&row).await?;
        unit.commit().await?;
        Ok((Open { row, request, progress: Progress::default(), flow }, cookies))
    }

    /// Finds the transaction of a posted page; a refusal if it is not this browser's, not this
    /// stage's, over, or unknown.
    pub(crate) async fn open_transaction(
        &self,
        id: &str,
        token: &str,
        browser: &Browser,
    ) -> Result<Result<Open, Refusal>, ServiceError> {
        let invalid = Ok(Err(Refusal::TransactionInvalid));
        let (Ok(id), Some(flow)) = (id.parse::<TransactionId>(), &browser.flow) else {
            return invalid;
        };
        let Some(row) = self.store.read().await?.transaction(id).await? else {
            return invalid;
        };
        if row.binding_hash != TokenHash::of(flow.expose()) {
            return invalid;
        }
        let progress: Progress = read_back(&row.stage, "sign-in progress")?;
        let open = Open {
            request: read_back(&row.request, "authorization request")?,
            progress,
            flow: flow.clone(),
            row,
        };
        let stage = open.stage();
        if !csrf::check(&self.csrf, &stage.each_ref().map(String::as_str), token) {
            return invalid;
        }
        if open.row.state == TransactionState::Done {
            return Ok(Err(Refusal::TransactionOver));
        }
        if open.row.expires_at <= self.clock.now() {
            return invalid;
        }
        Ok(Ok(open))
    }

    /// The token of the page on display.
    pub(crate) fn csrf_of(&self, open: &Open) -> Secret<String> {
        let stage = open.stage();
        Secret::new(csrf::bind(&self.csrf, &stage.each_ref().map(String::as_str)))
    }

    /// Writes the progress down; `false` if another post was first.
    pub(crate) async fn keep_progress(
        &self,
        unit: &mut Unit,
        open: &mut Open,
    ) -> Result<bool, ServiceError> {
        open.row.stage = written(&open.progress, "sign-in progress")?;
        open.row.user = open.progress.who.map(|who| who.user);
        open.row.proved_at = open.progress.who.map(|who| who.at);
        let won = unit.set_transaction(&open.row).await?;
        open.row.version = open.row.version.saturating_add(1);
        Ok(won)
    }
}

fn written<T: Serialize>(value: &T, what: &'static str) -> Result<String, ServiceError> {
    serde_json::to_string(value).map_err(|_| ServiceError::Record { what })
}

fn read_back<T: for<'de> Deserialize<'de>>(
    text: &str,
    what: &'static str,
) -> Result<T, ServiceError> {
    serde_json::from_str(text).map_err(|_| ServiceError::Record { what })
}
