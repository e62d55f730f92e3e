//! The policy itself, `EASProvisionDoc` (MS-ASPROV 2.2.2.28): the settings that a small
//! organisation has. What is not set here is left to the device.

use crate::eas::InvalidMessage;
use crate::wbxml::Element;
use crate::wbxml::tag::provision as tag;

/// What devices have to obey. The default asks for nothing and allows everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// What the device's own password must be like; `None` means that it needs none.
    pub password: Option<PasswordPolicy>,
    /// Whether attachments may be fetched.
    pub attachments_enabled: bool,
    /// The largest attachment in bytes.
    pub max_attachment_size: Option<u32>,
    /// Whether the device must be encrypted.
    pub require_device_encryption: bool,
    /// Whether mail may be synchronised by hand only while roaming.
    pub require_manual_sync_when_roaming: bool,
    /// Whether HTML mail is allowed.
    pub allow_html_email: bool,
    /// How far back mail goes, as a filter type; 0 means that all may.
    pub max_email_age_filter: u32,
}

/// What a device's own password must be like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PasswordPolicy {
    /// Whether letters are needed.
    pub alphanumeric: bool,
    /// The smallest length, from 1 to 16.
    pub min_length: Option<u32>,
    /// After how many seconds the device locks itself.
    pub max_inactivity: Option<u32>,
    /// After how many wrong passwords the device wipes itself, from 4 to 16.
    pub max_failed_attempts: Option<u32>,
    /// Whether passwords such as `1234` are allowed.
    pub allow_simple: bool,
    /// After how many days a new password is needed.
    pub expiration: Option<u32>,
    /// How many old passwords must not come back.
    pub history: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            password: None,
            attachments_enabled: true,
            max_attachment_size: None,
            require_device_encryption: false,
            require_manual_sync_when_roaming: false,
            allow_html_email: true,
            max_email_age_filter: 0,
        }
    }
}

impl Policy {
    pub(super) fn read(document: &Element) -> Result<Self, InvalidMessage> {
        let flag = |tag| Ok::<_, InvalidMessage>(document.flag_of(tag)?.unwrap_or_default());
        let allowed = |tag| Ok::<_, InvalidMessage>(document.flag_of(tag)?.unwrap_or(true));
        let number = |tag| set_number(document, tag);
        let password = PasswordPolicy {
            alphanumeric: flag(tag::ALPHANUMERIC_DEVICE_PASSWORD_REQUIRED)?,
            min_length: number(tag::MIN_DEVICE_PASSWORD_LENGTH)?,
            max_inactivity: number(tag::MAX_INACTIVITY_TIME_DEVICE_LOCK)?,
            max_failed_attempts: number(tag::MAX_DEVICE_PASSWORD_FAILED_ATTEMPTS)?,
            allow_simple: allowed(tag::ALLOW_SIMPLE_DEVICE_PASSWORD)?,
            expiration: number(tag::DEVICE_PASSWORD_EXPIRATION)?,
            history: number(tag::DEVICE_PASSWORD_HISTORY)?.unwrap_or_default(),
        };
        Ok(Self {
            password: flag(tag::DEVICE_PASSWORD_ENABLED)?.then_some(password),
            attachments_enabled: allowed(tag::ATTACHMENTS_ENABLED)?,
            max_attachment_size: number(tag::MAX_ATTACHMENT_SIZE)?,
            require_device_encryption: flag(tag::REQUIRE_DEVICE_ENCRYPTION)?,
            require_manual_sync_when_roaming: flag(tag::REQUIRE_MANUAL_SYNC_WHEN_ROAMING)?,
            allow_html_email: allowed(tag::ALLOW_HTML_EMAIL)?,
            max_email_age_filter: number(tag::MAX_EMAIL_AGE_FILTER)?.unwrap_or_default(),
        })
    }

    /// In the order of the tokens; a limit that is not set is an empty element.
    pub(super) fn to_element(&self) -> Element {
        let limit = |element: Element, tag, number: Option<u32>| match number {
            Some(number) => element.with_number(tag, number),
            None => element.with(Element::new(tag)),
        };
        let mut document = Element::new(tag::EAS_PROVISION_DOC)
            .with_flag(tag::DEVICE_PASSWORD_ENABLED, self.password.is_some());
        if let Some(password) = &self.password {
            document = document
                .with_flag(tag::ALPHANUMERIC_DEVICE_PASSWORD_REQUIRED, password.alphanumeric);
        }
        document = document.with_flag(tag::ATTACHMENTS_ENABLED, self.attachments_enabled);
        if let Some(password) = &self.password {
            document = limit(document, tag::MIN_DEVICE_PASSWORD_LENGTH, password.min_length);
            let inactivity = password.max_inactivity;
            document = limit(document, tag::MAX_INACTIVITY_TIME_DEVICE_LOCK, inactivity);
            let attempts = password.max_failed_attempts;
            document = limit(document, tag::MAX_DEVICE_PASSWORD_FAILED_ATTEMPTS, attempts);
        }
        document = limit(document, tag::MAX_ATTACHMENT_SIZE, self.max_attachment_size);
        if let Some(password) = &self.password {
            document = document.with_flag(tag::ALLOW_SIMPLE_DEVICE_PASSWORD, password.allow_simple);
            document = limit(document, tag::DEVICE_PASSWORD_EXPIRATION, password.expiration);
            document = document.with_number(tag::DEVICE_PASSWORD_HISTORY, password.history);
        }
        let roaming = self.require_manual_sync_when_roaming;
        document
            .with_flag(tag::REQUIRE_DEVICE_ENCRYPTION, self.require_device_encryption)
            .with_flag(tag::REQUIRE_MANUAL_SYNC_WHEN_ROAMING, roaming)
            .with_flag(tag::ALLOW_HTML_EMAIL, self.allow_html_email)
            .with_number(tag::MAX_EMAIL_AGE_FILTER, self.max_email_age_filter)
            .with(Element::new(tag::UNAPPROVED_IN_ROM_APPLICATION_LIST))
            .with(Element::new(tag::APPROVED_APPLICATION_LIST))
    }
}

/// An empty element is a limit that is not set.
fn set_number(document: &Element, tag: crate::wbxml::Tag) -> Result<Option<u32>, InvalidMessage> {
    document
        .find(tag)
        .filter(|element| !element.as_text().is_empty())
        .map(Element::number)
        .transpose()
}
