//! `consentry consent grant`, `revoke` and `list`.

use consentry_model::{AppId, Upn};
use consentry_service::{ConsentChange, ForWhom, GrantShown, RoleShown};
use serde_json::{Value, json};

use crate::cli::{
    Exit, Terminal,
    desk::{ACTOR, Desk},
    words::{count, text},
};

fn user_in(change: &ConsentChange) -> Option<&Upn> {
    match &change.for_whom {
        ForWhom::AllUsers | ForWhom::Anybody => None,
        ForWhom::User(upn) => Some(upn),
    }
}

pub(super) async fn grant(
    desk: &Desk,
    terminal: &mut Terminal,
    change: ConsentChange,
) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(user_in(&change)).await?;
    desk.service.grant_consent(&ACTOR, &tenant, &change).await?;
    let whom = user_in(&change).map_or_else(|| "all users".to_owned(), ToString::to_string);
    let scopes = change.scopes.unwrap_or_default();
    let told = json!({ "app_id": change.app, "for": whom, "scopes": scopes });
    desk.done(terminal, &told, format_args!("{scopes} granted to {} for {whom}", change.app))
}

pub(super) async fn revoke(
    desk: &Desk,
    terminal: &mut Terminal,
    change: ConsentChange,
) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(user_in(&change)).await?;
    let gone = desk.service.revoke_consent(&ACTOR, &tenant, &change).await?;
    let line = match gone {
        0 => "nothing was granted".to_owned(),
        gone => format!("{} taken back", count(gone, "consent")),
    };
    desk.done(terminal, &json!({ "app_id": change.app, "revoked": gone }), line)
}

pub(super) async fn list(
    desk: &Desk,
    terminal: &mut Terminal,
    app: Option<AppId>,
) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(None).await?;
    let grants = desk.service.consents(&tenant, app).await?;
    let roles = desk.service.roles_held(&tenant, app).await?;
    let values: Vec<Value> =
        grants.iter().map(told).chain(roles.iter().map(told_of_role)).collect();
    let heading = ["application", "for", "resource", "permissions"];
    desk.list(terminal, &values, &heading, |value| {
        let whom = match text(value, "consent_type").as_str() {
            "Principal" => text(value, "user"),
            "Application" => "itself".to_owned(),
            _ => "all users".to_owned(),
        };
        vec![text(value, "app_name"), whom, text(value, "resource_name"), text(value, "scopes")]
    })
}

fn told(grant: &GrantShown) -> Value {
    json!({
        "id": grant.id,
        "app_id": grant.app,
        "app_name": grant.app_name,
        "resource_id": grant.resource,
        "resource_name": grant.resource_name,
        "consent_type": if grant.user.is_some() { "Principal" } else { "AllPrincipals" },
        "user_id": grant.user.as_ref().map(|(id, _)| id),
        "user": grant.user.as_ref().map(|(_, name)| name),
        "scopes": grant.scopes.to_string(),
        "created_at": grant.created_at.to_string(),
    })
}

fn told_of_role(held: &RoleShown) -> Value {
    json!({
        "id": null,
        "app_id": held.app,
        "app_name": held.app_name,
        "resource_id": held.resource,
        "resource_name": held.resource_name,
        "consent_type": "Application",
        "user_id": null,
        "user": null,
        "scopes": held.role,
        "created_at": held.granted_at.to_string(),
    })
}
