//! `consentry consent grant|revoke|list|check|matrix|diff|report`.

mod check;
mod grants;
mod matrix;
mod report;

use clap::{Args, Subcommand};
use consentry_model::{AppId, ScopeSet, Upn};
use consentry_service::{ConsentChange, ConsentCheck, ForWhom, MatrixFilter, resource_word};

use self::matrix::WhichRows;
use super::{
    Exit, Terminal, WrongUsage,
    desk::{self, Desk, DeskArgs},
    tenant::ConsentSettings,
};

/// Recorded consents: who may do what on whose behalf; and what would happen.
#[derive(Debug, Args)]
pub(super) struct ConsentArgs {
    #[command(flatten)]
    desk: DeskArgs,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Give a consent, beside those that are there.
    Grant {
        /// The application.
        #[arg(long, value_name = "APPID")]
        app: AppId,
        #[command(flatten)]
        whom: Whom,
        /// `exchange`, `graph` or an application id.
        #[arg(long, value_parser = resource_word)]
        resource: AppId,
        /// The permissions, with blanks between them.
        #[arg(long, value_name = "\"A B\"")]
        scopes: ScopeSet,
    },
    /// Take consents back: those named, or all.
    Revoke {
        /// The application.
        #[arg(long, value_name = "APPID")]
        app: AppId,
        #[command(flatten)]
        whose: Whose,
        /// Only of this resource.
        #[arg(long, value_parser = resource_word)]
        resource: Option<AppId>,
        /// Only these permissions.
        #[arg(long, value_name = "\"A B\"")]
        scopes: Option<ScopeSet>,
    },
    /// The consents of a tenant, and what applications may do by themselves.
    List {
        /// Only of this application.
        #[arg(long, value_name = "APPID")]
        app: Option<AppId>,
    },
    /// What would happen if the user opened the application now, and why.
    Check {
        /// The user.
        #[arg(long, value_name = "UPN")]
        user: Upn,
        /// The application.
        #[arg(long, value_name = "APPID")]
        app: AppId,
        /// `exchange`, `graph` or an application id; what the application lists without it.
        #[arg(long, value_parser = resource_word)]
        resource: Option<AppId>,
        /// The permissions; what the application lists without them.
        #[arg(long, value_name = "\"A B\"")]
        scopes: Option<ScopeSet>,
    },
    /// What happens for each application, permission and kind of user. Only consents for everybody
    /// count.
    Matrix(WhichRows),
    /// What other settings would change for applications and kinds of users; nothing is set.
    Diff(Box<DiffArgs>),
    /// Consents that deserve a look: unused ones, and risky ones.
    Report,
}

#[derive(Debug, Args)]
struct DiffArgs {
    #[command(flatten)]
    rows: WhichRows,
    #[command(
        flatten,
        next_help_heading = "Settings to try, as `consentry tenant set` takes them"
    )]
    settings: Option<ConsentSettings>,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Whom {
    /// For all users of the tenant.
    #[arg(long)]
    all_users: bool,
    /// For one user.
    #[arg(long, value_name = "UPN")]
    user: Option<Upn>,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Whose {
    /// What an administrator gave for all users.
    #[arg(long)]
    all_users: bool,
    /// What one user gave, as he can at My Apps.
    #[arg(long, value_name = "UPN")]
    user: Option<Upn>,
    /// All of it: for all users, of every user, and what the application may do by itself.
    #[arg(long)]
    everything: bool,
}

impl From<Whom> for ForWhom {
    fn from(whom: Whom) -> Self {
        whom.user.map_or(Self::AllUsers, Self::User)
    }
}

impl From<Whose> for ForWhom {
    fn from(whose: Whose) -> Self {
        match whose.user {
            Some(user) => Self::User(user),
            None if whose.everything => Self::Anybody,
            None => Self::AllUsers,
        }
    }
}

impl ConsentArgs {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let verb = self.verb;
        desk::at(self.desk, terminal, async move |desk, terminal| verb.run(desk, terminal).await)
            .await
    }
}

impl Verb {
    async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        match self {
            Self::Grant { app, whom, resource, scopes } => {
                let (resource, scopes) = (Some(resource), Some(scopes));
                let change = ConsentChange { app, for_whom: whom.into(), resource, scopes };
                grants::grant(desk, terminal, change).await
            }
            Self::Revoke { app, whose, resource, scopes } => {
                let change = ConsentChange { app, for_whom: whose.into(), resource, scopes };
                grants::revoke(desk, terminal, change).await
            }
            Self::List { app } => grants::list(desk, terminal, app).await,
            Self::Check { user, app, resource, scopes } => {
                check::run(desk, terminal, ConsentCheck { user, app, resource, scopes }).await
            }
            Self::Matrix(which) => matrix::run(desk, terminal, &MatrixFilter::from(which)).await,
            Self::Diff(args) => {
                let Some(settings) = args.settings else {
                    let text = "nothing to try; `consentry consent diff --help` lists the settings";
                    return Err(WrongUsage(text.to_owned()).into());
                };
                matrix::diff(desk, terminal, &MatrixFilter::from(args.rows), settings).await
            }
            Self::Report => report::run(desk, terminal).await,
        }
    }
}
