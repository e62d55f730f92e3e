//! The settings that decide about consents, as `consentry tenant set` and `consentry consent diff`
//! take them.

use std::{collections::BTreeSet, str::FromStr};

use clap::{Args, ValueEnum};
use consentry_model::{
    ConsentChoice, ConsentReach, DefaultsOf, DirectoryRole, PolicyId, Reviewer, RoleConsent,
    Switch, Tenant, TenantSettings, UserConsent,
};
use consentry_service::DirectoryError;

use crate::cli::{
    WrongUsage,
    desk::Desk,
    reviewer::{self, Who},
    words::{OnOff, YesNo},
};

#[derive(Debug, Args)]
pub(in crate::cli) struct ConsentSettings {
    /// Begin with the defaults of this program, or of the original in a year.
    #[arg(long, value_enum)]
    defaults: Option<DefaultsWord>,
    /// What users may consent to by themselves: a choice, or ids of app consent policies with
    /// commas between them.
    #[arg(long, value_name = "yes|no|low-impact|recommended|POLICY", value_delimiter = ',')]
    users_may_consent: Vec<ConsentWord>,
    /// The old name of the same switch.
    #[arg(
        long = "UsersPermissionToUserConsentToAppEnabled",
        value_name = "true|false",
        conflicts_with = "users_may_consent"
    )]
    old_switch: Option<bool>,
    /// Do risky applications need an administrator, whatever users may otherwise?
    #[arg(long, value_enum)]
    risk_step_up: Option<YesNo>,
    /// Let holders of a role consent under a policy, for themselves or for all; may be repeated.
    #[arg(long, value_name = "ROLE:self|all:POLICY")]
    role_consent: Vec<RoleWord>,
    /// Take such a right away; may be repeated.
    #[arg(long, value_name = "ROLE:self|all:POLICY")]
    remove_role_consent: Vec<RoleWord>,
    /// May users ask for approval of what they may not consent to?
    #[arg(long, value_enum)]
    requests: Option<OnOff>,
    /// Name somebody who reviews requests; may be repeated.
    #[arg(long, value_name = "user:UPN|group:NAME|role:NAME")]
    reviewer: Vec<Who>,
    /// Take a reviewer off; may be repeated.
    #[arg(long, value_name = "user:UPN|group:NAME|role:NAME")]
    remove_reviewer: Vec<Who>,
}

/// Whose defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum DefaultsWord {
    /// This program's: users consent to nothing and ask instead.
    Consentry,
    /// The original's until November 2020.
    #[value(name = "2014")]
    Year2014,
    /// The original's from November 2020.
    #[value(name = "2020")]
    Year2020,
    /// The original's from July 2025.
    #[value(name = "2025")]
    Year2025,
}

impl From<DefaultsWord> for DefaultsOf {
    fn from(word: DefaultsWord) -> Self {
        match word {
            DefaultsWord::Consentry => Self::Consentry,
            DefaultsWord::Year2014 => Self::Year2014,
            DefaultsWord::Year2020 => Self::Year2020,
            DefaultsWord::Year2025 => Self::Year2025,
        }
    }
}

/// A choice, or one policy.
#[derive(Debug, Clone, PartialEq, Eq)]
enum ConsentWord {
    Choice(ConsentChoice),
    Policy(PolicyId),
}

impl FromStr for ConsentWord {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let choice = ConsentChoice::CHOICES.into_iter().find(|choice| choice.word() == text);
        match choice {
            Some(choice) => Ok(Self::Choice(choice)),
            None => text.parse().map(Self::Policy).map_err(|error| format!("{error}")),
        }
    }
}

/// `Helpdesk Administrator:self:helpdesk-low`.
#[derive(Debug, Clone)]
struct RoleWord(RoleConsent);

impl FromStr for RoleWord {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts: Vec<&str> = text.split(':').collect();
        let [role, reach, policy] = parts.as_slice() else {
            return Err(format!("`{text}` is not ROLE:self:POLICY or ROLE:all:POLICY"));
        };
        let role: DirectoryRole = role.parse().map_err(|error| format!("{error}"))?;
        let reach = match *reach {
            "self" => ConsentReach::Oneself,
            "all" => ConsentReach::Everybody,
            other => return Err(format!("`{other}` is neither self nor all")),
        };
        let policy = policy.parse().map_err(|error| format!("{error}"))?;
        Ok(Self(RoleConsent { role, reach, policy }))
    }
}

/// How a right of a role is shown, and typed.
pub(super) fn role_word(right: &RoleConsent) -> String {
    let reach = match right.reach {
        ConsentReach::Oneself => "self",
        ConsentReach::Everybody => "all",
    };
    format!("{}:{reach}:{}", right.role, right.policy)
}

impl ConsentSettings {
    /// Puts what was named into the settings. Policies and people must be there.
    pub(in crate::cli) async fn apply(
        self,
        desk: &Desk,
        tenant: &Tenant,
        settings: &mut TenantSettings,
    ) -> anyhow::Result<()> {
        if let Some(defaults) = self.defaults {
            DefaultsOf::from(defaults).apply(settings);
        }
        let words = match self.old_switch {
            Some(true) => vec![ConsentWord::Choice(ConsentChoice::All)],
            Some(false) => vec![ConsentWord::Choice(ConsentChoice::Off)],
            None => self.users_may_consent,
        };
        if !words.is_empty() {
            settings.user_consent = user_consent(words)?;
            for id in &settings.user_consent.0 {
                known(desk, tenant, id).await?;
            }
        }
        if let Some(step_up) = self.risk_step_up {
            settings.risk_step_up = step_up.into();
        }
        let rights = &mut settings.role_consent;
        for RoleWord(right) in self.remove_role_consent {
            let before = rights.len();
            rights.retain(|held| *held != right);
            if rights.len() == before {
                anyhow::bail!("there is no right `{}` to take away", role_word(&right));
            }
        }
        for RoleWord(right) in self.role_consent {
            known(desk, tenant, &right.policy).await?;
            if !rights.contains(&right) {
                rights.push(right);
            }
        }
        if let Some(requests) = self.requests {
            settings.workflow.enabled = requests.into();
        }
        let reviewers = &mut settings.workflow.reviewers;
        for who in self.remove_reviewer {
            let gone = who.found(desk, tenant).await?;
            remove(desk, tenant, reviewers, gone).await?;
        }
        for who in self.reviewer {
            let new = who.found(desk, tenant).await?;
            if !reviewers.contains(&new) {
                reviewers.push(new);
            }
        }
        Ok(())
    }
}

/// Several words together are all policies that they stand for.
fn user_consent(words: Vec<ConsentWord>) -> anyhow::Result<UserConsent> {
    let several = words.len() > 1;
    let mut policies: BTreeSet<PolicyId> = BTreeSet::new();
    for word in words {
        match word {
            ConsentWord::Choice(ConsentChoice::Off) if several => {
                let text = "`no` stands alone: users consent to nothing then";
                return Err(WrongUsage(text.to_owned()).into());
            }
            ConsentWord::Choice(choice) => policies.extend(UserConsent::from(choice).0),
            ConsentWord::Policy(id) => {
                policies.insert(id);
            }
        }
    }
    Ok(UserConsent(policies))
}

/// A policy that is there; otherwise what there is.
pub(super) async fn known(desk: &Desk, tenant: &Tenant, id: &PolicyId) -> anyhow::Result<()> {
    match desk.service.policy(tenant, id).await {
        Ok(_) => Ok(()),
        Err(error @ DirectoryError::Unknown { .. }) => {
            anyhow::bail!("{error}; `consentry policy list` shows what there is")
        }
        Err(error) => Err(error.into()),
    }
}

async fn remove(
    desk: &Desk,
    tenant: &Tenant,
    reviewers: &mut Vec<Reviewer>,
    gone: Reviewer,
) -> anyhow::Result<()> {
    let before = reviewers.len();
    reviewers.retain(|held| *held != gone);
    if reviewers.len() < before {
        return Ok(());
    }
    let shown = reviewer::shown(desk, tenant, reviewers).await?;
    let names: Vec<String> = shown.iter().map(reviewer::word).collect();
    if names.is_empty() {
        anyhow::bail!("that is no reviewer: nobody is");
    }
    anyhow::bail!("that is no reviewer; the reviewers are {}", names.join(", "))
}

/// How a choice is shown: `low-impact`, or the policies.
pub(super) fn consent_word(user_consent: &UserConsent) -> String {
    match user_consent.choice() {
        ConsentChoice::Custom => {
            let ids: Vec<&str> = user_consent.0.iter().map(PolicyId::as_str).collect();
            ids.join(", ")
        }
        choice => choice.to_string(),
    }
}

/// Whether requests are taken, and why not.
pub(super) fn requests_word(tenant: &Tenant) -> String {
    let workflow = &tenant.settings.workflow;
    match (workflow.enabled, workflow.takes_requests()) {
        (Switch::Off, _) => "off".to_owned(),
        (Switch::On, Switch::On) => "on".to_owned(),
        (Switch::On, Switch::Off) => {
            "on, but no reviewer is named: nobody can ask until there is one".to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<ConsentWord> {
        text.split(',').map(|word| word.parse().unwrap()).collect()
    }

    #[test]
    fn choices_and_policies_are_one_setting() {
        for (text, want) in [
            ("yes", "yes"),
            ("no", "no"),
            ("low-impact", "low-impact"),
            ("recommended", "recommended"),
            ("microsoft-user-default-low", "low-impact"),
            ("Helpdesk", "helpdesk"),
            ("low-impact,helpdesk", "helpdesk, microsoft-user-default-low"),
        ] {
            let set = user_consent(words(text)).unwrap();
            assert_eq!(consent_word(&set), want, "{text}");
        }
        let alone = user_consent(words("no,helpdesk")).unwrap_err();
        assert!(alone.is::<WrongUsage>(), "{alone}");
        assert!("a b".parse::<ConsentWord>().is_err());
    }

    #[test]
    fn a_right_of_a_role_reads_back() {
        for text in [
            "Helpdesk Administrator:self:helpdesk",
            "Cloud Application Administrator:all:microsoft-company-admin",
        ] {
            let RoleWord(right) = text.parse().unwrap();
            assert_eq!(role_word(&right), text);
        }
        for (text, said) in [
            ("Helpdesk Administrator", "ROLE:self:POLICY"),
            ("Boss:self:helpdesk", "`Boss`"),
            ("Helpdesk Administrator:both:helpdesk", "`both`"),
            ("Helpdesk Administrator:self:a b", "`a b`"),
        ] {
            let error = text.parse::<RoleWord>().unwrap_err();
            assert!(error.contains(said), "{text}: {error}");
        }
    }
}
