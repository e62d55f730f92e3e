//! What a client did to the items of a folder: marks, deletions, drafts; and items that it wants
//! in full. What simply worked is not told (MS-ASCMD 2.2.3.156).

use consentry_mailbox::{
    Actor, AddedItem, Draft, FolderId, FolderKind, ItemRef, NewMessage, Progress,
};
use consentry_mailproto::eas::{
    BodyData, BodyType, ClientId, Email, ServerId,
    sync::{Command, CommandResponse, Status},
};
use consentry_service::{NewMail, Outgoing};

use crate::eas::{
    body::Wanted,
    mail::{Loaded, patch},
    reply::Stop,
    request::Session,
    send,
};

/// The folder.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) folder: FolderId,
    pub(super) kind: FolderKind,
}

/// A client's commands for a folder, and where it stands there.
#[derive(Clone, Copy)]
pub(super) struct Doing<'a> {
    pub(super) session: &'a Session,
    pub(super) place: Place,
    pub(super) progress: &'a Progress,
    pub(super) wanted: &'a Wanted,
    pub(super) deletes_as_moves: bool,
    /// The request came before: what is gone is done.
    pub(super) again: bool,
}

impl Doing<'_> {
    /// Carries out all commands in their order.
    pub(super) async fn all(self, commands: &[Command]) -> Result<Vec<CommandResponse>, Stop> {
        let mut responses = Vec::new();
        for command in commands {
            let response = match command {
                Command::Add { client_id, item, .. } => Some(self.add(client_id, item).await?),
                Command::Change { server_id, item } => self.change(server_id, item).await?,
                Command::Delete(server_id) => self.delete(server_id).await?,
                Command::Fetch(server_id) => Some(self.fetch(server_id).await?),
            };
            responses.extend(response);
        }
        Ok(responses)
    }

    fn by(&self) -> Actor<'_> {
        Actor { device: &self.session.device, progress: self.progress }
    }

    /// The item, if it is one of this folder.
    fn item(&self, id: &ServerId) -> Option<ItemRef> {
        id.as_str().parse::<ItemRef>().ok().filter(|at| at.folder == self.place.folder)
    }

    async fn delete(self, id: &ServerId) -> Result<Option<CommandResponse>, Stop> {
        let (mailboxes, owner) = (self.session.service.mailboxes(), self.session.owner());
        let done = match self.item(id) {
            Some(at) if self.deletes_as_moves => {
                mailboxes.discard(owner, at, Some(self.by())).await?
            }
            Some(at) => mailboxes.erase(owner, at, Some(self.by())).await?,
            None => false,
        };
        if done || self.again {
            return Ok(None);
        }
        let status = Status::ObjectNotFound;
        Ok(Some(CommandResponse::Delete { server_id: id.clone(), status }))
    }

    async fn change(self, id: &ServerId, item: &Email) -> Result<Option<CommandResponse>, Stop> {
        let failed = |status| Ok(Some(CommandResponse::Change { server_id: id.clone(), status }));
        let Some(at) = self.item(id) else { return failed(Status::ObjectNotFound) };
        if item.send {
            return match self.send_draft(at).await? {
                Ok(()) => Ok(None),
                Err(status) => failed(status),
            };
        }
        if item.body.is_some() {
            // A message is kept as it came; clients that edit a draft add it anew.
            return failed(Status::ConversionError);
        }
        let (mailboxes, owner) = (self.session.service.mailboxes(), self.session.owner());
        let marked = mailboxes.mark(owner, at, &patch(item), Some(self.by())).await?;
        if marked || self.again { Ok(None) } else { failed(Status::ObjectNotFound) }
    }

    /// Sends a draft that is stored, and takes it out of its folder.
    async fn send_draft(self, at: ItemRef) -> Result<Result<(), Status>, Stop> {
        let (mailboxes, owner) = (self.session.service.mailboxes(), self.session.owner());
        if self.place.kind != FolderKind::Drafts {
            return Ok(Err(Status::ProtocolError));
        }
        let Some(message) = mailboxes.raw(owner, at).await? else {
            return Ok(if self.again { Ok(()) } else { Err(Status::ObjectNotFound) });
        };
        let id = format!("draft {at}");
        if let Err(status) = self.send(message, &id).await? {
            return Ok(Err(status));
        }
        mailboxes.erase(owner, at, None).await?;
        Ok(Ok(()))
    }

    async fn send(self, message: Vec<u8>, id: &str) -> Result<Result<(), Status>, Stop> {
        let once = Some((&self.session.device, id));
        let outgoing = Outgoing { message, source: None, keep_copy: true, once };
        Ok(send::sent(self.session, outgoing).await?.map_err(Status::Common))
    }

    async fn add(self, client_id: &ClientId, item: &Email) -> Result<CommandResponse, Stop> {
        let answer = |server_id, status| CommandResponse::Add {
            client_id: client_id.clone(),
            server_id,
            class: None,
            status,
        };
        if self.place.kind != FolderKind::Drafts {
            return Ok(answer(None, Status::ProtocolError));
        }
        let Some(message) = self.message(item) else {
            return Ok(answer(None, Status::ConversionError));
        };
        if item.send {
            return Ok(match self.send(message, client_id.as_str()).await? {
                Ok(()) => answer(None, Status::Success),
                Err(status) => answer(None, status),
            });
        }
        let (mailboxes, owner) = (self.session.service.mailboxes(), self.session.owner());
        let received = self.session.service.clock().now();
        let unread = NewMessage::unread(message, received);
        let new = NewMessage { read: item.read.unwrap_or(true), draft: Draft::Yes, ..unread };
        let folder = self.place.folder;
        let added =
            mailboxes.add_from_device(owner, folder, new, client_id.as_str(), self.by()).await?;
        let (AddedItem::New(at) | AddedItem::Before(at)) = added;
        Ok(answer(Some(ServerId::minted(at)), Status::Success))
    }

    /// The message that a client describes: as MIME, or by its fields.
    fn message(self, item: &Email) -> Option<Vec<u8>> {
        let body = item.body.as_ref();
        let data = body.and_then(|body| body.data.as_ref());
        let (text, html) = match (body.map(|body| body.kind), data) {
            (Some(BodyType::Mime), Some(BodyData::Text(text))) => {
                return Some(text.clone().into_bytes());
            }
            (Some(BodyType::Mime), Some(BodyData::Bytes(bytes))) => return Some(bytes.clone()),
            (Some(BodyType::Text), Some(BodyData::Text(text))) => (Some(text.clone()), None),
            (Some(BodyType::Html), Some(BodyData::Text(html))) => (None, Some(html.clone())),
            (None, _) | (Some(BodyType::Text | BodyType::Html), None) => (None, None),
            (Some(_), _) => return None,
        };
        let mail = NewMail {
            to: item.to.clone(),
            cc: item.cc.clone(),
            bcc: item.bcc.clone(),
            subject: item.subject.clone(),
            text,
            html,
        };
        Some(self.session.service.composed(&self.session.admitted, &mail))
    }

    async fn fetch(self, id: &ServerId) -> Result<CommandResponse, Stop> {
        let loaded = match self.item(id) {
            Some(at) => Loaded::find(self.session, at).await?,
            None => None,
        };
        let (status, item) = match loaded {
            Some(loaded) => {
                let wanted = self.wanted.unlimited();
                let email = loaded.email(&wanted, self.session.version());
                (Status::Success, Some(Box::new(email)))
            }
            None => (Status::ObjectNotFound, None),
        };
        Ok(CommandResponse::Fetch { server_id: id.clone(), status, item })
    }
}
