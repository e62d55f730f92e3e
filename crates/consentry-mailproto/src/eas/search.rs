//! Search: in the mailbox or in the address list (MS-ASCMD 2.2.1.16).

mod gal;

pub use self::gal::GalEntry;
use super::codes::{codes, statuses};
use super::item_operations::Range;
use super::sync::Class;
use super::{BodyPreference, CollectionId, Email, InvalidMessage, Message};
use crate::wbxml::tag::{airsync, search as tag};
use crate::wbxml::{Element, Tag};

/// The largest number of results in one answer.
pub const MAX_RESULTS: u32 = 100;

codes! {
    /// How the command went.
    pub enum Status {
        /// Done.
        Success = 1,
        /// The server failed.
        ServerError = 3,
    }
}

statuses! {
    /// How the search went.
    pub enum StoreStatus {
        /// Done.
        Success = 1,
        /// The request does not follow the schema.
        InvalidRequest = 2,
        /// The server failed.
        ServerError = 3,
        /// The address of a document is not valid.
        BadLink = 4,
        /// Access is denied.
        AccessDenied = 5,
        /// There is nothing.
        NotFound = 6,
        /// The document library cannot be reached.
        ConnectionFailed = 7,
        /// The query is too complex.
        TooComplex = 8,
        /// It took too long.
        TimedOut = 10,
        /// The list of folders changed; the client sends FolderSync.
        FolderSyncRequired = 11,
        /// The range goes beyond what the server keeps.
        EndOfRange = 12,
        /// Access is blocked.
        AccessBlocked = 13,
        /// The document library asks for credentials.
        CredentialsRequired = 14,
    }
}

impl From<InvalidMessage> for StoreStatus {
    fn from(_: InvalidMessage) -> Self {
        Self::InvalidRequest
    }
}

/// What the client asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Where and for what.
    pub query: Query,
    /// Which results.
    pub range: Option<Range>,
    /// Whether folders inside the folder count.
    pub deep_traversal: bool,
    /// Whether the search is to be done anew.
    pub rebuild_results: bool,
    /// The forms of body.
    pub body_preferences: Vec<BodyPreference>,
}

/// Where to search, and for what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// In the address list, for the beginning of a name.
    Gal(String),
    /// In the mailbox.
    Mailbox(MailboxQuery),
    /// In a document library.
    DocumentLibrary,
}

/// What to look for in the mailbox: everything that is named must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailboxQuery {
    /// The class of item.
    pub class: Option<Class>,
    /// The folders; none means all.
    pub collections: Vec<CollectionId>,
    /// Words.
    pub free_text: Option<String>,
}

/// What the server answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// What the search found.
    Found {
        /// How it went.
        status: StoreStatus,
        /// The results.
        results: Vec<Found>,
        /// Which results these are.
        range: Option<Range>,
        /// How many there are.
        total: Option<u32>,
    },
    /// Nothing but a status.
    Failure(Status),
}

/// One result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Somebody in the address list.
    Gal(GalEntry),
    /// A mail.
    Email {
        /// By what it is fetched.
        long_id: String,
        /// Its folder.
        collection_id: CollectionId,
        /// What it holds.
        item: Box<Email>,
    },
}

const GAL: &str = "GAL";
const MAILBOX: &str = "Mailbox";
const DOCUMENT_LIBRARY: &str = "DocumentLibrary";

impl Message for Request {
    const ROOT: Tag = tag::SEARCH;

    fn read(root: &Element) -> Result<Self, InvalidMessage> {
        let store = root.need(tag::STORE)?;
        let empty = Element::new(tag::OPTIONS);
        let options = store.find(tag::OPTIONS).unwrap_or(&empty);
        Ok(Self {
            query: Query::read(store)?,
            range: options.parsed_of(tag::RANGE)?,
            deep_traversal: options.flag_of(tag::DEEP_TRAVERSAL)?.unwrap_or_default(),
            rebuild_results: options.flag_of(tag::REBUILD_RESULTS)?.unwrap_or_default(),
            body_preferences: BodyPreference::read_all(options)?,
        })
    }

    fn to_element(&self) -> Element {
        let range = self.range.map(|range| range.to_string());
        let options = Element::new(tag::OPTIONS)
            .with_mark_if(tag::REBUILD_RESULTS, self.rebuild_results)
            .with_mark_if(tag::DEEP_TRAVERSAL, self.deep_traversal)
            .with_text_if(tag::RANGE, range.as_deref())
            .with_all(self.body_preferences.iter().copied().map(BodyPreference::to_element));
        let store = self.query.add_to(Element::new(tag::STORE));
        Element::new(Self::ROOT)
            .with(store.with_if((!options.children.is_empty()).then_some(options)))
    }
}

impl Query {
    fn read(store: &Element) -> Result<Self, InvalidMessage> {
        let query = store.need(tag::QUERY)?;
        match store.need(tag::NAME)?.as_text() {
            name if name.eq_ignore_ascii_case(GAL) => Ok(Self::Gal(query.as_text().to_owned())),
            name if name.eq_ignore_ascii_case(MAILBOX) => {
                MailboxQuery::read(query).map(Self::Mailbox)
            }
            name if name.eq_ignore_ascii_case(DOCUMENT_LIBRARY) => Ok(Self::DocumentLibrary),
            _ => Err(InvalidMessage::Value(tag::NAME)),
        }
    }

    fn add_to(&self, store: Element) -> Element {
        let (name, query) = match self {
            Self::Gal(text) => (GAL, Element::text(tag::QUERY, text)),
            Self::Mailbox(query) => (MAILBOX, query.to_element()),
            Self::DocumentLibrary => (DOCUMENT_LIBRARY, Element::new(tag::QUERY)),
        };
        store.with_text(tag::NAME, name).with(query)
    }
}

impl MailboxQuery {
    /// Clients put the conditions into `And`, or directly into the query.
    fn read(query: &Element) -> Result<Self, InvalidMessage> {
        let conditions = query.find(tag::AND).unwrap_or(query);
        let collection = |element: &Element| {
            element.as_text().parse().map_err(|_| InvalidMessage::Value(element.tag))
        };
        Ok(Self {
            class: conditions.parsed_of(airsync::CLASS)?,
            collections: conditions
                .all(airsync::COLLECTION_ID)
                .map(collection)
                .collect::<Result<_, _>>()?,
            free_text: conditions.text_of(tag::FREE_TEXT),
        })
    }

    fn to_element(&self) -> Element {
        let collection = |id: &CollectionId| Element::text(airsync::COLLECTION_ID, id.as_str());
        let conditions = Element::new(tag::AND)
            .with_text_if(airsync::CLASS, self.class.map(Class::as_str))
            .with_all(self.collections.iter().map(collection))
            .with_text_if(tag::FREE_TEXT, self.free_text.as_deref());
        Element::new(tag::QUERY).with(conditions)
    }
}

impl Message for Response {
    const ROOT: Tag = tag::SEARCH;

    fn read(root: &Element) -> Result<Self, InvalidMessage> {
        let status = root.need_code(tag::STATUS)?;
        if status != Status::Success {
            return Ok(Self::Failure(status));
        }
        let store = root.need(tag::RESPONSE)?.need(tag::STORE)?;
        // A store without results says so by one empty result.
        let results = store.all(tag::RESULT).filter(|result| !result.children.is_empty());
        Ok(Self::Found {
            status: store.need_code(tag::STATUS)?,
            results: results.map(Found::read).collect::<Result<_, _>>()?,
            range: store.parsed_of(tag::RANGE)?,
            total: store.number_of(tag::TOTAL)?,
        })
    }

    fn to_element(&self) -> Element {
        let root = Element::new(Self::ROOT);
        match self {
            Self::Failure(status) => root.with_code(tag::STATUS, *status),
            Self::Found { status, results, range, total } => {
                let nothing = results.is_empty() && *status == StoreStatus::Success;
                let range = range.map(|range| range.to_string());
                let store = Element::new(tag::STORE)
                    .with_code(tag::STATUS, *status)
                    .with_all(results.iter().map(Found::to_element))
                    .with_mark_if(tag::RESULT, nothing)
                    .with_text_if(tag::RANGE, range.as_deref())
                    .with_number_if(tag::TOTAL, *total);
                root.with_code(tag::STATUS, Status::Success)
                    .with(Element::new(tag::RESPONSE).with(store))
            }
        }
    }
}

impl Found {
    fn read(result: &Element) -> Result<Self, InvalidMessage> {
        let properties = result.need(tag::PROPERTIES)?;
        let Some(long_id) = result.text_of(tag::LONG_ID) else {
            return Ok(Self::Gal(GalEntry::read(properties)));
        };
        Ok(Self::Email {
            long_id,
            collection_id: result.need_parsed(airsync::COLLECTION_ID)?,
            item: Box::new(Email::read(properties)?),
        })
    }

    fn to_element(&self) -> Element {
        let result = Element::new(tag::RESULT);
        let properties = Element::new(tag::PROPERTIES);
        match self {
            Self::Gal(entry) => result.with(entry.add_to(properties)),
            Self::Email { long_id, collection_id, item } => result
                .with_text(airsync::CLASS, Class::Email.as_str())
                .with_text(tag::LONG_ID, long_id)
                .with_text(airsync::COLLECTION_ID, collection_id.as_str())
                .with(item.add_to(properties)),
        }
    }
}
