//! What a phone met on its way: steps, and where it ended.

use serde::Serialize;

/// A step of the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepName {
    /// Where is the mailbox?
    Autodiscover,
    /// How does one sign in there?
    Challenge,
    /// The authorization request.
    Authorize,
    /// Account name and password, and pages beside it.
    SignIn,
    /// The consent page, or the form that asks for approval.
    Consent,
    /// Code for tokens.
    Token,
    /// Versions and the policy.
    Provision,
    /// The list of folders.
    Folders,
    /// The mails of the Inbox.
    Mail,
}

impl StepName {
    /// The name as JSON has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Autodiscover => "autodiscover",
            Self::Challenge => "challenge",
            Self::Authorize => "authorize",
            Self::SignIn => "sign_in",
            Self::Consent => "consent",
            Self::Token => "token",
            Self::Provision => "provision",
            Self::Folders => "folders",
            Self::Mail => "mail",
        }
    }
}

/// One step with its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Which.
    pub step: StepName,
    /// The HTTP status; absent where there was no answer.
    pub status: Option<u16>,
    /// What came of it, in words.
    pub detail: String,
}

/// How the way ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Where it was to go.
    Reached,
    /// The mailbox is elsewhere, at a place that this phone cannot find.
    Redirect,
    /// The server turns this kind of phone away.
    NotSupported,
    /// The server offers no sign-in by OAuth.
    NoBearer,
    /// Account name or password are wrong.
    WrongPassword,
    /// A second factor is asked for.
    MfaRequired,
    /// An approval is needed and cannot be asked for here.
    ApprovalRequired,
    /// An approval was asked for.
    ApprovalRequested,
    /// Only an administrator can let this app in.
    NeedAdmin,
    /// Refused; the AADSTS code says why.
    Refused,
    /// The sign-in continues at another identity provider.
    Federated,
    /// The password alone is not accepted.
    BasicRefused,
    /// Something that a phone does not understand.
    Error,
}

impl Outcome {
    /// The name as JSON has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::Redirect => "redirect",
            Self::NotSupported => "not_supported",
            Self::NoBearer => "no_bearer",
            Self::WrongPassword => "wrong_password",
            Self::MfaRequired => "mfa_required",
            Self::ApprovalRequired => "approval_required",
            Self::ApprovalRequested => "approval_requested",
            Self::NeedAdmin => "need_admin",
            Self::Refused => "refused",
            Self::Federated => "federated",
            Self::BasicRefused => "basic_refused",
            Self::Error => "error",
        }
    }
}

/// A mail as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MailLine {
    /// Its subject.
    pub subject: String,
    /// Its sender.
    pub from: String,
    /// When it came.
    pub date: String,
}

/// The whole way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The steps in order.
    pub steps: Vec<Step>,
    /// How it ended.
    pub outcome: Outcome,
    /// The code behind a refusal.
    pub aadsts: Option<u32>,
    /// The mails that came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mails: Vec<MailLine>,
}

/// Where the phone cannot go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stop {
    pub(super) step: Step,
    pub(super) outcome: Outcome,
    pub(super) aadsts: Option<u32>,
}

impl Stop {
    pub(super) fn new(
        name: StepName,
        status: u16,
        outcome: Outcome,
        detail: impl ToString,
    ) -> Self {
        let step = Step { step: name, status: Some(status), detail: detail.to_string() };
        Self { step, outcome, aadsts: None }
    }

    /// No answer at all.
    pub(super) fn unanswered(name: StepName, detail: impl ToString) -> Self {
        let step = Step { step: name, status: None, detail: detail.to_string() };
        Self { step, outcome: Outcome::Error, aadsts: None }
    }

    pub(super) fn because(self, aadsts: Option<u32>) -> Self {
        Self { aadsts, ..self }
    }
}

/// Collects the steps and shows each as it is made.
pub(super) struct Diary<'a> {
    pub(super) steps: Vec<Step>,
    watch: &'a mut (dyn FnMut(&Step) + Send),
}

impl<'a> Diary<'a> {
    pub(super) fn new(watch: &'a mut (dyn FnMut(&Step) + Send)) -> Self {
        Self { steps: Vec::new(), watch }
    }

    pub(super) fn note(&mut self, step: StepName, status: u16, detail: impl ToString) {
        self.add(Step { step, status: Some(status), detail: detail.to_string() });
    }

    pub(super) fn add(&mut self, step: Step) {
        (self.watch)(&step);
        self.steps.push(step);
    }
}
