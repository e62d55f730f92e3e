//! Who may decide on a request for approval, and how (ruling 14, A55, A56).
//!
//! Approving needs a role that may consent to all of the request's snapshot; in a hardened tenant
//! a named reviewer may also approve within the limits of a policy, unless the application is
//! risky: that is an administrator's (A54, A58). Denying and blocking need a reviewer and nothing
//! more.

use consentry_model::{
    AppId, ConsentPolicy, Difference, PermissionKind, PolicyId, RequestState, ScopeValue,
};

use crate::{
    ConsentAsk, Facts,
    consent::{described, may_grant_for_all, risk_of},
    consent_policy::{AskedKind, judge},
};

/// What a reviewer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewAction {
    /// Look at it.
    See,
    /// Consent to it for everybody.
    Approve,
    /// Turn it down; it may be asked for again.
    Deny,
    /// Turn it down for good.
    Block,
}

/// Whether somebody is on a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// He is.
    Yes,
    /// He is not.
    No,
}

/// What a decision rests on.
#[derive(Debug, Clone, Copy)]
pub struct ReviewFacts<'a> {
    /// How far the request has come, at this moment.
    pub state: RequestState,
    /// Is he a reviewer now?
    pub reviewer_now: Listed,
    /// Was he when the request was made?
    pub reviewer_then: Listed,
    /// The policies within which he is named to approve.
    pub delegated: &'a [ConsentPolicy],
    /// What the request asks for.
    pub asked: &'a ConsentAsk,
    /// The reviewer, the application and the tenant.
    pub facts: &'a Facts,
}

/// On what ground a review is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ground {
    /// As one of the reviewers.
    Reviewer,
    /// As one of the reviewers, by a directory role that may consent.
    Role,
    /// As a named reviewer, within a policy's limits.
    Delegated(PolicyId),
}

/// Why a review is not allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReviewRefused {
    /// Not one of the reviewers.
    #[error("only a reviewer of this request may do that")]
    NotReviewer,
    /// Somebody decided before, or it ended by itself.
    #[error("the request is {0} already")]
    Over(RequestState),
    /// A reviewer whose roles may not consent to all of it.
    #[error("{NEEDS_ROLE}")]
    NeedsRole,
    /// Likewise, and what he is named for does not reach risky applications; the text is the risk.
    #[error("{NEEDS_ROLE}: {0}")]
    Risky(String),
    /// Likewise, and this permission is beyond the policy that he is named for.
    #[error("{NEEDS_ROLE}, and {scope} is beyond the limits of policy {policy}")]
    Beyond {
        /// The permission.
        scope: ScopeValue,
        /// The policy.
        policy: PolicyId,
    },
}

const NEEDS_ROLE: &str = "approving needs a directory role that may consent to all of it";

/// Judges what a reviewer wants to do. In a hardened tenant the reviewers of this moment count;
/// in a faithful one those of the request's first moment (`identity.md` §4.2).
pub fn judge_review(
    action: ReviewAction,
    review: &ReviewFacts<'_>,
) -> Result<Ground, ReviewRefused> {
    let fidelity = review.facts.tenant.fidelity;
    let reviewer = if Difference::Reviewers.as_original(fidelity) {
        review.reviewer_then
    } else {
        review.reviewer_now
    };
    if reviewer == Listed::No {
        return Err(ReviewRefused::NotReviewer);
    }
    if action == ReviewAction::See {
        return Ok(Ground::Reviewer);
    }
    if review.state != RequestState::Open {
        return Err(ReviewRefused::Over(review.state));
    }
    match action {
        ReviewAction::See | ReviewAction::Deny | ReviewAction::Block => Ok(Ground::Reviewer),
        ReviewAction::Approve => approve(review),
    }
}

fn approve(review: &ReviewFacts<'_>) -> Result<Ground, ReviewRefused> {
    if may_grant_for_all(review.asked, review.facts) {
        return Ok(Ground::Role);
    }
    let original = Difference::Delegates.as_original(review.facts.tenant.fidelity);
    if original || review.delegated.is_empty() {
        return Err(ReviewRefused::NeedsRole);
    }
    if let Some(risk) = risk_of(review.asked, review.facts) {
        return Err(ReviewRefused::Risky(risk));
    }
    let mut refused = ReviewRefused::NeedsRole;
    for policy in review.delegated {
        match first_beyond(policy, review) {
            None => return Ok(Ground::Delegated(policy.id.clone())),
            Some(scope) => {
                let (scope, policy) = (scope.clone(), policy.id.clone());
                refused = ReviewRefused::Beyond { scope, policy };
            }
        }
    }
    Err(refused)
}

/// The first permission that a delegated approval may not grant: one beyond the policy, one that
/// is an administrator's to grant, any application role.
fn first_beyond<'a>(policy: &ConsentPolicy, review: &ReviewFacts<'a>) -> Option<&'a ScopeValue> {
    let roles = review.asked.roles.values().flat_map(consentry_model::ScopeSet::iter).next();
    if let Some(role) = roles {
        return Some(role);
    }
    let app = review.facts.application.as_ref();
    let within = |resource: AppId, scope: &ScopeValue| {
        let permission = described((resource, scope), review.facts);
        permission.kind == AskedKind::Delegated(PermissionKind::User)
            && app.is_some_and(|app| judge(policy, &permission, &app.asking()).is_ok())
    };
    review
        .asked
        .scopes
        .iter()
        .find_map(|(resource, scopes)| scopes.iter().find(|scope| !within(*resource, scope)))
}

#[cfg(test)]
mod tests;
