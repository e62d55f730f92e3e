//! `consentry tenant set`.

use clap::{Args, ValueEnum};
use consentry_model::{
    ChallengeProfile, DisplayName, DomainName, EasVersions, Fidelity, LockoutSeconds,
    LockoutThreshold, Protocol, Switch, Tenant, TenantSettings,
};
use consentry_service::{TenantChange, consent_mark};

use super::{consent::ConsentSettings, show, workflow::WorkflowSettings};
use crate::cli::{
    Exit, Terminal, WrongUsage,
    desk::{ACTOR, Desk},
    words::{MailboxWord, YesNo},
};

#[derive(Debug, Args)]
pub(super) struct SetArgs {
    #[command(flatten)]
    plain: Option<PlainSettings>,
    #[command(flatten, next_help_heading = "Consent")]
    consent: Option<ConsentSettings>,
    #[command(flatten, next_help_heading = "Request workflow and groups")]
    workflow: Option<WorkflowSettings>,
}

#[derive(Debug, Args)]
struct PlainSettings {
    /// The organisation's name.
    #[arg(long)]
    name: Option<DisplayName>,
    /// May users register applications?
    #[arg(long, value_enum)]
    users_may_register: Option<YesNo>,
    /// May people choose to stay signed in?
    #[arg(long, value_enum)]
    keep_signed_in: Option<YesNo>,
    /// Safer answers, or the original's with its quirks.
    #[arg(long, value_enum)]
    fidelity: Option<FidelityWord>,
    /// Where mailboxes are, unless a user says otherwise.
    #[arg(long, value_enum)]
    mailboxes: Option<MailboxWord>,
    /// Where Autodiscover redirects to for mailboxes on premises; `none` takes it away.
    #[arg(long, value_name = "HOST|none")]
    autodiscover_host: Option<HostWord>,
    /// Announced ActiveSync versions: `all` (14.1, 16.0, 16.1) or `16.1`.
    #[arg(long, value_enum)]
    eas_versions: Option<VersionsWord>,
    /// How the 401 at the mail door is worded.
    #[arg(long, value_enum)]
    challenge: Option<ChallengeWord>,
    /// After how many wrong passwords an account is locked: 1 to 50.
    #[arg(long, value_name = "N")]
    lockout_threshold: Option<LockoutThreshold>,
    /// How many seconds the first lock lasts: 5 to 3600. Each further failure doubles it, up to an
    /// hour.
    #[arg(long, value_name = "N")]
    lockout_seconds: Option<LockoutSeconds>,
    /// Basic authentication by protocol, for example `EAS=yes` or `ALL=no`; may be repeated.
    #[arg(long, value_name = "PROTOCOL=yes|no")]
    basic: Vec<BasicWord>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FidelityWord {
    Hardened,
    Faithful,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum VersionsWord {
    All,
    #[value(name = "16.1")]
    Only161,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ChallengeWord {
    #[value(name = "exo-2017")]
    Exo2017,
    #[value(name = "exo-2022")]
    Exo2022,
    #[value(name = "exo-2026")]
    Exo2026,
    OnpremAdfs,
    OnpremHma,
}

#[derive(Debug, Clone)]
struct HostWord(Option<DomainName>);

impl std::str::FromStr for HostWord {
    type Err = consentry_model::InvalidName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "none" { Ok(Self(None)) } else { text.parse().map(Some).map(Self) }
    }
}

#[derive(Debug, Clone)]
struct BasicWord(Vec<Protocol>, Switch);

impl std::str::FromStr for BasicWord {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || format!("`{text}` is not PROTOCOL=yes or PROTOCOL=no");
        let (protocol, word) = text.split_once('=').ok_or_else(expected)?;
        let protocols = if protocol.eq_ignore_ascii_case("all") {
            Protocol::ALL.to_vec()
        } else {
            vec![protocol.parse::<Protocol>().map_err(|error| error.to_string())?]
        };
        let allowed = YesNo::from_str(word, true).map_err(|_| expected())?;
        Ok(Self(protocols, allowed.into()))
    }
}

impl SetArgs {
    pub(super) async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        if self.plain.is_none() && self.consent.is_none() && self.workflow.is_none() {
            let text = "nothing to set; `consentry tenant set --help` lists the settings";
            return Err(WrongUsage(text.to_owned()).into());
        }
        let tenant = desk.tenant_of(None).await?;
        let mut settings = tenant.settings.clone();
        if let Some(consent) = self.consent {
            consent.apply(desk, &tenant, &mut settings).await?;
        }
        if let Some(workflow) = self.workflow {
            workflow.apply(desk, &tenant, &mut settings).await?;
        }
        let mut change = of_consent(&tenant, settings);
        if let Some(plain) = self.plain {
            change = plain.beside(change);
        }
        // Lists are set as a whole, so they are changed only as they were seen.
        let whole = change.role_consent.is_some() || change.workflow.is_some();
        let seen = consent_mark(&tenant.settings);
        let (service, id) = (&desk.service, tenant.id);
        let tenant = if whole {
            service.change_tenant_seen(&ACTOR, id, &seen, change).await?
        } else {
            service.change_tenant(&ACTOR, id, change).await?
        };
        show::run(desk, terminal, &tenant).await
    }
}

/// What differs from the tenant's settings about consent.
fn of_consent(tenant: &Tenant, new: TenantSettings) -> TenantChange {
    let old = &tenant.settings;
    let register = Switch::from(new.users_may_register);
    TenantChange {
        user_consent: (new.user_consent != old.user_consent).then_some(new.user_consent),
        risk_step_up: (new.risk_step_up != old.risk_step_up).then_some(new.risk_step_up),
        group_owner_consent: (new.group_owner_consent != old.group_owner_consent)
            .then_some(new.group_owner_consent),
        role_consent: (new.role_consent != old.role_consent).then_some(new.role_consent),
        workflow: (new.workflow != old.workflow).then_some(new.workflow),
        users_may_register: (new.users_may_register != old.users_may_register).then_some(register),
        ..TenantChange::default()
    }
}

impl PlainSettings {
    fn beside(self, change: TenantChange) -> TenantChange {
        TenantChange {
            name: self.name,
            users_may_register: self
                .users_may_register
                .map(Switch::from)
                .or(change.users_may_register),
            keep_signed_in: self.keep_signed_in.map(Switch::from),
            fidelity: self.fidelity.map(|word| match word {
                FidelityWord::Hardened => Fidelity::Hardened,
                FidelityWord::Faithful => Fidelity::Faithful,
            }),
            mailboxes: self.mailboxes.map(Into::into),
            autodiscover_host: self.autodiscover_host.map(|HostWord(host)| host),
            eas_versions: self.eas_versions.map(|word| match word {
                VersionsWord::All => EasVersions::All,
                VersionsWord::Only161 => EasVersions::Only161,
            }),
            challenge: self.challenge.map(|word| match word {
                ChallengeWord::Exo2017 => ChallengeProfile::Exo2017,
                ChallengeWord::Exo2022 => ChallengeProfile::Exo2022,
                ChallengeWord::Exo2026 => ChallengeProfile::Exo2026,
                ChallengeWord::OnpremAdfs => ChallengeProfile::OnpremAdfs,
                ChallengeWord::OnpremHma => ChallengeProfile::OnpremHma,
            }),
            lockout_threshold: self.lockout_threshold,
            lockout_seconds: self.lockout_seconds,
            basic: self
                .basic
                .into_iter()
                .flat_map(|BasicWord(protocols, allowed)| {
                    protocols.into_iter().map(move |protocol| (protocol, allowed))
                })
                .collect(),
            ..change
        }
    }
}
