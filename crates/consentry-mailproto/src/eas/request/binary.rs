//! The base64 form: the whole query is one base64 text of packed fields (MS-ASHTTP 2.2.1.1.1.1).

#![warn(clippy::arithmetic_side_effects)]

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use percent_encoding::percent_decode_str;

use super::{DeviceId, InvalidDevice, InvalidRequest, Parameters, RequestLine, user};
use crate::eas::{Code as _, Command, Version};

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Tags of the parameters at the end.
mod parameter {
    pub(super) const ATTACHMENT_NAME: u8 = 0;
    pub(super) const COLLECTION_ID: u8 = 1;
    pub(super) const ITEM_ID: u8 = 3;
    pub(super) const LONG_ID: u8 = 4;
    pub(super) const OCCURRENCE: u8 = 6;
    pub(super) const OPTIONS: u8 = 7;
    pub(super) const USER: u8 = 8;
}

const SAVE_IN_SENT: u8 = 0x01;
const ACCEPT_MULTIPART: u8 = 0x02;

pub(super) fn parse(query: &str) -> Result<RequestLine, InvalidRequest> {
    let text: Vec<u8> = percent_decode_str(query).collect();
    let bytes = BASE64.decode(text).map_err(|_| InvalidRequest::Query)?;
    let mut fields = Fields(&bytes);
    let version = fields.byte()?;
    let command = Command::try_from(fields.byte()?)?;
    let version = Version::from_byte(version)
        .map_err(|reason| InvalidRequest::Version { command: Some(command), reason })?;
    let [low, high] = fields.array()?;
    let device_id = fields.counted()?;
    let policy_key = match fields.byte()? {
        0 => None,
        4 => Some(u32::from_le_bytes(fields.array()?)).filter(|key| *key != 0),
        _ => return Err(InvalidRequest::Query),
    };
    let device_type = fields.counted()?;
    let device = |reason| InvalidRequest::Device { command, reason };
    let mut request = RequestLine {
        command,
        version,
        user: None,
        device_id: DeviceId::from_bytes(device_id).map_err(device)?,
        device_type: std::str::from_utf8(device_type)
            .map_err(|_| device(InvalidDevice::Type))?
            .parse()
            .map_err(device)?,
        policy_key,
        accept_multipart: false,
        locale: Some(u16::from_le_bytes([low, high])),
        parameters: Parameters::default(),
    };
    while !fields.0.is_empty() {
        let tag = fields.byte()?;
        apply(&mut request, tag, fields.counted()?)?;
    }
    Ok(request)
}

fn apply(request: &mut RequestLine, tag: u8, value: &[u8]) -> Result<(), InvalidRequest> {
    let parameters = &mut request.parameters;
    let slot = match tag {
        parameter::ATTACHMENT_NAME => &mut parameters.attachment_name,
        parameter::COLLECTION_ID => &mut parameters.collection_id,
        parameter::ITEM_ID => &mut parameters.item_id,
        parameter::LONG_ID => &mut parameters.long_id,
        parameter::OCCURRENCE => &mut parameters.occurrence,
        parameter::OPTIONS => {
            let bits = value.first().copied().unwrap_or_default();
            parameters.save_in_sent = bits & SAVE_IN_SENT != 0;
            request.accept_multipart = bits & ACCEPT_MULTIPART != 0;
            return Ok(());
        }
        parameter::USER => {
            request.user = user(request.command, utf_8(value)?)?;
            return Ok(());
        }
        _ => return Ok(()),
    };
    *slot = Some(utf_8(value)?.to_owned()).filter(|text| !text.is_empty());
    Ok(())
}

fn utf_8(value: &[u8]) -> Result<&str, InvalidRequest> {
    std::str::from_utf8(value).map_err(|_| InvalidRequest::Query)
}

/// The fields that are not read yet.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], InvalidRequest> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(InvalidRequest::Query)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], InvalidRequest> {
        self.take(N)?.try_into().map_err(|_| InvalidRequest::Query)
    }

    fn byte(&mut self) -> Result<u8, InvalidRequest> {
        let [byte] = self.array()?;
        Ok(byte)
    }

    fn counted(&mut self) -> Result<&'a [u8], InvalidRequest> {
        let length = self.byte()?;
        self.take(length.into())
    }
}

pub(super) fn write(request: &RequestLine) -> String {
    // INVARIANT: every command has a code below 256.
    let command = u8::try_from(request.command.code()).unwrap_or(u8::MAX);
    let mut out = vec![request.version.byte(), command];
    out.extend(request.locale.unwrap_or_default().to_le_bytes());
    put_counted(&mut out, request.device_id.as_str().as_bytes());
    match request.policy_key {
        Some(key) => put_counted(&mut out, &key.to_le_bytes()),
        None => out.push(0),
    }
    put_counted(&mut out, request.device_type.as_str().as_bytes());
    let parameters = &request.parameters;
    for (tag, value) in [
        (parameter::ATTACHMENT_NAME, &parameters.attachment_name),
        (parameter::COLLECTION_ID, &parameters.collection_id),
        (parameter::ITEM_ID, &parameters.item_id),
        (parameter::LONG_ID, &parameters.long_id),
        (parameter::OCCURRENCE, &parameters.occurrence),
        (parameter::USER, &request.user),
    ] {
        if let Some(value) = value {
            out.push(tag);
            put_counted(&mut out, value.as_bytes());
        }
    }
    let mut options = 0;
    if parameters.save_in_sent {
        options |= SAVE_IN_SENT;
    }
    if request.accept_multipart {
        options |= ACCEPT_MULTIPART;
    }
    if options != 0 {
        out.push(parameter::OPTIONS);
        put_counted(&mut out, &[options]);
    }
    BASE64.encode(out)
}

/// A length byte and that many bytes; what does not fit in 255 is cut off.
fn put_counted(out: &mut Vec<u8>, value: &[u8]) {
    let value = value.get(..usize::from(u8::MAX)).unwrap_or(value);
    out.push(u8::try_from(value.len()).unwrap_or(u8::MAX));
    out.extend(value);
}
