//! One request: what is asked for, by whom and why, what approving does, and the decision.
//!
//! `GET /admin/requests/{id}`. Approving is a link to the consent page; denying and blocking post
//! `csrf`, `version` and `reason` to paths of their own.

use consentry_model::{Impact, RequestKind, RequestState};
use consentry_pages::{Account, ActsAs, Audience, Frame, Permission, Prose, Shown, lines};

use super::{AppLabel, Centre, Effect, Risk, centre_page, mark::Mark, requests::kind_key};
use crate::pages::{Day, Token, When};

/// A request's page.
#[derive(Debug, Clone)]
pub struct RequestDetail {
    /// The frame.
    pub centre: Centre,
    /// The application, under the name of its registration.
    pub app: AppLabel,
    /// Its page, if the organisation has met it and this person may look at it.
    pub app_page: Option<String>,
    /// Its client id.
    pub app_id: Shown,
    /// The name as the tenant met it, where that is another one.
    pub known_as: Option<Shown>,
    /// The homepage; shown, never followed.
    pub homepage: Option<Shown>,
    /// Where answers go; likewise.
    pub reply_urls: Vec<Shown>,
    /// When it was registered.
    pub registered_on: Day,
    /// Static list or named permissions.
    pub kind: RequestKind,
    /// What is risky about it.
    pub risks: Vec<Risk>,
    /// Who asked, newest first.
    pub requesters: Vec<Requester>,
    /// How many others asked, who are not listed.
    pub others: u64,
    /// What is asked for.
    pub permissions: Vec<RequestPermission>,
    /// What approving does.
    pub effect: Effect,
    /// How far it has come.
    pub state: RequestState,
    /// When it was made.
    pub asked_on: When,
    /// When it ends, or would have ended.
    pub ends_on: When,
    /// What this person may do, while it waits.
    pub deciding: Option<Deciding>,
    /// How it ended.
    pub closing: Option<Closing>,
}

/// Somebody who asked.
#[derive(Debug, Clone)]
pub struct Requester {
    /// Who.
    pub account: Account,
    /// Why.
    pub reason: Prose,
    /// When.
    pub at: When,
}

/// A permission that is asked for, and how it stands in the tenant.
#[derive(Debug, Clone)]
pub struct RequestPermission {
    /// The permission.
    pub permission: Permission,
    /// How the tenant classified it; nothing for an application permission.
    pub impact: Option<Impact>,
    /// Whether everybody has it already.
    pub held: Held,
}

/// Whether a permission is granted for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Held {
    /// It is.
    Already,
    /// It would be new.
    New,
}

/// What a reviewer may do.
#[derive(Debug, Clone)]
pub struct Deciding {
    /// The link to the consent page, or why there is none.
    pub approve: Result<String, WhyNot>,
    /// Where a denial is posted, or why it may not.
    pub deny: Result<String, WhyNot>,
    /// Where a block is posted, or why it may not.
    pub block: Result<String, WhyNot>,
    /// What binds the forms to the session.
    pub token: Token,
    /// The version that is looked at; a decision names it.
    pub version: i64,
    /// How many people signed in with the application in the last 30 days.
    pub used_by: u64,
    /// What was wrong with the last try, and the reason as typed.
    pub problem: Option<ReasonProblem>,
}

/// Why somebody may not decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyNot {
    /// Not one of the reviewers.
    NotReviewer,
    /// No role that may consent to all of it.
    NeedsRole,
    /// A named reviewer, and an application that is risky.
    Risky,
    /// A named reviewer, and a permission beyond the policy's limits.
    BeyondLimits {
        /// The permission.
        scope: Shown,
        /// The policy.
        policy: Shown,
    },
}

impl WhyNot {
    fn key(&self) -> &'static str {
        match self {
            Self::NotReviewer => "admin-why-not-reviewer",
            Self::NeedsRole => "admin-why-needs-role",
            Self::Risky => "admin-why-risky",
            Self::BeyondLimits { .. } => "admin-why-beyond-limits",
        }
    }

    fn scope(&self) -> &str {
        match self {
            Self::BeyondLimits { scope, .. } => scope.as_str(),
            Self::NotReviewer | Self::NeedsRole | Self::Risky => "",
        }
    }

    fn policy(&self) -> &str {
        match self {
            Self::BeyondLimits { policy, .. } => policy.as_str(),
            Self::NotReviewer | Self::NeedsRole | Self::Risky => "",
        }
    }
}

/// What was wrong with a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonProblem {
    /// In which form.
    pub of: Refusal,
    /// What.
    pub fault: ReasonFault,
    /// The reason as typed.
    pub typed: String,
}

/// The forms that ask for a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Deny.
    Deny,
    /// Block.
    Block,
}

/// What can be wrong with a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReasonFault {
    /// Nothing, or blanks alone.
    Empty,
    /// More than 500 characters.
    TooLong,
    /// A character that hides something.
    Character,
}

impl ReasonFault {
    const fn key(self) -> &'static str {
        match self {
            Self::Empty => "admin-reason-empty",
            Self::TooLong => "admin-reason-too-long",
            Self::Character => "admin-reason-character",
        }
    }
}

impl Deciding {
    /// Why approving, denying or blocking is not offered; each reason once.
    fn why_not(&self) -> Vec<&WhyNot> {
        let mut reasons: Vec<&WhyNot> = Vec::new();
        for reason in [&self.approve, &self.deny, &self.block]
            .into_iter()
            .filter_map(|may| may.as_ref().err())
        {
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        reasons
    }

    fn problem_of(&self, form: Refusal) -> Option<&ReasonProblem> {
        self.problem.as_ref().filter(|problem| problem.of == form)
    }

    fn deny_problem(&self) -> Option<&ReasonProblem> {
        self.problem_of(Refusal::Deny)
    }

    fn block_problem(&self) -> Option<&ReasonProblem> {
        self.problem_of(Refusal::Block)
    }
}

/// How a request ended.
#[derive(Debug, Clone)]
pub struct Closing {
    /// When.
    pub at: When,
    /// By whom; nobody where it ended by itself.
    pub by: Option<Account>,
    /// What the requesters read.
    pub reason: Option<Prose>,
}

/// One line of the permissions: a sentence, and the permissions behind it.
struct ReviewLine {
    acts_as: ActsAs,
    sentence: String,
    impact: Mark,
    is_new: bool,
    scopes: Vec<ReviewScope>,
}

/// A permission behind a line.
struct ReviewScope {
    value: Shown,
    resource: Shown,
    meaning: String,
    impact: Mark,
    is_new: bool,
}

impl ReviewLine {
    /// Only these are classified.
    fn is_delegated(&self) -> bool {
        self.acts_as == ActsAs::User
    }
}

impl RequestDetail {
    fn mark(&self) -> Mark {
        self.state.into()
    }

    fn kind_key(&self) -> &'static str {
        kind_key(self.kind)
    }

    fn kind_why(&self) -> String {
        format!("{}.why", self.kind_key())
    }

    /// What follows of the way in which it ended.
    fn closed_why(&self) -> String {
        format!("admin-request-closed-{}", self.state)
    }

    fn delegated(&self, frame: &Frame) -> Vec<ReviewLine> {
        review_lines(&self.permissions, ActsAs::User, frame)
    }

    fn of_itself(&self, frame: &Frame) -> Vec<ReviewLine> {
        review_lines(&self.permissions, ActsAs::Itself, frame)
    }
}

fn review_lines(asked: &[RequestPermission], acts_as: ActsAs, frame: &Frame) -> Vec<ReviewLine> {
    let asked: Vec<&RequestPermission> =
        asked.iter().filter(|one| one.permission.acts_as == acts_as).collect();
    let permissions: Vec<Permission> = asked.iter().map(|one| one.permission.clone()).collect();
    let standing = |value: &Shown, resource: &Shown| {
        asked
            .iter()
            .find(|one| one.permission.value == *value && one.permission.resource == *resource)
    };
    lines(&permissions, Audience::Organization, frame)
        .into_iter()
        .map(|line| {
            let mut impacts = Vec::new();
            let mut is_new = false;
            let mut scopes = Vec::new();
            for scope in line.scopes {
                let Some(one) = standing(&scope.value, &scope.resource) else { continue };
                impacts.push(one.impact);
                is_new |= one.held == Held::New;
                scopes.push(ReviewScope {
                    value: scope.value,
                    resource: scope.resource,
                    meaning: scope.meaning,
                    impact: one.impact.into(),
                    is_new: one.held == Held::New,
                });
            }
            let impact = impacts.into_iter().max_by_key(|impact| severity(*impact)).flatten();
            ReviewLine { acts_as, sentence: line.sentence, impact: impact.into(), is_new, scopes }
        })
        .collect()
}

/// What nobody classified may be worse than low.
const fn severity(impact: Option<Impact>) -> u8 {
    match impact {
        Some(Impact::Low) => 0,
        None => 1,
        Some(Impact::Medium) => 2,
        Some(Impact::High) => 3,
    }
}

centre_page!(RequestDetail, "admin/request.html", super::Place::Requests);
