//! GetItemEstimate: how much a Sync would bring (MS-ASCMD 2.2.1.9).

use super::codes::statuses;
use super::sync::Options;
use super::{CollectionId, InvalidMessage, Message, SyncKey};
use crate::wbxml::tag::{airsync, get_item_estimate as tag};
use crate::wbxml::{Element, Tag};

statuses! {
    /// How it went.
    pub enum Status {
        /// Done.
        Success = 1,
        /// There is no such folder.
        InvalidCollection = 2,
        /// The folder was never synchronised.
        NotPrimed = 3,
        /// The key is unknown.
        InvalidSyncKey = 4,
    }
}

/// What the client asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The folders.
    pub collections: Vec<Collection>,
}

/// One folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection {
    /// The state that the client has.
    pub sync_key: SyncKey,
    /// The folder.
    pub collection_id: CollectionId,
    /// What the client wants of the items; `None` means as last time.
    pub options: Option<Options>,
}

/// What the server answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// One answer for each folder.
    pub estimates: Vec<Estimate>,
}

/// The answer for one folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// How it went.
    pub status: Status,
    /// The folder.
    pub collection_id: CollectionId,
    /// How many changes there are, if that could be told.
    pub estimate: Option<u32>,
}

impl Message for Request {
    const ROOT: Tag = tag::GET_ITEM_ESTIMATE;

    fn read(root: &Element) -> Result<Self, InvalidMessage> {
        let collections = root.need(tag::COLLECTIONS)?;
        let read = |element: &Element| {
            Ok(Collection {
                sync_key: element.need_parsed(airsync::SYNC_KEY)?,
                collection_id: element.need_parsed(tag::COLLECTION_ID)?,
                options: element.find(airsync::OPTIONS).map(Options::read).transpose()?,
            })
        };
        Ok(Self {
            collections: collections.all(tag::COLLECTION).map(read).collect::<Result<_, _>>()?,
        })
    }

    fn to_element(&self) -> Element {
        let write = |one: &Collection| {
            Element::new(tag::COLLECTION)
                .with_text(airsync::SYNC_KEY, one.sync_key.as_str())
                .with_text(tag::COLLECTION_ID, one.collection_id.as_str())
                .with_if(one.options.as_ref().map(Options::to_element))
        };
        Element::new(Self::ROOT)
            .with(Element::new(tag::COLLECTIONS).with_all(self.collections.iter().map(write)))
    }
}

impl Message for Response {
    const ROOT: Tag = tag::GET_ITEM_ESTIMATE;

    fn read(root: &Element) -> Result<Self, InvalidMessage> {
        let read = |element: &Element| {
            let collection = element.need(tag::COLLECTION)?;
            Ok(Estimate {
                status: element.need_code(tag::STATUS)?,
                collection_id: collection.need_parsed(tag::COLLECTION_ID)?,
                estimate: collection.number_of(tag::ESTIMATE)?,
            })
        };
        Ok(Self { estimates: root.all(tag::RESPONSE).map(read).collect::<Result<_, _>>()? })
    }

    fn to_element(&self) -> Element {
        let write = |one: &Estimate| {
            let collection = Element::new(tag::COLLECTION)
                .with_text(tag::COLLECTION_ID, one.collection_id.as_str())
                .with_number_if(tag::ESTIMATE, one.estimate);
            Element::new(tag::RESPONSE).with_code(tag::STATUS, one.status).with(collection)
        };
        Element::new(Self::ROOT).with_all(self.estimates.iter().map(write))
    }
}
