//! The sign-in page's posts: account and password, and the change of a one-time password.
//!
//! An unknown account, an account of another tenant and a wrong password get the same page after
//! the same work (A65). The password is looked at only after the policy asked for it.

use consentry_model::{Difference, PasswordState, Refusal, Secret, Switch, Tenant, Upn};
use consentry_policy::{Attempt, Basis, Outcome, Proof};
use consentry_store::{Actor, Voids};

use crate::{
    Answered, Browser, Caller, Service, ServiceError, Step,
    authorize::attempt_of,
    judge::Judged,
    password::{Fit, LONGEST_PASSWORD, SHORTEST_PASSWORD},
    step::{ErrorShown, PasswordProblem},
    transaction::{Open, Proved, Who},
};

/// What every posted page carries.
#[derive(Debug, Clone)]
pub struct Post {
    /// The transaction's id as text.
    pub transaction: String,
    /// The page's token.
    pub csrf: String,
}

/// What the sign-in page sends.
#[derive(Debug, Clone)]
pub struct TypedSignIn {
    /// The account as typed.
    pub account: String,
    /// The password as typed.
    pub password: Secret<String>,
    /// Stay signed in?
    pub keep: Switch,
}

/// What the page for a new password sends.
#[derive(Debug, Clone)]
pub struct NewPassword {
    /// The one-time password.
    pub present: Secret<String>,
    /// The new one.
    pub chosen: Secret<String>,
    /// The new one again.
    pub again: Secret<String>,
}

impl Service {
    /// Account and password were typed.
    pub async fn sign_in(
        &self,
        post: &Post,
        typed: &TypedSignIn,
        browser: &Browser,
        caller: &Caller,
    ) -> Result<Answered, ServiceError> {
        let password = &typed.password;
        let mut open = match self.posted(post, browser).await? {
            Ok(open) => open,
            Err(answered) => return Ok(answered),
        };
        let (name, tenant) = self.who_typed(&open, &typed.account).await?;
        let (Some(name), Some(tenant)) = (name, tenant) else {
            let error = Some(self.prove_nobody(&typed.account, password, caller).await?);
            return Ok(Answered::plain(self.ask_who(&mut open, error, caller).await?));
        };
        let judged = self.check_password((&open, &tenant), &name, password, caller).await?;
        let user = match (&judged.evaluation.outcome, &judged.found.user) {
            (Outcome::Refuse(refusal), _) if is_about_credentials(refusal) => {
                return self.wrong(&mut open, &tenant, &judged, refusal.clone(), caller).await;
            }
            (Outcome::Refuse(refusal @ Refusal::AccountDisabled), _) => {
                let refusal = refusal.clone();
                let step = self.refused(&mut open, &tenant, &judged, refusal, caller).await?;
                return Ok(Answered::plain(step));
            }
            // INVARIANT: nobody is signed in whose password was not looked at and found right.
            (_, Some(user)) if judged.attempt.proof == Proof::Password => user.clone(),
            (Outcome::Refuse(refusal), _) => {
                let refusal = refusal.clone();
                let step = self.refused(&mut open, &tenant, &judged, refusal, caller).await?;
                return Ok(Answered::plain(step));
            }
            (Outcome::Allow(_) | Outcome::Interact(_), _) => {
                let error = Refusal::CredentialsWrong;
                return self.wrong(&mut open, &tenant, &judged, error, caller).await;
            }
        };
        let now = self.clock.now();
        let mut who = Who {
            tenant: tenant.id,
            user: user.id,
            session: None,
            proved: Proved::Password,
            at: now,
            basis: Basis::Password,
            kept: typed.keep.is_on() && tenant.settings.keep_signed_in.is_on(),
        };
        let mut unit = self.store.unit().await?;
        let cookies = self.begin_session(&mut unit, browser, &mut who, caller).await?;
        open.progress.who = Some(who);
        open.progress.confirmed = true;
        if !self.keep_progress(&mut unit, &mut open).await? {
            return Ok(Answered::plain(self.over(&open)));
        }
        unit.commit().await?;
        let answered = self.advance(&mut open, caller).await?;
        Ok(Answered { cookies, step: answered.step })
    }

    /// The account as a name, and its tenant: the path's, or that of the domain.
    async fn who_typed(
        &self,
        open: &Open,
        account: &str,
    ) -> Result<(Option<Upn>, Option<Tenant>), ServiceError> {
        let Ok(name) = account.trim().parse::<Upn>() else { return Ok((None, None)) };
        let tenant = match open.request.tenant {
            Some(id) => Some(self.tenant(id).await?),
            None => self.store.read().await?.tenant_by_domain(name.domain()).await?,
        };
        Ok((Some(name), tenant))
    }

    /// The attempt that the typed name stands for, judged with the typed password.
    async fn check_password(
        &self,
        (open, tenant): (&Open, &Tenant),
        name: &Upn,
        password: &Secret<String>,
        caller: &Caller,
    ) -> Result<Judged, ServiceError> {
        let nobody = Who {
            tenant: tenant.id,
            user: consentry_model::UserId::from_uuid(uuid::Uuid::nil()),
            session: None,
            proved: Proved::Password,
            at: self.clock.now(),
            basis: Basis::Password,
            kept: false,
        };
        let attempt = Attempt {
            user_name: name.to_string(),
            proof: Proof::None,
            ..attempt_of(open, &nobody)
        };
        self.prove(tenant, attempt, name, password, caller).await
    }

    async fn wrong(
        &self,
        open: &mut Open,
        tenant: &Tenant,
        judged: &Judged,
        refusal: Refusal,
        caller: &Caller,
    ) -> Result<Answered, ServiceError> {
        self.log_refusal(tenant, judged, &refusal, caller).await?;
        // Hardened pages do not tell which of the two was wrong (ruling 6).
        let original = Difference::UnknownUser.as_original(tenant.settings.fidelity);
        let tells = matches!(refusal, Refusal::UserNotFound { .. }) && !original;
        let shown = if tells { Refusal::CredentialsWrong } else { refusal };
        Ok(Answered::plain(self.ask_who(open, Some(shown), caller).await?))
    }

    /// A one-time password is replaced by one of the person's own.
    pub async fn change_password(
        &self,
        post: &Post,
        typed: &NewPassword,
        browser: &Browser,
        caller: &Caller,
    ) -> Result<Answered, ServiceError> {
        let mut open = match self.posted(post, browser).await? {
            Ok(open) => open,
            Err(answered) => return Ok(answered),
        };
        let Some(mut who) = open.progress.who.filter(|who| who.proved == Proved::Password) else {
            return Ok(Answered::plain(self.local_error(Refusal::TransactionInvalid)));
        };
        let (user, old) = {
            let mut read = self.store.read().await?;
            let user = read.user(who.tenant, who.user).await?;
            (user, read.password_hash(who.user).await?)
        };
        let Some(user) = user.filter(|user| user.password == PasswordState::OneTime) else {
            return Ok(Answered::plain(self.local_error(Refusal::TransactionInvalid)));
        };
        let mut problem = problem_of(typed);
        if problem.is_none()
            && self.passwords.verify(&typed.present, old.as_ref()).await? == Fit::Wrong
        {
            problem = Some(PasswordProblem::Wrong);
        }
        if let Some(error) = problem {
            let frame = self.frame(&open, None).await?;
            return Ok(Answered::plain(Step::ChangePassword { frame, error: Some(error) }));
        }
        let hash = self.passwords.hash(typed.chosen.clone(), &*self.ids).await?;
        let now = self.clock.now();
        who.at = now;
        let mut unit = self.store.unit().await?;
        unit.set_password(who.user, &hash, PasswordState::Current, now, Voids::PasswordProofs)
            .await?;
        let actor = Actor::User { id: user.id, name: user.upn.to_string() };
        let changed = self.audit(Some(who.tenant), actor, "Change user password", &user);
        unit.audit(&changed).await?;
        let cookies = self.begin_session(&mut unit, browser, &mut who, caller).await?;
        open.progress.who = Some(who);
        if !self.keep_progress(&mut unit, &mut open).await? {
            return Ok(Answered::plain(self.over(&open)));
        }
        unit.commit().await?;
        let answered = self.advance(&mut open, caller).await?;
        Ok(Answered { cookies, step: answered.step })
    }

    /// A local error page outside of any transaction.
    pub(crate) fn local_error(&self, refusal: Refusal) -> Step {
        Step::Error(ErrorShown { refusal, frame: None, locales: None, fidelity: self.fidelity })
    }
}

/// Refusals that the sign-in page shows beside its fields.
fn is_about_credentials(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::CredentialsWrong
            | Refusal::UserNotFound { .. }
            | Refusal::AccountLocked { .. }
            | Refusal::AddressThrottled { .. }
    )
}

fn problem_of(typed: &NewPassword) -> Option<PasswordProblem> {
    let text = typed.chosen.expose();
    if text != typed.again.expose() {
        Some(PasswordProblem::Differ)
    } else if text == typed.present.expose() {
        Some(PasswordProblem::Same)
    } else if text.chars().count() < SHORTEST_PASSWORD {
        Some(PasswordProblem::TooShort)
    } else if text.len() > LONGEST_PASSWORD {
        Some(PasswordProblem::TooLong)
    } else {
        None
    }
}
