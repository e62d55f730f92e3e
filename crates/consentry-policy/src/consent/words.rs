//! The words of the consent gate, for an administrator: what decided, and what would let it pass.

use std::collections::BTreeMap;

use consentry_model::{AppId, ScopeSet, well_known};

use super::{Hindrance, YOUNG_APPLICATION_DAYS};
use crate::{Facts, GrantReach, consent_policy::Lack};

/// The setting or fact that decided.
pub(super) fn deciding(hindrance: &Hindrance<'_>) -> String {
    match hindrance {
        Hindrance::AdminOnly(scope) => {
            format!("{scope} is a permission that only an administrator can grant")
        }
        Hindrance::ApplicationRole(role) => format!(
            "the static list names the application permission {role}, which only an \
             administrator can grant"
        ),
        Hindrance::AssignmentRequired => {
            "assignment required = yes: only admin consent counts".to_owned()
        }
        Hindrance::Guest => "the user is a guest, and guests consent to nothing".to_owned(),
        Hindrance::UserConsentOff => "tenant setting user-consent = off".to_owned(),
        Hindrance::Policy { scope, nearest: None, .. } => {
            format!("no app consent policy for users allows {scope}")
        }
        Hindrance::Policy { scope, nearest: Some((policy, lack)), .. } => {
            format!("app consent policy {policy} does not allow {scope}: {}", lacking(*lack))
        }
        Hindrance::LooksLike(name) => {
            format!("the application's name looks like that of `{name}`, which is verified")
        }
        Hindrance::Young => format!(
            "tenant setting risk-step-up = on: the application is younger than \
             {YOUNG_APPLICATION_DAYS} days and its publisher is not verified"
        ),
    }
}

fn lacking(lack: Lack) -> String {
    match lack {
        Lack::Classification(impact) => format!("the permission is not classified as {impact}"),
        Lack::Publisher => "the publisher is not verified, or not one of its list".to_owned(),
        Lack::ClientTenant => "the application is registered in another tenant".to_owned(),
        Lack::Client => "the application is not one of its list".to_owned(),
        Lack::Permission => "the permission is not one of its list".to_owned(),
        Lack::Excluded => "the policy excludes it".to_owned(),
    }
}

/// What would let a user pass without an administrator, or with one.
pub(super) fn remedy(hindrance: &Hindrance<'_>) -> String {
    match hindrance {
        Hindrance::AdminOnly(_) | Hindrance::ApplicationRole(_) | Hindrance::Guest => {
            "an administrator consents".to_owned()
        }
        Hindrance::AssignmentRequired => {
            "an administrator consents, or turns the requirement off".to_owned()
        }
        Hindrance::UserConsentOff => "an administrator consents, or lets users consent \
                                      (`consentry tenant set --users-may-consent yes`)"
            .to_owned(),
        Hindrance::Policy { nearest: Some((_, Lack::Classification(impact))), resource, scope } => {
            format!(
                "an administrator consents, or classifies the permission (`consentry policy \
                 classify --resource {} --scopes {scope} --impact {impact}`)",
                resource_word(*resource)
            )
        }
        Hindrance::Policy { .. } => {
            "an administrator consents, or assigns a policy that allows it".to_owned()
        }
        Hindrance::LooksLike(_) => {
            "make sure which application this is; then an administrator consents".to_owned()
        }
        Hindrance::Young => "an administrator consents; or the publisher is verified, or the \
                             step-up is turned off (`consentry tenant set --risk-step-up no`)"
            .to_owned(),
    }
}

/// A resource as commands name it.
fn resource_word(resource: AppId) -> String {
    match resource {
        well_known::EXCHANGE => "exchange".to_owned(),
        well_known::GRAPH => "graph".to_owned(),
        other => other.to_string(),
    }
}

/// Whose consents cover the resource.
pub(super) fn granted_by(facts: &Facts, resource: AppId) -> String {
    let mut reaches: Vec<&str> = facts
        .grants
        .iter()
        .filter(|grant| grant.resource == resource)
        .map(|grant| match grant.reach {
            GrantReach::Tenant => "an administrator for all users",
            GrantReach::User => "the user",
        })
        .collect();
    if facts.resource(resource).is_some_and(|found| !found.pre_authorized.is_empty()) {
        reaches.push("the resource, which pre-authorised the application");
    }
    if reaches.is_empty() {
        "nothing has to be granted".to_owned()
    } else {
        format!("granted by {}", reaches.join(" and "))
    }
}

/// The permissions in a line.
pub(super) fn listed(scopes: &BTreeMap<AppId, ScopeSet>) -> String {
    let parts: Vec<String> = scopes.values().map(ToString::to_string).collect();
    parts.join(" ")
}
