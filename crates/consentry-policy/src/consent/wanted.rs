//! What has to be granted for an attempt, and what of it is missing.

use std::collections::BTreeMap;

use consentry_model::{AppId, PermissionKind, ScopeSet, ScopeValue, well_known};

use crate::{
    Ask, Attempt, Facts, Renewal,
    consent_policy::{AskedKind, AskedPermission},
};

/// One wanted permission.
pub(super) type Wanted<'a> = (AppId, &'a ScopeValue);

/// What has to be granted. A static request is content with any one permission of the resource
/// that somebody granted (`identity.md` §3.2). OpenID Connect scopes belong to Graph; they are
/// asked for the first time, and implied as soon as the client has any consent that reaches the
/// user. What a resource pre-authorised is nobody's consent: it is not asked for, and implies
/// nothing else.
pub(super) fn wanted<'a>(
    attempt: &'a Attempt,
    facts: &'a Facts,
) -> impl Iterator<Item = Wanted<'a>> {
    let renews = renews(attempt);
    let (listed, named) = match &attempt.want.ask {
        Ask::Static if !renews && facts.granted_any(attempt.want.resource) => (None, None),
        Ask::Static => (facts.application.as_ref(), None),
        Ask::Scopes(scopes) => (None, Some(scopes)),
    };
    let listed = listed.into_iter().flat_map(|app| &app.required).flat_map(|entry| {
        let resource = entry.resource;
        entry.scopes.iter().map(move |scope| (resource, scope))
    });
    let resource = attempt.want.resource;
    let named = named.into_iter().flat_map(ScopeSet::iter).map(move |scope| (resource, scope));
    let first_time = renews || facts.grants.is_empty();
    let openid = first_time.then_some(&attempt.want.openid);
    let openid =
        openid.into_iter().flat_map(ScopeSet::iter).map(|scope| (well_known::GRAPH, scope));
    listed.chain(named).chain(openid)
}

/// What of it somebody is asked for: what the client has not; on a renewal everything, granted or
/// not (`identity.md` §1.5).
pub(super) fn asked<'a>(
    attempt: &'a Attempt,
    facts: &'a Facts,
) -> impl Iterator<Item = Wanted<'a>> {
    let renews = renews(attempt);
    wanted(attempt, facts).filter(move |(resource, scope)| renews || !facts.has(*resource, scope))
}

/// The application roles of the static list that nobody has granted. Users are not asked for
/// them; that a static request names them makes its consent an administrator's (`identity.md`
/// §3.2, step 6).
pub(super) fn missing_roles<'a>(
    attempt: &'a Attempt,
    facts: &'a Facts,
) -> impl Iterator<Item = Wanted<'a>> {
    let listed = match &attempt.want.ask {
        Ask::Static => facts.application.as_ref(),
        Ask::Scopes(_) => None,
    };
    listed.into_iter().flat_map(|app| &app.required).flat_map(move |entry| {
        let granted = facts.resource(entry.resource).map(|found| &found.granted_roles);
        let missing = entry
            .roles
            .iter()
            .filter(move |role| !granted.is_some_and(|granted| granted.contains(role.as_str())));
        missing.map(move |role| (entry.resource, role))
    })
}

/// Asked to be asked again, where somebody can be asked.
fn renews(attempt: &Attempt) -> bool {
    attempt.renewal == Renewal::Consent && attempt.door.shows_pages()
}

/// By resource, as pages and grants have it.
pub(super) fn by_resource<'a>(
    wanted: impl IntoIterator<Item = Wanted<'a>>,
) -> BTreeMap<AppId, ScopeSet> {
    let mut sets: BTreeMap<AppId, ScopeSet> = BTreeMap::new();
    for (resource, scope) in wanted {
        sets.entry(resource).or_default().0.insert(scope.clone());
    }
    sets
}

/// A wanted permission as policies look at it. One that its resource does not expose counts as
/// admin-only: nobody said that users may grant it. The OpenID Connect scopes of Graph are
/// everybody's; another resource may call anything `email`.
pub(crate) fn described<'a>(
    (resource, scope): (AppId, &'a ScopeValue),
    facts: &Facts,
) -> AskedPermission<'a> {
    let known = facts.resource(resource).and_then(|found| {
        let same = |value: &ScopeValue| value.as_str().eq_ignore_ascii_case(scope.as_str());
        found.permissions.iter().find(|permission| same(&permission.value))
    });
    let kind = match known {
        Some(permission) => permission.kind,
        None if resource == well_known::GRAPH && scope.is_openid() => PermissionKind::User,
        None => PermissionKind::Admin,
    };
    let id = known.map(|permission| permission.id);
    AskedPermission {
        resource,
        value: scope,
        id,
        kind: AskedKind::Delegated(kind),
        impact: id.and_then(|id| facts.tenant.consent.impact(resource, id)),
    }
}

/// An application role as policies look at it. Facts know no ids of roles.
pub(super) const fn application_role((resource, role): Wanted<'_>) -> AskedPermission<'_> {
    AskedPermission { resource, value: role, id: None, kind: AskedKind::Application, impact: None }
}
