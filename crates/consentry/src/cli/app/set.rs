//! `consentry app set`.

use std::str::FromStr;

use clap::Args;
use consentry_model::{AppId, Switch};
use consentry_service::PrincipalChange;
use consentry_store::PasswordGrant;

use super::shown;
use crate::cli::{
    Exit, Terminal,
    desk::{ACTOR, Desk},
    words::{Moment, YesNo},
};

#[derive(Debug, Args)]
pub(super) struct SetArgs {
    /// The application's client id.
    app: AppId,
    #[command(flatten)]
    change: ChangeArgs,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
struct ChangeArgs {
    /// Enabled for users to sign in?
    #[arg(long, value_enum)]
    enabled: Option<YesNo>,
    /// Must users be on its list? Then only an administrator's consent counts.
    #[arg(long, value_enum)]
    assignment_required: Option<YesNo>,
    /// Visible to users?
    #[arg(long, value_enum)]
    visible: Option<YesNo>,
    /// Open password grants until a day, or without end (`never`), or close them.
    #[arg(long, value_name = "DAY|never|closed")]
    password_grant_until: Option<OpenWord>,
}

#[derive(Debug, Clone, Copy)]
struct OpenWord(Option<PasswordGrant>);

impl FromStr for OpenWord {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(Self(match text {
            "closed" => None,
            "never" => Some(PasswordGrant { until: None }),
            _ => {
                let Moment(until) = text.parse()?;
                Some(PasswordGrant { until: Some(until) })
            }
        }))
    }
}

impl SetArgs {
    pub(super) async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let change = PrincipalChange {
            enabled: self.change.enabled.map(Switch::from),
            assignment_required: self.change.assignment_required.map(Switch::from),
            visible: self.change.visible.map(Switch::from),
            notes: None,
            homepage: None,
            password_grant: self.change.password_grant_until.map(|OpenWord(open)| open),
        };
        let tenant = desk.tenant_of(None).await?;
        desk.service.change_app(&ACTOR, &tenant, self.app, change).await?;
        shown::one(desk, terminal, &tenant, self.app).await
    }
}
