//! Taking away what has lost its use, in small portions.
//!
//! A portion keeps nobody waiting for long; whoever prunes calls again until nothing is left.

use std::time::Duration;

use consentry_model::Timestamp;

use crate::{StoreError, Unit, lockouts, password_spray};

/// How long things are kept that only people still look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Rows of the sign-in log.
    pub sign_ins: Duration,
    /// Records of the audit log.
    pub audits: Duration,
    /// Browser sessions that nobody uses.
    pub sessions: Duration,
    /// Mails that were sent or given up.
    pub mail: Duration,
}

const DAY: Duration = Duration::from_hours(24);

impl Default for Retention {
    fn default() -> Self {
        Self {
            sign_ins: DAY.saturating_mul(30),
            audits: DAY.saturating_mul(365),
            sessions: DAY.saturating_mul(90),
            mail: DAY.saturating_mul(7),
        }
    }
}

/// Codes and ended families stay longer than anything that came of them can live, so that a
/// late replay is seen as one.
const CODES: Duration = DAY;
const FAMILIES: Duration = Duration::from_hours(24 * 100);
/// No access token lives longer than a day.
const SUCCESSES: Duration = Duration::from_hours(48);
/// How long a deleted enterprise application can be restored.
pub const RESTORABLE: Duration = DAY.saturating_mul(30);
/// A transaction that has ended is answered in words for a while.
const TRANSACTIONS: Duration = DAY;

/// Who asked for a link and who got one is counted by the hour.
const PASSWORD_LINKS: Duration = DAY;

/// Rows of each kind that one call takes away at most.
const PORTION: i64 = 500;

impl Unit {
    /// Takes away one portion of each kind; how many rows went. Call again until it is 0.
    pub async fn prune(&mut self, now: Timestamp, keep: &Retention) -> Result<u64, StoreError> {
        let mut gone = 0_u64;
        for (sql, before) in aged_proofs(now, keep).into_iter().chain(aged_records(now, keep)) {
            let args = &[before.into(), PORTION.into()];
            gone = gone.saturating_add(self.run(sql, args).await?);
        }
        Ok(gone.saturating_add(self.prune_wrong_passwords(now).await?))
    }

    /// What was counted and held against wrong passwords.
    async fn prune_wrong_passwords(&mut self, now: Timestamp) -> Result<u64, StoreError> {
        let mut gone = 0_u64;
        for (sql, before) in [
            (
                "DELETE FROM lockouts WHERE (account, network) IN (SELECT account, network \
                 FROM lockouts WHERE failed_at < $1 \
                 ORDER BY failed_at LIMIT CAST($2 AS bigint))",
                now.minus(lockouts::REMEMBERED),
            ),
            (
                "DELETE FROM familiar_networks WHERE (account, network) IN \
                 (SELECT account, network FROM familiar_networks WHERE seen_at < $1 \
                 ORDER BY seen_at LIMIT CAST($2 AS bigint))",
                now.minus(lockouts::FAMILIAR),
            ),
            (
                "DELETE FROM password_tries WHERE (kind, subject, account) IN \
                 (SELECT kind, subject, account FROM password_tries WHERE at < $1 \
                 ORDER BY at LIMIT CAST($2 AS bigint))",
                now.minus(password_spray::WINDOW),
            ),
            (
                "DELETE FROM held_addresses WHERE address IN (SELECT address \
                 FROM held_addresses WHERE until_at < $1 \
                 ORDER BY until_at LIMIT CAST($2 AS bigint))",
                now,
            ),
        ] {
            let args = &[before.into(), PORTION.into()];
            gone = gone.saturating_add(self.run(sql, args).await?);
        }
        let asks = self.prune_password_links(now.minus(PASSWORD_LINKS), PORTION).await?;
        Ok(gone.saturating_add(asks))
    }
}

/// What goes of what sign-ins leave behind, and from when on it is kept.
fn aged_proofs(now: Timestamp, keep: &Retention) -> Vec<(&'static str, Timestamp)> {
    vec![
        (
            "DELETE FROM transactions WHERE id IN (SELECT id FROM transactions \
             WHERE expires_at < $1 ORDER BY expires_at LIMIT CAST($2 AS bigint))",
            now.minus(TRANSACTIONS),
        ),
        (
            "DELETE FROM codes WHERE hash IN (SELECT hash FROM codes \
             WHERE expires_at < $1 ORDER BY expires_at LIMIT CAST($2 AS bigint))",
            now.minus(CODES),
        ),
        (
            "DELETE FROM device_codes WHERE hash IN (SELECT hash FROM device_codes \
             WHERE expires_at < $1 ORDER BY expires_at LIMIT CAST($2 AS bigint))",
            now.minus(CODES),
        ),
        (
            "DELETE FROM user_code_guesses WHERE who IN (SELECT who FROM user_code_guesses \
             WHERE ends_at < $1 ORDER BY ends_at LIMIT CAST($2 AS bigint))",
            now,
        ),
        (
            "DELETE FROM used_assertions WHERE id IN (SELECT id FROM used_assertions \
             WHERE ends_at < $1 ORDER BY ends_at LIMIT CAST($2 AS bigint))",
            now,
        ),
        (
            "DELETE FROM refresh_tokens WHERE hash IN (SELECT hash FROM refresh_tokens \
             WHERE expires_at < $1 ORDER BY expires_at LIMIT CAST($2 AS bigint))",
            now,
        ),
        (
            "DELETE FROM ended_families WHERE family IN (SELECT family FROM ended_families \
             WHERE ended_at < $1 ORDER BY ended_at LIMIT CAST($2 AS bigint))",
            now.minus(FAMILIES),
        ),
        (
            "DELETE FROM browser_sessions WHERE id IN (SELECT id FROM browser_sessions \
             WHERE last_used < $1 ORDER BY last_used LIMIT CAST($2 AS bigint))",
            now.minus(keep.sessions),
        ),
        (
            "DELETE FROM session_apps WHERE session IN (SELECT session FROM session_apps \
             WHERE at < $1 ORDER BY at LIMIT CAST($2 AS bigint)) AND at < $1",
            now.minus(keep.sessions),
        ),
    ]
}

/// What goes of logs, mail and deleted applications, and from when on it is kept.
fn aged_records(now: Timestamp, keep: &Retention) -> Vec<(&'static str, Timestamp)> {
    vec![
        (
            "DELETE FROM sign_ins WHERE id IN (SELECT id FROM sign_ins \
             WHERE at < $1 ORDER BY at LIMIT CAST($2 AS bigint))",
            now.minus(keep.sign_ins),
        ),
        (
            "DELETE FROM logged_successes WHERE key IN (SELECT key FROM logged_successes \
             WHERE at < $1 ORDER BY at LIMIT CAST($2 AS bigint))",
            now.minus(SUCCESSES),
        ),
        (
            "DELETE FROM audits WHERE id IN (SELECT id FROM audits \
             WHERE at < $1 ORDER BY at LIMIT CAST($2 AS bigint))",
            now.minus(keep.audits),
        ),
        (
            "DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries \
             WHERE created_at < $1 AND state <> 'queued' \
             ORDER BY created_at LIMIT CAST($2 AS bigint))",
            now.minus(keep.mail),
        ),
        (
            "DELETE FROM logos WHERE principal IN (SELECT id FROM principals \
             WHERE deleted_at < $1 ORDER BY deleted_at LIMIT CAST($2 AS bigint))",
            now.minus(RESTORABLE),
        ),
        (
            "DELETE FROM principals WHERE id IN (SELECT id FROM principals p \
             WHERE deleted_at < $1 AND NOT EXISTS (SELECT 1 FROM logos \
             WHERE principal = p.id) ORDER BY deleted_at LIMIT CAST($2 AS bigint))",
            now.minus(RESTORABLE),
        ),
        (
            "DELETE FROM outbound_mail WHERE id IN (SELECT id FROM outbound_mail \
             WHERE created_at < $1 AND state <> 'queued' \
             ORDER BY created_at LIMIT CAST($2 AS bigint))",
            now.minus(keep.mail),
        ),
    ]
}
