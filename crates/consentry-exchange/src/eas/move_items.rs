//! MoveItems: items to other folders (MS-ASCMD 2.2.1.12). Success has the number 3.

use consentry_mailbox::{Actor, FolderId, ItemRef, Moved as Outcome};
use consentry_mailproto::eas::{
    ServerId,
    move_items::{Move, Moved, Request, Response, Status},
};

use super::{
    reply::{Reply, Stop, read_plainly},
    request::Session,
};

/// Answers MoveItems.
pub(super) async fn answer(session: &Session, body: &[u8]) -> Result<Reply, Stop> {
    let request: Request = read_plainly(body)?;
    let mut moved = Vec::with_capacity(request.moves.len());
    for one in request.moves {
        let (status, now) = carry_out(session, &one).await?;
        moved.push(Moved { item: one.item, status, now });
    }
    Ok(Reply::message(&Response { moved }))
}

async fn carry_out(session: &Session, one: &Move) -> Result<(Status, Option<ServerId>), Stop> {
    let (mailboxes, owner, device) =
        (session.service.mailboxes(), session.owner(), &session.device);
    let (Ok(at), Ok(from)) =
        (one.item.as_str().parse::<ItemRef>(), one.from.as_str().parse::<FolderId>())
    else {
        return Ok((Status::InvalidSource, None));
    };
    if at.folder != from {
        return Ok((Status::InvalidSource, None));
    }
    let Ok(to) = one.to.as_str().parse::<FolderId>() else {
        return Ok((Status::InvalidDestination, None));
    };
    if to == from {
        return Ok((Status::SameFolder, None));
    }
    let progress = mailboxes.collection_progress(owner, device, from).await?;
    let by = progress.as_ref().map(|progress| Actor { device, progress });
    Ok(match mailboxes.move_to(owner, at, to, by).await? {
        Outcome::To(at) => (Status::Success, Some(ServerId::minted(at))),
        Outcome::Already => (Status::SameFolder, None),
        Outcome::NoItem => (Status::InvalidSource, None),
        Outcome::NoTarget => (Status::InvalidDestination, None),
    })
}
