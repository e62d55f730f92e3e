//! Wrong passwords, counted by account and by kind of network (A28, A29).
//!
//! One row for each account and kind, changed by one statement for each failed try, so that all
//! doors of all nodes share one count. When an account is locked, nothing is counted: tries that
//! were under way when the lock came do not make it longer.

use std::time::Duration;

use consentry_model::{Lockout, Network, Timestamp};
use consentry_sql::{FromRow, Row, SqlError};
use consentry_token::opaque::TokenHash;

use crate::{Conn, StoreError, Unit, fields::Fields, param::Param};

/// How long a wrong password is remembered, and how long failures count (A29).
pub(crate) const REMEMBERED: Duration = Duration::from_hours(24);
/// How long somebody is at home in a network after he signed in from there.
pub(crate) const FAMILIAR: Duration = Duration::from_hours(24 * 90);

/// Whether the user signed in from this network before. Each kind has a count of its own, so that
/// a lock by strangers does not keep the owner out at home.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Familiarity {
    /// He did, within 90 days.
    Familiar,
    /// He did not.
    Unfamiliar,
}

impl Familiarity {
    const fn word(self) -> &'static str {
        match self {
            Self::Familiar => "familiar",
            Self::Unfamiliar => "unfamiliar",
        }
    }
}

/// What is asked before a password is looked at.
#[derive(Debug, Clone, Copy)]
pub struct GuardQuery<'a> {
    /// The keyed hash of tenant and name.
    pub account: &'a TokenHash,
    /// The network around the address.
    pub network: &'a Network,
    /// The address as a sender's.
    pub sender: &'a Network,
    /// The present moment.
    pub now: Timestamp,
}

/// What stands against looking at a password, and what was tried before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    /// Is the account at home in this network?
    pub familiarity: Familiarity,
    /// Since when this network was last seen with the account.
    pub seen_at: Option<Timestamp>,
    /// Failures in a row, in networks of this kind.
    pub failures: u64,
    /// Until when the account is locked for networks of this kind.
    pub locked_until: Option<Timestamp>,
    /// Until when passwords from this sender are not looked at.
    pub held_until: Option<Timestamp>,
    remembered: Vec<TokenHash>,
}

impl Guard {
    /// Whether this wrong password was counted within a day and is one of the last three.
    pub fn remembers(&self, wrong: &TokenHash) -> bool {
        self.remembered.contains(wrong)
    }
}

/// A password that did not fit.
#[derive(Debug, Clone, Copy)]
pub struct WrongPassword<'a> {
    /// The keyed hash of tenant and name.
    pub account: &'a TokenHash,
    /// From which kind of network.
    pub familiarity: Familiarity,
    /// The keyed hash of the password.
    pub wrong: &'a TokenHash,
    /// The tenant's rule.
    pub rule: Lockout,
    /// The present moment.
    pub now: Timestamp,
}

/// What a wrong password came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// It was counted.
    Now {
        /// How many failures there are by now.
        failures: u64,
        /// Until when it locked the account, if it did.
        locked_until: Option<Timestamp>,
    },
    /// It was counted before, and is not counted again.
    Before,
    /// The account was locked meanwhile.
    Locked {
        /// Until when.
        until: Timestamp,
    },
}

struct GuardRow {
    kind: String,
    failures: u64,
    until: Timestamp,
    at: Timestamp,
    wrong: [(TokenHash, Timestamp); 3],
}

impl FromRow for GuardRow {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "lockouts");
        Ok(Self {
            kind: fields.take()?,
            failures: fields.whole()?,
            until: fields.time()?,
            at: fields.time()?,
            wrong: [
                (fields.hash()?, fields.time()?),
                (fields.hash()?, fields.time()?),
                (fields.hash()?, fields.time()?),
            ],
        })
    }
}

const GUARD: &str = "SELECT network, failures, locked_until, failed_at, wrong_1, wrong_1_at, \
     wrong_2, wrong_2_at, wrong_3, wrong_3_at FROM lockouts WHERE account = $1 \
     UNION ALL SELECT 'seen', 0, 0, seen_at, account, 0, account, 0, account, 0 \
     FROM familiar_networks WHERE account = $1 AND network = $2 \
     UNION ALL SELECT 'held', 0, until_at, 0, $1, 0, $1, 0, $1, 0 \
     FROM held_addresses WHERE address = $3";

const COUNT: &str = "INSERT INTO lockouts (account, network, failures, locked_until, failed_at, \
     wrong_1, wrong_1_at, wrong_2, wrong_2_at, wrong_3, wrong_3_at) \
     VALUES ($1, $2, 1, 0, $4, $3, $4, $3, 0, $3, 0) \
     ON CONFLICT (account, network) DO UPDATE SET \
     failures = CASE WHEN lockouts.failed_at <= $5 THEN 1 ELSE lockouts.failures + 1 END, \
     failed_at = excluded.failed_at, \
     wrong_3 = lockouts.wrong_2, wrong_3_at = lockouts.wrong_2_at, \
     wrong_2 = lockouts.wrong_1, wrong_2_at = lockouts.wrong_1_at, \
     wrong_1 = excluded.wrong_1, wrong_1_at = excluded.wrong_1_at \
     WHERE lockouts.locked_until <= $4 \
     AND NOT (lockouts.wrong_1 = excluded.wrong_1 AND lockouts.wrong_1_at > $5) \
     AND NOT (lockouts.wrong_2 = excluded.wrong_1 AND lockouts.wrong_2_at > $5) \
     AND NOT (lockouts.wrong_3 = excluded.wrong_1 AND lockouts.wrong_3_at > $5) \
     RETURNING failures";

impl Conn {
    /// Whether a password may be looked at, in one statement.
    pub async fn guard(&mut self, query: &GuardQuery<'_>) -> Result<Guard, StoreError> {
        let GuardQuery { account, network, sender, now } = *query;
        let args = &[account.into(), network.as_str().into(), sender.as_str().into()];
        let rows: Vec<GuardRow> = self.all(GUARD, args).await?;
        let of = |kind: &str| rows.iter().find(|row| row.kind == kind);
        let later = |row: &&GuardRow| row.until > now;
        let home_since = now.minus(FAMILIAR);
        let seen_at = of("seen").map(|row| row.at).filter(|at| *at > home_since);
        let familiarity = match seen_at {
            Some(_) => Familiarity::Familiar,
            None => Familiarity::Unfamiliar,
        };
        let count = of(familiarity.word());
        let day = now.minus(REMEMBERED);
        let wrong = count.into_iter().flat_map(|row| &row.wrong);
        Ok(Guard {
            familiarity,
            seen_at,
            failures: count.filter(|row| row.at > day).map_or(0, |row| row.failures),
            locked_until: count.filter(later).map(|row| row.until),
            held_until: of("held").filter(later).map(|row| row.until),
            remembered: wrong.filter(|(_, at)| *at > day).map(|(hash, _)| *hash).collect(),
        })
    }

    /// Until when an account is locked, for networks of each kind.
    pub async fn locks(
        &mut self,
        account: &TokenHash,
        now: Timestamp,
    ) -> Result<Vec<(Familiarity, Timestamp)>, StoreError> {
        let sql = "SELECT network, locked_until FROM lockouts \
                   WHERE account = $1 AND locked_until > $2 ORDER BY network";
        let rows: Vec<(String, i64)> = self.all(sql, &[account.into(), now.into()]).await?;
        let kinds = [Familiarity::Familiar, Familiarity::Unfamiliar];
        let kind = |word: &str| kinds.into_iter().find(|kind| kind.word() == word);
        Ok(rows
            .into_iter()
            .filter_map(|(word, until)| Some((kind(&word)?, Timestamp::from_millis(until))))
            .collect())
    }
}

impl Unit {
    /// Counts a wrong password, unless the account is locked or it was counted before; locks the
    /// account if it was one too many.
    pub async fn count_wrong(&mut self, typed: &WrongPassword<'_>) -> Result<Counted, StoreError> {
        let WrongPassword { account, familiarity, wrong, rule, now } = *typed;
        let key: [Param<'_>; 2] = [account.into(), familiarity.word().into()];
        let [account, network] = &key;
        let args = [
            account.clone(),
            network.clone(),
            wrong.into(),
            now.into(),
            now.minus(REMEMBERED).into(),
        ];
        let Some(failures) = self.one::<i64>(COUNT, &args).await? else {
            let sql = "SELECT locked_until FROM lockouts WHERE account = $1 AND network = $2";
            let until = self.one::<i64>(sql, &key).await?.map(Timestamp::from_millis);
            return Ok(match until.filter(|until| *until > now) {
                Some(until) => Counted::Locked { until },
                None => Counted::Before,
            });
        };
        let failures = u64::try_from(failures).unwrap_or(0);
        let locked_until = rule.lock_after(failures).map(|lock| now.plus(lock));
        if let Some(until) = locked_until {
            let sql = "UPDATE lockouts SET locked_until = $3 WHERE account = $1 AND network = $2";
            self.run(sql, &[account.clone(), network.clone(), until.into()]).await?;
        }
        Ok(Counted::Now { failures, locked_until })
    }

    /// The right password came: failures of this kind of network count no more. What is remembered
    /// stays, so that an old password on a telephone goes on counting for nothing.
    pub async fn forget_failures(
        &mut self,
        account: &TokenHash,
        familiarity: Familiarity,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE lockouts SET failures = 0, locked_until = 0 \
                   WHERE account = $1 AND network = $2";
        self.run(sql, &[account.into(), familiarity.word().into()]).await.map(drop)
    }

    /// Takes every lock and count of an account away; whether one of them was a lock.
    pub async fn unlock(
        &mut self,
        account: &TokenHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let locked = !self.locks(account, now).await?.is_empty();
        let sql = "UPDATE lockouts SET failures = 0, locked_until = 0 WHERE account = $1";
        self.run(sql, &[account.into()]).await?;
        Ok(locked)
    }

    /// Notes that somebody signed in from a network.
    pub async fn seen_network(
        &mut self,
        account: &TokenHash,
        network: &Network,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO familiar_networks (account, network, seen_at) VALUES ($1, $2, $3) \
                   ON CONFLICT (account, network) DO UPDATE SET seen_at = excluded.seen_at \
                   WHERE familiar_networks.seen_at < excluded.seen_at";
        self.run(sql, &[account.into(), network.as_str().into(), now.into()]).await.map(drop)
    }
}
