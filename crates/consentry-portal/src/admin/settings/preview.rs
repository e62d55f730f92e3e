//! What proposed settings would change.

use std::collections::BTreeMap;

use consentry_model::{AppId, Application, GroupOwnerConsent, Switch, TenantSettings};
use consentry_policy::{Checked, MatrixChange, UserClass};
use consentry_service::{DirectoryError, MatrixFilter};

use crate::{
    admin::named::app_label,
    inside::Inside,
    pages::admin::settings::{ChangedRow, Difference, GroupOwnersShown, Preview, SettingDiff},
    paths,
    trouble::Trouble,
};

/// Lines of the list by application and kind of user.
const ROWS: usize = 40;
/// Permissions that a line names.
const NAMED: usize = 12;

/// The difference between what is set and what is proposed.
pub(super) async fn preview(
    inside: &Inside,
    proposed: &TenantSettings,
) -> Result<Preview, Trouble> {
    let (service, tenant) = (&inside.service, inside.tenant());
    let settings = diffs(inside, &tenant.settings, proposed).await?;
    if settings.is_empty() {
        return Ok(Preview { settings, counts: Vec::new(), rows: Vec::new(), left_out: 0 });
    }
    let filter = MatrixFilter::default();
    let (apps, changes) = service.consent_difference(tenant, proposed, &filter).await?;
    let mut rows = rows(&apps, &changes);
    let left_out = rows.len().saturating_sub(ROWS);
    rows.truncate(ROWS);
    Ok(Preview {
        settings,
        counts: counts(&changes),
        rows,
        left_out: u64::try_from(left_out).unwrap_or(u64::MAX),
    })
}

async fn diffs(
    inside: &Inside,
    old: &TenantSettings,
    new: &TenantSettings,
) -> Result<Vec<SettingDiff>, Trouble> {
    let mut diffs = Vec::new();
    if old.user_consent != new.user_consent {
        let (old, new) = (old.user_consent.choice(), new.user_consent.choice());
        diffs.push(SettingDiff::UserConsent(old, new));
    }
    if old.risk_step_up != new.risk_step_up {
        diffs.push(SettingDiff::RiskStepUp(new.risk_step_up));
    }
    if old.group_owner_consent != new.group_owner_consent {
        let before = owners(inside, old.group_owner_consent).await?;
        let after = owners(inside, new.group_owner_consent).await?;
        diffs.push(SettingDiff::GroupOwners(before, after));
    }
    let count = |from: &TenantSettings, without: &TenantSettings| {
        let missing = from.role_consent.iter().filter(|one| !without.role_consent.contains(one));
        u64::try_from(missing.count()).unwrap_or(u64::MAX)
    };
    let (more, less) = (count(new, old), count(old, new));
    if more > 0 || less > 0 {
        diffs.push(SettingDiff::RoleRights { more, less });
    }
    if old.users_may_register != new.users_may_register {
        diffs.push(SettingDiff::MayRegister(Switch::from(new.users_may_register)));
    }
    if old.workflow.enabled != new.workflow.enabled {
        diffs.push(SettingDiff::Workflow(new.workflow.enabled));
    }
    Ok(diffs)
}

/// The setting for owners of groups with the group's name.
pub(super) async fn owners(
    inside: &Inside,
    setting: GroupOwnerConsent,
) -> Result<GroupOwnersShown, Trouble> {
    Ok(match setting {
        GroupOwnerConsent::Off => GroupOwnersShown::Off,
        GroupOwnerConsent::All => GroupOwnersShown::All,
        GroupOwnerConsent::MembersOf(id) => {
            let name = match inside.service.group(inside.tenant(), id).await {
                Ok(group) => group.name.to_string(),
                Err(DirectoryError::Unknown { name, .. }) => name,
                Err(error) => return Err(error.into()),
            };
            GroupOwnersShown::MembersOf(name.into())
        }
    })
}

fn counts(changes: &[MatrixChange]) -> Vec<Difference> {
    let mut counts: BTreeMap<(Checked, Checked), u64> = BTreeMap::new();
    for change in changes {
        let count = counts.entry((change.before, change.after)).or_default();
        *count = count.saturating_add(1);
    }
    let all = counts.into_iter();
    all.map(|((before, after), count)| Difference { before, after, count }).collect()
}

/// By application and kind of user; those first that are worse off, and of these the gravest.
fn rows(apps: &[std::sync::Arc<Application>], changes: &[MatrixChange]) -> Vec<ChangedRow> {
    let mut grouped: BTreeMap<(AppId, UserClass, Checked, Checked), Vec<&MatrixChange>> =
        BTreeMap::new();
    for change in changes {
        let key = (change.app, change.class, change.before, change.after);
        grouped.entry(key).or_default().push(change);
    }
    let mut rows: Vec<ChangedRow> = grouped
        .into_iter()
        .filter_map(|((app, class, before, after), changes)| {
            let app = apps.iter().find(|one| one.id == app)?;
            let mut permissions: Vec<consentry_pages::Shown> =
                changes.iter().take(NAMED).map(|one| one.scope.as_str().into()).collect();
            if changes.len() > NAMED {
                permissions.push("…".into());
            }
            Some(ChangedRow {
                app: app_label(app),
                href: paths::matrix_of(app.id),
                class,
                before,
                after,
                permissions,
            })
        })
        .collect();
    rows.sort_by_key(|row| (row.after < row.before, std::cmp::Reverse(row.after)));
    rows
}
