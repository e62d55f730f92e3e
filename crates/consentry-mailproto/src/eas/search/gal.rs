//! Somebody in the address list (MS-ASCMD 2.2.3, namespace GAL).

use crate::wbxml::Element;
use crate::wbxml::tag::gal as tag;

/// Somebody in the address list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GalEntry {
    /// The whole name.
    pub display_name: Option<String>,
    /// The telephone at work.
    pub phone: Option<String>,
    /// The room.
    pub office: Option<String>,
    /// The position.
    pub title: Option<String>,
    /// The organisation.
    pub company: Option<String>,
    /// The short name.
    pub alias: Option<String>,
    /// The first name.
    pub first_name: Option<String>,
    /// The last name.
    pub last_name: Option<String>,
    /// The mobile telephone.
    pub mobile_phone: Option<String>,
    /// The mail address.
    pub email_address: Option<String>,
}

impl GalEntry {
    pub(super) fn read(properties: &Element) -> Self {
        Self {
            display_name: properties.text_of(tag::DISPLAY_NAME),
            phone: properties.text_of(tag::PHONE),
            office: properties.text_of(tag::OFFICE),
            title: properties.text_of(tag::TITLE),
            company: properties.text_of(tag::COMPANY),
            alias: properties.text_of(tag::ALIAS),
            first_name: properties.text_of(tag::FIRST_NAME),
            last_name: properties.text_of(tag::LAST_NAME),
            mobile_phone: properties.text_of(tag::MOBILE_PHONE),
            email_address: properties.text_of(tag::EMAIL_ADDRESS),
        }
    }

    pub(super) fn add_to(&self, properties: Element) -> Element {
        properties
            .with_text_if(tag::DISPLAY_NAME, self.display_name.as_deref())
            .with_text_if(tag::PHONE, self.phone.as_deref())
            .with_text_if(tag::OFFICE, self.office.as_deref())
            .with_text_if(tag::TITLE, self.title.as_deref())
            .with_text_if(tag::COMPANY, self.company.as_deref())
            .with_text_if(tag::ALIAS, self.alias.as_deref())
            .with_text_if(tag::FIRST_NAME, self.first_name.as_deref())
            .with_text_if(tag::LAST_NAME, self.last_name.as_deref())
            .with_text_if(tag::MOBILE_PHONE, self.mobile_phone.as_deref())
            .with_text_if(tag::EMAIL_ADDRESS, self.email_address.as_deref())
    }
}
