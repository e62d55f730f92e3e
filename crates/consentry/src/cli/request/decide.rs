//! `consentry request approve`, `deny` and `block`: what a reviewer decides, and what helps where
//! he may not.

use anyhow::anyhow;
use consentry_model::{AccountState, Difference, RequestId, RequestState, Tenant, Upn, User};
use consentry_service::{DirectoryError, RequestShown, ReviewerMay, TurnDown};
use serde_json::json;

use super::TurnDownArgs;
use crate::cli::{
    Exit, Terminal,
    desk::Desk,
    words::{in_a_line, moment, number},
};

pub(super) async fn approve(
    desk: &Desk,
    terminal: &mut Terminal,
    (id, seen): (RequestId, Option<i64>),
    reviewer: &Upn,
) -> anyhow::Result<Exit> {
    let (tenant, user) = who(desk, reviewer).await?;
    let (shown, _) = desk.service.any_request(&tenant, id).await?;
    let seen = seen.unwrap_or(shown.listed.request.version);
    let done = desk.service.approve_request(&tenant, id, seen, &user).await;
    if let Err(error) = done {
        return Err(helped(desk, &tenant, (id, &user), error).await);
    }
    let app = &shown.listed.app;
    let told = json!({
        "id": id, "app_id": app.id, "state": RequestState::Approved.word(), "by": user.upn,
        "permissions": shown.listed.request.asked.scopes,
        "application_permissions": shown.listed.request.asked.roles,
    });
    let line =
        format!("{} is approved for everybody in {}; {}", app.name, tenant.name, mailed(&shown));
    desk.done(terminal, &told, line)
}

pub(super) async fn turn_down(
    desk: &Desk,
    terminal: &mut Terminal,
    args: TurnDownArgs,
    how: TurnDown,
) -> anyhow::Result<Exit> {
    let TurnDownArgs { id, reviewer, reason } = args;
    let (tenant, user) = who(desk, &reviewer).await?;
    let (shown, _) = desk.service.any_request(&tenant, id).await?;
    let done = desk.service.turn_down_request(&tenant, id, (how, reason.clone()), &user).await;
    if let Err(error) = done {
        return Err(helped(desk, &tenant, (id, &user), error).await);
    }
    let app = &shown.listed.app;
    let (state, line) = match how {
        TurnDown::Deny => (
            RequestState::Denied,
            format!("{} is denied and may be asked for again; {}", app.name, mailed(&shown)),
        ),
        TurnDown::Block => (
            RequestState::Blocked,
            format!(
                "{} is blocked: nobody can sign in with it or ask for it; {}\n\
                 `consentry app set {} --enabled yes` lets it in again",
                app.name,
                mailed(&shown),
                app.id
            ),
        ),
    };
    let told = json!({
        "id": id, "app_id": app.id, "state": state.word(), "by": user.upn, "reason": reason,
    });
    desk.done(terminal, &told, line)
}

/// The reviewer. Whoever cannot sign in cannot decide on the page, and not here.
async fn who(desk: &Desk, reviewer: &Upn) -> anyhow::Result<(Tenant, User)> {
    let tenant = desk.tenant_of(Some(reviewer)).await?;
    let user = desk.service.user_named(&tenant, reviewer).await?;
    if user.state == AccountState::Disabled {
        anyhow::bail!("{} is disabled, and decides nothing", user.upn);
    }
    Ok((tenant, user))
}

fn mailed(shown: &RequestShown) -> String {
    match number(shown.listed.requesters.len()) {
        1 => "the person who asked is told by mail".to_owned(),
        more => format!("the {more} people who asked are told by mail"),
    }
}

/// The refusal, with what helps.
async fn helped(
    desk: &Desk,
    tenant: &Tenant,
    (id, user): (RequestId, &User),
    error: DirectoryError,
) -> anyhow::Error {
    let Ok((shown, reviewers)) = desk.service.any_request(tenant, id).await else {
        return error.into();
    };
    let help = match &error {
        DirectoryError::Conflict(_) => changed(id, &shown),
        DirectoryError::Forbidden(_) => not_his(tenant, user, &reviewers),
        DirectoryError::Refused(_)
        | DirectoryError::Unknown { .. }
        | DirectoryError::Taken { .. }
        | DirectoryError::Invalid(_)
        | DirectoryError::Service(_) => return error.into(),
    };
    anyhow!("{error}{help}")
}

/// Somebody was first, or it ended, or more was asked for.
fn changed(id: RequestId, shown: &RequestShown) -> String {
    let Some(closing) = &shown.listed.request.closing else {
        return match shown.listed.state {
            RequestState::Expired => {
                let end = moment(shown.listed.request.expires_at);
                format!("; it ended on {end}, and may be asked for again")
            }
            RequestState::Open
            | RequestState::Approved
            | RequestState::Denied
            | RequestState::Blocked => format!(
                "; `consentry request show {id}` shows what it asks for now, version {}",
                shown.listed.request.version
            ),
        };
    };
    let by = match &shown.decided_by {
        Some(user) => format!(", by {}", user.upn),
        None => ", by itself".to_owned(),
    };
    let reason = closing.reason.as_ref().map(|reason| in_a_line(reason.as_str()));
    let reason = reason.map(|reason| format!(", with the reason: {reason}")).unwrap_or_default();
    format!("{by} on {}{reason}", moment(closing.at))
}

/// Who may, and how he could.
fn not_his(tenant: &Tenant, user: &User, reviewers: &[ReviewerMay]) -> String {
    let names = |fits: fn(&&ReviewerMay) -> bool| -> String {
        let names: Vec<String> =
            reviewers.iter().filter(fits).map(|one| one.user.upn.to_string()).collect();
        names.join(", ")
    };
    let domain = tenant.domains.first().map(ToString::to_string).unwrap_or_default();
    if !reviewers.iter().any(|one| one.user.id == user.id) {
        let all = names(|_| true);
        let all = if all.is_empty() { "nobody".to_owned() } else { all };
        // As the original: whoever is named later does not see what was asked before.
        let name = if Difference::Reviewers.as_original(tenant.settings.fidelity) {
            ", as they were when it was asked for".to_owned()
        } else {
            format!(
                "; `consentry tenant set --tenant {domain} --reviewer user:{}` names one more",
                user.upn
            )
        };
        return format!("; its reviewers are {all}{name}");
    }
    let may = names(|one| one.may_approve.is_ok());
    if may.is_empty() {
        return format!(
            "; no reviewer may; `consentry role assign \"Cloud Application Administrator\" {}` lets \
             one approve all but application permissions of Graph, which are a Global \
             Administrator's",
            user.upn
        );
    }
    format!("; {may} may approve it, {} may deny or block it", user.upn)
}
