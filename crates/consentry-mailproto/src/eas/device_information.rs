//! What a device tells about itself, in Provision and in Settings (MS-ASCMD 2.2.3.45).

use crate::wbxml::Element;
use crate::wbxml::tag::settings as tag;

/// What a device tells about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceInformation {
    /// Its model, such as `iPhone8C4`.
    pub model: Option<String>,
    /// Its IMEI.
    pub imei: Option<String>,
    /// Its name.
    pub friendly_name: Option<String>,
    /// Its system, such as `iOS 11.2.6 15D100`.
    pub os: Option<String>,
    /// Its language.
    pub os_language: Option<String>,
    /// Its telephone number.
    pub phone_number: Option<String>,
    /// Its mail program.
    pub user_agent: Option<String>,
    /// The operator of its network.
    pub mobile_operator: Option<String>,
}

impl DeviceInformation {
    /// Reads `DeviceInformation`; `None` if it sets nothing.
    pub(super) fn read(element: &Element) -> Option<Self> {
        let set = element.find(tag::SET)?;
        Some(Self {
            model: set.text_of(tag::MODEL),
            imei: set.text_of(tag::IMEI),
            friendly_name: set.text_of(tag::FRIENDLY_NAME),
            os: set.text_of(tag::OS),
            os_language: set.text_of(tag::OS_LANGUAGE),
            phone_number: set.text_of(tag::PHONE_NUMBER),
            user_agent: set.text_of(tag::USER_AGENT),
            mobile_operator: set.text_of(tag::MOBILE_OPERATOR),
        })
    }

    pub(super) fn to_element(&self) -> Element {
        let set = Element::new(tag::SET)
            .with_text_if(tag::MODEL, self.model.as_deref())
            .with_text_if(tag::IMEI, self.imei.as_deref())
            .with_text_if(tag::FRIENDLY_NAME, self.friendly_name.as_deref())
            .with_text_if(tag::OS, self.os.as_deref())
            .with_text_if(tag::OS_LANGUAGE, self.os_language.as_deref())
            .with_text_if(tag::PHONE_NUMBER, self.phone_number.as_deref())
            .with_text_if(tag::USER_AGENT, self.user_agent.as_deref())
            .with_text_if(tag::MOBILE_OPERATOR, self.mobile_operator.as_deref());
        Element::new(tag::DEVICE_INFORMATION).with(set)
    }
}
