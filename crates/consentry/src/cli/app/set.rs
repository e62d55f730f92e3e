//! `consentry app set`.

use std::{convert::Infallible, fs::File, io::Read as _, path::PathBuf, str::FromStr};

use anyhow::Context as _;
use clap::Args;
use consentry_model::{AppId, LogoutUrl, Switch, logout_url::InvalidLogoutUrl};
use consentry_service::{ApplicationChange, LARGEST_LOGO, PrincipalChange, check_logo};
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
    /// What administrators note about it; empty takes the note away.
    #[arg(long, value_name = "TEXT")]
    notes: Option<String>,
    /// Where My Apps leads to; empty means where the registration says.
    #[arg(long, value_name = "URL")]
    homepage: Option<String>,
    /// Its logo in this tenant, a PNG of 215 by 215 pixels and at most 100 KiB; `none` takes it
    /// away.
    #[arg(long, value_name = "FILE|none")]
    logo: Option<LogoWord>,
    /// Open password grants until a day, or without end (`never`), or close them.
    #[arg(long, value_name = "DAY|never|closed")]
    password_grant_until: Option<OpenWord>,
    /// May the authorization endpoint itself return id tokens to it? Holds wherever it is used.
    #[arg(long, value_enum)]
    id_token_implicit: Option<YesNo>,
    /// Where it is told that somebody signed out; `none` takes the address away. Holds wherever it
    /// is used.
    #[arg(long, value_name = "URL|none")]
    logout_url: Option<LogoutWord>,
}

/// An address, or none.
#[derive(Debug, Clone)]
struct LogoutWord(Option<LogoutUrl>);

impl FromStr for LogoutWord {
    type Err = InvalidLogoutUrl;

    fn from_str(text: &str) -> Result<Self, InvalidLogoutUrl> {
        if text == "none" { Ok(Self(None)) } else { text.parse().map(Some).map(Self) }
    }
}

/// A file, or none.
#[derive(Debug, Clone)]
struct LogoWord(Option<PathBuf>);

impl FromStr for LogoWord {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self((text != "none").then(|| PathBuf::from(text))))
    }
}

impl LogoWord {
    /// The picture, judged before anything is changed. What is too large is not read to its end.
    fn read(self) -> anyhow::Result<Option<Vec<u8>>> {
        let Some(path) = self.0 else { return Ok(None) };
        let unreadable = || format!("`{}` cannot be read", path.display());
        let file = File::open(&path).with_context(unreadable)?;
        let most = u64::try_from(LARGEST_LOGO)?.saturating_add(1);
        let mut png = Vec::new();
        file.take(most).read_to_end(&mut png).with_context(unreadable)?;
        check_logo(&png).with_context(|| format!("`{}`", path.display()))?;
        Ok(Some(png))
    }
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
        let logo = self.change.logo.map(LogoWord::read).transpose()?;
        let change = PrincipalChange {
            enabled: self.change.enabled.map(Switch::from),
            assignment_required: self.change.assignment_required.map(Switch::from),
            visible: self.change.visible.map(Switch::from),
            notes: self.change.notes,
            homepage: self.change.homepage,
            password_grant: self.change.password_grant_until.map(|OpenWord(open)| open),
        };
        let web = ApplicationChange::Web {
            id_token_implicit: self.change.id_token_implicit.map(Switch::from),
            logout_url: self.change.logout_url.map(|LogoutWord(url)| url),
        };
        let changes_web =
            !matches!(web, ApplicationChange::Web { id_token_implicit: None, logout_url: None });
        let tenant = desk.tenant_of(None).await?;
        if changes_web {
            desk.service.change_registration(&ACTOR, &tenant, self.app, web).await?;
        }
        desk.service.change_app(&ACTOR, &tenant, self.app, change).await?;
        if let Some(png) = logo {
            desk.service.set_app_logo(&ACTOR, &tenant, self.app, png).await?;
        }
        shown::one(desk, terminal, &tenant, self.app).await
    }
}
