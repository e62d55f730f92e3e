//! Who may register applications, and what a registration may say.
//!
//! "Users may register applications" governs registrations only (ruling 30). Whoever registered an
//! application may change it; others need a role. The rules of addresses are those of
//! `identity.md` §1.4: what a platform's clients can catch, and nothing that two readers read
//! differently.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use consentry_model::{
    AppId, Application, DirectoryRole, DomainName, Platform, RedirectUri, ScopeValue, Switch,
    UserId, UserKind,
};

use crate::{Deed, may};

/// Redirect URIs of one registration.
pub const MOST_REDIRECTS: usize = 256;
/// Names by which one application is asked for.
pub const MOST_NAMES: usize = 50;
/// Scopes and roles of one application together.
pub const MOST_PERMISSIONS: usize = 200;
/// Characters of a text that describes a permission.
pub const LONGEST_TEXT: usize = 1_000;
/// How long before a secret ends people are warned.
pub const SECRET_WARNING: Duration = Duration::from_hours(24 * 30);

/// Whether somebody may register an application: by a role, or, as a member, by the tenant's
/// setting.
pub fn may_register(
    roles: &BTreeSet<DirectoryRole>,
    kind: UserKind,
    users_may_register: Switch,
) -> bool {
    may(roles, Deed::ManageApplications)
        || roles.contains(&DirectoryRole::ApplicationDeveloper)
        || (users_may_register.is_on() && kind == UserKind::Member)
}

/// Whether somebody may change a registration: his own, or by a role.
pub fn may_change(
    roles: &BTreeSet<DirectoryRole>,
    user: UserId,
    registered_by: Option<UserId>,
) -> bool {
    may(roles, Deed::ManageApplications) || registered_by == Some(user)
}

/// What a registration may not say; the text is the rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegistrationProblem {
    /// A custom scheme where a browser or a server is to return.
    #[error("`{0}` has a scheme of its own, which only a native application can catch")]
    CustomScheme(RedirectUri),
    /// A character that readers treat differently.
    #[error("`{uri}` has the character `{character}`, which redirect addresses may not have")]
    Character {
        /// The address.
        uri: RedirectUri,
        /// The character.
        character: char,
    },
    /// One address under two platforms.
    #[error("`{0}` is registered twice; an address belongs to one platform")]
    Twice(RedirectUri),
    /// Too many of something.
    #[error("an application has at most {most} {what}")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How many may be.
        most: usize,
    },
    /// A name as a resource that belongs to nobody, or to somebody else.
    #[error(
        "`{0}` is neither `api://` and the client id nor https:// and one of the tenant's domains"
    )]
    Name(String),
    /// Two permissions of one value.
    #[error("`{0}` is the value of two permissions")]
    Value(ScopeValue),
    /// A scope that means something else everywhere.
    #[error("`{0}` belongs to OpenID Connect")]
    OpenId(ScopeValue),
    /// A text that is missing or too long.
    #[error("`{0}` needs a text of at most {LONGEST_TEXT} characters")]
    Text(ScopeValue),
    /// Trust in a permission that is not exposed.
    #[error("`{scope}` is not exposed, so `{client}` cannot be trusted with it")]
    Trust {
        /// The client.
        client: AppId,
        /// The scope.
        scope: ScopeValue,
    },
    /// A homepage that is none.
    #[error("a homepage is an address that begins with https:// or http://")]
    Homepage,
    /// A publisher domain that is not the tenant's.
    #[error("`{0}` is not a domain of this tenant")]
    PublisherDomain(DomainName),
    /// A version that no token has.
    #[error("access tokens are of version 1 or 2")]
    TokenVersion,
}

/// Everything that is wrong with a registration, in the order of its parts.
pub fn problems(app: &Application, domains: &[DomainName]) -> Vec<RegistrationProblem> {
    let mut found = redirects(app);
    found.extend(names(app, domains));
    found.extend(permissions(app));
    found.extend(trust(app));
    if app.homepage.as_deref().is_some_and(|homepage| !is_homepage(homepage)) {
        found.push(RegistrationProblem::Homepage);
    }
    let foreign = app.publisher_domain.as_ref().filter(|domain| !domains.contains(domain));
    found.extend(foreign.cloned().map(RegistrationProblem::PublisherDomain));
    if !matches!(app.token_version, 1 | 2) {
        found.push(RegistrationProblem::TokenVersion);
    }
    found
}

/// Characters that redirect addresses may not have (`identity.md` §1.4, rule 6), and the wildcard,
/// which no address is matched by here.
const FORBIDDEN: [char; 8] = ['!', '$', '\'', '(', ')', ',', ';', '*'];

fn redirects(app: &Application) -> Vec<RegistrationProblem> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for known in &app.redirects {
        let uri = &known.uri;
        if uri.is_custom_scheme() && known.platform != Platform::PublicClient {
            found.push(RegistrationProblem::CustomScheme(uri.clone()));
        }
        if let Some(character) = uri.as_str().chars().find(|c| FORBIDDEN.contains(c)) {
            found.push(RegistrationProblem::Character { uri: uri.clone(), character });
        }
        if !seen.insert(uri) {
            found.push(RegistrationProblem::Twice(uri.clone()));
        }
    }
    if app.redirects.len() > MOST_REDIRECTS {
        let what = "redirect addresses";
        found.push(RegistrationProblem::TooMany { what, most: MOST_REDIRECTS });
    }
    found
}

fn names(app: &Application, domains: &[DomainName]) -> Vec<RegistrationProblem> {
    let mut found: Vec<_> = app
        .identifier_uris
        .iter()
        .filter(|uri| !is_own_name(uri, app.id, domains))
        .map(|uri| RegistrationProblem::Name(uri.clone()))
        .collect();
    if app.identifier_uris.len() > MOST_NAMES {
        found.push(RegistrationProblem::TooMany { what: "names", most: MOST_NAMES });
    }
    found
}

/// A name that nobody else can claim: by the client id, or by a domain that one tenant has.
fn is_own_name(uri: &str, id: AppId, domains: &[DomainName]) -> bool {
    let plain = uri.len() <= 255
        && uri.bytes().all(|b| b > b' ' && b < 0x7F && !br#"#?\"<>@"#.contains(&b))
        && !uri.ends_with('/');
    let of = |rest: &str, owner: &str| {
        rest.strip_prefix(owner).is_some_and(|path| path.is_empty() || path.starts_with('/'))
    };
    let known = match uri.split_once("://") {
        Some(("api", rest)) => of(rest, &id.to_string()),
        Some(("https", rest)) => domains.iter().any(|domain| {
            let host = rest.split('/').next().unwrap_or_default();
            host == domain.as_str() || host.ends_with(&format!(".{}", domain.as_str()))
        }),
        Some(_) | None => false,
    };
    plain && known
}

fn permissions(app: &Application) -> Vec<RegistrationProblem> {
    let mut found = Vec::new();
    let mut values: BTreeMap<String, usize> = BTreeMap::new();
    let scopes = app.permissions.iter().map(|one| (&one.value, [&one.admin_text, &one.user_text]));
    for (value, texts) in scopes {
        if value.is_openid() {
            found.push(RegistrationProblem::OpenId(value.clone()));
        }
        if texts.iter().any(|text| !fits(text)) {
            found.push(RegistrationProblem::Text(value.clone()));
        }
        *values.entry(value.as_str().to_ascii_lowercase()).or_default() += 1;
    }
    for role in &app.roles {
        if !fits(&role.text) || role.name.chars().count() > LONGEST_TEXT {
            found.push(RegistrationProblem::Text(role.value.clone()));
        }
        *values.entry(role.value.as_str().to_ascii_lowercase()).or_default() += 1;
    }
    let all = app.permissions.iter().map(|one| &one.value);
    for value in all.chain(app.roles.iter().map(|one| &one.value)) {
        if values.remove(&value.as_str().to_ascii_lowercase()).is_some_and(|count| count > 1) {
            found.push(RegistrationProblem::Value(value.clone()));
        }
    }
    if app.permissions.len().saturating_add(app.roles.len()) > MOST_PERMISSIONS {
        let what = "scopes and roles";
        found.push(RegistrationProblem::TooMany { what, most: MOST_PERMISSIONS });
    }
    found
}

fn fits(text: &str) -> bool {
    let shown = text.chars().all(|c| !c.is_control());
    !text.trim().is_empty() && text.chars().count() <= LONGEST_TEXT && shown
}

fn trust(app: &Application) -> Vec<RegistrationProblem> {
    let exposed = |scope: &ScopeValue| app.permissions.iter().any(|one| &one.value == scope);
    let all = app.pre_authorized.iter();
    all.flat_map(|entry| entry.scopes.iter().map(move |scope| (entry.client, scope)))
        .filter(|(_, scope)| !exposed(scope))
        .map(|(client, scope)| RegistrationProblem::Trust { client, scope: scope.clone() })
        .collect()
}

fn is_homepage(text: &str) -> bool {
    text.len() <= 2_048
        && (text.starts_with("https://") || text.starts_with("http://"))
        && !text.chars().any(|c| c.is_control() || c.is_whitespace())
}

#[cfg(test)]
mod tests;
