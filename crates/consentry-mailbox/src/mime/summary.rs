//! What lists show of a message, taken from it once, when it is stored.

use std::fmt::Write as _;

use consentry_model::Timestamp;
use mail_parser::{Address, DateTime, HeaderForm, HeaderValue, Message, MimeHeaders, Received};

use super::clean::{column, preview};
use super::open::{NativeBody, OpenedMessage};
use super::parse::{Parsed, header_end, parse, parse_headers};
use super::thread;
use crate::message::Importance;

/// What the headers and the first words of a message say. All texts are single clean lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headers {
    /// Decoded subject.
    pub subject: String,
    /// `"Name" <address>`.
    pub from: String,
    /// The same, separated by commas.
    pub to: String,
    /// The same.
    pub cc: String,
    /// The same.
    pub reply_to: String,
    /// Names, or addresses where there is no name, separated by semicolons.
    pub display_to: String,
    /// `Message-ID` without its angle brackets.
    pub message_id: String,
    /// The subject without its `Re:`.
    pub topic: String,
    /// The conversation's id.
    pub conversation: [u8; 16],
    /// The place in the conversation (MS-OXOMSG).
    pub conversation_index: Vec<u8>,
    /// `IPM.Note` and the like.
    pub class: String,
    /// How urgent.
    pub importance: Importance,
    /// Whether something is attached that is not part of the text.
    pub attachments: bool,
    /// What the body was written in.
    pub native: NativeBody,
    /// Code page of the text, as Windows counts them.
    pub code_page: i64,
    /// The first 255 characters of the text.
    pub preview: String,
}

/// Takes from a message what lists show; `received` is when it came.
pub(crate) fn summarize(raw: &[u8], received: Timestamp) -> Headers {
    let parsed = parse(raw);
    let opened = OpenedMessage::from_parsed(raw, &parsed);
    let message = parsed.headers();
    let text = |value: &HeaderValue<'_>| match value {
        HeaderValue::Text(text) => column(text),
        _ => String::new(),
    };
    let subject = message.and_then(|message| message.subject()).map(column).unwrap_or_default();
    let list = |of: fn(&Message<'_>) -> Option<String>| message.and_then(of).unwrap_or_default();
    let thread = thread::place(message, &subject, received.millis());
    Headers {
        from: list(|m| m.from().or_else(|| m.sender()).map(addresses)),
        to: list(|m| m.to().map(addresses)),
        cc: list(|m| m.cc().map(addresses)),
        reply_to: list(|m| m.reply_to().map(addresses)),
        display_to: list(|m| m.to().map(names)),
        message_id: message.and_then(|m| m.header("Message-ID")).map(text).unwrap_or_default(),
        topic: thread.topic,
        conversation: thread.id,
        conversation_index: thread.index,
        class: class(&parsed).to_owned(),
        importance: message.map(importance).unwrap_or_default(),
        attachments: opened.attachments.iter().any(|attachment| !attachment.inline),
        native: opened.native,
        code_page: code_page(&parsed),
        preview: preview(&opened.text()),
        subject,
    }
}

/// `"Name" <address>, …`.
fn addresses(list: &Address<'_>) -> String {
    let mut out = String::new();
    for one in list.iter() {
        let address = column(one.address().unwrap_or_default());
        let name = column(one.name().unwrap_or_default()).replace(['"', '\\'], "");
        if address.is_empty() && name.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push_str(", ");
        }
        // Writing to a string does not fail.
        let written = match (name.is_empty(), address.is_empty()) {
            (true, _) => write!(out, "{address}"),
            (false, true) => write!(out, "\"{name}\""),
            (false, false) => write!(out, "\"{name}\" <{address}>"),
        };
        debug_assert!(written.is_ok(), "a string takes everything");
    }
    column(&out)
}

fn names(list: &Address<'_>) -> String {
    let names: Vec<String> = list
        .iter()
        .filter_map(|one| {
            one.name().filter(|name| !name.trim().is_empty()).or_else(|| one.address())
        })
        .map(column)
        .collect();
    column(&names.join("; "))
}

/// MS-ASEMAIL names the classes; calendar classes come with the calendar.
fn class(parsed: &Parsed<'_>) -> &'static str {
    let Parsed::Whole(message) = parsed else { return "IPM.Note" };
    let root = message.root_part();
    let report = |kind: &str| {
        let given = root.content_type().and_then(|ct| ct.attribute("report-type"));
        given.is_some_and(|given| given.eq_ignore_ascii_case(kind))
    };
    if root.is_content_type("multipart", "report") {
        return match () {
            () if report("delivery-status") => "REPORT.IPM.Note.NDR",
            () if report("disposition-notification") => "REPORT.IPM.Note.IPNRN",
            () => "IPM.Note",
        };
    }
    if root.is_content_type("multipart", "signed") {
        return "IPM.Note.SMIME.MultipartSigned";
    }
    let smime = ["pkcs7-mime", "x-pkcs7-mime"];
    if smime.iter().any(|subtype| root.is_content_type("application", subtype)) {
        return "IPM.Note.SMIME";
    }
    "IPM.Note"
}

fn importance(message: &Message<'_>) -> Importance {
    let header = |name: &'static str| {
        let found = message.header_as(name, HeaderForm::Text).into_iter().next();
        found.and_then(HeaderValue::into_text).map(|text| text.trim().to_ascii_lowercase())
    };
    match header("Importance").as_deref() {
        Some("high") => return Importance::High,
        Some("low") => return Importance::Low,
        Some("normal") => return Importance::Normal,
        _ => {}
    }
    // `X-Priority: 1 (Highest)`.
    match header("X-Priority").and_then(|text| text.chars().next()) {
        Some('1' | '2') => Importance::High,
        Some('4' | '5') => Importance::Low,
        _ => Importance::Normal,
    }
}

/// Windows numbers of the charsets that mail still uses; everything else is handed on as UTF-8.
fn code_page(parsed: &Parsed<'_>) -> i64 {
    const UTF_8: i64 = 65001;
    let Parsed::Whole(message) = parsed else { return UTF_8 };
    let part = message.text_part(0).or_else(|| message.html_part(0));
    let charset = part
        .and_then(|part| part.content_type())
        .and_then(|ct| ct.attribute("charset"))
        .map(str::to_ascii_lowercase);
    match charset.as_deref() {
        Some("us-ascii") => 20127,
        Some("iso-8859-1") => 28591,
        Some("iso-8859-2") => 28592,
        Some("iso-8859-15") => 28605,
        Some("windows-1250") => 1250,
        Some("windows-1251") => 1251,
        Some("windows-1252") => 1252,
        Some("koi8-r") => 20866,
        Some("iso-2022-jp") => 50220,
        Some("shift_jis") => 932,
        Some("euc-jp") => 51932,
        Some("gb2312" | "gbk") => 936,
        Some("big5") => 950,
        Some("euc-kr") => 51949,
        _ => UTF_8,
    }
}

/// When a message came, by the topmost `Received` or by its `Date`, if either can be believed.
pub(crate) fn received_at(raw: &[u8], now: Timestamp) -> Option<Timestamp> {
    let parsed = parse_headers(raw.get(..header_end(raw))?)?;
    let believed = |date: &DateTime| {
        let at = date.is_valid().then(|| Timestamp::from_seconds(date.to_timestamp()))?;
        (Timestamp::from_seconds(0) < at && at <= now).then_some(at)
    };
    let received = parsed.received().and_then(Received::date);
    received.as_ref().and_then(believed).or_else(|| parsed.date().and_then(believed))
}
