//! `GET /admin/requests/{id}`: one request.

use axum::{extract::Path, response::Response};
use consentry_model::{RequestId, RequestKind, RequestState, Switch};
use consentry_pages::Shown;
use consentry_policy::{Deed, Ground, ReviewRefused, Warning, may};
use consentry_service::{PermissionShown, RequestListed, RequestShown, RequestedPermission};
use consentry_web::{html, permissions};
use http::StatusCode;

use super::{
    centre,
    requests::{account, label, others},
};
use crate::{
    inside::Inside,
    pages::{
        Day, When,
        admin::{
            Closing, Deciding, Earlier, Effect, Held, ReasonProblem, RequestDetail,
            RequestPermission, Requester, Risk, WhyNot,
        },
    },
    paths,
    trouble::Trouble,
};

/// Askers whose reasons are shown; the others are counted.
const ASKERS: usize = 20;

/// The request's page.
pub(super) async fn show(inside: Inside, Path(id): Path<String>) -> Result<Response, Trouble> {
    let shown = find(&inside, &id).await?;
    page(&inside, shown, None, StatusCode::OK).await
}

/// The request as this person sees it.
pub(super) async fn find(inside: &Inside, id: &str) -> Result<RequestShown, Trouble> {
    let id: RequestId = id.parse().map_err(|_| Trouble::NotFound)?;
    Ok(inside.service.request(inside.tenant(), id, inside.user()).await?)
}

/// The page, with what was wrong with a reason.
pub(super) async fn page(
    inside: &Inside,
    shown: RequestShown,
    problem: Option<ReasonProblem>,
    status: StatusCode,
) -> Result<Response, Trouble> {
    let page = detail(inside, shown, problem).await?;
    Ok(html(page.render(&inside.frame()).with_status(status)))
}

async fn detail(
    inside: &Inside,
    shown: RequestShown,
    problem: Option<ReasonProblem>,
) -> Result<RequestDetail, Trouble> {
    let listed = &shown.listed;
    let (request, app) = (&listed.request, &listed.app);
    let registered: &str = app.name.as_str();
    let known_as = shown.principal.as_ref().map(|one| one.display_name.as_str());
    Ok(RequestDetail {
        centre: centre(inside).await?,
        app: label(listed),
        app_page: shown
            .principal
            .as_ref()
            .filter(|_| may(&inside.user().roles, Deed::Read))
            .map(|_| paths::application(app.id)),
        app_id: app.id.to_string().into(),
        known_as: known_as.filter(|name| *name != registered).map(Shown::from),
        homepage: app.homepage.as_deref().map(Shown::from),
        reply_urls: app.redirects.iter().map(|one| one.uri.as_str().into()).collect(),
        registered_on: Day(app.created_at),
        kind: request.kind,
        risks: risks(&shown),
        requesters: askers(listed, ASKERS),
        others: others(listed.requesters.len().saturating_sub(ASKERS).saturating_add(1)),
        permissions: shown.permissions.iter().map(asked).collect(),
        effect: effect(&shown),
        state: listed.state,
        asked_on: When(request.created_at),
        ends_on: When(request.expires_at),
        deciding: (listed.state == RequestState::Open).then(|| deciding(inside, &shown, problem)),
        closing: request.closing.as_ref().map(|closing| Closing {
            at: When(closing.at),
            by: shown.decided_by.as_ref().map(super::account_of),
            reason: closing.reason.as_ref().map(|reason| reason.as_str().into()),
        }),
    })
}

/// Some of those who asked, the newest first.
pub(super) fn askers(listed: &RequestListed, most: usize) -> Vec<Requester> {
    let newest = listed.requesters.iter().rev().take(most);
    newest
        .map(|one| Requester {
            account: account(one),
            reason: one.requester.reason.as_str().into(),
            at: When(one.requester.at),
        })
        .collect()
}

fn asked(one: &RequestedPermission) -> RequestPermission {
    RequestPermission {
        permission: permission(&one.shown),
        impact: one.impact,
        held: if one.granted.is_on() { Held::Already } else { Held::New },
    }
}

fn permission(shown: &PermissionShown) -> consentry_pages::Permission {
    consentry_web::permission(shown.clone())
}

/// What is risky about the application.
fn risks(shown: &RequestShown) -> Vec<Risk> {
    let risk = |warning: &Warning| match warning {
        Warning::LooksLike(name) => Risk::LooksLike(name.as_str().into()),
        Warning::Young { .. } => Risk::Young,
    };
    shown.trust.warning.iter().map(risk).collect()
}

/// What approving does.
pub(super) fn effect(shown: &RequestShown) -> Effect {
    let earlier = match (shown.granted, shown.listed.request.kind) {
        (Switch::Off, _) => Earlier::Absent,
        (Switch::On, RequestKind::Static) => Earlier::Replaced(permissions(shown.lost.clone())),
        (Switch::On, RequestKind::Dynamic) => Earlier::Kept,
    };
    let told = u64::try_from(shown.listed.requesters.len()).unwrap_or(u64::MAX);
    Effect { earlier, told }
}

fn deciding(inside: &Inside, shown: &RequestShown, problem: Option<ReasonProblem>) -> Deciding {
    let id = shown.listed.request.id;
    let refusing = |action: String| offered(&shown.may_refuse, action);
    Deciding {
        approve: offered(&shown.may_approve, paths::approve(id)),
        deny: refusing(paths::deny(id)),
        block: refusing(paths::block(id)),
        token: inside.token(&paths::request(id)),
        version: shown.listed.request.version,
        used_by: shown.used_by,
        problem,
    }
}

fn offered(judged: &Result<Ground, ReviewRefused>, action: String) -> Result<String, WhyNot> {
    match judged {
        Ok(_) => Ok(action),
        Err(ReviewRefused::NotReviewer | ReviewRefused::Over(_)) => Err(WhyNot::NotReviewer),
        Err(ReviewRefused::NeedsRole) => Err(WhyNot::NeedsRole),
        Err(ReviewRefused::Risky(_)) => Err(WhyNot::Risky),
        Err(ReviewRefused::Beyond { scope, policy }) => Err(WhyNot::BeyondLimits {
            scope: scope.as_str().into(),
            policy: policy.as_str().into(),
        }),
    }
}
