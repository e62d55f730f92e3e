//! The story of `consentry demo --walkthrough`: what approval, a block and a switch do to a phone.
//!
//! The simulated phone and a simulated browser go through the running server's own doors. Two
//! things are done directly, as at the command line: grady's block of the other application, and
//! the switch "enabled for users to sign in". One line a step; the first that does not end as it
//! should ends the story.

use std::{fs, path::Path, sync::Arc};

use anyhow::Context as _;
use consentry_model::{
    AppId, Closing, RequestId, RequestState, Secret, Switch, Tenant, Upn, well_known,
};
use consentry_service::{
    CONTOSO, DEMO_PASSWORD, DirectoryError, FJORD_MAIL, PrincipalChange, Service, TAILSPIN,
    TurnDown,
};
use consentry_store::Actor;
use mail_parser::MessageParser;
use url::Url;

use crate::{
    cli::{Exit, Terminal},
    phone::{self, Journey, Kind, Outcome, Report, Until, Visit, Way},
};

/// What an application that is switched off says.
const DISABLED: u32 = 7_000_112;
const REASON: &str = "I need my mail on my phone";

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
        let ended = self.approval(contoso).await?
            && self.block(contoso).await?
            && self.switch(contoso).await?
            && self.by_oneself().await?;
        Ok(if ended { Exit::Done } else { Exit::Refused })
    }

    /// Refused, asked for with a reason, approved by the mail's link, silent.
    async fn approval(&mut self, contoso: &Tenant) -> anyhow::Result<bool> {
        let (adele, grady) = (at_contoso("adele"), at_contoso("grady"));
        let report = self.phone(&adele).await?;
        let way: Vec<&str> = report.steps.iter().map(|step| step.detail.as_str()).collect();
        let way = way.iter().rev().take(2).rev().copied().collect::<Vec<_>>().join(" → ");
        let told = format!("adele adds her account on an iPhone, and asks with a reason: {way}");
        if !self.step(&told, report.outcome == Outcome::ApprovalRequested)? {
            return Ok(false);
        }
        let request = self.open_request(contoso, well_known::APPLE).await?;
        let subject = self.mail_about(&grady, request).await?;
        let told =
            format!("grady, the reviewer, gets a mail: {}", subject.as_deref().unwrap_or("none"));
        if !self.step(&told, subject.is_some())? {
            return Ok(false);
        }
        let link = self.server.join(&format!("/admin/requests/{request}/approve"))?;
        let visited = self.visit(&grady, link).await?;
        let told =
            format!("grady opens its link, signs in and accepts: {}", visited.pages.join(" → "));
        let approved = self.open_request(contoso, well_known::APPLE).await.is_err();
        if !self.step(&told, approved)? {
            return Ok(false);
        }
        self.mail_comes("adele signs in, without being asked", &adele).await
    }

    /// Another application is asked for, and blocked.
    async fn block(&mut self, contoso: &Tenant) -> anyhow::Result<bool> {
        let adele = at_contoso("adele");
        let visited = self.visit(&adele, self.fjord_mail()?).await?;
        let told = format!("adele asks for Fjord Mail as well: {}", visited.pages.join(" → "));
        let request = self.open_request(contoso, FJORD_MAIL).await;
        if !self.step(&told, request.is_ok())? {
            return Ok(false);
        }
        let grady = self.service.user_named(contoso, &at_contoso("grady").parse()?).await?;
        let reason = "Its publisher is not verified.".parse()?;
        let how = (TurnDown::Block, reason);
        self.service.turn_down_request(contoso, request?, how, &grady).await?;
        let visited = self.visit(&adele, self.fjord_mail()?).await?;
        let told = format!("grady blocks it; adele tries again: {}", shown(&visited));
        self.step(&told, visited.aadsts == Some(DISABLED))
    }

    /// The application is switched off, and on again.
    async fn switch(&mut self, contoso: &Tenant) -> anyhow::Result<bool> {
        let adele = at_contoso("adele");
        self.enable(contoso, Switch::Off).await?;
        let report = self.phone(&adele).await?;
        let told = format!("megan switches the app off; adele's next request: {}", ended(&report));
        if !self.step(&told, report.aadsts == Some(DISABLED))? {
            return Ok(false);
        }
        self.enable(contoso, Switch::On).await?;
        self.mail_comes("megan switches it on again; adele's phone", &adele).await
    }

    async fn by_oneself(&mut self) -> anyhow::Result<bool> {
        let sam = format!("sam@{}", TAILSPIN.domain);
        self.mail_comes("sam, whose tenant lets users consent, accepts by himself", &sam).await
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
            reason: REASON.to_owned(),
        };
        Ok(phone::play(&journey, &mut |_| {}).await?)
    }

    /// The sign-in of the other mail client.
    fn fjord_mail(&self) -> anyhow::Result<Url> {
        let mut address = self.server.join(&format!("/{}/oauth2/authorize", CONTOSO.id))?;
        address
            .query_pairs_mut()
            .append_pair("client_id", &FJORD_MAIL.to_string())
            .append_pair("response_type", "code")
            .append_pair("redirect_uri", "fjordmail://auth")
            .append_pair("resource", "https://outlook.office365.com")
            .append_pair("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
            .append_pair("code_challenge_method", "S256");
        Ok(address)
    }

    async fn visit(&self, who: &str, address: Url) -> anyhow::Result<phone::Visited> {
        let user: Upn = who.parse()?;
        let password = Secret::new(DEMO_PASSWORD.to_owned());
        let (reason, ca) = (REASON.to_owned(), Some(self.ca.clone()));
        Ok(phone::visit(&Visit { address, user, password, reason, ca }).await?)
    }

    /// The request that waits for an application.
    async fn open_request(&self, tenant: &Tenant, app: AppId) -> anyhow::Result<RequestId> {
        let waiting = self.service.store().read().await?.open_requests(tenant.id, app).await?;
        waiting.first().map(|request| request.id).context("no request waits")
    }

    /// The subject of the mail that leads to a request, which is queued with the request itself.
    async fn mail_about(&self, to: &str, request: RequestId) -> anyhow::Result<Option<String>> {
        let mails = self.service.store().read().await?.outbox(Some(to)).await?;
        let link = format!("/admin/requests/{request}");
        Ok(mails.iter().rev().find_map(|mail| {
            let mail = MessageParser::default().parse(&mail.message)?;
            let leads_there = mail.body_text(0)?.contains(&link);
            leads_there.then(|| mail.subject().unwrap_or_default().to_owned())
        }))
    }

    async fn enable(&self, tenant: &Tenant, enabled: Switch) -> anyhow::Result<()> {
        let change = PrincipalChange { enabled: Some(enabled), ..PrincipalChange::default() };
        self.service.change_app(&Actor::CommandLine, tenant, well_known::APPLE, change).await?;
        Ok(())
    }

    /// Takes away what an earlier story left in a folder that is kept.
    async fn forget(&self, tenant: &Tenant) -> anyhow::Result<()> {
        for app in [well_known::APPLE, FJORD_MAIL] {
            let mut unit = self.service.store().unit().await?;
            for open in unit.open_requests(tenant.id, app).await? {
                let at = self.service.clock().now();
                let closing = Closing { at, by: None, reason: None };
                unit.decide_request(&open, RequestState::Denied, &closing).await?;
            }
            unit.commit().await?;
            let gone = self.service.delete_app(&Actor::CommandLine, tenant, app).await;
            match gone {
                Ok(()) | Err(DirectoryError::Unknown { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}

fn at_contoso(name: &str) -> String {
    format!("{name}@{}", CONTOSO.domain)
}

/// Where a visit ended, in words.
fn shown(visited: &phone::Visited) -> String {
    let code = visited.aadsts.map(|code| format!(" (AADSTS{code})")).unwrap_or_default();
    format!("{}{code}", visited.pages.last().map(String::as_str).unwrap_or_default())
}

/// Where a phone ended, in words.
fn ended(report: &Report) -> String {
    let code = report.aadsts.map(|code| format!(" (AADSTS{code})")).unwrap_or_default();
    let shown = report.steps.last().map(|step| step.detail.clone()).unwrap_or_default();
    let shown = shown.split(" (AADSTS").next().unwrap_or_default().to_owned();
    format!("{shown}{code}")
}
