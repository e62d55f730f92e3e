//! Which answers a request wants (`response_type`), and how they travel (`response_mode`).
//!
//! OAuth 2.0 Multiple Response Type Encoding Practices: an id token never travels in a query, and
//! whoever gets one from here sends a nonce. Access tokens never come from this endpoint.

use consentry_model::{Application, Refusal};
use serde::{Deserialize, Serialize};

use super::request::short;
use crate::{Params, ResponseMode, Version};

/// What the authorization endpoint returns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ResponseType {
    /// A code.
    #[default]
    Code,
    /// An id token.
    IdToken,
    /// Both (hybrid).
    CodeAndIdToken,
}

impl ResponseType {
    /// The order of the words does not matter.
    fn of(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split(' ').collect();
        match words.as_slice() {
            ["code"] => Some(Self::Code),
            ["id_token"] => Some(Self::IdToken),
            ["code", "id_token"] | ["id_token", "code"] => Some(Self::CodeAndIdToken),
            _ => None,
        }
    }

    /// Is a code among it?
    pub(crate) const fn has_code(self) -> bool {
        matches!(self, Self::Code | Self::CodeAndIdToken)
    }

    /// Is an id token among it?
    pub(crate) const fn has_id_token(self) -> bool {
        matches!(self, Self::IdToken | Self::CodeAndIdToken)
    }
}

/// `response_mode`, if it is one.
pub(crate) fn mode(text: &str) -> Option<ResponseMode> {
    match text {
        "query" => Some(ResponseMode::Query),
        "fragment" => Some(ResponseMode::Fragment),
        "form_post" => Some(ResponseMode::FormPost),
        _ => None,
    }
}

/// How the answer travels, errors included: as named, else in the query, or in the fragment where
/// an id token was asked for.
pub(crate) fn mode_of(params: &Params) -> ResponseMode {
    let asked = params.get("response_type").and_then(ResponseType::of).unwrap_or_default();
    let usual = if asked.has_id_token() { ResponseMode::Fragment } else { ResponseMode::Query };
    params.get("response_mode").and_then(mode).unwrap_or(usual)
}

/// Reads what is wanted, and whether this application may have it this way.
pub(crate) fn response_type(
    params: &Params,
    app: &Application,
    version: Version,
) -> Result<ResponseType, Refusal> {
    let value = params.require("response_type")?;
    let unsupported = || Refusal::ResponseType { value: short(value) };
    let asked = ResponseType::of(value).ok_or_else(unsupported)?;
    if !asked.has_id_token() {
        return Ok(asked);
    }
    if !app.web.id_token_implicit.is_on() {
        return Err(Refusal::IdTokenNotEnabled { app: app.id });
    }
    if mode_of(params) == ResponseMode::Query {
        return Err(Refusal::ResponseMode { value: "query".to_owned() });
    }
    let openid = params.get("scope").is_some_and(|scope| scope.split(' ').any(|s| s == "openid"));
    if version == Version::V2 && !openid {
        return Err(unsupported());
    }
    params.require("nonce")?;
    Ok(asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_response_type_have_no_order() {
        for (text, want) in [
            ("code", Some(ResponseType::Code)),
            ("id_token", Some(ResponseType::IdToken)),
            ("code id_token", Some(ResponseType::CodeAndIdToken)),
            ("id_token code", Some(ResponseType::CodeAndIdToken)),
            ("CODE", None),
            ("token", None),
            ("id_token token", None),
            ("code id_token token", None),
            ("code  id_token", None),
            ("code code", None),
            ("none", None),
        ] {
            assert_eq!(ResponseType::of(text), want, "{text}");
        }
    }
}
