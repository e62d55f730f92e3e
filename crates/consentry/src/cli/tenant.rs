//! `consentry tenant create|list|show|set`.

use clap::{Args, Subcommand, ValueEnum};
use consentry_model::{
    BasicProtocols, ChallengeProfile, ConsentChoice, DisplayName, DomainName, EasVersions,
    Fidelity, Protocol, Switch, Tenant, Upn,
};
use consentry_service::{NewTenant, TenantChange};
use serde_json::json;

use super::{
    Exit, Terminal,
    desk::{self, ACTOR, Desk, DeskArgs},
    words::{MailboxWord, YesNo, mailbox_word, yes_no},
};

/// Organisations and what their administrators have set.
#[derive(Debug, Args)]
pub(super) struct TenantArgs {
    #[command(flatten)]
    desk: DeskArgs,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make a tenant and its first administrator; prints his one-time password once.
    Create {
        /// The organisation's name.
        name: DisplayName,
        /// Its first domain.
        #[arg(long)]
        domain: DomainName,
        /// The sign-in name of its first administrator.
        #[arg(long, value_name = "UPN")]
        admin: Upn,
    },
    /// All tenants.
    List,
    /// One tenant with its settings.
    Show,
    /// Change settings.
    Set(Box<SetArgs>),
}

#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
struct SetArgs {
    /// The organisation's name.
    #[arg(long)]
    name: Option<DisplayName>,
    /// May users consent to applications by themselves?
    #[arg(long, value_enum, value_name = "yes|no|low-impact|recommended")]
    users_may_consent: Option<ConsentWord>,
    /// The old name of the same switch.
    #[arg(
        long = "UsersPermissionToUserConsentToAppEnabled",
        value_name = "true|false",
        conflicts_with = "users_may_consent"
    )]
    old_switch: Option<bool>,
    /// May users register applications?
    #[arg(long, value_enum)]
    users_may_register: Option<YesNo>,
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
    /// Basic authentication by protocol, for example `EAS=yes` or `ALL=no`; may be repeated.
    #[arg(long, value_name = "PROTOCOL=yes|no")]
    basic: Vec<BasicWord>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ConsentWord {
    Yes,
    No,
    LowImpact,
    Recommended,
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
    fn change(self) -> anyhow::Result<TenantChange> {
        let user_consent = match (self.users_may_consent, self.old_switch) {
            (Some(ConsentWord::Yes), _) | (None, Some(true)) => Some(ConsentChoice::All.into()),
            (Some(ConsentWord::No), _) | (None, Some(false)) => Some(ConsentChoice::Off.into()),
            (Some(ConsentWord::LowImpact | ConsentWord::Recommended), _) => anyhow::bail!(
                "this needs app consent policies, which this version does not have; `yes` and `no` \
                 can be set"
            ),
            (None, None) => None,
        };
        Ok(TenantChange {
            name: self.name,
            user_consent,
            users_may_register: self.users_may_register.map(Switch::from),
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
            basic: self
                .basic
                .into_iter()
                .flat_map(|BasicWord(protocols, allowed)| {
                    protocols.into_iter().map(move |protocol| (protocol, allowed))
                })
                .collect(),
            ..TenantChange::default()
        })
    }
}

impl TenantArgs {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let verb = self.verb;
        desk::at(self.desk, terminal, async move |desk, terminal| verb.run(desk, terminal).await)
            .await
    }
}

impl Verb {
    async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        match self {
            Self::Create { name, domain, admin } => {
                create(desk, terminal, NewTenant { name, domain, admin }).await
            }
            Self::List => {
                let tenants = desk.service.tenants().await?;
                desk.list(terminal, &tenants, &["name", "id", "domains"], |tenant| {
                    vec![tenant.name.to_string(), tenant.id.to_string(), domains(tenant)]
                })
            }
            Self::Show => {
                let tenant = desk.tenant_of(None).await?;
                show(desk, terminal, &tenant)
            }
            Self::Set(args) => {
                let change = args.change()?;
                let tenant = desk.tenant_of(None).await?;
                let tenant = desk.service.change_tenant(&ACTOR, tenant.id, change).await?;
                show(desk, terminal, &tenant)
            }
        }
    }
}

async fn create(desk: &Desk, terminal: &mut Terminal, new: NewTenant) -> anyhow::Result<Exit> {
    let made = desk.service.create_tenant(&ACTOR, new).await?;
    let told = json!({
        "id": made.tenant.id,
        "name": made.tenant.name,
        "domain": made.tenant.domains.first(),
        "admin": made.admin.upn,
        "one_time_password": made.password.expose(),
    });
    let line = format!(
        "{} has the id {}\n{} signs in with the one-time password {}",
        made.tenant.name,
        made.tenant.id,
        made.admin.upn,
        made.password.expose()
    );
    desk.done(terminal, &told, line)
}

fn domains(tenant: &Tenant) -> String {
    let names: Vec<&str> = tenant.domains.iter().map(DomainName::as_str).collect();
    names.join(", ")
}

fn show(desk: &Desk, terminal: &mut Terminal, tenant: &Tenant) -> anyhow::Result<Exit> {
    let settings = &tenant.settings;
    let users_may = settings.user_consent.old_switch();
    let word = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let BasicProtocols(basic) = &settings.basic;
    let basic: Vec<&str> = basic.iter().map(|protocol| protocol.name()).collect();
    let host = settings.autodiscover_host.as_ref().map(ToString::to_string);
    let old_name = "UsersPermissionToUserConsentToAppEnabled";
    let mut told = serde_json::to_value(tenant)?;
    if let Some(fields) = told.as_object_mut() {
        fields.insert(old_name.to_owned(), json!(users_may));
    }
    let old_word = if users_may { "True" } else { "False" };
    desk.show(
        terminal,
        &told,
        &[
            ("name", tenant.name.to_string()),
            ("id", tenant.id.to_string()),
            ("domains", domains(tenant)),
            (old_name, old_word.to_owned()),
            ("users may consent", yes_no(users_may.into())),
            ("users may register", yes_no(settings.users_may_register.into())),
            ("fidelity", word(json!(settings.fidelity))),
            ("mailboxes", mailbox_word(settings.mailboxes)),
            ("autodiscover host", host.unwrap_or_else(|| "none".to_owned())),
            ("eas versions", word(json!(settings.eas_versions))),
            ("challenge", word(json!(settings.challenge))),
            ("basic", if basic.is_empty() { "none".to_owned() } else { basic.join(", ") }),
            ("made", tenant.created_at.to_string()),
        ],
    )
}
