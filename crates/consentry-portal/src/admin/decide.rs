//! What a reviewer decides on a request: the consent page and the forms of the request's page.

use axum::{body::Bytes, extract::Path, response::Response};
use consentry_model::{InvalidReason, Reason};
use consentry_pages::App;
use consentry_policy::Ground;
use consentry_service::{DirectoryError, RequestShown, TurnDown};
use consentry_web::{html, permission, publisher};
use http::StatusCode;

use super::{
    account_of, done,
    request::{effect, find, page, risks},
    requests::{account, others},
};
use crate::{
    inside::Inside,
    pages::admin::{
        AskedBy, ConsentForAll, ConsentGround, Done, ReasonFault, ReasonProblem, Refusal,
    },
    paths,
    trouble::Trouble,
};

/// `GET /admin/requests/{id}/approve`: the consent page.
pub(super) async fn ask(inside: Inside, Path(id): Path<String>) -> Result<Response, Trouble> {
    let shown = find(&inside, &id).await?;
    let ground = match shown.may_approve.clone() {
        Ok(Ground::Delegated(policy)) => ConsentGround::Delegated(policy.as_str().into()),
        Ok(Ground::Role | Ground::Reviewer) => ConsentGround::Role,
        Err(refused) => return Err(DirectoryError::from(refused).into()),
    };
    Ok(html(consent(&inside, &shown, ground).render(&inside.frame())))
}

fn consent(inside: &Inside, shown: &RequestShown, ground: ConsentGround) -> ConsentForAll {
    let listed = &shown.listed;
    let path = paths::approve(listed.request.id);
    ConsentForAll {
        tenant: inside.tenant().name.as_str().into(),
        account: account_of(inside.user()),
        app: App {
            name: listed.app.name.as_str().into(),
            publisher: publisher(listed.app.publisher.as_ref()),
            returns_to: None,
        },
        risks: risks(shown),
        asked_by: listed.requesters.first().map(|first| AskedBy {
            first: account(first),
            others: others(listed.requesters.len()),
        }),
        permissions: shown.permissions.iter().map(|one| permission(one.shown.clone())).collect(),
        effect: effect(shown),
        ground,
        token: inside.token(&path),
        action: path,
        version: Some(listed.request.version),
        back: paths::request(listed.request.id),
    }
}

/// `POST /admin/requests/{id}/approve`: accepts the snapshot that was looked at.
pub(super) async fn approve(
    inside: Inside,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Trouble> {
    let id = id.parse().map_err(|_| Trouble::NotFound)?;
    let mut fields = inside.form(&paths::approve(id), &body)?;
    let version = fields.take("version").and_then(|version| version.parse().ok());
    let (Some(version), Some("accept")) = (version, fields.take("action").as_deref()) else {
        return Err(Trouble::Expired);
    };
    let (service, tenant, user) = (&inside.service, inside.tenant(), inside.user());
    service.approve_request(tenant, id, version, user).await?;
    Ok(done(&paths::request(id), Done::Approved))
}

/// `POST /admin/requests/{id}/deny`.
pub(super) async fn deny(
    inside: Inside,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Trouble> {
    turn_down(&inside, &id, &body, Refusal::Deny).await
}

/// `POST /admin/requests/{id}/block`.
pub(super) async fn block(
    inside: Inside,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Trouble> {
    turn_down(&inside, &id, &body, Refusal::Block).await
}

async fn turn_down(
    inside: &Inside,
    id: &str,
    body: &[u8],
    how: Refusal,
) -> Result<Response, Trouble> {
    let id = id.parse().map_err(|_| Trouble::NotFound)?;
    let path = paths::request(id);
    let mut fields = inside.form(&path, body)?;
    let typed = fields.take("reason").unwrap_or_default();
    let reason: Reason = match typed.parse() {
        Ok(reason) => reason,
        Err(invalid) => {
            let shown = find(inside, &id.to_string()).await?;
            let problem = ReasonProblem { of: how, fault: fault(invalid), typed: kept(typed) };
            return page(inside, shown, Some(problem), StatusCode::BAD_REQUEST).await;
        }
    };
    let (how, told) = match how {
        Refusal::Deny => (TurnDown::Deny, Done::Denied),
        Refusal::Block => (TurnDown::Block, Done::Blocked),
    };
    let (service, tenant, user) = (&inside.service, inside.tenant(), inside.user());
    service.turn_down_request(tenant, id, (how, reason), user).await?;
    Ok(done(&path, told))
}

const fn fault(invalid: InvalidReason) -> ReasonFault {
    match invalid {
        InvalidReason::Empty => ReasonFault::Empty,
        InvalidReason::TooLong => ReasonFault::TooLong,
        InvalidReason::Character => ReasonFault::Character,
    }
}

/// What was typed comes back, if a person could have typed it.
fn kept(mut typed: String) -> String {
    const LONGEST: usize = 4_096;
    if let Some((at, _)) = typed.char_indices().nth(LONGEST) {
        typed.truncate(at);
    }
    typed
}
