//! The pages of a request for an administrator's consent: asking for it with a reason, and what
//! was sent.
//!
//! Form fields: `reason`, and `action`, which is `request`, `cancel`, `administrator` or `other`.
//! What was typed comes back with a problem; a character that cannot be shown comes back as U+FFFD.

use consentry_model::{InvalidReason, LONGEST_REASON, NeedsAdmin, RequestDays, Timestamp};
use consentry_pages::{
    Account, App, Audience, FormTarget, Frame, Line, Permission, Prose, Rich, Shown, Support,
    Texts, Trust, lines, page,
};

use super::consent;

/// The person may not consent, but may ask for it; field `reason`.
#[derive(Debug, Clone)]
pub struct ApprovalRequired {
    /// Where the form goes.
    pub form: FormTarget,
    /// The organisation.
    pub tenant: Shown,
    /// Who asks.
    pub app: App,
    /// What is known of it.
    pub trust: Trust,
    /// Who is signed in.
    pub account: Account,
    /// What the application needs.
    pub permissions: Vec<Permission>,
    /// Which kind of rule asks for an administrator.
    pub because: NeedsAdmin,
    /// The code of that kind.
    pub code: u32,
    /// Within how many days a reviewer decides.
    pub days: RequestDays,
    /// The reason as typed.
    pub reason: Prose,
    /// What was wrong with the last try.
    pub problem: Option<ApprovalProblem>,
    /// What a support desk asks for.
    pub support: Support,
}

/// Why a request was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApprovalProblem {
    /// No reason.
    Missing,
    /// A reason that is too long.
    TooLong,
    /// A reason with a character that cannot be shown.
    Character,
    /// More requests within an hour than one person may send.
    TooMany,
}

impl ApprovalProblem {
    /// The code behind the words.
    pub const fn code(self) -> Option<u32> {
        match self {
            Self::TooMany => Some(90_055),
            Self::Missing | Self::TooLong | Self::Character => None,
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Missing => "approval-problem-missing",
            Self::TooLong => "approval-problem-too-long",
            Self::Character => "approval-problem-character",
            Self::TooMany => "approval-problem-too-many",
        }
    }
}

impl From<InvalidReason> for ApprovalProblem {
    fn from(invalid: InvalidReason) -> Self {
        match invalid {
            InvalidReason::Empty => Self::Missing,
            InvalidReason::TooLong => Self::TooLong,
            InvalidReason::Character => Self::Character,
        }
    }
}

impl ApprovalRequired {
    fn lines(&self, frame: &Frame) -> Vec<Line> {
        lines(&self.permissions, Audience::Person, frame)
    }

    fn why(&self, frame: &Frame) -> Rich {
        consent::why(self.because, &self.app.name, &self.tenant, frame)
    }

    fn is_risky(&self) -> bool {
        self.because == NeedsAdmin::Risk
    }

    fn is_reason_wrong(&self) -> bool {
        self.problem.is_some_and(|problem| problem != ApprovalProblem::TooMany)
    }

    fn who(&self, frame: &Frame) -> Rich {
        let args = [("tenant", self.tenant.to_string())];
        Texts::of(frame.locale()).rich_counted("approval-who", self.days.get().into(), &args)
    }
}

page!(ApprovalRequired, "approval_required.html", |v| v.app.returns_to.as_ref());

/// A request of this person waits for a decision.
#[derive(Debug, Clone)]
pub struct ApprovalSent {
    /// Where the form goes.
    pub form: FormTarget,
    /// The organisation.
    pub tenant: Shown,
    /// Who asks.
    pub app: App,
    /// Who is signed in.
    pub account: Account,
    /// What was asked for.
    pub permissions: Vec<Permission>,
    /// The reason that was given.
    pub reason: Prose,
    /// Sent by this very form, or before.
    pub sent: Sent,
    /// When this person asked.
    pub asked_at: Timestamp,
    /// When the request ends by itself.
    pub expires_at: Timestamp,
    /// How many others asked for the same.
    pub others: u64,
    /// Where the answer goes; `None` if the account has no address.
    pub answer_to: Option<Shown>,
}

/// When a request was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// By the form that this page answers.
    Now,
    /// At an earlier visit, and it is still open.
    Before,
}

impl ApprovalSent {
    fn lines(&self, frame: &Frame) -> Vec<Line> {
        lines(&self.permissions, Audience::Person, frame)
    }

    fn title(&self) -> &'static str {
        match self.sent {
            Sent::Now => "sent-title",
            Sent::Before => "sent-title-before",
        }
    }

    fn what(&self, frame: &Frame) -> Rich {
        let app = &self.app.name;
        match self.sent {
            Sent::Now => frame.rich2("sent-what", "app", app, "tenant", &self.tenant),
            Sent::Before => {
                let date = frame.date(self.asked_at);
                frame.rich2("sent-what-before", "app", app, "date", date)
            }
        }
    }

    fn others(&self, frame: &Frame) -> Rich {
        Texts::of(frame.locale()).rich_counted("sent-others", self.others, &[])
    }
}

page!(ApprovalSent, "approval_sent.html", |v| v.app.returns_to.as_ref());
