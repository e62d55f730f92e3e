//! What the authorization endpoint shows or sends next. The face turns each into a page or a
//! redirect and decides nothing.

use consentry_model::{
    AppId, Application, Publisher, RedirectUri, Refusal, Secret, SessionId, TransactionId, User,
};
use serde::{Deserialize, Serialize};

use crate::{NewCookies, transaction::Account};

/// How an answer travels back to the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    /// In the query of a redirect.
    Query,
    /// In the fragment of a redirect.
    Fragment,
    /// By a form that posts itself.
    FormPost,
}

/// The application as a page names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppShown {
    /// The client id.
    pub id: AppId,
    /// The name.
    pub name: String,
    /// The publisher and whether it was verified.
    pub publisher: Option<Publisher>,
    /// Where the answer returns.
    pub returns_to: RedirectUri,
}

impl AppShown {
    pub(crate) fn of(app: &Application, returns_to: &RedirectUri) -> Self {
        Self {
            id: app.id,
            name: app.name.to_string(),
            publisher: app.publisher.clone(),
            returns_to: returns_to.clone(),
        }
    }
}

/// A permission as a consent page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionShown {
    /// `EAS.AccessAsUser.All`
    pub value: String,
    /// The resource's name.
    pub resource: String,
    /// The resource's own words for it, for permissions without a translated sentence.
    pub text: String,
    /// Whether it is an application permission.
    pub application: bool,
    /// Whether only an administrator can grant it.
    pub admin_only: bool,
}

/// What every page of a transaction carries.
#[derive(Debug, Clone)]
pub struct PageFrame {
    /// The transaction.
    pub transaction: TransactionId,
    /// Its token against forged posts, bound to browser and stage.
    pub csrf: Secret<String>,
    /// The application.
    pub app: AppShown,
    /// The tenant's name, once a tenant is known.
    pub tenant: Option<String>,
    /// The signed-in account, once there is one.
    pub account: Option<AccountName>,
    /// `ui_locales` or `mkt` of the request.
    pub locales: Option<String>,
}

/// A person's account as pages name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountName {
    /// The sign-in name.
    pub user_name: String,
    /// The person's name.
    pub display_name: String,
}

impl From<&User> for AccountName {
    fn from(user: &User) -> Self {
        Self { user_name: user.upn.to_string(), display_name: user.display_name.to_string() }
    }
}

/// A signed-in account of this browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountShown {
    /// Its session.
    pub session: SessionId,
    /// Whose.
    pub account: AccountName,
}

/// An answer to the application.
#[derive(Debug, Clone)]
pub struct ReturnTo {
    /// The address, spelled as it is to be emitted.
    pub uri: String,
    /// How.
    pub mode: ResponseMode,
    /// Who gets it, for the page of a form that posts itself.
    pub app: AppShown,
    /// The parameters in order. They may hold a code.
    pub params: Vec<(&'static str, Secret<String>)>,
}

/// Why an error page is shown, and with what.
#[derive(Debug, Clone)]
pub struct ErrorShown {
    /// The refusal.
    pub refusal: Refusal,
    /// The transaction, while it can still be left in order.
    pub frame: Option<Box<PageFrame>>,
    /// `ui_locales` of the request.
    pub locales: Option<String>,
    /// Whose answers: hardened or faithful.
    pub fidelity: consentry_model::Fidelity,
}

/// The next thing.
#[derive(Debug, Clone)]
pub enum Step {
    /// Ask for account and password.
    SignIn {
        /// Frame.
        frame: PageFrame,
        /// Whose sign-in is asked for.
        account: Account,
        /// Prefilled account.
        hint: Option<String>,
        /// Why the last try failed.
        error: Option<Refusal>,
    },
    /// Choose among the signed-in accounts.
    PickAccount {
        /// Frame.
        frame: PageFrame,
        /// The accounts.
        accounts: Vec<AccountShown>,
    },
    /// Change a one-time password.
    ChangePassword {
        /// Frame.
        frame: PageFrame,
        /// Why the last try failed.
        error: Option<PasswordProblem>,
    },
    /// Consent for oneself.
    Consent {
        /// Frame.
        frame: PageFrame,
        /// What is asked.
        permissions: Vec<PermissionShown>,
        /// Whether the check box for everybody is shown.
        organisation: consentry_policy::Organisation,
    },
    /// Consent for the organisation.
    AdminConsent {
        /// Frame.
        frame: PageFrame,
        /// What is asked.
        permissions: Vec<PermissionShown>,
    },
    /// Only an administrator can go on.
    NeedAdmin {
        /// Frame.
        frame: PageFrame,
        /// What the application wants.
        permissions: Vec<PermissionShown>,
        /// The refusal, for code and text.
        refusal: Refusal,
    },
    /// Return to the application? Asked where single sign-on needed neither password nor consent.
    ConfirmReturn {
        /// Frame.
        frame: PageFrame,
    },
    /// Send the answer.
    Return(ReturnTo),
    /// Consent for the organisation was recorded, and the address given is not the application's:
    /// nothing is sent there (ruling 5).
    AdminConsentRecorded {
        /// Frame.
        frame: PageFrame,
        /// What was granted.
        permissions: Vec<PermissionShown>,
    },
    /// A local error page.
    Error(ErrorShown),
}

/// Why a new password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordProblem {
    /// The present password is wrong.
    Wrong,
    /// The two entries differ.
    Differ,
    /// Too short.
    TooShort,
    /// Longer than 256 bytes.
    TooLong,
    /// The same as the one-time password.
    Same,
}

/// A step and the cookies that go with it.
#[derive(Debug, Clone)]
pub struct Answered {
    /// What comes next.
    pub step: Step,
    /// Cookies to set.
    pub cookies: NewCookies,
}

impl Answered {
    pub(crate) fn plain(step: Step) -> Self {
        Self { step, cookies: NewCookies::default() }
    }
}
