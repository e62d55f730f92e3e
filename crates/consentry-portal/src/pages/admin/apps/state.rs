//! What is told of an application in a word: its switches, and who consented to it.

use consentry_model::Switch;

use crate::pages::admin::mark::Mark;

/// An application's switches in the tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Switches {
    /// Enabled for users to sign in.
    pub enabled: Switch,
    /// Assignment required.
    pub assignment_required: Switch,
    /// Visible in My Apps.
    pub visible: Switch,
}

impl Switches {
    /// How it stands: whether people can sign in, and what else is not as usual.
    pub(crate) fn marks(self) -> Vec<Mark> {
        let mut marks = vec![enabled_mark(self.enabled)];
        if self.assignment_required.is_on() {
            marks.push(Mark { tone: "info", icon: "lock", key: "admin-app-assignment" });
        }
        if !self.visible.is_on() {
            marks.push(Mark { tone: "quiet", icon: "none", key: "admin-app-hidden" });
        }
        marks
    }
}

/// Whether people can sign in.
pub(super) const fn enabled_mark(enabled: Switch) -> Mark {
    match enabled {
        Switch::On => Mark { tone: "good", icon: "check", key: "admin-app-enabled" },
        Switch::Off => Mark { tone: "bad", icon: "stop", key: "admin-app-blocked" },
    }
}

/// Who consented to an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consented {
    /// An administrator, for everybody?
    pub everybody: Switch,
    /// How many people for themselves.
    pub people: u64,
}

impl Consented {
    pub(crate) const fn is_nobody(self) -> bool {
        !self.everybody.is_on() && self.people == 0
    }
}
