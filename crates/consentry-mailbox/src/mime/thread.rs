//! Which conversation a message belongs to.
//!
//! A mail client of the Exchange family says it by `Thread-Index`; for all others it follows from
//! the first message id that the thread names. MS-OXOMSG (`PidTagConversationIndex`, `PidTagConversationTopic`).

use base64::{Engine as _, prelude::BASE64_STANDARD};
use mail_parser::{HeaderForm, HeaderValue, Message, parsers::fields::thread::thread_name};

use super::clean::column;

/// Bytes of an index without replies: a mark, a shortened time, the conversation's id.
const INDEX_BYTES: usize = 22;
/// An index may grow by five bytes for each reply.
const LONGEST_INDEX: usize = INDEX_BYTES + 5 * 200;
/// Between 1601 and 1970, in steps of 100 ns.
const FILETIME_EPOCH: i64 = 116_444_736_000_000_000;

/// A message's place in its conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Thread {
    pub(super) topic: String,
    pub(super) id: [u8; 16],
    pub(super) index: Vec<u8>,
}

/// Finds it from the headers; `millis` is when the message came.
pub(super) fn place(message: Option<&Message<'_>>, subject: &str, millis: i64) -> Thread {
    let topic = message
        .and_then(|message| message.header_as("Thread-Topic", HeaderForm::Text).into_iter().next())
        .and_then(|value| value.as_text().map(column))
        .filter(|topic| !topic.is_empty())
        .unwrap_or_else(|| thread_name(subject).to_owned());
    let given = message
        .and_then(|message| message.header_raw("Thread-Index"))
        .map(|text| text.split_ascii_whitespace().collect::<String>())
        .and_then(|text| BASE64_STANDARD.decode(text).ok())
        .filter(|index| (INDEX_BYTES..=LONGEST_INDEX).contains(&index.len()));
    if let Some(index) = given
        && let Some(id) = index.get(6..INDEX_BYTES).and_then(|id| id.try_into().ok())
    {
        return Thread { topic, id, index };
    }
    let root = message.and_then(root_id).unwrap_or_else(|| topic.to_lowercase());
    let id = fnv1a(root.as_bytes()).to_be_bytes();
    let time = millis.saturating_mul(10_000).saturating_add(FILETIME_EPOCH);
    let mut index = vec![1];
    index.extend(time.to_be_bytes().iter().take(5));
    index.extend(id);
    Thread { topic, id, index }
}

/// The id of the first message of the thread, as far as this one knows it.
fn root_id(message: &Message<'_>) -> Option<String> {
    let first = |value: &HeaderValue<'_>| match value {
        HeaderValue::Text(id) => Some(id.to_string()),
        HeaderValue::TextList(ids) => ids.first().map(ToString::to_string),
        _ => None,
    };
    first(message.references())
        .or_else(|| first(message.in_reply_to()))
        .or_else(|| message.message_id().map(ToOwned::to_owned))
        .filter(|id| !id.is_empty())
}

/// FNV-1a with 128 bits: spreads well and needs no secret, as a conversation's id guards nothing.
fn fnv1a(bytes: &[u8]) -> u128 {
    bytes.iter().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, |hash, byte| {
        (hash ^ u128::from(*byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    })
}
