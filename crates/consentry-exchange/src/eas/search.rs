//! Search: people of the tenant, and words in the mailbox (MS-ASCMD 2.2.1.16).
//!
//! The mailbox is searched in what lists know: subject, people, first words.

use consentry_mailbox::{Folder, FolderId, Summary};
use consentry_mailproto::eas::{
    CollectionId, Message as _,
    item_operations::Range,
    search::{Found, GalEntry, MAX_RESULTS, MailboxQuery, Query, Request, Response, StoreStatus},
    sync::Class,
};
use consentry_model::User;

use super::{
    body::Wanted,
    mail::Loaded,
    reply::{Reply, Stop, read},
    request::Session,
};

/// Messages that one search looks through in a folder at most.
const MOST_LOOKED_THROUGH: usize = 5_000;
/// Messages that are read at a time.
const AT_ONCE: u32 = 200;
/// The most results that a search keeps.
const MOST_KEPT: usize = 500;

/// Answers Search.
pub(super) async fn answer(session: &Session, body: &[u8]) -> Result<Reply, Stop> {
    let request: Request = read(body, |error| nothing(StoreStatus::from(error)).to_element())?;
    let range = request.range.unwrap_or(Range { first: 0, last: MAX_RESULTS - 1 });
    let response = match &request.query {
        Query::Gal(text) => {
            let people = session.service.people(&session.admitted, text, MOST_KEPT).await?;
            let (rows, range) = window(people, range);
            found(rows.1, rows.0.iter().map(|user| Found::Gal(entry(user))).collect(), range)
        }
        Query::Mailbox(query) => in_mailbox(session, query, &request, range).await?,
        Query::DocumentLibrary => nothing(StoreStatus::AccessDenied),
    };
    Ok(Reply::message(&response))
}

fn nothing(status: StoreStatus) -> Response {
    Response::Found { status, results: Vec::new(), range: None, total: None }
}

fn found(total: u32, results: Vec<Found>, range: Option<Range>) -> Response {
    Response::Found { status: StoreStatus::Success, results, range, total: Some(total) }
}

/// The rows of a range with the number of all, and the range that they really are.
fn window<T>(rows: Vec<T>, range: Range) -> ((Vec<T>, u32), Option<Range>) {
    let total = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let wanted = range.last.saturating_sub(range.first).saturating_add(1).min(MAX_RESULTS);
    let (skipped, wanted) =
        (usize::try_from(range.first).unwrap_or(usize::MAX), usize::try_from(wanted).unwrap_or(0));
    let rows: Vec<T> = rows.into_iter().skip(skipped).take(wanted).collect();
    let count = u32::try_from(rows.len()).unwrap_or(0);
    let is = (count > 0)
        .then(|| Range { first: range.first, last: range.first.saturating_add(count - 1) });
    ((rows, total), is)
}

fn entry(user: &User) -> GalEntry {
    GalEntry {
        display_name: Some(user.display_name.to_string()),
        alias: user.upn.as_str().split('@').next().map(str::to_owned),
        first_name: user.given_name.clone(),
        last_name: user.family_name.clone(),
        email_address: Some(user.upn.to_string()),
        ..GalEntry::default()
    }
}

async fn in_mailbox(
    session: &Session,
    query: &MailboxQuery,
    request: &Request,
    range: Range,
) -> Result<Response, Stop> {
    let words = query.free_text.as_deref().unwrap_or_default().trim().to_lowercase();
    if words.is_empty() || !matches!(query.class, None | Some(Class::Email)) {
        return Ok(nothing(StoreStatus::InvalidRequest));
    }
    let mailboxes = session.service.mailboxes();
    let all = mailboxes.folders(session.owner()).await?;
    let mut hits = Vec::new();
    for folder in &all {
        if is_meant(folder, &all, query, request.deep_traversal) {
            look_through(session, folder.id, &words, &mut hits).await?;
        }
    }
    hits.sort_by_key(|hit: &Summary| std::cmp::Reverse((hit.received, hit.item)));
    let (rows, range) = window(hits, range);
    let wanted = Wanted::of_bodies(&request.body_preferences, None);
    let mut results = Vec::with_capacity(rows.0.len());
    for summary in rows.0 {
        let (folder, item) = (summary.folder, summary.item);
        if let Some(loaded) = Loaded::of(session, summary).await? {
            results.push(Found::Email {
                long_id: format!("{folder}:{item}"),
                collection_id: CollectionId::minted(folder),
                item: Box::new(loaded.email(&wanted, session.version())),
            });
        }
    }
    Ok(found(rows.1, results, range))
}

/// Whether a folder is one of those asked for, or below one where those count too.
fn is_meant(folder: &Folder, all: &[Folder], query: &MailboxQuery, deep: bool) -> bool {
    if query.collections.is_empty() {
        return true;
    }
    let asked =
        |id: FolderId| query.collections.iter().any(|wanted| wanted.as_str() == id.to_string());
    let mut at = Some(folder);
    while let Some(here) = at {
        if asked(here.id) {
            return true;
        }
        at = here.parent.filter(|_| deep).and_then(|up| all.iter().find(|one| one.id == up));
    }
    false
}

async fn look_through(
    session: &Session,
    folder: FolderId,
    words: &str,
    hits: &mut Vec<Summary>,
) -> Result<(), Stop> {
    let (mailboxes, owner) = (session.service.mailboxes(), session.owner());
    let (mut after, mut looked): (Option<Summary>, usize) = (None, 0);
    while looked < MOST_LOOKED_THROUGH && hits.len() < MOST_KEPT {
        let page = mailboxes.list(owner, folder, after.as_ref(), AT_ONCE).await?;
        let Some(last) = page.last().cloned() else { break };
        looked = looked.saturating_add(page.len());
        hits.extend(page.into_iter().filter(|summary| holds(summary, words)));
        after = Some(last);
    }
    Ok(())
}

fn holds(summary: &Summary, words: &str) -> bool {
    let headers = &summary.headers;
    let texts = [&headers.subject, &headers.from, &headers.to, &headers.cc, &headers.preview];
    words.split_whitespace().all(|word| texts.iter().any(|text| text.to_lowercase().contains(word)))
}
