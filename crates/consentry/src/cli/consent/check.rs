//! `consentry consent check`: what would happen, the one setting that decides, and what each change
//! of a setting would do.

use consentry_model::{AppId, Application, Refusal, ScopeSet, Tenant};
use consentry_policy::{Change, Checked, Explanation, Interaction, Outcome, TraceLine, Verdict};
use consentry_service::ConsentCheck;
use serde_json::{Value, json};

use crate::cli::{Exit, Terminal, desk::Desk, trace, words::resource_text};

pub(super) async fn run(
    desk: &Desk,
    terminal: &mut Terminal,
    check: ConsentCheck,
) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(Some(&check.user)).await?;
    let explained = desk.service.check_consent(&tenant, &check).await?;
    let app = desk.service.app(&tenant, check.app).await?.application;
    let said = sentence(&tenant, &explained);
    let decided = |line: &&TraceLine| matches!(line.verdict, Verdict::Ask | Verdict::Refuse);
    let lines = &explained.trace;
    let deciding = lines.iter().rev().find(decided).or_else(|| lines.last());
    let changes: Vec<Value> = explained.changes.iter().map(told).collect();
    let value = json!({
        "user": check.user,
        "app_id": app.id,
        "app_name": app.name,
        "outcome": explained.checked.word(),
        "aadsts": refusal(&explained).map(|refusal| code(&tenant, refusal)),
        "text": said,
        "setting": explained.setting,
        "setting_name": explained.setting.name(),
        "decided_by": deciding.map(|line| &line.decided_by),
        "remedy": deciding.map(|line| &line.remedy),
        "changes": changes,
        "trace": lines,
    });
    let mut words = vec![
        format!("{}: {said}", explained.checked),
        String::new(),
        format!("  user         {}", check.user),
        format!("  application  {} ({})", app.name, app.id),
        format!("  decided by   {}", by(&explained, deciding)),
    ];
    let remedy = deciding.map(|line| line.remedy.as_str()).filter(|text| !text.is_empty());
    words.extend(remedy.map(|remedy| format!("  what helps   {remedy}")));
    words.extend(would(&explained));
    if lacks_consent(&explained) {
        words.extend(in_part("To consent for everybody:", grants(&tenant, &app, &check)));
    }
    words.extend(in_part("Gate by gate:", trace::gates(lines)));
    desk.done(terminal, &value, words.join("\n"))
}

/// Lines under a heading, if there are any.
fn in_part(heading: &str, lines: Vec<String>) -> Vec<String> {
    if lines.is_empty() {
        return lines;
    }
    let heading = [String::new(), heading.to_owned()];
    heading.into_iter().chain(lines).collect()
}

/// Whether a consent for everybody would let the user pass without a page.
fn lacks_consent(explained: &Explanation) -> bool {
    use Checked::{NeedAdmin, Prompt, Request};
    matches!(explained.checked, Prompt | Request | NeedAdmin)
        && !matches!(explained.outcome, Outcome::Interact(Interaction::ChangePassword))
}

/// The outcome for an administrator.
fn sentence(tenant: &Tenant, explained: &Explanation) -> String {
    match (&explained.outcome, explained.checked) {
        (Outcome::Interact(Interaction::ChangePassword), _) => {
            "the one-time password has to be changed first".to_owned()
        }
        (_, Checked::Silent) => "no page: everything is granted".to_owned(),
        (_, Checked::Prompt) => "the user is asked and may accept".to_owned(),
        (_, Checked::Request) => {
            "the user may not accept, but may ask for approval with a reason".to_owned()
        }
        (Outcome::Refuse(refusal), Checked::NeedAdmin) => {
            let code = code(tenant, refusal);
            format!("an administrator has to consent (the user sees AADSTS{code})")
        }
        (Outcome::Refuse(refusal), _) => {
            let answer = refusal.answer(tenant.settings.fidelity);
            format!("AADSTS{}: {}", answer.code, answer.message)
        }
        (_, Checked::NeedAdmin | Checked::Refused) => "the user cannot go on".to_owned(),
    }
}

const fn refusal(explained: &Explanation) -> Option<&Refusal> {
    match &explained.outcome {
        Outcome::Refuse(refusal) => Some(refusal),
        Outcome::Allow(_) | Outcome::Interact(_) => None,
    }
}

fn code(tenant: &Tenant, refusal: &Refusal) -> u32 {
    refusal.answer(tenant.settings.fidelity).code
}

/// The setting, and its value in the words of the gate.
fn by(explained: &Explanation, deciding: Option<&TraceLine>) -> String {
    let name = explained.setting.name();
    match deciding {
        Some(line) if !line.decided_by.is_empty() => format!("{name}: {}", line.decided_by),
        Some(_) | None => name.to_owned(),
    }
}

/// Commands that consent for everybody to what was asked about.
fn grants(tenant: &Tenant, app: &Application, check: &ConsentCheck) -> Vec<String> {
    let domain = tenant.domains.first().map(ToString::to_string).unwrap_or_default();
    let line = |resource: AppId, scopes: &ScopeSet| {
        format!(
            "  consentry consent grant --tenant {domain} --app {} --all-users --resource {} \
             --scopes \"{scopes}\"",
            app.id,
            resource_text(resource)
        )
    };
    match (&check.scopes, check.resource) {
        (Some(scopes), Some(resource)) => vec![line(resource, scopes)],
        (Some(_), None) => Vec::new(),
        (None, _) => {
            let listed = app.required.iter().filter(|entry| !entry.scopes.is_empty());
            listed.map(|entry| line(entry.resource, &entry.scopes)).collect()
        }
    }
}

/// Change by change, what would happen then.
fn would(explained: &Explanation) -> Vec<String> {
    let changes = &explained.changes;
    if changes.is_empty() {
        let text = "No single change of a setting would make a difference.";
        return vec![String::new(), text.to_owned()];
    }
    let names: Vec<String> =
        changes.iter().map(|one| format!("{} = {}", one.setting.name(), one.to)).collect();
    let width = names.iter().map(|name| name.chars().count()).max().unwrap_or_default();
    let line = |(name, one): (&String, &Change)| {
        let same = if one.then == explained.checked { " (as now)" } else { "" };
        format!("  {name:<width$}  → {}{same}", one.then)
    };
    in_part("What one change would do:", names.iter().zip(changes).map(line).collect())
}

fn told(change: &Change) -> Value {
    json!({
        "setting": change.setting,
        "setting_name": change.setting.name(),
        "to": change.to,
        "outcome": change.then.word(),
    })
}
