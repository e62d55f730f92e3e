//! What a registration of this tenant says: to whom it is open, what
//! it exposes.

use consentry_model::{Application, Audience, OptionalClaim, PermissionKind};
use consentry_service::RegistrationShown;
use serde_json::{Value, json};

use crate::cli::words::yes_no;

/// As JSON.
pub(super) fn told(shown: &RegistrationShown) -> Value {
    let app = &shown.application;
    json!({
        "audience": app.audience,
        "public_client": app.public_client.is_on(),
        "publisher_domain": app.publisher_domain,
        "identifier_uris": app.identifier_uris,
        "token_version": app.token_version,
        "scopes": app.permissions,
        "roles": app.roles,
        "pre_authorized": app.pre_authorized,
        "optional_claims": app.claims,
        "registered_by": shown.registered_by.as_ref().map(|user| &user.upn),
    })
}

/// As rows of a table; what there is nothing of is left out.
pub(super) fn rows(shown: &RegistrationShown) -> Vec<(&'static str, String)> {
    let app = &shown.application;
    let audience = match app.audience {
        Audience::OneTenant => "users of this tenant",
        Audience::ManyTenants => "users of every tenant",
    };
    let maker = shown.registered_by.as_ref().map(|user| user.upn.to_string());
    let mut rows = vec![
        ("open to", audience.to_owned()),
        ("public client", yes_no(app.public_client)),
        ("registered by", maker.unwrap_or_default()),
        ("names as resource", app.identifier_uris.join(" ")),
        ("scopes", scopes(app)),
        ("roles", roles(app)),
        ("optional claims", claims(app)),
    ];
    rows.retain(|(_, text)| !text.is_empty());
    rows
}

fn scopes(app: &Application) -> String {
    let one = |scope: &consentry_model::DelegatedPermission| {
        let kind = match scope.kind {
            PermissionKind::User => "users may consent",
            PermissionKind::Admin => "an administrator consents",
        };
        let off = if scope.enabled.is_on() { "" } else { ", off" };
        format!("{} ({kind}{off})", scope.value)
    };
    app.permissions.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn roles(app: &Application) -> String {
    let one = |role: &consentry_model::AppRole| {
        let who = match (role.holders.has_users(), role.holders.has_applications()) {
            (true, true) => "users and applications",
            (true, false) => "users",
            (false, _) => "applications",
        };
        let off = if role.enabled.is_on() { "" } else { ", off" };
        format!("{} (for {who}{off})", role.value)
    };
    app.roles.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn claims(app: &Application) -> String {
    let list = |claims: &std::collections::BTreeSet<OptionalClaim>| {
        claims.iter().map(|claim| claim.name()).collect::<Vec<_>>().join(" ")
    };
    let parts = [("access token", list(&app.claims.access)), ("id token", list(&app.claims.id))];
    let told = parts.into_iter().filter(|(_, names)| !names.is_empty());
    told.map(|(which, names)| format!("{which}: {names}")).collect::<Vec<_>>().join("; ")
}
