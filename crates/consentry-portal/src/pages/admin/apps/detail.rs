//! One application with everything about it.
//!
//! `GET /admin/applications/{id}`; parameters `people` and `listed` are the cursors of its two
//! lists. Forms post to paths below it: `switch` (fields `switch`: `enabled`, `assignment`,
//! `visible`; `to`: `on`, `off`), `properties` (`seen`, `notes`, `homepage`), `logo` (a file of
//! this name; `logo/remove` takes it away), `assignments` (`kind`: `user`, `group`; `who`;
//! `action`: `add`, `remove`). Taking back and deleting are links to pages that ask.

use consentry_model::{AppId, Switch};
use consentry_pages::{Account, Prose, Shown};

use super::{ForEverybody, Switches, state::enabled_mark};
use crate::{
    pages::{
        Day, When,
        admin::{
            AppLabel, Centre, Paging, Risk, centre_page,
            mark::Mark,
            settings::{Changing, Field, Problem},
        },
    },
    paths,
};

/// An application's page.
#[derive(Debug, Clone)]
pub struct AppDetail {
    /// The frame.
    pub centre: Centre,
    /// Who may change what it shows.
    pub changing: Changing,
    /// Its client id.
    pub id: AppId,
    /// The id of its presence in the tenant.
    pub object_id: Shown,
    /// Under the name that the tenant met it by.
    pub app: AppLabel,
    /// The name of its registration, where that is another one.
    pub registered: Option<Shown>,
    /// Where it is registered.
    pub origin: Origin,
    /// The homepage of the registration; shown, never followed.
    pub homepage: Option<Shown>,
    /// Where answers go; likewise.
    pub reply_urls: Vec<Shown>,
    /// Since when it is known in the tenant.
    pub known_since: Day,
    /// When it was registered.
    pub registered_on: Day,
    /// What a person should know before he trusts it.
    pub risks: Vec<Risk>,
    /// Its switches.
    pub switches: Switches,
    /// The request that switched it off, if that is why it is off.
    pub blocked: Option<Blocked>,
    /// The last sign-in of anybody.
    pub last_used: Option<When>,
    /// How many people signed in with it in the last 30 days.
    pub used_by: u64,
    /// How many of them are not on its list.
    pub unlisted: u64,
    /// The authority's page for an administrator's consent, for who may give it.
    pub consent: Option<String>,
    /// Its requests: how many wait, and where they are.
    pub requests: (u64, String),
    /// What is granted to it.
    pub grants: ForEverybody,
    /// Users and groups.
    pub listed: Listed,
    /// Notes, homepage, logo.
    pub properties: Properties,
    /// What undoes the last action, if one form does.
    pub undo: Option<Undo>,
}

/// Where an application is registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// In this tenant.
    Own,
    /// It came with this server.
    WellKnown,
    /// In another tenant.
    Elsewhere,
}

impl Origin {
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Own => "admin-app-origin-own",
            Self::WellKnown => "admin-app-origin-well-known",
            Self::Elsewhere => "admin-app-origin-elsewhere",
        }
    }
}

/// The request that switched an application off.
#[derive(Debug, Clone)]
pub struct Blocked {
    /// Its page.
    pub href: String,
    /// When.
    pub at: When,
    /// By whom, if he is still there.
    pub by: Option<Account>,
}

/// A part of the users and groups on an application's list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// How many there are.
    pub count: u64,
    /// Some of them, by name.
    pub rows: Vec<ListedRow>,
    /// The parts beside it.
    pub paging: Paging,
    /// Somebody to be added.
    pub form: ListForm,
}

/// One entry.
#[derive(Debug, Clone)]
pub struct ListedRow {
    /// A user or a group.
    pub kind: ListKind,
    /// His sign-in name, or the group's name, as it is; also what a form sends.
    pub name: String,
    /// Since when.
    pub since: Day,
}

impl ListedRow {
    fn shown(&self) -> Shown {
        self.name.as_str().into()
    }
}

/// Who is on a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ListKind {
    /// A user.
    #[default]
    User,
    /// A group: its members.
    Group,
}

impl ListKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::User, Self::Group];

    /// The word of a form.
    pub const fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
        }
    }

    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::User => "admin-reviewer-user",
            Self::Group => "admin-reviewer-group",
        }
    }

    /// From the word of a form.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// The form that adds somebody.
#[derive(Debug, Clone, Default)]
pub struct ListForm {
    /// What is named.
    pub kind: ListKind,
    /// The name as typed.
    pub who: Field,
}

impl ListForm {
    fn kinds(&self) -> [(&'static str, &'static str, bool); 2] {
        ListKind::ALL.map(|kind| (kind.word(), kind.key(), kind == self.kind))
    }
}

/// What an administrator keeps about an application.
#[derive(Debug, Clone)]
pub struct Properties {
    /// The note as it is kept.
    pub note: Option<Prose>,
    /// The note in the form.
    pub notes: Field,
    /// Where My Apps leads to.
    pub homepage: Field,
    /// What was wrong with a logo.
    pub logo: Option<Problem>,
    /// What the form was made from.
    pub seen: String,
}

/// What undoes the last action: a switch, turned to where it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undo {
    /// The switch.
    pub switch: Turned,
    /// Where to.
    pub to: Switch,
}

/// A switch of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turned {
    /// Enabled for users to sign in.
    Enabled,
    /// Assignment required.
    Assignment,
    /// Visible in My Apps.
    Visible,
}

impl Turned {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Enabled, Self::Assignment, Self::Visible];

    /// The word of a form.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Enabled => "enabled",
            Self::Assignment => "assignment",
            Self::Visible => "visible",
        }
    }

    /// From the word of a form.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// A switch with what it does: how it stands, the sentences beside it, and where it can be turned.
struct SwitchLine {
    switch: &'static str,
    title: &'static str,
    mark: Mark,
    /// What is so while it stands as it does.
    now: String,
    /// What turning it does.
    then: String,
    to: Switch,
    /// The words of the button.
    turn: String,
    class: &'static str,
}

impl AppDetail {
    fn marks(&self) -> Vec<Mark> {
        self.switches.marks()
    }

    fn registered_as(&self) -> &Shown {
        self.registered.as_ref().unwrap_or(&self.app.name)
    }

    /// Assignment is required and nobody consented for everybody: then nobody gets in (ruling 28).
    fn is_stuck(&self) -> bool {
        self.switches.assignment_required.is_on() && !self.grants.consented.everybody.is_on()
    }

    /// The homepage for whoever may not change it.
    fn own_homepage(&self) -> Shown {
        self.properties.homepage.typed.as_str().into()
    }

    fn has_everybodys(&self) -> bool {
        !self.grants.granted.is_empty()
    }

    /// The switches in the order of the page.
    fn switch_lines(&self) -> [SwitchLine; 3] {
        let line = |turned: Turned, title, position: Switch, mark, class| {
            let (word, at) = (turned.word(), if position.is_on() { "on" } else { "off" });
            SwitchLine {
                switch: word,
                title,
                mark,
                now: format!("admin-app-{word}-{at}.now"),
                then: format!("admin-app-{word}-{at}.then"),
                to: if position.is_on() { Switch::Off } else { Switch::On },
                turn: format!("admin-app-{word}-{at}"),
                class,
            }
        };
        let yes_no = |position: Switch, icon| match position {
            Switch::On => Mark { tone: "info", icon, key: "admin-on" },
            Switch::Off => Mark { tone: "quiet", icon: "none", key: "admin-off" },
        };
        let Switches { enabled, assignment_required, visible } = self.switches;
        let class = if enabled.is_on() { "danger" } else { "plain" };
        [
            line(Turned::Enabled, "admin-setting-enabled", enabled, enabled_mark(enabled), class),
            line(
                Turned::Assignment,
                "admin-setting-assignment-required",
                assignment_required,
                yes_no(assignment_required, "lock"),
                "plain",
            ),
            line(Turned::Visible, "admin-app-visible", visible, yes_no(visible, "check"), "plain"),
        ]
    }

    /// Where everything of a kind is taken back.
    fn revoke(&self, what: &str) -> String {
        paths::revoke(self.id, what)
    }
}

centre_page!(AppDetail, "admin/apps/detail.html", crate::pages::admin::Place::Applications);
