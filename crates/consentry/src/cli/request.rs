//! `consentry request list|show|approve|deny|block`.
//!
//! Looking is for whoever runs the installation; a decision is a reviewer's, named by `--as`, and
//! is judged as on the page.

mod decide;
mod list;
mod show;

use clap::{Args, Subcommand, ValueEnum};
use consentry_model::{AppId, Reason, RequestId, RequestState, Tenant, Upn};
use consentry_service::{RequestListed, TurnDown};
use serde_json::{Value, json};

use super::{
    Exit, Terminal,
    desk::{self, Desk, DeskArgs},
};

/// Requests for approval: who asks for which application, and what reviewers decided.
#[derive(Debug, Args)]
pub(super) struct RequestArgs {
    #[command(flatten)]
    desk: DeskArgs,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Requests, the newest first; those that wait, unless told otherwise.
    List {
        /// Only in this state.
        #[arg(long, value_enum, default_value_t = StateWord::Open)]
        state: StateWord,
        /// Only for this application.
        #[arg(long, value_name = "APPID")]
        app: Option<AppId>,
        /// At most so many.
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// One request: who asks and why, for what, and who may decide.
    Show {
        /// Its id, as listed.
        id: RequestId,
    },
    /// Consent to what is asked for, for everybody.
    Approve {
        /// Its id, as listed.
        id: RequestId,
        /// The reviewer who decides.
        #[arg(long = "as", value_name = "UPN")]
        reviewer: Upn,
        /// The version that was looked at, as `show` tells it; a request that has grown since is
        /// left alone.
        #[arg(long, value_name = "VERSION")]
        seen: Option<i64>,
    },
    /// Turn a request down; it may be asked for again.
    Deny(TurnDownArgs),
    /// Turn a request down and switch the application off, so that nobody can ask again.
    Block(TurnDownArgs),
}

#[derive(Debug, Args)]
struct TurnDownArgs {
    /// Its id, as listed.
    id: RequestId,
    /// The reviewer who decides.
    #[arg(long = "as", value_name = "UPN")]
    reviewer: Upn,
    /// Why; the people who asked read it.
    #[arg(long, value_name = "TEXT")]
    reason: Reason,
}

/// Which requests are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum StateWord {
    Open,
    Approved,
    Denied,
    Blocked,
    Expired,
    All,
}

impl StateWord {
    const fn state(self) -> Option<RequestState> {
        match self {
            Self::Open => Some(RequestState::Open),
            Self::Approved => Some(RequestState::Approved),
            Self::Denied => Some(RequestState::Denied),
            Self::Blocked => Some(RequestState::Blocked),
            Self::Expired => Some(RequestState::Expired),
            Self::All => None,
        }
    }
}

impl RequestArgs {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let verb = self.verb;
        desk::at(self.desk, terminal, async move |desk, terminal| verb.run(desk, terminal).await)
            .await
    }
}

impl Verb {
    async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        match self {
            Self::List { state, app, limit } => {
                list::run(desk, terminal, (state.state(), app), limit).await
            }
            Self::Show { id } => show::run(desk, terminal, id).await,
            Self::Approve { id, reviewer, seen } => {
                decide::approve(desk, terminal, (id, seen), &reviewer).await
            }
            Self::Deny(args) => decide::turn_down(desk, terminal, args, TurnDown::Deny).await,
            Self::Block(args) => decide::turn_down(desk, terminal, args, TurnDown::Block).await,
        }
    }
}

/// A request for programs; the names are those of the webhook's events.
fn told(desk: &Desk, tenant: &Tenant, listed: &RequestListed) -> Value {
    let request = &listed.request;
    let closing = request.closing.as_ref();
    let publisher = listed.app.publisher.as_ref();
    let requesters = listed.requesters.iter().map(|one| {
        json!({
            "user_id": one.requester.user,
            "user": one.user.as_ref().map(|user| &user.upn),
            "reason": one.requester.reason,
            "at": one.requester.at.to_string(),
        })
    });
    json!({
        "id": request.id,
        "tenant_id": tenant.id,
        "app_id": request.app,
        "app_name": listed.app.name,
        "looks_like": listed.looks_like,
        "publisher": publisher.map(|publisher| &publisher.name),
        "publisher_verified": publisher.is_some_and(|publisher| publisher.verified),
        "homepage": listed.app.homepage,
        "redirects": listed.app.redirects,
        "kind": request.kind.word(),
        "state": listed.state.word(),
        "version": request.version,
        "permissions": request.asked.scopes,
        "application_permissions": request.asked.roles,
        "created_at": request.created_at.to_string(),
        "expires_at": request.expires_at.to_string(),
        "requesters": requesters.collect::<Vec<Value>>(),
        "decided_at": closing.map(|closing| closing.at.to_string()),
        "decided_by_id": closing.and_then(|closing| closing.by),
        "decision_reason": closing.and_then(|closing| closing.reason.as_ref()),
        "review_url": desk.service.review_url(request.id),
    })
}
