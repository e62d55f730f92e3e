//! The plain form: `Cmd=…&User=…&DeviceId=…&DeviceType=…` (MS-ASHTTP 2.2.1.1.1.2).
//!
//! Names are compared without case and unknown ones are passed over; the first of a name counts.

use std::borrow::Cow;

use super::{Headers, InvalidDevice, InvalidRequest, Parameters, RequestLine, user};
use crate::eas::{Command, InvalidVersion, Version};

pub(super) fn parse(query: &str, headers: &Headers<'_>) -> Result<RequestLine, InvalidRequest> {
    let query = Query(form_urlencoded::parse(query.as_bytes()).collect());
    let command: Command = query.find("Cmd").ok_or(InvalidRequest::MissingCommand)?.parse()?;
    let version = headers.protocol_version.ok_or(InvalidRequest::MissingVersion(command))?;
    let version = version.parse::<Version>().map_err(|reason: InvalidVersion| {
        InvalidRequest::Version { command: Some(command), reason }
    })?;
    let device = |reason| InvalidRequest::Device { command, reason };
    let missing_id = || device(InvalidDevice::Id);
    let missing_type = || device(InvalidDevice::Type);
    Ok(RequestLine {
        command,
        version,
        user: user(command, query.find("User").unwrap_or_default())?,
        device_id: query.find("DeviceId").ok_or_else(missing_id)?.parse().map_err(device)?,
        device_type: query.find("DeviceType").ok_or_else(missing_type)?.parse().map_err(device)?,
        // One client sends the temporary key of Provision as a parameter, without the header.
        policy_key: policy_key(command, headers.policy_key.or_else(|| query.find("PolicyKey")))?,
        accept_multipart: headers.accept_multipart.is_some_and(is_true),
        locale: None,
        parameters: query.parameters(),
    })
}

fn policy_key(command: Command, text: Option<&str>) -> Result<Option<u32>, InvalidRequest> {
    let text = text.unwrap_or_default().trim();
    if text.is_empty() {
        return Ok(None);
    }
    let key: u32 = text.parse().map_err(|_| InvalidRequest::PolicyKey(command))?;
    Ok((key != 0).then_some(key))
}

fn is_true(text: &str) -> bool {
    text.trim().eq_ignore_ascii_case("T")
}

struct Query<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl Query<'_> {
    fn find(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_ref())
    }

    fn text(&self, name: &str) -> Option<String> {
        self.find(name).filter(|value| !value.is_empty()).map(str::to_owned)
    }

    fn parameters(&self) -> Parameters {
        Parameters {
            attachment_name: self.text("AttachmentName"),
            collection_id: self.text("CollectionId"),
            item_id: self.text("ItemId"),
            long_id: self.text("LongId"),
            occurrence: self.text("Occurrence"),
            save_in_sent: self.find("SaveInSent").is_some_and(is_true),
        }
    }
}

pub(super) fn write(request: &RequestLine) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("Cmd", request.command.name());
    if let Some(user) = &request.user {
        query.append_pair("User", user);
    }
    query.append_pair("DeviceId", request.device_id.as_str());
    query.append_pair("DeviceType", request.device_type.as_str());
    let parameters = &request.parameters;
    for (name, value) in [
        ("AttachmentName", &parameters.attachment_name),
        ("CollectionId", &parameters.collection_id),
        ("ItemId", &parameters.item_id),
        ("LongId", &parameters.long_id),
        ("Occurrence", &parameters.occurrence),
    ] {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    if parameters.save_in_sent {
        query.append_pair("SaveInSent", "T");
    }
    query.finish()
}
