//! The story of `consentry demo --walkthrough`: what an administrator's consent does to a phone.
//!
//! The simulated phone and a simulated browser go through the running server's own doors; only the
//! switch "enabled for users to sign in" is turned directly, as an administrator does at the
//! command line. One line a step; the first that does not end as it should ends the story.

use std::{fs, path::Path, sync::Arc};

use anyhow::Context as _;
use consentry_model::{Secret, Switch, Tenant, Upn, well_known};
use consentry_service::{
    CONTOSO, DEMO_PASSWORD, DirectoryError, PrincipalChange, Service, TAILSPIN,
};
use consentry_store::Actor;
use url::Url;

use crate::{
    cli::{Exit, Terminal},
    phone::{self, Journey, Kind, Outcome, Report, Until, Visit, Way},
};

/// The page that an administrator's consent ends on, when its link returns to nowhere.
const POST_ONLY: u32 = 900_561;
const DISABLED: u32 = 7_000_112;

/// What each step needs.
struct Story<'a> {
    service: &'a Arc<Service>,
    server: Url,
    ca: Vec<u8>,
    number: u32,
    terminal: &'a mut Terminal,
}

/// Plays it against the running demo.
pub(crate) async fn play(
    service: &Arc<Service>,
    ca_file: &Path,
    terminal: &mut Terminal,
) -> anyhow::Result<Exit> {
    let ca = fs::read(ca_file).with_context(|| ca_file.display().to_string())?;
    let server = Url::parse(service.origin().as_str())?;
    let mut story = Story { service, server, ca, number: 0, terminal };
    let contoso = service.tenant_named(CONTOSO.domain).await?;
    let tailspin = service.tenant_named(TAILSPIN.domain).await?;
    // A folder that is kept may remember an earlier story.
    for tenant in [&contoso, &tailspin] {
        story.forget(tenant).await?;
    }
    let ended = story.tell(&contoso).await?;
    if ended == Exit::Done {
        story.terminal.line("the story ended as it should")?;
    }
    Ok(ended)
}

impl Story<'_> {
    async fn tell(&mut self, contoso: &Tenant) -> anyhow::Result<Exit> {
        let adele = format!("adele@{}", CONTOSO.domain);
        let report = self.phone(&adele).await?;
        let told = format!("adele adds her account on an iPhone: {}", ended(&report));
        if !self.step(&told, report.outcome == Outcome::NeedAdmin)? {
            return Ok(Exit::Refused);
        }
        let visited = self.administrator().await?;
        let pages = visited.pages.join(" → ");
        let told = format!("megan opens the admin-consent link and accepts: {pages}");
        if !self.step(&told, visited.aadsts == Some(POST_ONLY))? {
            return Ok(Exit::Refused);
        }
        if !self.mail_comes("adele signs in, without being asked", &adele).await? {
            return Ok(Exit::Refused);
        }
        self.enable(contoso, Switch::Off).await?;
        let report = self.phone(&adele).await?;
        let told = format!("megan switches the app off; adele's next request: {}", ended(&report));
        if !self.step(&told, report.aadsts == Some(DISABLED))? {
            return Ok(Exit::Refused);
        }
        self.enable(contoso, Switch::On).await?;
        if !self.mail_comes("megan switches it on again; adele's phone", &adele).await? {
            return Ok(Exit::Refused);
        }
        let sam = format!("sam@{}", TAILSPIN.domain);
        if !self
            .mail_comes("sam, whose tenant lets users consent, accepts by himself", &sam)
            .await?
        {
            return Ok(Exit::Refused);
        }
        Ok(Exit::Done)
    }

    /// One line; whether the story goes on.
    fn step(&mut self, told: &str, is_right: bool) -> anyhow::Result<bool> {
        self.number += 1;
        let mark = if is_right { "ok " } else { "NOT" };
        self.terminal.line(format_args!("{} {mark} {told}", self.number))?;
        Ok(is_right)
    }

    async fn mail_comes(&mut self, told: &str, who: &str) -> anyhow::Result<bool> {
        let report = self.phone(who).await?;
        let came = match report.outcome {
            Outcome::Reached => format!("{} mails", report.mails.len()),
            _ => ended(&report),
        };
        let is_right = report.outcome == Outcome::Reached && !report.mails.is_empty();
        self.step(&format!("{told}: {came}"), is_right)
    }

    async fn phone(&self, who: &str) -> anyhow::Result<Report> {
        let journey = Journey {
            email: who.parse()?,
            server: self.server.clone(),
            ca: Some(self.ca.clone()),
            kind: Kind::Ios17,
            way: Way::OAuth,
            until: Until::Mail,
            password: Secret::new(DEMO_PASSWORD.to_owned()),
            reason: String::new(),
        };
        Ok(phone::play(&journey, &mut |_| {}).await?)
    }

    /// The link of an administrator: its redirect address belongs to nobody here.
    async fn administrator(&self) -> anyhow::Result<phone::Visited> {
        let mut address = self.server.join(&format!("/{}/oauth2/authorize", CONTOSO.id))?;
        address
            .query_pairs_mut()
            .append_pair("client_id", &well_known::APPLE.to_string())
            .append_pair("response_type", "code")
            .append_pair("redirect_uri", "https://example.com")
            .append_pair("prompt", "admin_consent");
        let user: Upn = format!("megan@{}", CONTOSO.domain).parse()?;
        let password = Secret::new(DEMO_PASSWORD.to_owned());
        Ok(phone::visit(&Visit { address, user, password, ca: Some(self.ca.clone()) }).await?)
    }

    async fn enable(&self, tenant: &Tenant, enabled: Switch) -> anyhow::Result<()> {
        let change = PrincipalChange { enabled: Some(enabled), ..PrincipalChange::default() };
        self.service.change_app(&Actor::CommandLine, tenant, well_known::APPLE, change).await?;
        Ok(())
    }

    async fn forget(&self, tenant: &Tenant) -> anyhow::Result<()> {
        let gone = self.service.delete_app(&Actor::CommandLine, tenant, well_known::APPLE).await;
        match gone {
            Ok(()) | Err(DirectoryError::Unknown { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Where a phone ended, in words.
fn ended(report: &Report) -> String {
    let code = report.aadsts.map(|code| format!(" (AADSTS{code})")).unwrap_or_default();
    let shown = report.steps.last().map(|step| step.detail.clone()).unwrap_or_default();
    let shown = shown.split(" (AADSTS").next().unwrap_or_default().to_owned();
    format!("{shown}{code}")
}
