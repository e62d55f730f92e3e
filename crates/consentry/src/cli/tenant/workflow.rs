//! What `consentry tenant set` takes beside that about consents: how the request workflow goes on,
//! and what owners of groups may.

use std::str::FromStr;

use clap::Args;
use consentry_model::{Delegate, GroupOwnerConsent, PolicyId, RequestDays, Tenant, TenantSettings};

use consentry_service::ReviewerShown;
use serde_json::{Value, json};

use super::consent::known;
use crate::cli::{
    desk::Desk,
    reviewer::{self, Who},
    words::YesNo,
};

#[derive(Debug, Args)]
pub(super) struct WorkflowSettings {
    /// Are reviewers told of new requests by mail?
    #[arg(long, value_enum)]
    notify: Option<YesNo>,
    /// Are they reminded, and told when a request has expired?
    #[arg(long, value_enum)]
    remind: Option<YesNo>,
    /// After how many days a new request ends by itself: 1 to 60.
    #[arg(long, value_name = "N")]
    request_days: Option<RequestDays>,
    /// Let a reviewer approve within a policy without a role that may consent; may be repeated.
    #[arg(long, visible_alias = "delegates", value_name = "user:UPN|group:NAME|role:NAME=POLICY")]
    delegate: Vec<DelegateWord>,
    /// Take such a right away; may be repeated.
    #[arg(long, value_name = "user:UPN|group:NAME|role:NAME=POLICY")]
    remove_delegate: Vec<DelegateWord>,
    /// May owners of groups let applications act on the group's data: no owner, every owner, or
    /// those who are members of a group?
    #[arg(long, value_name = "no|yes|GROUP")]
    group_owner_consent: Option<String>,
}

/// `user:UPN=POLICY`.
#[derive(Debug, Clone)]
struct DelegateWord(Who, PolicyId);

impl FromStr for DelegateWord {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // Names of groups may hold the sign, ids of policies do not.
        let Some((who, policy)) = text.rsplit_once('=') else {
            return Err(format!("`{text}` is not WHO=POLICY, as in user:UPN=POLICY"));
        };
        Ok(Self(who.parse()?, policy.parse().map_err(|error| format!("{error}"))?))
    }
}

impl WorkflowSettings {
    /// Puts what was named into the settings. Policies, people and groups must be there.
    pub(super) async fn apply(
        self,
        desk: &Desk,
        tenant: &Tenant,
        settings: &mut TenantSettings,
    ) -> anyhow::Result<()> {
        let workflow = &mut settings.workflow;
        if let Some(notify) = self.notify {
            workflow.notify = notify.into();
        }
        if let Some(remind) = self.remind {
            workflow.remind = remind.into();
        }
        if let Some(days) = self.request_days {
            workflow.days = days;
        }
        for DelegateWord(who, policy) in self.remove_delegate {
            let gone = Delegate { who: who.found(desk, tenant).await?, policy };
            let before = workflow.delegates.len();
            workflow.delegates.retain(|held| *held != gone);
            if workflow.delegates.len() == before {
                anyhow::bail!("nobody of this name approves within policy `{}`", gone.policy);
            }
        }
        for DelegateWord(who, policy) in self.delegate {
            known(desk, tenant, &policy).await?;
            let new = Delegate { who: who.found(desk, tenant).await?, policy };
            if !workflow.delegates.contains(&new) {
                workflow.delegates.push(new);
            }
        }
        if let Some(word) = self.group_owner_consent {
            settings.group_owner_consent = group_owner(desk, tenant, &word).await?;
        }
        Ok(())
    }
}

async fn group_owner(
    desk: &Desk,
    tenant: &Tenant,
    word: &str,
) -> anyhow::Result<GroupOwnerConsent> {
    Ok(match word {
        "no" => GroupOwnerConsent::Off,
        "yes" => GroupOwnerConsent::All,
        name => {
            // A group that is called `no` can be named as `group:no`.
            let name = name.strip_prefix("group:").unwrap_or(name).parse()?;
            GroupOwnerConsent::MembersOf(desk.service.group_named(tenant, &name).await?.id)
        }
    })
}

/// How it is shown: `no`, `yes`, or the group.
pub(super) async fn group_owner_word(desk: &Desk, tenant: &Tenant) -> anyhow::Result<String> {
    Ok(match tenant.settings.group_owner_consent {
        GroupOwnerConsent::Off => "no".to_owned(),
        GroupOwnerConsent::All => "yes".to_owned(),
        GroupOwnerConsent::MembersOf(id) => match desk.service.group(tenant, id).await {
            Ok(group) => format!("members of {}", group.name),
            Err(_) => format!("members of {id}, which is not there any more"),
        },
    })
}

/// Who approves within which policy: as it can be typed again, and for programs.
pub(super) async fn delegates(
    desk: &Desk,
    tenant: &Tenant,
) -> anyhow::Result<Vec<(String, Value)>> {
    let delegates = &tenant.settings.workflow.delegates;
    let who: Vec<_> = delegates.iter().map(|delegate| delegate.who).collect();
    let shown = reviewer::shown(desk, tenant, &who).await?;
    let one = |(who, held): (&ReviewerShown, &Delegate)| {
        let told = json!({ "who": reviewer::told(who), "policy": held.policy });
        (format!("{}={}", reviewer::word(who), held.policy), told)
    };
    Ok(shown.iter().zip(delegates).map(one).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delegate_is_somebody_and_a_policy() {
        let DelegateWord(who, policy) = "group:Night=shift=low".parse().unwrap();
        assert_eq!(policy.as_str(), "low");
        assert!(matches!(who, Who::Group(name) if name.as_str() == "Night=shift"));
        for text in ["user:alex@contoso.example", "alex@contoso.example=low", "role:Boss=low"] {
            assert!(text.parse::<DelegateWord>().is_err(), "{text}");
        }
    }
}
