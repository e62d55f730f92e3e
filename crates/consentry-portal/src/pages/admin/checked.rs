//! What would happen, as pages mark it: an icon, a word and a tone for each outcome, for each
//! gate's verdict, and the word for each kind of user.

use consentry_policy::{Checked, UserClass, Verdict};

use super::mark::Mark;

/// The outcomes from the one that asks least of a person to the one that shuts him out.
pub(crate) const OUTCOMES: [Checked; 5] =
    [Checked::Silent, Checked::Prompt, Checked::Request, Checked::NeedAdmin, Checked::Refused];

impl From<Checked> for Mark {
    fn from(checked: Checked) -> Self {
        let (tone, icon, key) = match checked {
            Checked::Silent => ("good", "check", "admin-checked-silent"),
            Checked::Prompt => ("info", "ask", "admin-checked-prompt"),
            Checked::Request => ("warn", "clock", "admin-checked-request"),
            Checked::NeedAdmin => ("bad", "lock", "admin-checked-need-admin"),
            Checked::Refused => ("shut", "stop", "admin-checked-refused"),
        };
        Self { tone, icon, key }
    }
}

impl From<Verdict> for Mark {
    fn from(verdict: Verdict) -> Self {
        let (tone, icon, key) = match verdict {
            Verdict::Pass => ("good", "check", "admin-verdict-pass"),
            Verdict::NotAsked => ("quiet", "none", "admin-verdict-not-asked"),
            Verdict::Ask => ("info", "ask", "admin-verdict-ask"),
            Verdict::Refuse => ("bad", "stop", "admin-verdict-refuse"),
        };
        Self { tone, icon, key }
    }
}

/// The short words of a column for a kind of user.
pub(crate) const fn column_key(class: UserClass) -> &'static str {
    match class {
        UserClass::Member => "admin-class-member",
        UserClass::Guest => "admin-class-guest",
        UserClass::ApplicationAdministrator => "admin-class-application",
        UserClass::CloudApplicationAdministrator => "admin-class-cloud-application",
        UserClass::PrivilegedRoleAdministrator => "admin-class-privileged-role",
        UserClass::GlobalAdministrator => "admin-class-global",
    }
}

/// The words for a kind of user.
pub(crate) const fn class_key(class: UserClass) -> &'static str {
    match class {
        UserClass::Member => "admin-class-member",
        UserClass::Guest => "admin-class-guest",
        UserClass::ApplicationAdministrator => "admin-role-application-administrator",
        UserClass::CloudApplicationAdministrator => "admin-role-cloud-application-administrator",
        UserClass::PrivilegedRoleAdministrator => "admin-role-privileged-role-administrator",
        UserClass::GlobalAdministrator => "admin-role-global-administrator",
    }
}
