//! `consentry request show`.

use consentry_model::{RequestId, RequestState, Tenant};
use consentry_policy::{Ground, ReviewRefused, Warning};
use consentry_service::{
    PermissionShown, RequestShown, RequestedPermission, RequesterShown, ReviewerMay,
};
use serde_json::{Value, json};

use super::told;
use crate::cli::{
    Exit, Terminal,
    desk::Desk,
    words::{day, in_a_line, moment, put},
};

pub(super) async fn run(
    desk: &Desk,
    terminal: &mut Terminal,
    id: RequestId,
) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(None).await?;
    let (shown, reviewers) = desk.service.any_request(&tenant, id).await?;
    let value = whole(desk, &tenant, &shown, &reviewers);
    let mut rows = about_app(&shown);
    rows.extend(about_request(desk, &shown, &reviewers));
    desk.show(terminal, &value, &rows)
}

/// Everything, for programs.
fn whole(desk: &Desk, tenant: &Tenant, shown: &RequestShown, reviewers: &[ReviewerMay]) -> Value {
    let mut value = told(desk, tenant, &shown.listed);
    let asked = shown.permissions.iter().map(|one| {
        let mut told = permission(&one.shown);
        put(&mut told, "classification", json!(one.impact));
        put(&mut told, "granted_for_all", one.granted.is_on());
        told
    });
    let lost: Vec<Value> = shown.lost.iter().map(permission).collect();
    let known = shown.trust.known;
    let may = reviewers.iter().map(|one| {
        json!({
            "user": one.user.upn,
            "user_id": one.user.id,
            "may_approve": one.may_approve.is_ok(),
            "may_approve_why": why(&one.may_approve),
            "may_deny": one.may_refuse.is_ok(),
            "may_deny_why": why(&one.may_refuse),
        })
    });
    for (key, field) in [
        ("permission_details", json!(asked.collect::<Vec<Value>>())),
        ("taken_away_by_approval", json!(lost)),
        ("people_30_days", json!(shown.used_by)),
        ("known_since", json!(known.map(|known| known.since.to_string()))),
        ("known_people", json!(known.map(|known| known.people))),
        ("warning", json!(shown.trust.warning.as_ref().map(warning))),
        ("decided_by", json!(shown.decided_by.as_ref().map(|user| &user.upn))),
        ("reviewers", json!(may.collect::<Vec<Value>>())),
    ] {
        put(&mut value, key, field);
    }
    value
}

fn permission(shown: &PermissionShown) -> Value {
    json!({
        "permission": shown.value,
        "resource_name": shown.resource,
        "text": shown.text,
        "application": shown.application,
        "admin_only": shown.admin_only,
    })
}

type Rows = Vec<(&'static str, String)>;

fn about_app(shown: &RequestShown) -> Rows {
    let app = &shown.listed.app;
    let publisher = match &app.publisher {
        None => "none is named".to_owned(),
        Some(found) if found.verified => format!("{} (verified)", found.name),
        Some(found) => format!("{} (not verified)", found.name),
    };
    let known = match shown.trust.known {
        None => "not yet: nobody here has consented to it".to_owned(),
        Some(known) => format!("since {}, {} used it", day(known.since), people(known.people)),
    };
    let redirects: Vec<String> = app.redirects.iter().map(|known| known.uri.to_string()).collect();
    let mut rows = vec![
        ("application", app.name.to_string()),
        ("client id", app.id.to_string()),
        ("publisher", publisher),
        ("homepage", app.homepage.clone().unwrap_or_else(|| "none".to_owned())),
        ("returns to", redirects.join(" ")),
        ("in this tenant", known),
        ("used in 30 days", people(shown.used_by)),
    ];
    rows.extend(shown.trust.warning.as_ref().map(|found| ("WARNING", warning(found))));
    rows
}

fn about_request(desk: &Desk, shown: &RequestShown, reviewers: &[ReviewerMay]) -> Rows {
    let listed = &shown.listed;
    let request = &listed.request;
    let mut rows = vec![
        ("request", request.id.to_string()),
        ("state", listed.state.to_string()),
        ("version", request.version.to_string()),
        ("since", moment(request.created_at)),
    ];
    match &request.closing {
        None => rows.push(("ends by itself", moment(request.expires_at))),
        Some(closing) => {
            rows.push(("ended", moment(closing.at)));
            let by = shown.decided_by.as_ref().map(|user| user.upn.to_string());
            rows.push(("by", by.unwrap_or_else(|| "itself".to_owned())));
            let reason = closing.reason.as_ref().map(|reason| in_a_line(reason.as_str()));
            rows.extend(reason.map(|reason| ("reason", reason)));
        }
    }
    rows.extend(listed.requesters.iter().map(|one| ("asked by", requester(one))));
    rows.extend(shown.permissions.iter().map(|one| ("permission", asked(one))));
    rows.extend(shown.lost.iter().map(|one| ("approval ends", one.value.clone())));
    if listed.state == RequestState::Open {
        rows.extend(reviewers.iter().map(|one| ("reviewer", reviewer(one))));
        if reviewers.is_empty() {
            let text = "nobody: `consentry tenant set --reviewer user:UPN` names one";
            rows.push(("reviewer", text.to_owned()));
        }
        rows.push(("page", desk.service.review_url(request.id)));
    }
    rows
}

fn requester(one: &RequesterShown) -> String {
    let name = match &one.user {
        Some(user) => user.upn.to_string(),
        None => format!("{} (not there any more)", one.requester.user),
    };
    let reason = in_a_line(one.requester.reason.as_str());
    format!("{name}, {}: {reason}", moment(one.requester.at))
}

fn asked(one: &RequestedPermission) -> String {
    let shown = &one.shown;
    let mut notes = vec![shown.resource.clone()];
    if shown.application {
        notes.push("by itself, without a user".to_owned());
    } else if shown.admin_only {
        notes.push("only an administrator grants it".to_owned());
    }
    notes.extend(one.impact.map(|impact| format!("classified as {impact}")));
    if one.granted.is_on() {
        notes.push("granted for everybody already".to_owned());
    }
    let text = if shown.text.is_empty() { String::new() } else { format!(": {}", shown.text) };
    format!("{} ({}){text}", shown.value, notes.join("; "))
}

fn reviewer(one: &ReviewerMay) -> String {
    let upn = &one.user.upn;
    match &one.may_approve {
        Ok(_) => format!("{upn} may approve, deny and block ({})", why(&one.may_approve)),
        Err(refused) => format!("{upn} may deny and block; {refused}"),
    }
}

fn why(may: &Result<Ground, ReviewRefused>) -> String {
    match may {
        Ok(Ground::Reviewer) => "as a reviewer".to_owned(),
        Ok(Ground::Role) => "by a directory role".to_owned(),
        Ok(Ground::Delegated(policy)) => format!("within the policy {policy}"),
        Err(refused) => refused.to_string(),
    }
}

fn warning(found: &Warning) -> String {
    match found {
        Warning::LooksLike(name) => {
            format!("the name looks like that of `{name}`, which is verified")
        }
        Warning::Young { registered_at } => format!(
            "registered only on {}, for many tenants, and the publisher is not verified",
            day(*registered_at)
        ),
    }
}

fn people(number: u64) -> String {
    match number {
        1 => "1 person".to_owned(),
        more => format!("{more} people"),
    }
}
