//! The queue of requests for admin consent: mine that wait, or all.
//!
//! `GET /admin/requests`; parameters `show` (`all`), `state` (a word of
//! [`RequestState`]), `q`, and the cursors of [`Paging`].

use consentry_model::{RequestKind, RequestState, Switch};
use consentry_pages::{Account, Shown};

use super::{AppLabel, Centre, Paging, Risk, centre_page, mark::Mark};
use crate::pages::Day;

/// A page of the queue.
#[derive(Debug, Clone)]
pub struct Requests {
    /// The frame.
    pub centre: Centre,
    /// Which tab.
    pub queue: Queue,
    /// Which state, on the tab of all.
    pub state: Option<RequestState>,
    /// The search as typed.
    pub search: String,
    /// Are requests switched on?
    pub workflow: Switch,
    /// The page's rows, newest first.
    pub rows: Vec<RequestRow>,
    /// The pages beside it.
    pub paging: Paging,
}

/// A tab of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    /// Those that wait for this reviewer.
    Mine,
    /// All of the tenant.
    All,
}

/// One request in the list.
#[derive(Debug, Clone)]
pub struct RequestRow {
    /// The request's page.
    pub href: String,
    /// What is asked for.
    pub app: AppLabel,
    /// Static list or named permissions.
    pub kind: RequestKind,
    /// Who asked first.
    pub first: Account,
    /// How many others asked.
    pub others: u64,
    /// The beginning of the newest reason.
    pub reason: Shown,
    /// What is risky about it.
    pub risk: Option<Risk>,
    /// When it was made.
    pub asked_on: Day,
    /// When it ends, or has ended.
    pub ends_on: Day,
    /// How far it has come.
    pub state: RequestState,
}

impl RequestRow {
    fn mark(&self) -> Mark {
        self.state.into()
    }

    fn kind_key(&self) -> &'static str {
        kind_key(self.kind)
    }
}

/// The word for a kind of request.
pub(super) const fn kind_key(kind: RequestKind) -> &'static str {
    match kind {
        RequestKind::Static => "admin-request-static",
        RequestKind::Dynamic => "admin-request-dynamic",
    }
}

impl Requests {
    fn is_mine(&self) -> bool {
        self.queue == Queue::Mine
    }

    /// Value, key and whether it is chosen, for each state of the filter.
    fn states(&self) -> [(&'static str, &'static str, bool); 5] {
        RequestState::ALL
            .map(|state| (state.word(), Mark::from(state).key, self.state == Some(state)))
    }

    fn is_filtered(&self) -> bool {
        self.state.is_some() || !self.search.is_empty()
    }

    /// What an empty list says.
    fn nothing(&self) -> &'static str {
        if self.is_filtered() {
            "admin-requests-no-match"
        } else if !self.workflow.is_on() {
            "admin-requests-off"
        } else if self.is_mine() {
            "admin-requests-none-mine"
        } else {
            "admin-requests-none"
        }
    }

    /// What to do about it.
    fn next_step(&self) -> String {
        format!("{}.next", self.nothing())
    }
}

centre_page!(Requests, "admin/requests.html", super::Place::Requests);
