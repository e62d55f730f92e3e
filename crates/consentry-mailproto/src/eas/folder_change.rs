//! `FolderCreate`, `FolderUpdate` and `FolderDelete`: what a client does to the list of folders
//! (MS-ASCMD 2.2.1.2 to 2.2.1.4). All three answer alike, with the key of the changed list.

use super::folder_sync::Status;
use super::{Code as _, CollectionId, InvalidMessage, Message, SyncKey};
use crate::wbxml::tag::folder_hierarchy as tag;
use crate::wbxml::{Element, Tag};

/// A new folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Create {
    /// The list that the client has.
    pub sync_key: SyncKey,
    /// Its parent; [`CollectionId::root`] at the top.
    pub parent: CollectionId,
    /// Its name.
    pub name: String,
    /// What it is for, as a folder type.
    pub kind: u32,
}

/// Another name and place for a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The list that the client has.
    pub sync_key: SyncKey,
    /// Which.
    pub id: CollectionId,
    /// Its parent from now on.
    pub parent: CollectionId,
    /// Its name from now on.
    pub name: String,
}

/// A folder less.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delete {
    /// The list that the client has.
    pub sync_key: SyncKey,
    /// Which.
    pub id: CollectionId,
}

/// What the server answers to one of the three.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// How it went.
    pub status: Status,
    /// The list that the client has afterwards, if it was done.
    pub sync_key: Option<SyncKey>,
    /// The new folder.
    pub id: Option<CollectionId>,
}

impl Message for Create {
    const ROOT: Tag = tag::FOLDER_CREATE;

    fn read(root: &Element) -> Result<Self, InvalidMessage> {
        Ok(Self {
            sync_key: root.need_parsed(tag::SYNC_KEY)?,
            parent: root.need_parsed(tag::PARENT_ID)?,
            name: root.need_text(tag::DISPLAY_NAME)?,
            kind: root.need(tag::TYPE)?.number()?,
        })
    }

    fn to_element(&self) -> Element {
        Element::new(Self::ROOT)
            .with_text(tag::SYNC_KEY, self.sync_key.as_str())
            .with_text(tag::PARENT_ID, self.parent.as_str())
            .with_text(tag::DISPLAY_NAME, &self.name)
            .with_number(tag::TYPE, self.kind)
    }
}

impl Message for Update {
    const ROOT: Tag = tag::FOLDER_UPDATE;

    fn read(root: &Element) -> Result<Self, InvalidMessage> {
        Ok(Self {
            sync_key: root.need_parsed(tag::SYNC_KEY)?,
            id: root.need_parsed(tag::SERVER_ID)?,
            parent: root.need_parsed(tag::PARENT_ID)?,
            name: root.need_text(tag::DISPLAY_NAME)?,
        })
    }

    fn to_element(&self) -> Element {
        Element::new(Self::ROOT)
            .with_text(tag::SYNC_KEY, self.sync_key.as_str())
            .with_text(tag::SERVER_ID, self.id.as_str())
            .with_text(tag::PARENT_ID, self.parent.as_str())
            .with_text(tag::DISPLAY_NAME, &self.name)
    }
}

impl Message for Delete {
    const ROOT: Tag = tag::FOLDER_DELETE;

    fn read(root: &Element) -> Result<Self, InvalidMessage> {
        Ok(Self {
            sync_key: root.need_parsed(tag::SYNC_KEY)?,
            id: root.need_parsed(tag::SERVER_ID)?,
        })
    }

    fn to_element(&self) -> Element {
        Element::new(Self::ROOT)
            .with_text(tag::SYNC_KEY, self.sync_key.as_str())
            .with_text(tag::SERVER_ID, self.id.as_str())
    }
}

// Three roots for one type: the trait has one, so these are methods of their own.
impl Response {
    /// An answer of a status only.
    pub fn failure(status: Status) -> Self {
        Self { status, sync_key: None, id: None }
    }

    /// Reads the message out of a tree.
    pub fn from_element(root: &Element) -> Result<Self, InvalidMessage> {
        Ok(Self {
            status: root.need_code(tag::STATUS)?,
            sync_key: root.parsed_of(tag::SYNC_KEY)?,
            id: root.parsed_of(tag::SERVER_ID)?,
        })
    }

    /// Writes the message as a tree; `root` is that of the request.
    pub fn to_element(&self, root: Tag) -> Element {
        Element::new(root)
            .with_number(tag::STATUS, self.status.code())
            .with_text_if(tag::SYNC_KEY, self.sync_key.as_ref().map(SyncKey::as_str))
            .with_text_if(tag::SERVER_ID, self.id.as_ref().map(CollectionId::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_read_as_they_were_written() {
        let (sync_key, id) = (SyncKey::minted(3), CollectionId::minted(7));
        let create = Create {
            sync_key: sync_key.clone(),
            parent: CollectionId::root(),
            name: "Receipts".to_owned(),
            kind: 12,
        };
        assert_eq!(Create::from_wbxml(&create.to_wbxml()), Ok(create));
        let update = Update {
            sync_key: sync_key.clone(),
            id: id.clone(),
            parent: CollectionId::root(),
            name: "Bills".to_owned(),
        };
        assert_eq!(Update::from_wbxml(&update.to_wbxml()), Ok(update));
        let delete = Delete { sync_key: sync_key.clone(), id: id.clone() };
        assert_eq!(Delete::from_wbxml(&delete.to_wbxml()), Ok(delete));
        let response = Response { status: Status::Success, sync_key: Some(sync_key), id: Some(id) };
        let written = response.to_element(tag::FOLDER_CREATE);
        assert_eq!(Response::from_element(&written), Ok(response));
        assert!(written.to_debug_xml().contains("FolderCreate"));
    }
}
