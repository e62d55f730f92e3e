//! `consentry tenant show`.

use consentry_model::{BasicProtocols, DomainName, Tenant};
use serde_json::{Value, json};

use super::{
    consent::{consent_word, requests_word, role_word},
    workflow::{delegates, group_owner_word},
};
use crate::cli::{
    Exit, Terminal,
    desk::Desk,
    reviewer,
    words::{mailbox_word, put, yes_no},
};

/// The name under which administrators of the original know the switch.
const OLD_NAME: &str = "UsersPermissionToUserConsentToAppEnabled";

pub(super) fn domains(tenant: &Tenant) -> String {
    let names: Vec<&str> = tenant.domains.iter().map(DomainName::as_str).collect();
    names.join(", ")
}

type Rows = Vec<(&'static str, String)>;

pub(super) async fn run(
    desk: &Desk,
    terminal: &mut Terminal,
    tenant: &Tenant,
) -> anyhow::Result<Exit> {
    let settings = &tenant.settings;
    let old_switch = settings.user_consent.old_switch();
    let reviewers = reviewer::shown(desk, tenant, &settings.workflow.reviewers).await?;
    let delegates = delegates(desk, tenant).await?;
    let mut told = serde_json::to_value(tenant)?;
    let reviewers_told: Vec<Value> = reviewers.iter().map(reviewer::told).collect();
    let rights: Vec<String> = settings.role_consent.iter().map(role_word).collect();
    for (key, field) in [
        (OLD_NAME, json!(old_switch)),
        ("users_may_consent", json!(settings.user_consent.choice().word())),
        ("takes_requests", json!(settings.workflow.takes_requests().is_on())),
        ("reviewers", json!(reviewers_told)),
        ("delegates", json!(delegates.iter().map(|(_, told)| told).collect::<Vec<_>>())),
    ] {
        put(&mut told, key, field);
    }
    let mut rows: Rows = vec![
        ("name", tenant.name.to_string()),
        ("id", tenant.id.to_string()),
        ("domains", domains(tenant)),
        (OLD_NAME, if old_switch { "True" } else { "False" }.to_owned()),
        ("users may consent", consent_word(&settings.user_consent)),
        ("risk step-up", yes_no(settings.risk_step_up)),
        ("group owners may consent", group_owner_word(desk, tenant).await?),
        ("roles may consent", or_none(rights)),
        ("requests", requests_word(tenant)),
        ("reviewers", or_none(reviewers.iter().map(reviewer::described).collect())),
        ("reviewers are told", yes_no(settings.workflow.notify)),
        ("reviewers are reminded", yes_no(settings.workflow.remind)),
        ("request days", settings.workflow.days.get().to_string()),
        ("approve within a policy", or_none(delegates.into_iter().map(|(word, _)| word).collect())),
        ("webhook", settings.webhook.clone().unwrap_or_else(|| "none".to_owned())),
        ("people may stay signed in", yes_no(settings.keep_signed_in)),
        ("users may register", yes_no(settings.users_may_register.into())),
    ];
    rows.push(("lockout", lockout_word(tenant)));
    rows.extend(of_mail(tenant));
    rows.push(("made", tenant.created_at.to_string()));
    desk.show(terminal, &told, &rows)
}

fn lockout_word(tenant: &Tenant) -> String {
    let rule = tenant.settings.lockout;
    let (failures, seconds) = (rule.threshold.get(), rule.seconds.get());
    format!("after {failures} wrong passwords, for {seconds} seconds at first")
}

fn of_mail(tenant: &Tenant) -> Rows {
    let settings = &tenant.settings;
    let word = |value: Value| value.as_str().unwrap_or_default().to_owned();
    let BasicProtocols(basic) = &settings.basic;
    let basic = basic.iter().map(|protocol| protocol.name().to_owned()).collect();
    let host = settings.autodiscover_host.as_ref().map(ToString::to_string);
    vec![
        ("fidelity", word(json!(settings.fidelity))),
        ("mailboxes", mailbox_word(settings.mailboxes)),
        ("autodiscover host", host.unwrap_or_else(|| "none".to_owned())),
        ("eas versions", word(json!(settings.eas_versions))),
        ("challenge", word(json!(settings.challenge))),
        ("basic", or_none(basic)),
    ]
}

fn or_none(words: Vec<String>) -> String {
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}
