//! Users in bulk: rows of a file that the face has read, checked against the tenant, and written
//! batch by batch.
//!
//! A batch is one unit of work: all of its rows or none. A second run finds everybody there and
//! changes nothing, or brings what the file says where that is wanted; it never touches the
//! password or the roles of somebody who is there.

use std::collections::BTreeMap;

use consentry_model::{DisplayName, GroupId, PasswordState, Tenant, User};
use consentry_policy::{Sameness, judge_password, names_of};
use consentry_store::{Actor, Conn, Unit};
use serde_json::json;

use super::{
    Done, NewUser, UserChange,
    users::{FirstPassword, Prepared},
};
use crate::Service;

/// A row of a file.
#[derive(Debug, Clone)]
pub struct ImportRow {
    /// Its line.
    pub line: u64,
    /// The user as he is added.
    pub new: NewUser,
    /// What the file says of somebody who is there.
    pub change: UserChange,
    /// Groups that he is a member of.
    pub groups: Vec<DisplayName>,
}

/// Something that a row says and that cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportProblem {
    /// The line.
    pub line: u64,
    /// The column, by the name of what it holds.
    pub column: &'static str,
    /// What was expected.
    pub what: String,
}

/// What happens to somebody who is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhoIsThere {
    /// He stays as he is.
    Stays,
    /// He gets what the file says.
    IsUpdated,
}

/// What came, or would come, of rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportCount {
    /// New ones.
    pub added: u64,
    /// Those that were there and got something.
    pub updated: u64,
    /// Those that were there and stay as they are.
    pub unchanged: u64,
}

impl ImportCount {
    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            added: self.added.saturating_add(other.added),
            updated: self.updated.saturating_add(other.updated),
            unchanged: self.unchanged.saturating_add(other.unchanged),
        }
    }
}

/// A tenant's groups by their names in lower case.
type Groups = BTreeMap<String, GroupId>;

impl Service {
    /// What speaks against rows in this tenant. Nothing is written.
    pub async fn check_import(
        &self,
        tenant: &Tenant,
        rows: &[ImportRow],
    ) -> Done<Vec<ImportProblem>> {
        let mut read = self.store.read().await?;
        let groups = groups_of(&mut read, tenant).await?;
        let mut problems = Vec::new();
        for row in rows {
            let there = read.user_by_name(tenant.id, &row.new.upn).await?.is_some();
            problems.extend(self.problems_of(tenant, row, &groups, there));
        }
        Ok(problems)
    }

    fn problems_of(
        &self,
        tenant: &Tenant,
        row: &ImportRow,
        groups: &Groups,
        there: bool,
    ) -> Vec<ImportProblem> {
        let problem = |column, what| ImportProblem { line: row.line, column, what };
        let mut problems = Vec::new();
        let domain = row.new.upn.domain();
        if !tenant.domains.contains(domain) {
            let what = format!("`{domain}` is not a domain of {}", tenant.name);
            problems.push(problem("userPrincipalName", what));
        }
        for group in &row.groups {
            if !groups.contains_key(&folded(group)) {
                problems.push(problem("groups", format!("there is no group `{group}`")));
            }
        }
        // The password of somebody who is there is not looked at: it is not taken.
        if let (FirstPassword::Chosen(password), false) = (&row.new.password, there) {
            let user = self.new_user(tenant, row.new.clone(), PasswordState::Current);
            let rules = &tenant.settings.passwords;
            let names = names_of(&user);
            let judged = judge_password(password.expose(), rules, &names, Sameness::Other);
            problems.extend(judged.err().map(|fault| problem("password", fault.to_string())));
        }
        problems
    }

    /// What a batch would come to. Nothing is written.
    pub async fn count_import(
        &self,
        tenant: &Tenant,
        rows: &[ImportRow],
        there: WhoIsThere,
    ) -> Done<ImportCount> {
        let mut read = self.store.read().await?;
        let groups = groups_of(&mut read, tenant).await?;
        let mut count = ImportCount::default();
        for row in rows {
            match read.user_by_name(tenant.id, &row.new.upn).await? {
                None => count.added = count.added.saturating_add(1),
                Some(old) => {
                    let new = changed(&old, row);
                    let member = missing(&mut read, &old, row, &groups).await?;
                    let differs = new != old || !member.is_empty();
                    count.found(there == WhoIsThere::IsUpdated && differs);
                }
            }
        }
        Ok(count)
    }

    /// Writes a batch: every row of it or none. Rows that [`Self::check_import`] spoke against
    /// are refused by the same rules.
    pub async fn import_batch(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        rows: &[ImportRow],
        there: WhoIsThere,
    ) -> Done<ImportCount> {
        let (added, mut count) = (self.prepare_new(tenant, rows).await?, ImportCount::default());
        let mut provided = Vec::new();
        let mut unit = self.store.unit().await?;
        unit.lock(&format!("tenant {}", tenant.id)).await?;
        let groups = groups_of(&mut unit, tenant).await?;
        for row in rows {
            let old = unit.user_by_name(tenant.id, &row.new.upn).await?;
            let user = match (old, added.get(&row.new.upn.folded())) {
                (Some(old), _) => {
                    if there == WhoIsThere::IsUpdated {
                        let differs = self.update(&mut unit, actor, (&old, row, &groups)).await?;
                        count.found(differs);
                    } else {
                        count.found(false);
                    }
                    continue;
                }
                (None, Some(prepared)) => {
                    unit.add_user(&prepared.user, prepared.hash.as_ref()).await?;
                    prepared.user.clone()
                }
                // He was there a moment ago and is not any more: the next run adds him.
                (None, None) => continue,
            };
            for group in missing(&mut unit, &user, row, &groups).await? {
                unit.add_member(group, user.id, self.clock.now()).await?;
            }
            let details = json!({ "new": user, "import": true });
            self.record_user(&mut unit, actor, "Add user", &user, details).await?;
            count.added = count.added.saturating_add(1);
            provided.push(user);
        }
        unit.commit().await?;
        for user in &provided {
            self.provide_mailbox(tenant, user).await?;
        }
        Ok(count)
    }

    /// Those of a batch who are not there yet, ready to be written: hashes take their time and
    /// are made before the unit of work.
    async fn prepare_new(
        &self,
        tenant: &Tenant,
        rows: &[ImportRow],
    ) -> Done<BTreeMap<String, Prepared>> {
        let mut added = BTreeMap::new();
        for row in rows {
            let name = &row.new.upn;
            let found = self.store.read().await?.user_by_name(tenant.id, name).await?;
            if found.is_none() {
                let prepared = self.prepare_user(tenant, row.new.clone()).await?;
                added.insert(name.folded(), prepared);
            }
        }
        Ok(added)
    }

    /// Brings somebody who is there what the file says; whether that was anything.
    async fn update(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        (old, row, groups): (&User, &ImportRow, &Groups),
    ) -> Done<bool> {
        let new = changed(old, row);
        let member = missing(unit, old, row, groups).await?;
        if new == *old && member.is_empty() {
            return Ok(false);
        }
        unit.set_user(&new).await?;
        for group in member {
            unit.add_member(group, old.id, self.clock.now()).await?;
        }
        let details = json!({ "old": old, "new": new, "import": true });
        self.record_user(unit, actor, "Update user", &new, details).await?;
        Ok(true)
    }
}

impl ImportCount {
    const fn found(&mut self, updated: bool) {
        let place = if updated { &mut self.updated } else { &mut self.unchanged };
        *place = place.saturating_add(1);
    }
}

fn changed(old: &User, row: &ImportRow) -> User {
    let mut new = old.clone();
    row.change.clone().apply(&mut new);
    new
}

fn folded(name: &DisplayName) -> String {
    name.as_str().to_lowercase()
}

async fn groups_of(conn: &mut Conn, tenant: &Tenant) -> Done<Groups> {
    let groups = conn.groups(tenant.id).await?;
    Ok(groups.into_iter().map(|group| (folded(&group.name), group.id)).collect())
}

/// The groups of a row that somebody is not in yet.
async fn missing(
    conn: &mut Conn,
    user: &User,
    row: &ImportRow,
    groups: &Groups,
) -> Done<Vec<GroupId>> {
    let mut missing = Vec::new();
    for group in row.groups.iter().filter_map(|name| groups.get(&folded(name)).copied()) {
        if !conn.is_member(group, user.id).await? {
            missing.push(group);
        }
    }
    Ok(missing)
}
