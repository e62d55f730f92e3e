//! The one place where a password is looked at, whatever the door: locked accounts and senders
//! that are held off first, the password on its bounded pool, then the count (A28–A30, A106).
//!
//! The policy is asked before and after. Names that do not exist are counted, locked and worked
//! for like those that do (A65, A66). If the account was locked while the password was looked at,
//! it is as if it had not been: of many tries at once no more tell anything than are allowed one
//! after the other. A store that cannot count is an error, so nothing is let in uncounted.

use std::time::Duration;

use consentry_model::{Lockout, Network, Refusal, Secret, Tenant, Upn, User};
use consentry_policy::{Attempt, Barred, Interaction, Outcome, Proof};
use consentry_store::{Counted, Guard, GuardQuery, Spray, UserKey, WrongPassword};
use consentry_token::opaque::TokenHash;

use crate::{Caller, PasswordProblem, Service, ServiceError, judge::Judged, password::Fit};

/// A network that somebody signs in from is noted once in this time.
const NOTED: Duration = Duration::from_hours(24);

/// For whom a password is tried, and from where.
struct Tried<'a> {
    tenant: Option<&'a Tenant>,
    account: TokenHash,
    network: Network,
    sender: Network,
    caller: &'a Caller,
}

/// What came of looking at a password.
enum Looked {
    Right(Guard),
    Wrong,
    Barred(Barred),
}

impl Tried<'_> {
    fn rule(&self) -> Lockout {
        self.tenant.map(|tenant| tenant.settings.lockout).unwrap_or_default()
    }
}

impl Service {
    /// Asks the policy, looks at the password if it asks for it, and asks again.
    pub(crate) async fn prove(
        &self,
        tenant: &Tenant,
        attempt: Attempt,
        name: &Upn,
        password: &Secret<String>,
        caller: &Caller,
    ) -> Result<Judged, ServiceError> {
        let mut read = self.store.read().await?;
        let first = self.judge(&mut read, tenant, &attempt, UserKey::Name(name)).await?;
        if first.evaluation.outcome != Outcome::Interact(Interaction::Password) {
            return Ok(first);
        }
        let (stored, folded) = match &first.found.user {
            Some(user) => (read.password_hash(user.id).await?, user.upn.folded()),
            None => (None, name.folded()),
        };
        drop(read);
        let tried = self.tried(Some(tenant), &folded, caller);
        Ok(match self.look(&tried, password, stored.as_ref()).await? {
            Looked::Barred(barred) => Self::bar(first, attempt, barred),
            Looked::Wrong => {
                Self::judge_again(first, Attempt { proof: Proof::WrongPassword, ..attempt })
            }
            Looked::Right(guard) => {
                if let (Some(user), Some(stored)) = (&first.found.user, &stored) {
                    self.upgrade_hash(user.id, password, stored).await?;
                }
                let judged =
                    Self::judge_again(first, Attempt { proof: Proof::Password, ..attempt });
                self.note_success(&tried, &guard, &judged.evaluation.outcome).await?;
                judged
            }
        })
    }

    /// The same work and the same answers for a name that belongs to no tenant here.
    pub(crate) async fn prove_nobody(
        &self,
        name: &str,
        password: &Secret<String>,
        caller: &Caller,
    ) -> Result<Refusal, ServiceError> {
        let tried = self.tried(None, &name.trim().to_lowercase(), caller);
        Ok(match self.look(&tried, password, None).await? {
            Looked::Barred(Barred::Account { until }) => Refusal::AccountLocked { until },
            Looked::Barred(Barred::Address { until }) => Refusal::AddressThrottled { until },
            Looked::Barred(Barred::No) | Looked::Wrong | Looked::Right(_) => {
                Refusal::CredentialsWrong
            }
        })
    }

    /// The present password of somebody who signed in before: counted as at every door, so that
    /// whoever has his session cannot guess it here.
    pub(crate) async fn prove_present(
        &self,
        (tenant, user): (&Tenant, &User),
        password: &Secret<String>,
        caller: &Caller,
    ) -> Result<Result<(), PasswordProblem>, ServiceError> {
        let stored = self.store.read().await?.password_hash(user.id).await?;
        let tried = self.tried(Some(tenant), &user.upn.folded(), caller);
        Ok(match self.look(&tried, password, stored.as_ref()).await? {
            Looked::Barred(_) => Err(PasswordProblem::Held),
            Looked::Wrong => Err(PasswordProblem::Wrong),
            Looked::Right(guard) => {
                let asked = Outcome::Interact(Interaction::ChangePassword);
                self.note_success(&tried, &guard, &asked).await?;
                Ok(())
            }
        })
    }

    fn tried<'a>(&self, tenant: Option<&'a Tenant>, folded: &str, caller: &'a Caller) -> Tried<'a> {
        Tried {
            tenant,
            account: self.account_of(tenant, folded),
            network: Network::around(caller.address),
            sender: Network::of_sender(caller.address),
            caller,
        }
    }

    async fn guard(&self, tried: &Tried<'_>) -> Result<Guard, ServiceError> {
        let Tried { account, network, sender, .. } = tried;
        let query = GuardQuery { account, network, sender, now: self.clock.now() };
        Ok(self.store.read().await?.guard(&query).await?)
    }

    async fn look(
        &self,
        tried: &Tried<'_>,
        password: &Secret<String>,
        stored: Option<&Secret<String>>,
    ) -> Result<Looked, ServiceError> {
        let guard = self.guard(tried).await?;
        let barred = self.barred(&guard, tried.caller.address);
        if barred != Barred::No {
            return Ok(Looked::Barred(barred));
        }
        if self.passwords.verify(password, stored).await? == Fit::Wrong {
            return self.count(tried, &guard, password, stored).await;
        }
        // Others may have used up the tries meanwhile; then a right one is one too many as well.
        let guard = self.guard(tried).await?;
        Ok(match self.barred(&guard, tried.caller.address) {
            Barred::No => Looked::Right(guard),
            barred @ (Barred::Account { .. } | Barred::Address { .. }) => Looked::Barred(barred),
        })
    }

    /// Counts a wrong password, unless it is one of the last three. Nothing is written then: a
    /// telephone with an old password tries for ever (A29).
    async fn count(
        &self,
        tried: &Tried<'_>,
        guard: &Guard,
        password: &Secret<String>,
        stored: Option<&Secret<String>>,
    ) -> Result<Looked, ServiceError> {
        let (account, now) = (&tried.account, self.clock.now());
        let wrong = &self.guesses.wrong(account, stored, password);
        if guard.remembers(wrong) {
            return Ok(Looked::Wrong);
        }
        let (familiarity, rule) = (guard.familiarity, tried.rule());
        let typed = WrongPassword { account, familiarity, wrong, rule, now };
        let anywhere = self.guesses.anywhere(password);
        let spray = Spray { account, password: &anywhere, sender: &tried.sender, now };
        let mut unit = self.store.unit().await?;
        let counted = unit.count_wrong(&typed).await?;
        let sprayed = unit.note_spray(&spray).await?;
        self.stop_spray(&mut unit, tried.tenant, tried.caller.address, sprayed).await?;
        unit.commit().await?;
        Ok(match counted {
            Counted::Locked { until } => Looked::Barred(Barred::Account { until }),
            Counted::Now { .. } | Counted::Before => Looked::Wrong,
        })
    }

    /// Judged as an attempt whose password was not looked at.
    fn bar(judged: Judged, attempt: Attempt, barred: Barred) -> Judged {
        let mut judged = judged;
        judged.found.facts.barred = barred;
        Self::judge_again(judged, attempt)
    }

    /// Ends a row of failures, and remembers the network of somebody who came in. Mostly there is
    /// nothing to write.
    async fn note_success(
        &self,
        tried: &Tried<'_>,
        guard: &Guard,
        outcome: &Outcome,
    ) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let noted = guard.seen_at.is_some_and(|at| now.since(at) < NOTED);
        let is_new = came_in(outcome) && !noted;
        if guard.failures == 0 && !is_new {
            return Ok(());
        }
        let mut unit = self.store.unit().await?;
        if guard.failures > 0 {
            unit.forget_failures(&tried.account, guard.familiarity).await?;
        }
        if is_new {
            unit.seen_network(&tried.account, &tried.network, now).await?;
        }
        unit.commit().await?;
        Ok(())
    }
}

/// Whether the password was all that the account has to prove. A network becomes familiar by
/// nothing less: it has a count of wrong passwords of its own.
const fn came_in(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Allow(_) => true,
        Outcome::Interact(asked) => match asked {
            Interaction::Consent(_) | Interaction::AdminConsent(_) | Interaction::Approval(_) => {
                true
            }
            Interaction::Password | Interaction::ChangePassword => false,
        },
        Outcome::Refuse(_) => false,
    }
}

#[cfg(test)]
mod tests;
