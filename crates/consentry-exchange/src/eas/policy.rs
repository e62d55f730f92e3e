//! Whether a device carries the policy key that it was given (MS-ASPROV 3.1.5.1).
//!
//! Provisioning itself needs none, and neither do Settings: devices tell about themselves before
//! they are provisioned. Versions before 14.0, which would get HTTP 449, are not spoken.

use consentry_mailbox::PolicyKeys;
use consentry_mailproto::eas::{Command, CommonStatus};

/// What is wrong with the key; `None` for nothing.
pub(super) fn missing(
    command: Command,
    given: Option<u32>,
    keys: PolicyKeys,
) -> Option<CommonStatus> {
    match (command, given, keys.active) {
        (Command::Provision | Command::Settings, _, _) => None,
        (_, None | Some(0), _) => Some(CommonStatus::DeviceNotProvisioned),
        (_, Some(given), Some(active)) if given == active => None,
        (_, Some(_), _) => Some(CommonStatus::InvalidPolicyKey),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys() {
        let none = PolicyKeys::default();
        let both = PolicyKeys { temporary: Some(7), active: Some(9) };
        let not_provisioned = Some(CommonStatus::DeviceNotProvisioned);
        let invalid = Some(CommonStatus::InvalidPolicyKey);
        for (name, command, given, keys, want) in [
            ("first contact", Command::FolderSync, None, none, not_provisioned),
            ("key 0", Command::FolderSync, Some(0), none, not_provisioned),
            ("key of somebody else", Command::Sync, Some(5), none, invalid),
            ("BI-226 unknown key", Command::Sync, Some(5), both, invalid),
            ("the temporary one", Command::Sync, Some(7), both, invalid),
            ("the final one", Command::Sync, Some(9), both, None),
            ("forgotten", Command::Sync, None, both, not_provisioned),
            ("provisioning", Command::Provision, None, none, None),
            ("settings before provisioning", Command::Settings, None, none, None),
        ] {
            assert_eq!(missing(command, given, keys), want, "{name}");
        }
    }
}
