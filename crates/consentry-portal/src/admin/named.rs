//! Names: of applications, policies and people who review, from the service's values to those of
//! the pages.

use consentry_model::{Application, Reviewer, Tenant};
use consentry_policy::{Deed, may};
use consentry_service::{PolicyListed, PolicyUse, ReviewerName, ReviewerShown, policy_uses};
use consentry_web::publisher;

use super::account_of;
use crate::{
    inside::Inside,
    pages::admin::{
        AppLabel,
        settings::{Changing, PolicyLabel, Reviewing, UsedBy},
    },
    trouble::Trouble,
};

/// An application with its publisher.
pub(super) fn app_label(app: &Application) -> AppLabel {
    AppLabel {
        name: app.name.as_str().into(),
        publisher: publisher(app.publisher.as_ref()),
        logo: None,
    }
}

/// A policy by its name.
pub(super) fn policy_label(listed: &PolicyListed) -> PolicyLabel {
    PolicyLabel {
        id: listed.policy.id.to_string(),
        name: listed.policy.name.as_str().into(),
        shipped: listed.shipped,
    }
}

/// Somebody who reviews.
pub(super) fn reviewing(shown: &ReviewerShown) -> Reviewing {
    match (&shown.named, shown.reviewer) {
        (Some(ReviewerName::User(user)), _) => Reviewing::User(account_of(user)),
        (Some(ReviewerName::Group(name)), _) => Reviewing::Group(name.as_str().into()),
        (Some(ReviewerName::Role(role)), _) => Reviewing::Role(*role),
        (None, Reviewer::Role(role)) => Reviewing::Role(role),
        (None, Reviewer::User(id)) => Reviewing::Gone(id.to_string().into()),
        (None, Reviewer::Group(id)) => Reviewing::Gone(id.to_string().into()),
    }
}

/// Where a policy is in use, by names.
pub(super) async fn used_by(
    inside: &Inside,
    tenant: &Tenant,
    listed: &PolicyListed,
) -> Result<Vec<UsedBy>, Trouble> {
    let mut used = Vec::new();
    for one in policy_uses(&tenant.settings, &listed.policy.id) {
        match one {
            PolicyUse::Users => used.push(UsedBy::Users),
            PolicyUse::Role(role, reach) => used.push(UsedBy::Role(role, reach)),
            PolicyUse::Delegate(who) => {
                let shown = inside.service.reviewers_shown(tenant, &[who]).await?;
                used.extend(shown.iter().map(reviewing).map(UsedBy::Delegate));
            }
        }
    }
    Ok(used)
}

/// Whether this person may do it on the page at a path, and with which token.
pub(super) fn changing(inside: &Inside, deed: Deed, page: &str) -> Changing {
    if may(&inside.user().roles, deed) {
        Changing::May(inside.token(page))
    } else {
        Changing::Needs(deed.roles())
    }
}
