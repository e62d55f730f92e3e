//! What the authorization endpoint shows or sends next. The face turns each into a page or a
//! redirect and decides nothing.

use std::{collections::BTreeMap, net::IpAddr, sync::Arc};

use consentry_model::{
    AppId, Application, InvalidReason, PermissionKind, Publisher, Reason, RedirectUri, Refusal,
    RequestDays, Secret, SessionId, Switch, Timestamp, TransactionId, User,
};
use consentry_pages::ActsAs;
use consentry_policy::{ConsentAsk, Warning};
use serde::{Deserialize, Serialize};

use crate::{NewCookies, UserCodeProblem, transaction::Account};

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
    /// Its homepage, as the registration names it.
    pub homepage: Option<String>,
}

impl AppShown {
    pub(crate) fn of(app: &Application, returns_to: &RedirectUri) -> Self {
        Self {
            id: app.id,
            name: app.name.to_string(),
            publisher: app.publisher.clone(),
            returns_to: returns_to.clone(),
            homepage: app.homepage.clone(),
        }
    }
}

/// What helps to tell whether an application is to be trusted (A54).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustShown {
    /// How the tenant knows it, if it has met it.
    pub known: Option<Known>,
    /// What looks wrong about it.
    pub warning: Option<Warning>,
}

/// How a tenant knows an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Since when.
    pub since: Timestamp,
    /// How many people have signed in with it.
    pub people: u64,
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

impl PermissionShown {
    /// What is asked, delegated permissions first, with the words of the resources as far as they
    /// are known: one entry for each permission, in the order of the ask.
    pub(crate) fn all(
        ask: &ConsentAsk,
        resources: &BTreeMap<AppId, Arc<Application>>,
    ) -> Vec<Self> {
        let name =
            |id: &AppId| resources.get(id).map_or_else(String::new, |app| app.name.to_string());
        let mut shown = Vec::new();
        for (resource, scopes) in &ask.scopes {
            let app = resources.get(resource);
            for scope in scopes.iter() {
                let known = app.and_then(|app| app.permissions.iter().find(|p| p.value == *scope));
                shown.push(Self {
                    value: scope.to_string(),
                    resource: name(resource),
                    text: known.map(|p| p.user_text.clone()).unwrap_or_default(),
                    application: false,
                    admin_only: known.is_none_or(|p| p.kind == PermissionKind::Admin),
                });
            }
        }
        for (resource, roles) in &ask.roles {
            let app = resources.get(resource);
            for role in roles.iter() {
                let known = app.and_then(|app| app.roles.iter().find(|r| r.value == *role));
                shown.push(Self {
                    value: role.to_string(),
                    resource: name(resource),
                    text: known.map(|r| r.text.clone()).unwrap_or_default(),
                    application: true,
                    admin_only: true,
                });
            }
        }
        shown
    }
}

impl From<PermissionShown> for consentry_pages::Permission {
    fn from(shown: PermissionShown) -> Self {
        Self {
            value: shown.value.into(),
            acts_as: if shown.application { ActsAs::Itself } else { ActsAs::User },
            resource: shown.resource.into(),
            display_name: Some(shown.text.as_str().into()),
            description: Some(shown.text.into()),
        }
    }
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

impl From<AccountName> for consentry_pages::Account {
    fn from(name: AccountName) -> Self {
        Self { name: name.display_name.into(), upn: name.user_name.into() }
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

/// The form by which a user asks for approval.
#[derive(Debug, Clone)]
pub struct ApprovalStep {
    /// Frame.
    pub frame: PageFrame,
    /// What the application wants.
    pub permissions: Vec<PermissionShown>,
    /// The refusal, for code and text.
    pub refusal: Refusal,
    /// Is it to be trusted?
    pub trust: TrustShown,
    /// How many days the reviewers have.
    pub days: RequestDays,
    /// The reason as it was typed.
    pub typed: String,
    /// Why the last try was not sent.
    pub problem: Option<ApprovalProblem>,
}

/// Why a request for approval was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApprovalProblem {
    /// The reason is missing, too long, or holds what cannot be shown.
    Reason(InvalidReason),
    /// The user sent as many as he may in an hour.
    TooMany,
}

/// A request for approval that is with the reviewers.
#[derive(Debug, Clone)]
pub struct ApprovalSent {
    /// Frame.
    pub frame: PageFrame,
    /// What it asks for.
    pub permissions: Vec<PermissionShown>,
    /// The refusal, for code and text.
    pub refusal: Refusal,
    /// Why, in his words.
    pub reason: Reason,
    /// When this user asked.
    pub asked_at: Timestamp,
    /// When the request ends by itself.
    pub expires_at: Timestamp,
    /// How many others ask for the same.
    pub others: u64,
    /// Whether he had asked before he came here.
    pub before: Switch,
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
        /// May one choose to stay signed in?
        may_keep: Switch,
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
    /// Change a one-time or expired password.
    ChangePassword {
        /// Frame.
        frame: PageFrame,
        /// The fewest characters of a new one.
        minimum: u32,
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
        /// Is it to be trusted?
        trust: TrustShown,
    },
    /// Consent for the organisation.
    AdminConsent {
        /// Frame.
        frame: PageFrame,
        /// What is asked.
        permissions: Vec<PermissionShown>,
        /// Is it to be trusted?
        trust: TrustShown,
    },
    /// Only an administrator can go on, and the user may ask one.
    Approval(Box<ApprovalStep>),
    /// The request for approval is with the reviewers.
    ApprovalSent(Box<ApprovalSent>),
    /// Only an administrator can go on.
    NeedAdmin {
        /// Frame.
        frame: PageFrame,
        /// What the application wants.
        permissions: Vec<PermissionShown>,
        /// The refusal, for code and text.
        refusal: Refusal,
        /// Is it to be trusted?
        trust: TrustShown,
    },
    /// Return to the application? Asked where single sign-on needed neither password nor consent.
    ConfirmReturn {
        /// Frame.
        frame: PageFrame,
    },
    /// Type the code that a device shows.
    EnterUserCode {
        /// The page's token.
        csrf: Secret<String>,
        /// What was wrong with the last one.
        problem: Option<UserCodeProblem>,
    },
    /// Sign in for this device? Nobody has signed in yet.
    ConfirmDevice {
        /// Frame.
        frame: PageFrame,
        /// From where the device asked.
        address: IpAddr,
    },
    /// The device gets its tokens.
    DeviceApproved {
        /// Frame.
        frame: PageFrame,
    },
    /// The person turned the device down.
    DeviceDeclined {
        /// Frame.
        frame: PageFrame,
    },
    /// Go on to a page of this server, by its path.
    Local(String),
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
    /// Too many wrong ones were tried; none is looked at for a while.
    Held,
    /// The two entries differ.
    Differ,
    /// It may not be chosen.
    Fault(consentry_policy::PasswordFault),
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
