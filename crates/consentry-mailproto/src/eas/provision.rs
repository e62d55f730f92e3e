//! Provision: the policy and its key, in two steps (MS-ASPROV).
//!
//! The device asks for the policy and gets it with a temporary key; it acknowledges that key and
//! gets the one that it sends from then on.

mod policy;

pub use self::policy::{PasswordPolicy, Policy};
use super::codes::{codes, statuses};
use super::{DeviceInformation, InvalidMessage, Message};
use crate::wbxml::tag::{provision as tag, settings};
use crate::wbxml::{Element, Tag};

/// The only form of policy that 12.0 and later have.
pub const POLICY_TYPE: &str = "MS-EAS-Provisioning-WBXML";

statuses! {
    /// How the command went.
    pub enum Status {
        /// Done.
        Success = 1,
        /// The request does not follow the protocol.
        ProtocolError = 2,
        /// The server failed.
        ServerError = 3,
    }
}

impl From<InvalidMessage> for Status {
    fn from(_: InvalidMessage) -> Self {
        Self::ProtocolError
    }
}

codes! {
    /// How it went with the policy.
    pub enum PolicyStatus {
        /// Done.
        Success = 1,
        /// There is no policy for this client.
        NoPolicy = 2,
        /// The form of policy is unknown.
        UnknownPolicyType = 3,
        /// The policy is damaged.
        Corrupted = 4,
        /// Another key was acknowledged.
        WrongPolicyKey = 5,
    }
}

codes! {
    /// What the device did with the policy.
    pub enum Acknowledgement {
        /// Applied all of it.
        Applied = 1,
        /// Applied a part.
        PartlyApplied = 2,
        /// Ignored it.
        NotApplied = 3,
        /// Is under the policy of somebody else.
        ManagedElsewhere = 4,
    }
}

codes! {
    /// What became of a wipe.
    pub enum WipeStatus {
        /// The device wipes itself.
        Success = 1,
        /// The device cannot.
        Failed = 2,
    }
}

/// What the client sends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// What the device tells about itself.
    pub device_information: Option<DeviceInformation>,
    /// What it wants to do about the policy.
    pub policy: Option<PolicyRequest>,
    /// What became of a wipe.
    pub remote_wipe: Option<WipeStatus>,
}

/// What the client wants to do about the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyRequest {
    /// Get it.
    Fetch {
        /// In which form; anything but [`POLICY_TYPE`] is unknown.
        policy_type: String,
    },
    /// Tell what it did with it.
    Acknowledge {
        /// In which form.
        policy_type: String,
        /// Which one.
        key: u32,
        /// What it did.
        status: Acknowledgement,
    },
}

/// What the server answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// How the command went.
    pub status: Status,
    /// Whether device information was taken.
    pub device_information: Option<Status>,
    /// About the policy.
    pub policy: Option<PolicyResponse>,
    /// Whether the device is to wipe itself.
    pub remote_wipe: bool,
}

/// What the server answers about the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyResponse {
    /// In which form.
    pub policy_type: String,
    /// How it went.
    pub status: PolicyStatus,
    /// The key: temporary with a policy, final without.
    pub key: Option<u32>,
    /// The policy.
    pub policy: Option<Policy>,
}

impl Response {
    /// An answer of a status only.
    pub fn new(status: Status) -> Self {
        Self { status, device_information: None, policy: None, remote_wipe: false }
    }
}

impl Message for Request {
    const ROOT: Tag = tag::PROVISION;

    fn read(root: &Element) -> Result<Self, InvalidMessage> {
        let policy = root.find(tag::POLICIES).and_then(|policies| policies.find(tag::POLICY));
        Ok(Self {
            device_information: root
                .find(settings::DEVICE_INFORMATION)
                .and_then(DeviceInformation::read),
            policy: policy.map(PolicyRequest::read).transpose()?,
            remote_wipe: match root.find(tag::REMOTE_WIPE) {
                Some(wipe) => wipe.code_of(tag::STATUS)?,
                None => None,
            },
        })
    }

    fn to_element(&self) -> Element {
        let policies =
            |policy: &PolicyRequest| Element::new(tag::POLICIES).with(policy.to_element());
        let wipe = |status| Element::new(tag::REMOTE_WIPE).with_code(tag::STATUS, status);
        Element::new(Self::ROOT)
            .with_if(self.device_information.as_ref().map(DeviceInformation::to_element))
            .with_if(self.policy.as_ref().map(policies))
            .with_if(self.remote_wipe.map(wipe))
    }
}

impl PolicyRequest {
    fn read(element: &Element) -> Result<Self, InvalidMessage> {
        let policy_type = element.need_text(tag::POLICY_TYPE)?;
        Ok(match element.number_of(tag::POLICY_KEY)? {
            None => Self::Fetch { policy_type },
            Some(key) => {
                Self::Acknowledge { policy_type, key, status: element.need_code(tag::STATUS)? }
            }
        })
    }

    fn to_element(&self) -> Element {
        let policy = Element::new(tag::POLICY);
        match self {
            Self::Fetch { policy_type } => policy.with_text(tag::POLICY_TYPE, policy_type),
            Self::Acknowledge { policy_type, key, status } => policy
                .with_text(tag::POLICY_TYPE, policy_type)
                .with_number(tag::POLICY_KEY, *key)
                .with_code(tag::STATUS, *status),
        }
    }
}

impl Message for Response {
    const ROOT: Tag = tag::PROVISION;

    fn read(root: &Element) -> Result<Self, InvalidMessage> {
        let policy = root.find(tag::POLICIES).and_then(|policies| policies.find(tag::POLICY));
        Ok(Self {
            status: root.need_code(tag::STATUS)?,
            device_information: match root.find(settings::DEVICE_INFORMATION) {
                Some(information) => information.code_of(settings::STATUS)?,
                None => None,
            },
            policy: policy.map(PolicyResponse::read).transpose()?,
            remote_wipe: root.flag_of(tag::REMOTE_WIPE)?.unwrap_or_default(),
        })
    }

    fn to_element(&self) -> Element {
        let information =
            |status| Element::new(settings::DEVICE_INFORMATION).with_code(settings::STATUS, status);
        let policies =
            |policy: &PolicyResponse| Element::new(tag::POLICIES).with(policy.to_element());
        Element::new(Self::ROOT)
            .with_if(self.device_information.map(information))
            .with_code(tag::STATUS, self.status)
            .with_if(self.policy.as_ref().map(policies))
            .with_mark_if(tag::REMOTE_WIPE, self.remote_wipe)
    }
}

impl PolicyResponse {
    fn read(element: &Element) -> Result<Self, InvalidMessage> {
        let document = element.find(tag::DATA).and_then(|data| data.find(tag::EAS_PROVISION_DOC));
        Ok(Self {
            policy_type: element.need_text(tag::POLICY_TYPE)?,
            status: element.need_code(tag::STATUS)?,
            key: element.number_of(tag::POLICY_KEY)?,
            policy: document.map(Policy::read).transpose()?,
        })
    }

    fn to_element(&self) -> Element {
        let data = |policy: &Policy| Element::new(tag::DATA).with(policy.to_element());
        Element::new(tag::POLICY)
            .with_text(tag::POLICY_TYPE, &self.policy_type)
            .with_code(tag::STATUS, self.status)
            .with_number_if(tag::POLICY_KEY, self.key)
            .with_if(self.policy.as_ref().map(data))
    }
}
