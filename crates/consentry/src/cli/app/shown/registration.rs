//! What a registration of this tenant says: to whom it is open, its secrets and when they end, what
//! it exposes.

use consentry_model::{Application, Audience, OptionalClaim, PermissionKind, Timestamp};
use consentry_service::{RegistrationShown, policy::registration::SECRET_WARNING};
use consentry_store::AppSecret;
use serde_json::{Value, json};

use crate::cli::words::{day, yes_no};

/// As JSON.
pub(super) fn told(shown: &RegistrationShown, now: Timestamp) -> Value {
    let app = &shown.application;
    let secret = |secret: &AppSecret| {
        json!({
            "key_id": secret.id,
            "hint": secret.hint,
            "expires_at": secret.expires_at.to_string(),
            "state": state(secret, now),
        })
    };
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
        "secrets": shown.secrets.iter().map(secret).collect::<Vec<Value>>(),
    })
}

/// Whether a secret counts, and for how long.
fn state(secret: &AppSecret, now: Timestamp) -> &'static str {
    if secret.expires_at <= now {
        "ended"
    } else if secret.expires_at <= now.plus(SECRET_WARNING) {
        "ends soon"
    } else {
        "counts"
    }
}

/// As rows of a table; what there is nothing of is left out.
pub(super) fn rows(shown: &RegistrationShown, now: Timestamp) -> Vec<(&'static str, String)> {
    let app = &shown.application;
    let audience = match app.audience {
        Audience::OneTenant => "users of this tenant",
        Audience::ManyTenants => "users of every tenant",
    };
    let maker = shown.registered_by.as_ref().map(|user| user.upn.to_string());
    let secrets = shown.secrets.iter().map(|secret| {
        let (hint, ends) = (&secret.hint, day(secret.expires_at));
        format!("{hint}… {} ({ends}) {}", state(secret, now), secret.id)
    });
    let mut rows = vec![
        ("open to", audience.to_owned()),
        ("public client", yes_no(app.public_client)),
        ("registered by", maker.unwrap_or_default()),
        ("names as resource", app.identifier_uris.join(" ")),
        ("secrets", secrets.collect::<Vec<_>>().join("\n")),
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
