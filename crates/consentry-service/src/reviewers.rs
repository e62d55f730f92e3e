//! Who reviews requests: users, members of groups, holders of roles, as a tenant names them.

use std::collections::{BTreeMap, BTreeSet};

use consentry_model::{
    AccountState, ConsentPolicy, ConsentRequest, Difference, DirectoryRole, DisplayName, Reviewer,
    Tenant, User, UserId,
};
use consentry_policy::ConsentRules;
use consentry_store::Conn;

use crate::{Service, ServiceError};

/// Who reviews or approves, by name.
#[derive(Debug, Clone)]
pub struct ReviewerShown {
    /// As the setting names him.
    pub reviewer: Reviewer,
    /// By name; nothing for a user or group that is not there any more.
    pub named: Option<ReviewerName>,
    /// How many people that is at present, whose accounts are on.
    pub people: u64,
}

/// The name behind a reviewer.
#[derive(Debug, Clone)]
pub enum ReviewerName {
    /// A user.
    User(Box<User>),
    /// A group.
    Group(DisplayName),
    /// A directory role.
    Role(DirectoryRole),
}

impl Service {
    /// A list of reviewers by name.
    pub async fn reviewers_shown(
        &self,
        tenant: &Tenant,
        list: &[Reviewer],
    ) -> Result<Vec<ReviewerShown>, ServiceError> {
        let mut read = self.store.read().await?;
        let mut shown = Vec::new();
        for reviewer in list {
            let named = match reviewer {
                Reviewer::User(id) => {
                    read.user(tenant.id, *id).await?.map(Box::new).map(ReviewerName::User)
                }
                Reviewer::Group(id) => {
                    let found = read.group(tenant.id, *id).await?;
                    found.map(|group| ReviewerName::Group(group.name))
                }
                Reviewer::Role(role) => Some(ReviewerName::Role(*role)),
            };
            let people = people(&mut read, tenant, reviewer).await?;
            let people = people.iter().filter(|user| user.state == AccountState::Enabled).count();
            let people = u64::try_from(people).unwrap_or(u64::MAX);
            shown.push(ReviewerShown { reviewer: *reviewer, named, people });
        }
        Ok(shown)
    }

    /// How many people review at present.
    pub async fn count_reviewers(&self, tenant: &Tenant) -> Result<u64, ServiceError> {
        let mut read = self.store.read().await?;
        let found = self.reviewers(&mut read, tenant).await?.len();
        Ok(u64::try_from(found).unwrap_or(u64::MAX))
    }

    /// The reviewers of this moment whose accounts are on.
    pub(crate) async fn reviewers(
        &self,
        conn: &mut Conn,
        tenant: &Tenant,
    ) -> Result<BTreeMap<UserId, User>, ServiceError> {
        let mut found = BTreeMap::new();
        for reviewer in &tenant.settings.workflow.reviewers {
            for user in people(conn, tenant, reviewer).await? {
                found.insert(user.id, user);
            }
        }
        found.retain(|_, user| user.state == AccountState::Enabled);
        Ok(found)
    }

    /// Whom a request concerns: the reviewers of this moment in a hardened tenant, those of its
    /// first moment in a faithful one (`identity.md` §4.2).
    pub(crate) async fn reviewers_of(
        &self,
        conn: &mut Conn,
        tenant: &Tenant,
        request: &ConsentRequest,
    ) -> Result<BTreeMap<UserId, User>, ServiceError> {
        if Difference::Reviewers.as_original(tenant.settings.fidelity) {
            Ok(conn.users_of(tenant.id, request.reviewers.iter().copied()).await?)
        } else {
            self.reviewers(conn, tenant).await
        }
    }

    /// Whether a user is one of the reviewers now.
    pub async fn is_reviewer(&self, tenant: &Tenant, user: &User) -> Result<bool, ServiceError> {
        let mut read = self.store.read().await?;
        names(&mut read, &tenant.settings.workflow.reviewers, user).await
    }

    /// The policies within which a user is named to approve.
    pub(crate) async fn delegated(
        &self,
        conn: &mut Conn,
        tenant: &Tenant,
        rules: &ConsentRules,
        user: &User,
    ) -> Result<Vec<ConsentPolicy>, ServiceError> {
        let mut ids = BTreeSet::new();
        for delegate in &tenant.settings.workflow.delegates {
            if names(conn, std::slice::from_ref(&delegate.who), user).await? {
                ids.insert(&delegate.policy);
            }
        }
        Ok(ids.into_iter().filter_map(|id| rules.policy(id)).collect())
    }
}

/// Everybody whom one entry of the list stands for.
async fn people(
    conn: &mut Conn,
    tenant: &Tenant,
    reviewer: &Reviewer,
) -> Result<Vec<User>, ServiceError> {
    Ok(match reviewer {
        Reviewer::User(id) => conn.user(tenant.id, *id).await?.into_iter().collect(),
        Reviewer::Group(id) => conn.members(*id).await?,
        Reviewer::Role(role) => conn.holders(tenant.id, *role).await?,
    })
}

/// Whether a list names a user, by himself, a group or a role.
pub(crate) async fn names(
    conn: &mut Conn,
    list: &[Reviewer],
    user: &User,
) -> Result<bool, ServiceError> {
    for reviewer in list {
        let named = match reviewer {
            Reviewer::User(id) => *id == user.id,
            Reviewer::Group(id) => conn.is_member(*id, user.id).await?,
            Reviewer::Role(role) => user.roles.contains(role),
        };
        if named {
            return Ok(true);
        }
    }
    Ok(false)
}
