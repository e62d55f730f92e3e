//! What can be changed of a registration, and a copy with the change.

use consentry_model::{
    AppRole, Application, Audience, DelegatedPermission, DisplayName, DomainName, LogoutUrl,
    OptionalClaims, PermissionId, PermissionKind, Platform, PreAuthorized, RedirectUri,
    RegisteredRedirect, RequiredResource, RoleHolders, ScopeValue, Switch,
};
use serde_json::{Value, json};

use crate::directory::{DirectoryError, Done};

/// A scope as its maker describes it; one of this value is changed, otherwise it is new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewScope {
    /// The value, as in `scp`.
    pub value: ScopeValue,
    /// Who may consent.
    pub kind: PermissionKind,
    /// The text for an administrator's consent page.
    pub admin_text: String,
    /// The text for a user's consent page.
    pub user_text: String,
    /// Can it be asked for?
    pub enabled: Switch,
}

/// An application role as its maker describes it; one of this value is changed, otherwise it is
/// new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRole {
    /// The value, as in `roles`.
    pub value: ScopeValue,
    /// The name by which people choose it.
    pub name: String,
    /// The text for an administrator.
    pub text: String,
    /// Who may hold it.
    pub holders: RoleHolders,
    /// Does it count?
    pub enabled: Switch,
}

/// What changes of a registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApplicationChange {
    /// One more address.
    Redirect(RegisteredRedirect),
    /// One address less.
    NoRedirect(RedirectUri),
    /// The name.
    Name(DisplayName),
    /// Which tenants may use it.
    Audience(Audience),
    /// May it be used as a public client?
    PublicClient(Switch),
    /// The homepage, or none.
    Homepage(Option<String>),
    /// The domain under which people know its maker, or none.
    PublisherDomain(Option<DomainName>),
    /// One more name as a resource.
    IdentifierUri(String),
    /// One name less.
    NoIdentifierUri(String),
    /// A scope that it exposes.
    Scope(NewScope),
    /// A scope that it exposes no more.
    NoScope(ScopeValue),
    /// An application role.
    Role(NewRole),
    /// An application role less.
    NoRole(ScopeValue),
    /// A client that it trusts with scopes; with none, no more.
    PreAuthorized(PreAuthorized),
    /// What it asks for of a resource; with nothing, of that resource nothing.
    Required(RequiredResource),
    /// Claims beyond the usual ones.
    Claims(OptionalClaims),
    /// The version of access tokens for it.
    TokenVersion(u8),
    /// What concerns browsers; what is `None` stays.
    Web {
        /// Id tokens from the authorization endpoint.
        id_token_implicit: Option<Switch>,
        /// Where it is told of sign-outs; `Some(None)` takes the address away.
        logout_url: Option<Option<LogoutUrl>>,
    },
}

/// A registration with a change, and what the record says of it.
pub(super) fn changed(
    old: &Application,
    change: ApplicationChange,
    fresh: PermissionId,
) -> Done<(Application, Value)> {
    use ApplicationChange as C;
    let mut new = old.clone();
    let details = match change {
        C::Redirect(redirect) => {
            let details = json!({ "redirect": redirect });
            if new.redirects.contains(&redirect) {
                return Ok((new, details));
            }
            if redirect.platform == Platform::PublicClient {
                new.public_client = Switch::On;
            }
            new.redirects.push(redirect);
            details
        }
        C::NoRedirect(uri) => {
            new.redirects.retain(|known| known.uri != uri);
            gone(old.redirects.len(), new.redirects.len(), "redirect address", &uri)?;
            json!({ "removed_redirect": uri })
        }
        C::Name(name) => {
            if name != new.name {
                new.former_names.push(std::mem::replace(&mut new.name, name.clone()));
            }
            json!({ "name": name })
        }
        C::Audience(audience) => {
            new.audience = audience;
            json!({ "audience": audience })
        }
        C::PublicClient(switch) => {
            new.public_client = switch;
            json!({ "public_client": switch })
        }
        C::Homepage(homepage) => {
            new.homepage = homepage.filter(|text| !text.is_empty());
            json!({ "homepage": new.homepage })
        }
        C::PublisherDomain(domain) => {
            new.publisher_domain = domain;
            json!({ "publisher_domain": new.publisher_domain })
        }
        C::IdentifierUri(uri) => {
            let details = json!({ "identifier_uri": uri });
            if !new.identifier_uris.contains(&uri) {
                new.identifier_uris.push(uri);
            }
            details
        }
        C::NoIdentifierUri(uri) => {
            new.identifier_uris.retain(|known| *known != uri);
            gone(old.identifier_uris.len(), new.identifier_uris.len(), "name", &uri)?;
            json!({ "removed_identifier_uri": uri })
        }
        C::Required(required) => {
            let details = json!({ "required": required });
            new.required.retain(|known| known.resource != required.resource);
            if !required.scopes.is_empty() || !required.roles.is_empty() {
                new.required.push(required);
            }
            details
        }
        C::Claims(claims) => {
            new.claims = claims;
            json!({ "optional_claims": new.claims })
        }
        C::TokenVersion(version) => {
            new.token_version = version;
            json!({ "token_version": version })
        }
        C::Web { id_token_implicit, logout_url } => {
            new.web.id_token_implicit = id_token_implicit.unwrap_or(old.web.id_token_implicit);
            new.web.logout_url = logout_url.unwrap_or_else(|| old.web.logout_url.clone());
            json!({ "old": old.web, "new": new.web })
        }
        C::Scope(_) | C::NoScope(_) | C::Role(_) | C::NoRole(_) | C::PreAuthorized(_) => {
            exposed(&mut new, change, fresh)?
        }
    };
    Ok((new, details))
}

/// The part that makes an application a resource.
fn exposed(new: &mut Application, change: ApplicationChange, fresh: PermissionId) -> Done<Value> {
    use ApplicationChange as C;
    Ok(match change {
        C::Scope(scope) => {
            let details = json!({ "scope": scope.value, "enabled": scope.enabled });
            let at = new.permissions.iter().position(|known| known.value == scope.value);
            let id = at.and_then(|at| new.permissions.get(at)).map_or(fresh, |known| known.id);
            let permission = DelegatedPermission {
                id,
                value: scope.value,
                kind: scope.kind,
                user_text: scope.user_text,
                admin_text: scope.admin_text,
                enabled: scope.enabled,
            };
            put(&mut new.permissions, at, permission);
            details
        }
        C::NoScope(value) => {
            let before = new.permissions.len();
            new.permissions.retain(|known| known.value != value);
            gone(before, new.permissions.len(), "scope", &value)?;
            for entry in &mut new.pre_authorized {
                entry.scopes.0.remove(&value);
            }
            new.pre_authorized.retain(|entry| !entry.scopes.is_empty());
            json!({ "removed_scope": value })
        }
        C::Role(role) => {
            let details = json!({ "role": role.value, "holders": role.holders });
            let at = new.roles.iter().position(|known| known.value == role.value);
            let id = at.and_then(|at| new.roles.get(at)).map_or(fresh, |known| known.id);
            let NewRole { value, name, text, holders, enabled } = role;
            put(&mut new.roles, at, AppRole { id, value, text, name, holders, enabled });
            details
        }
        C::NoRole(value) => {
            let before = new.roles.len();
            new.roles.retain(|known| known.value != value);
            gone(before, new.roles.len(), "application role", &value)?;
            json!({ "removed_role": value })
        }
        C::PreAuthorized(entry) => {
            let details = json!({ "pre_authorized": entry });
            new.pre_authorized.retain(|known| known.client != entry.client);
            if !entry.scopes.is_empty() {
                new.pre_authorized.push(entry);
            }
            details
        }
        C::Redirect(_)
        | C::NoRedirect(_)
        | C::Name(_)
        | C::Audience(_)
        | C::PublicClient(_)
        | C::Homepage(_)
        | C::PublisherDomain(_)
        | C::IdentifierUri(_)
        | C::NoIdentifierUri(_)
        | C::Required(_)
        | C::Claims(_)
        | C::TokenVersion(_)
        | C::Web { .. } => Value::Null,
    })
}

fn put<T>(list: &mut Vec<T>, at: Option<usize>, one: T) {
    match at.and_then(|at| list.get_mut(at)) {
        Some(known) => *known = one,
        None => list.push(one),
    }
}

/// Refuses to take away what was not there.
fn gone(
    before: usize,
    after: usize,
    what: &'static str,
    name: &impl std::fmt::Display,
) -> Done<()> {
    if before == after {
        return Err(DirectoryError::Unknown { what, name: name.to_string() });
    }
    Ok(())
}
