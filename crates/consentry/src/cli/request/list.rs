//! `consentry request list`.

use consentry_model::{AppId, RequestState, Tenant};
use consentry_service::{RequestListed, RequesterShown};
use consentry_store::{Page, RequestFilter};
use serde_json::Value;

use super::told;
use crate::cli::{
    Exit, Format, Terminal,
    desk::Desk,
    words::{day, number},
};

pub(super) async fn run(
    desk: &Desk,
    terminal: &mut Terminal,
    (state, app): (Option<RequestState>, Option<AppId>),
    limit: u32,
) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(None).await?;
    let requests = found(desk, &tenant, (state, app), limit).await?;
    if desk.format() == Format::Table && requests.is_empty() && state == Some(RequestState::Open) {
        terminal.note("no request waits; `--state all` shows those that ended")?;
    }
    let values: Vec<(Value, &RequestListed)> =
        requests.iter().map(|listed| (told(desk, &tenant, listed), listed)).collect();
    if desk.format() == Format::Json {
        terminal.json(&values.iter().map(|(value, _)| value).collect::<Vec<_>>())?;
        return Ok(Exit::Done);
    }
    let heading = ["id", "application", "state", "asked by", "ends"];
    terminal.table(
        &heading,
        requests.iter().map(|listed| {
            let request = &listed.request;
            let ended = request.closing.as_ref().map_or(request.expires_at, |closing| closing.at);
            [
                request.id.to_string(),
                listed.app.name.to_string(),
                listed.state.to_string(),
                asked_by(&listed.requesters),
                day(ended),
            ]
        }),
    )?;
    Ok(Exit::Done)
}

/// The first one, and how many more.
fn asked_by(requesters: &[RequesterShown]) -> String {
    let first = requesters.first();
    let first = first.map(|one| match &one.user {
        Some(user) => user.upn.to_string(),
        None => one.requester.user.to_string(),
    });
    match number(requesters.len()) {
        0 | 1 => first.unwrap_or_default(),
        all => format!("{} and {} more", first.unwrap_or_default(), all.saturating_sub(1)),
    }
}

/// Requests in this state at this moment. One whose time is over counts as expired, whether or
/// not a server has written that down.
async fn found(
    desk: &Desk,
    tenant: &Tenant,
    (state, app): (Option<RequestState>, Option<AppId>),
    limit: u32,
) -> anyhow::Result<Vec<RequestListed>> {
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut requests = written(desk, tenant, (state, app), (state, most)).await?;
    if state == Some(RequestState::Expired) {
        let open = (Some(RequestState::Open), app);
        requests.extend(written(desk, tenant, open, (state, most)).await?);
        requests.sort_by_key(|one| std::cmp::Reverse(one.request.created_at));
        requests.truncate(most);
    }
    Ok(requests)
}

/// Requests that are written down as `state`, as far as they are `wanted` at this moment.
async fn written(
    desk: &Desk,
    tenant: &Tenant,
    (state, app): (Option<RequestState>, Option<AppId>),
    (wanted, most): (Option<RequestState>, usize),
) -> anyhow::Result<Vec<RequestListed>> {
    let filter = RequestFilter { state, app, text: None };
    let mut page = Page::default();
    let mut requests: Vec<RequestListed> = Vec::new();
    loop {
        let part = desk.service.all_requests(tenant, filter, page.clone()).await?;
        let fits = |one: &RequestListed| wanted.is_none_or(|wanted| one.state == wanted);
        requests.extend(part.rows.into_iter().filter(fits));
        page.after = part.next;
        if page.after.is_none() || requests.len() >= most {
            requests.truncate(most);
            return Ok(requests);
        }
    }
}
