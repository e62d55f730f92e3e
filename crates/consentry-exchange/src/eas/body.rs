//! Which form of body a client gets, and where it is cut (MS-ASAIRS 3.2.5, MS-ASCMD `MIMESupport`).
//!
//! MIME where the client wants it for this mail; else the form in which the mail was written, if
//! the client takes it; else the other one. With `AllOrNone` a form that would be cut gives way to
//! the next.

use consentry_mailbox::{NativeBody, OpenedMessage, Summary, cut_bytes, cut_chars};
use consentry_mailproto::eas::{
    Body, BodyData, BodyPreference, BodyType, Code as _,
    sync::{FilterType, MimeSupport, MimeTruncation, Options},
};
use serde::{Deserialize, Serialize};

/// Bytes of text for a client that says nothing about bodies.
const UNASKED: u32 = 1024;
/// The class of signed and encrypted mail begins so.
const SECURE_CLASS: &str = "IPM.Note.SMIME";

/// What a client wants of the mails of a folder, as it is kept with the folder's key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    filter: u16,
    #[serde(default)]
    mime: u16,
    #[serde(default)]
    mime_truncation: Option<u16>,
    #[serde(default)]
    bodies: Vec<Form>,
}

/// One form of body that the client takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Form {
    kind: u16,
    size: Option<u32>,
    whole: bool,
    preview: Option<u32>,
}

impl Wanted {
    /// From the options of a request.
    pub(super) fn of(options: &Options) -> Self {
        let mime = options.mime_support.unwrap_or(MimeSupport::Never);
        Self {
            filter: options.filter.unwrap_or(FilterType::All).code(),
            mime_truncation: options.mime_truncation.map(MimeTruncation::code),
            ..Self::of_bodies(&options.body_preferences, Some(mime))
        }
    }

    /// From body preferences alone.
    pub(super) fn of_bodies(bodies: &[BodyPreference], mime: Option<MimeSupport>) -> Self {
        let form = |body: &BodyPreference| Form {
            kind: body.kind.code(),
            size: body.truncation_size,
            whole: body.all_or_none,
            preview: body.preview,
        };
        Self {
            filter: 0,
            mime: mime.unwrap_or(MimeSupport::Never).code(),
            mime_truncation: None,
            bodies: bodies.iter().map(form).collect(),
        }
    }

    /// As it was kept; what does not read back counts as nothing said.
    pub(super) fn kept(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// For keeping.
    pub(super) fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// How many days back mails go.
    pub(super) fn days(&self) -> Option<u16> {
        FilterType::from_code(self.filter).and_then(FilterType::days)
    }

    /// The same without limits: for an item that is asked for by itself.
    pub(super) fn unlimited(&self) -> Self {
        let bodies = self.bodies.iter().map(|form| Form { size: None, ..*form }).collect();
        Self { bodies, mime_truncation: None, ..self.clone() }
    }

    /// For an item that is asked for by itself by a client that says nothing about bodies.
    pub(super) fn whole_text(&self) -> Self {
        let form =
            |kind: BodyType| Form { kind: kind.code(), size: None, whole: false, preview: None };
        Self { bodies: vec![form(BodyType::Text), form(BodyType::Html)], ..self.clone() }
    }

    fn form(&self, kind: BodyType) -> Option<Form> {
        self.bodies.iter().copied().find(|form| form.kind == kind.code())
    }

    fn mime_for(&self, class: &str) -> bool {
        if self.form(BodyType::Mime).is_none() {
            return false;
        }
        match MimeSupport::from_code(self.mime) {
            Some(MimeSupport::Always) => true,
            Some(MimeSupport::SecureOnly) if class.starts_with(SECURE_CLASS) => true,
            _ => self.bodies.iter().all(|form| form.kind == BodyType::Mime.code()),
        }
    }

    /// The forms that this mail may come in, the best first.
    fn forms(&self, class: &str, native: NativeBody) -> Vec<(BodyType, Form)> {
        if self.bodies.is_empty() {
            let form = Form {
                kind: BodyType::Text.code(),
                size: Some(UNASKED),
                whole: false,
                preview: None,
            };
            return vec![(BodyType::Text, form)];
        }
        if self.mime_for(class) {
            let limit = self.mime_truncation.and_then(MimeTruncation::from_code);
            let limit = limit.and_then(MimeTruncation::limit);
            let form =
                self.form(BodyType::Mime).map(|form| Form { size: form.size.or(limit), ..form });
            return form.map(|form| (BodyType::Mime, form)).into_iter().collect();
        }
        let order = match native {
            NativeBody::Html => [BodyType::Html, BodyType::Text],
            NativeBody::Plain => [BodyType::Text, BodyType::Html],
        };
        order.into_iter().filter_map(|kind| Some((kind, self.form(kind)?))).collect()
    }
}

/// A whole body in one form.
enum Whole {
    Text(String),
    Bytes(Vec<u8>),
}

impl Whole {
    fn of(kind: BodyType, raw: &[u8], opened: &OpenedMessage) -> Self {
        match kind {
            BodyType::Html => Self::Text(opened.html()),
            BodyType::Mime => Self::Bytes(raw.to_vec()),
            BodyType::Text | BodyType::Rtf => Self::Text(opened.text()),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Bytes(bytes) => bytes.len(),
        }
    }

    fn cut(self, limit: usize) -> BodyData {
        match self {
            Self::Text(mut text) => {
                let end = cut_bytes(&text, limit).len();
                text.truncate(end);
                BodyData::Text(text)
            }
            Self::Bytes(mut bytes) => {
                bytes.truncate(limit);
                BodyData::Bytes(bytes)
            }
        }
    }
}

/// The body of a mail as the client wants it; `None` if it takes no form that there is.
pub(super) fn body(
    wanted: &Wanted,
    summary: &Summary,
    raw: &[u8],
    opened: &OpenedMessage,
) -> Option<Body> {
    let mut left_out = None;
    for (kind, form) in wanted.forms(&summary.headers.class, opened.native) {
        let whole = Whole::of(kind, raw, opened);
        let size = whole.len();
        let limit =
            form.size.map_or(usize::MAX, |size| usize::try_from(size).unwrap_or(usize::MAX));
        let truncated = size > limit;
        let preview = form.preview.map(|chars| {
            let chars = usize::try_from(chars).unwrap_or(usize::MAX);
            cut_chars(&summary.headers.preview, chars).to_owned()
        });
        let mut body = Body {
            kind,
            estimated_data_size: Some(u32::try_from(size).unwrap_or(u32::MAX)),
            truncated,
            data: None,
            preview,
        };
        if truncated && (form.whole || limit == 0) {
            left_out.get_or_insert(body);
            if form.whole {
                continue;
            }
            return left_out;
        }
        body.data = Some(whole.cut(limit));
        return Some(body);
    }
    left_out
}
