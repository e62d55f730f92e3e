//! One window of changes as a client gets it.
//!
//! A window is bounded by its number of items and by its bytes, so that memory does not grow with
//! what clients ask for.

use consentry_mailbox::{FolderId, ItemId, ItemRef, Page, Progress, Summary};
use consentry_mailproto::eas::{BodyData, Email, ServerId, sync::Change};
use consentry_model::Timestamp;

use crate::eas::{
    body::Wanted,
    mail::{Loaded, marks},
    reply::Stop,
    request::Session,
};

/// Bytes of bodies in one window; the item that passes it is the last.
const MOST_BYTES: usize = 8 << 20;

/// A window.
#[derive(Debug)]
pub(super) struct News {
    pub(super) changes: Vec<Change>,
    pub(super) next: Progress,
    pub(super) more: bool,
}

/// The next window of at most `limit` changes.
pub(super) async fn next(
    session: &Session,
    folder: FolderId,
    from: &Progress,
    (wanted, newer): (&Wanted, Option<Timestamp>),
    limit: u32,
) -> Result<News, Stop> {
    let (mailboxes, owner) = (session.service.mailboxes(), session.owner());
    let at = (folder, &session.device);
    let page = mailboxes.changes_since(owner, at, from, newer, limit).await?;
    let before = page.len().saturating_sub(page.adds.len());
    let (news, taken) = built(session, folder, page, wanted, MOST_BYTES).await?;
    let Some(taken) = taken else { return Ok(news) };
    // The bodies fill the window before its number does: a shorter page from the same place.
    let fits = u32::try_from(before.saturating_add(taken)).unwrap_or(limit).max(1);
    let page = mailboxes.changes_since(owner, at, from, newer, fits).await?;
    Ok(built(session, folder, page, wanted, usize::MAX).await?.0)
}

/// The window between two places again.
pub(super) async fn again(
    session: &Session,
    folder: FolderId,
    (from, to): (&Progress, &Progress),
    wanted: &Wanted,
) -> Result<News, Stop> {
    let (mailboxes, owner) = (session.service.mailboxes(), session.owner());
    let page = mailboxes.changes_between(owner, (folder, &session.device), from, to).await?;
    Ok(built(session, folder, page, wanted, usize::MAX).await?.0)
}

/// Builds a window; `Some` says how many new items came before the bytes were used up.
async fn built(
    session: &Session,
    folder: FolderId,
    page: Page,
    wanted: &Wanted,
    most: usize,
) -> Result<(News, Option<usize>), Stop> {
    let name = |item: ItemId| ServerId::minted(ItemRef { folder, item });
    let mut changes = Vec::with_capacity(page.len());
    changes.extend(page.deletes.iter().map(|item| Change::Delete(name(*item))));
    changes.extend(page.soft_deletes.iter().map(|item| Change::SoftDelete(name(*item))));
    changes.extend(page.changes.iter().map(|summary| Change::Change {
        server_id: name(summary.item),
        item: Box::new(marks(summary)),
    }));
    let (mut bytes, mut taken) = (0_usize, 0_usize);
    let mut news = News { changes, next: page.next, more: page.more };
    let all = page.adds.len();
    for summary in page.adds {
        if let Some(add) = add(session, summary, wanted).await? {
            bytes = bytes.saturating_add(size(&add.1));
            let (server_id, item) = add;
            news.changes.push(Change::Add { server_id, item: Box::new(item) });
        }
        taken = taken.saturating_add(1);
        if bytes > most && taken < all {
            return Ok((news, Some(taken)));
        }
    }
    Ok((news, None))
}

async fn add(
    session: &Session,
    summary: Summary,
    wanted: &Wanted,
) -> Result<Option<(ServerId, Email)>, Stop> {
    let id = ServerId::minted(ItemRef { folder: summary.folder, item: summary.item });
    let loaded = Loaded::of(session, summary).await?;
    Ok(loaded.map(|loaded| (id, loaded.email(wanted, session.version()))))
}

fn size(email: &Email) -> usize {
    match email.body.as_ref().and_then(|body| body.data.as_ref()) {
        Some(BodyData::Text(text)) => text.len(),
        Some(BodyData::Bytes(bytes)) => bytes.len(),
        Some(BodyData::Part(_)) | None => 0,
    }
}
