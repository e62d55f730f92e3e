//! Settings: device information, account information, out of office (MS-ASCMD 2.2.1.18).

mod oof;

pub use self::oof::{Audience, Oof, OofMessage, OofRequest, OofResponse, OofState};
use super::codes::statuses;
use super::{DeviceInformation, InvalidMessage, Message};
use crate::wbxml::tag::settings as tag;
use crate::wbxml::{Element, Tag};

statuses! {
    /// How it went, for the request or for one setting.
    pub enum Status {
        /// Done.
        Success = 1,
        /// The request does not follow the protocol.
        ProtocolError = 2,
        /// Access is denied.
        AccessDenied = 3,
        /// The server failed.
        ServerUnavailable = 4,
        /// Arguments are missing or not valid.
        InvalidArguments = 5,
        /// Arguments exclude each other.
        ConflictingArguments = 6,
        /// Policy forbids it.
        DeniedByPolicy = 7,
    }
}

impl From<InvalidMessage> for Status {
    fn from(_: InvalidMessage) -> Self {
        Self::ProtocolError
    }
}

/// What the client asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// About being out of office.
    pub oof: Option<OofRequest>,
    /// What the device tells about itself.
    pub device_information: Option<DeviceInformation>,
    /// Whether the client stores a recovery password with the server.
    pub device_password: bool,
    /// Whether it wants to know the user's accounts and addresses.
    pub user_information: bool,
    /// Whether it wants to know the rights templates.
    pub rights_management: bool,
}

/// What the server answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// How it went as a whole.
    pub status: Status,
    /// About being out of office.
    pub oof: Option<OofResponse>,
    /// Whether device information was taken.
    pub device_information: Option<Status>,
    /// Whether the recovery password was taken.
    pub device_password: Option<Status>,
    /// The user's accounts and addresses.
    pub user_information: Option<UserInformation>,
    /// Whether there are rights templates; none are sent.
    pub rights_management: Option<Status>,
}

/// The user's accounts and addresses, or why they are not told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserInformation {
    /// How it went.
    pub status: Status,
    /// The accounts.
    pub accounts: Vec<Account>,
}

/// One account of the user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Its id; the first account has none.
    pub account_id: Option<String>,
    /// Its name.
    pub account_name: Option<String>,
    /// The user's name.
    pub user_display_name: Option<String>,
    /// Whether it must not send.
    pub send_disabled: bool,
    /// Its addresses.
    pub addresses: Vec<String>,
    /// The address it sends from.
    pub primary_address: Option<String>,
}

impl Response {
    /// An answer of a status only.
    pub fn new(status: Status) -> Self {
        Self {
            status,
            oof: None,
            device_information: None,
            device_password: None,
            user_information: None,
            rights_management: None,
        }
    }
}

impl Message for Request {
    const ROOT: Tag = tag::SETTINGS;

    fn read(root: &Element) -> Result<Self, InvalidMessage> {
        let asks = |tag, verb| root.find(tag).is_some_and(|element| element.find(verb).is_some());
        Ok(Self {
            oof: root.find(tag::OOF).map(OofRequest::read).transpose()?,
            device_information: root
                .find(tag::DEVICE_INFORMATION)
                .and_then(DeviceInformation::read),
            device_password: asks(tag::DEVICE_PASSWORD, tag::SET),
            user_information: asks(tag::USER_INFORMATION, tag::GET),
            rights_management: asks(tag::RIGHTS_MANAGEMENT_INFORMATION, tag::GET),
        })
    }

    fn to_element(&self) -> Element {
        let ask = |tag, verb, asks: bool| asks.then(|| Element::new(tag).with(Element::new(verb)));
        let rights = self.rights_management;
        Element::new(Self::ROOT)
            .with_if(self.oof.as_ref().map(OofRequest::to_element))
            .with_if(ask(tag::DEVICE_PASSWORD, tag::SET, self.device_password))
            .with_if(self.device_information.as_ref().map(DeviceInformation::to_element))
            .with_if(ask(tag::USER_INFORMATION, tag::GET, self.user_information))
            .with_if(ask(tag::RIGHTS_MANAGEMENT_INFORMATION, tag::GET, rights))
    }
}

impl Message for Response {
    const ROOT: Tag = tag::SETTINGS;

    fn read(root: &Element) -> Result<Self, InvalidMessage> {
        let status = |tag| match root.find(tag) {
            Some(element) => element.need_code(tag::STATUS).map(Some),
            None => Ok(None),
        };
        Ok(Self {
            status: root.need_code(tag::STATUS)?,
            oof: root.find(tag::OOF).map(OofResponse::read).transpose()?,
            device_information: status(tag::DEVICE_INFORMATION)?,
            device_password: status(tag::DEVICE_PASSWORD)?,
            user_information: root
                .find(tag::USER_INFORMATION)
                .map(UserInformation::read)
                .transpose()?,
            rights_management: status(tag::RIGHTS_MANAGEMENT_INFORMATION)?,
        })
    }

    fn to_element(&self) -> Element {
        let status = |tag, status: Option<Status>| {
            status.map(|status| Element::new(tag).with_code(tag::STATUS, status))
        };
        Element::new(Self::ROOT)
            .with_code(tag::STATUS, self.status)
            .with_if(self.oof.as_ref().map(OofResponse::to_element))
            .with_if(status(tag::DEVICE_INFORMATION, self.device_information))
            .with_if(status(tag::DEVICE_PASSWORD, self.device_password))
            .with_if(self.user_information.as_ref().map(UserInformation::to_element))
            .with_if(status(tag::RIGHTS_MANAGEMENT_INFORMATION, self.rights_management))
    }
}

impl UserInformation {
    fn read(element: &Element) -> Result<Self, InvalidMessage> {
        let accounts = element.find(tag::GET).and_then(|get| get.find(tag::ACCOUNTS));
        Ok(Self {
            status: element.need_code(tag::STATUS)?,
            accounts: match accounts {
                Some(list) => {
                    list.all(tag::ACCOUNT).map(Account::read).collect::<Result<_, _>>()?
                }
                None => Vec::new(),
            },
        })
    }

    fn to_element(&self) -> Element {
        let get = || {
            let accounts =
                Element::new(tag::ACCOUNTS).with_all(self.accounts.iter().map(Account::to_element));
            Element::new(tag::GET).with(accounts)
        };
        Element::new(tag::USER_INFORMATION)
            .with_code(tag::STATUS, self.status)
            .with_if((!self.accounts.is_empty()).then(get))
    }
}

impl Account {
    fn read(element: &Element) -> Result<Self, InvalidMessage> {
        let addresses = element.find(tag::EMAIL_ADDRESSES);
        Ok(Self {
            account_id: element.text_of(tag::ACCOUNT_ID),
            account_name: element.text_of(tag::ACCOUNT_NAME),
            user_display_name: element.text_of(tag::USER_DISPLAY_NAME),
            send_disabled: element.flag_of(tag::SEND_DISABLED)?.unwrap_or_default(),
            addresses: addresses
                .into_iter()
                .flat_map(|list| list.all(tag::SMTP_ADDRESS))
                .map(|address| address.as_text().to_owned())
                .collect(),
            primary_address: addresses.and_then(|list| list.text_of(tag::PRIMARY_SMTP_ADDRESS)),
        })
    }

    fn to_element(&self) -> Element {
        let address = |text: &String| Element::text(tag::SMTP_ADDRESS, text);
        let addresses = Element::new(tag::EMAIL_ADDRESSES)
            .with_all(self.addresses.iter().map(address))
            .with_text_if(tag::PRIMARY_SMTP_ADDRESS, self.primary_address.as_deref());
        Element::new(tag::ACCOUNT)
            .with_text_if(tag::ACCOUNT_ID, self.account_id.as_deref())
            .with_text_if(tag::ACCOUNT_NAME, self.account_name.as_deref())
            .with_text_if(tag::USER_DISPLAY_NAME, self.user_display_name.as_deref())
            .with_flag_if(tag::SEND_DISABLED, self.send_disabled.then_some(true))
            .with(addresses)
    }
}
