//! Does a consent match an app consent policy?
//!
//! One of the includes must hold and none of the excludes; a set holds if all its conditions do
//! (`identity.md` §3.5). Asked for each permission; each must be allowed by some policy.

mod built_in;

use consentry_model::{
    AppId, ConditionSet, ConsentPolicy, Impact, PermissionId, PermissionKey, PermissionKind,
    PermissionType, Publisher, PublisherNeed, ScopeValue, TenantId,
};

pub use built_in::{BUILT_IN, built_in};

/// What kind of permission is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskedKind {
    /// A delegated permission.
    Delegated(PermissionKind),
    /// An application role.
    Application,
}

/// One permission that is asked for.
#[derive(Debug, Clone, Copy)]
pub struct AskedPermission<'a> {
    /// Whose.
    pub resource: AppId,
    /// Its value.
    pub value: &'a ScopeValue,
    /// Its id, if the resource exposes it.
    pub id: Option<PermissionId>,
    /// Its kind.
    pub kind: AskedKind,
    /// How the tenant classified it.
    pub impact: Option<Impact>,
}

/// Who asks, as far as conditions look.
#[derive(Debug, Clone, Copy)]
pub struct AskingClient<'a> {
    /// The client id.
    pub id: AppId,
    /// Where it is registered.
    pub owner: TenantId,
    /// Its publisher.
    pub publisher: Option<&'a Publisher>,
}

impl AskingClient<'_> {
    /// Whether somebody vouched for its publisher.
    pub fn is_verified(&self) -> bool {
        self.publisher.is_some_and(|publisher| publisher.verified)
    }
}

/// A condition that does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    /// The tenant did not classify the permission like this.
    Classification(Impact),
    /// The publisher is not verified, or another one.
    Publisher,
    /// The client is registered in another tenant.
    ClientTenant,
    /// Another client.
    Client,
    /// Another permission, or of another resource or kind.
    Permission,
    /// A set of the excludes holds.
    Excluded,
}

/// What the policy says to a consent; where it does not allow it, what is lacking of the set that
/// comes nearest.
pub fn judge(
    policy: &ConsentPolicy,
    permission: &AskedPermission<'_>,
    client: &AskingClient<'_>,
) -> Result<(), Lack> {
    let holds = |set| first_lack(set, permission, client, Nameless::Counts).is_none();
    if policy.excludes.iter().any(holds) {
        return Err(Lack::Excluded);
    }
    let mut nearest = Lack::Permission;
    for set in &policy.includes {
        match first_lack(set, permission, client, Nameless::CountsNot) {
            None => return Ok(()),
            Some(lack) => nearest = nearest.min(lack),
        }
    }
    Err(nearest)
}

/// Whether a permission whose id nobody knows, as application roles are here, counts as one that
/// a set lists by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Nameless {
    /// In excludes: what is excluded by id must not slip by.
    Counts,
    /// In includes.
    CountsNot,
}

/// The first condition that does not hold, the ones that no setting can change first.
fn first_lack(
    set: &ConditionSet,
    permission: &AskedPermission<'_>,
    client: &AskingClient<'_>,
    nameless: Nameless,
) -> Option<Lack> {
    let kind = match (set.permission_type, permission.kind) {
        (PermissionType::Delegated, AskedKind::Delegated(_)) => true,
        (PermissionType::DelegatedUserConsentable, AskedKind::Delegated(kind)) => {
            kind == PermissionKind::User
        }
        (PermissionType::Application, AskedKind::Application) => true,
        (PermissionType::Application, AskedKind::Delegated(_))
        | (
            PermissionType::Delegated | PermissionType::DelegatedUserConsentable,
            AskedKind::Application,
        ) => false,
    };
    let resource = set.resource.is_none_or(|resource| resource == permission.resource);
    if !kind || !resource || !names(set, permission, nameless) {
        return Some(Lack::Permission);
    }
    if !set.clients.has(&client.id) {
        return Some(Lack::Client);
    }
    if !set.client_tenants.has(&client.owner) {
        return Some(Lack::ClientTenant);
    }
    let verified = set.publisher == PublisherNeed::Any || client.is_verified();
    if !verified || !publisher_is_listed(set, client) {
        return Some(Lack::Publisher);
    }
    let wanted = set.classification.filter(|wanted| permission.impact != Some(*wanted));
    wanted.map(Lack::Classification)
}

fn names(set: &ConditionSet, permission: &AskedPermission<'_>, nameless: Nameless) -> bool {
    use consentry_model::Selection;
    match &set.permissions {
        Selection::All => true,
        Selection::Only(keys) => keys.iter().any(|key| match key {
            PermissionKey::Id(id) => {
                permission.id.map_or(nameless == Nameless::Counts, |known| known == *id)
            }
            PermissionKey::Value(value) => {
                value.as_str().eq_ignore_ascii_case(permission.value.as_str())
            }
        }),
    }
}

fn publisher_is_listed(set: &ConditionSet, client: &AskingClient<'_>) -> bool {
    use consentry_model::Selection;
    match &set.publishers {
        Selection::All => true,
        Selection::Only(ids) => client
            .publisher
            .filter(|publisher| publisher.verified)
            .and_then(|publisher| publisher.id.as_ref())
            .is_some_and(|id| ids.contains(id)),
    }
}

#[cfg(test)]
mod tests;
