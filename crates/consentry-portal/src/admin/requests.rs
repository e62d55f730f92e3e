//! `GET /admin/requests`: the queue.

use axum::response::Response;
use consentry_model::RequestState;
use consentry_pages::{Account, Shown};
use consentry_service::{Queue, RequestListed, RequesterShown};
use consentry_store::{Page, RequestFilter};
use consentry_web::{html, publisher};

use super::centre;
use crate::{
    inside::Inside,
    pages::{
        Day,
        admin::{self as view, AppLabel, Paging, RequestRow, Requests, Risk},
    },
    paths,
    trouble::Trouble,
};

/// Rows of a page.
const ROWS: u32 = 50;
/// Characters of a reason in the list.
const BEGINNING: usize = 120;

/// The queue: mine, or all.
pub(super) async fn list(inside: Inside) -> Result<Response, Trouble> {
    let (show, search, after) = (inside.query("show"), inside.query("q"), inside.query("after"));
    let word = inside.query("state");
    let (queue, view) = match show.as_str() {
        "all" => (Queue::All, view::Queue::All),
        _ => (Queue::Mine, view::Queue::Mine),
    };
    let state = RequestState::ALL.into_iter().find(|state| state.word() == word);
    let text = search.trim();
    let filter = RequestFilter {
        state,
        text: (!text.is_empty()).then_some(text),
        ..RequestFilter::default()
    };
    let page = Page { limit: ROWS, after: (!after.is_empty()).then(|| after.clone()) };
    let (tenant, user) = (inside.tenant(), inside.user());
    let found = inside.service.requests(tenant, (user, queue), filter, page).await?;
    let link = |after: &str| {
        let state = state.map_or("", RequestState::word);
        let filters =
            [("show", &show), ("q", &search)].map(|(n, v)| (n, v as &dyn std::fmt::Display));
        let mut all = filters.to_vec();
        all.extend([("state", &state as &dyn std::fmt::Display), ("after", &after)]);
        paths::with(paths::REQUESTS, &all)
    };
    let page = Requests {
        centre: centre(&inside).await?,
        queue: view,
        state,
        workflow: tenant.settings.workflow.enabled,
        rows: found.rows.iter().map(row).collect(),
        paging: Paging {
            newer: (!after.is_empty()).then(|| link("")),
            older: found.next.as_deref().map(link),
        },
        search,
    };
    Ok(html(page.render(&inside.frame())))
}

fn row(listed: &RequestListed) -> RequestRow {
    let request = &listed.request;
    let newest = listed.requesters.last();
    let reason = newest.map(|one| one.requester.reason.as_str()).unwrap_or_default();
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut beginning: String = reason.chars().take(BEGINNING).collect();
    if beginning.len() < reason.len() {
        beginning.push('…');
    }
    RequestRow {
        href: paths::request(request.id),
        app: label(listed),
        kind: request.kind,
        first: listed.requesters.first().map_or_else(nobody, account),
        others: others(listed.requesters.len()),
        reason: beginning.into(),
        risk: listed.looks_like.as_deref().map(|name| Risk::LooksLike(name.into())),
        asked_on: Day(request.created_at),
        ends_on: Day(request.closing.as_ref().map_or(request.expires_at, |closing| closing.at)),
        state: listed.state,
    }
}

/// The application of a request.
pub(super) fn label(listed: &RequestListed) -> AppLabel {
    AppLabel {
        name: listed.app.name.as_str().into(),
        publisher: publisher(listed.app.publisher.as_ref()),
        logo: None,
    }
}

/// Somebody who asks; his id if he is no longer there.
pub(super) fn account(shown: &RequesterShown) -> Account {
    match &shown.user {
        Some(user) => Account {
            name: user.display_name.as_str().into(),
            upn: Shown::from(user.upn.to_string()),
        },
        None => Account {
            name: Shown::from(String::new()),
            upn: Shown::from(shown.requester.user.to_string()),
        },
    }
}

fn nobody() -> Account {
    Account { name: Shown::from(String::new()), upn: Shown::from(String::new()) }
}

/// How many beside the one who is named.
pub(super) fn others(requesters: usize) -> u64 {
    u64::try_from(requesters.saturating_sub(1)).unwrap_or(u64::MAX)
}
