//! Who tried wrong passwords for many accounts, and who is held off for it (A30).
//!
//! Counted in the directory, so that an attack over all nodes is seen whole. Rows live for ten
//! minutes; counting stops one beyond the limit, so that a large attack costs no more than a small
//! one.

use std::time::Duration;

use consentry_model::{Network, Timestamp};
use consentry_token::opaque::TokenHash;

use crate::{StoreError, Unit};

/// Within which time tries belong together.
pub(crate) const WINDOW: Duration = Duration::from_mins(10);
/// One wrong password for more accounts than this is a spray.
const ACCOUNTS_OF_A_PASSWORD: u64 = 20;
/// One sender that fails for more accounts than this is a spray.
const ACCOUNTS_OF_A_SENDER: u64 = 50;

/// A wrong password as sprays are seen by it.
#[derive(Debug, Clone, Copy)]
pub struct Spray<'a> {
    /// The keyed hash of tenant and name.
    pub account: &'a TokenHash,
    /// The keyed hash of the password alone.
    pub password: &'a TokenHash,
    /// The address.
    pub sender: &'a Network,
    /// The present moment.
    pub now: Timestamp,
}

/// Which spray it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sprayed {
    /// Neither.
    No,
    /// One password for many accounts.
    OnePassword,
    /// Many accounts from one address.
    ManyAccounts,
}

impl Unit {
    /// Notes a wrong password; whether it is one of a spray.
    pub async fn note_spray(&mut self, spray: &Spray<'_>) -> Result<Sprayed, StoreError> {
        let password = spray.password.to_hex();
        let by_password = ("password", password.as_str(), ACCOUNTS_OF_A_PASSWORD);
        let by_sender = ("sender", spray.sender.as_str(), ACCOUNTS_OF_A_SENDER);
        let one_password = self.beyond(by_password, spray).await?;
        let many_accounts = self.beyond(by_sender, spray).await?;
        Ok(match (one_password, many_accounts) {
            (Limit::Beyond, _) => Sprayed::OnePassword,
            (Limit::Within, Limit::Beyond) => Sprayed::ManyAccounts,
            (Limit::Within, Limit::Within) => Sprayed::No,
        })
    }

    async fn beyond(
        &mut self,
        (kind, subject, limit): (&str, &str, u64),
        spray: &Spray<'_>,
    ) -> Result<Limit, StoreError> {
        let sql = "INSERT INTO password_tries (kind, subject, account, at) \
                   VALUES ($1, $2, $3, $4) ON CONFLICT (kind, subject, account) DO UPDATE SET \
                   at = excluded.at WHERE password_tries.at < excluded.at";
        let args = &[kind.into(), subject.into(), spray.account.into(), spray.now.into()];
        self.run(sql, args).await?;
        let sql = "SELECT count(*) FROM (SELECT 1 AS one FROM password_tries WHERE kind = $1 \
                   AND subject = $2 AND at > $3 LIMIT CAST($4 AS bigint)) AS tries";
        let counted = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
        let since = spray.now.minus(WINDOW);
        let args = &[kind.into(), subject.into(), since.into(), counted.into()];
        let count: i64 = self.one(sql, args).await?.unwrap_or(0);
        Ok(if count >= counted { Limit::Beyond } else { Limit::Within })
    }

    /// Holds a sender off; `false` if he is held off already.
    pub async fn hold_sender(
        &mut self,
        sender: &Network,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "INSERT INTO held_addresses (address, until_at) VALUES ($1, $2) \
                   ON CONFLICT (address) DO UPDATE SET until_at = excluded.until_at \
                   WHERE held_addresses.until_at <= $3";
        self.wins(sql, &[sender.as_str().into(), until.into(), now.into()]).await
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Limit {
    Within,
    Beyond,
}
