//! A row of `mail_message` as a [`Summary`].

use consentry_model::Timestamp;
use consentry_sql::{FromRow, Row, SqlError};

use crate::id::{FolderId, ItemId, Modseq};
use crate::message::{Draft, Flag, Importance, Summary};
use crate::mime::{Headers, NativeBody};

/// The columns of a [`Summary`], in the order of its `from_row`.
macro_rules! summary_columns {
    () => {
        "id, folder, created, modseq, received, raw, size, seen, replied, draft, flag, subject, \
         sender, recipients, copies, reply_to, display_to, message_id, topic, conversation, \
         conversation_index, class, importance, attachments, native, code_page, preview"
    };
}
pub(crate) use summary_columns;

/// One message by its number.
pub(crate) const SUMMARY: &str = concat!(
    "SELECT ",
    summary_columns!(),
    " FROM mail_message WHERE mailbox = $1 AND id = $2 AND folder = $3"
);

impl FromRow for Summary {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let id: i64 = row.get(0)?;
        let corrupt =
            |why: &dyn std::fmt::Display| SqlError::corrupt("mail_message", &id.to_string(), why);
        let flag = match row.get::<Option<String>>(10)? {
            Some(text) => serde_json::from_str(&text).map_err(|why| corrupt(&why))?,
            None => Flag::default(),
        };
        let conversation: Vec<u8> = row.get(19)?;
        Ok(Self {
            item: ItemId(id),
            folder: FolderId(row.get(1)?),
            created: Modseq(row.get(2)?),
            modseq: Modseq(row.get(3)?),
            received: Timestamp::from_millis(row.get(4)?),
            raw: row.get(5)?,
            size: u64::try_from(row.get::<i64>(6)?).map_err(|why| corrupt(&why))?,
            read: row.get::<i64>(7)? != 0,
            replied: row.get::<i64>(8)? != 0,
            draft: if row.get::<i64>(9)? == 0 { Draft::No } else { Draft::Yes },
            flag,
            headers: Headers {
                subject: row.get(11)?,
                from: row.get(12)?,
                to: row.get(13)?,
                cc: row.get(14)?,
                reply_to: row.get(15)?,
                display_to: row.get(16)?,
                message_id: row.get(17)?,
                topic: row.get(18)?,
                conversation: conversation
                    .try_into()
                    .map_err(|_| corrupt(&"a conversation id has 16 bytes"))?,
                conversation_index: row.get(20)?,
                class: row.get(21)?,
                importance: Importance::from_code(row.get(22)?),
                attachments: row.get::<i64>(23)? != 0,
                native: NativeBody::from_code(row.get(24)?),
                code_page: row.get(25)?,
                preview: row.get(26)?,
            },
        })
    }
}
