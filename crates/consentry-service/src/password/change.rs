//! A person changes his own password: because he must before he comes in, or because he wants to.
//!
//! Either way the present one is typed and checked, the new one is judged by the one rule
//! (`choose.rs`), and everything that the person proved before is void, but for a new session in
//! the browser that he changed it in (`identity.md` §2.5).

use consentry_model::{MailAddress, PasswordState, Refusal, Secret, Tenant, User};
use consentry_policy::{Basis, must_change};
use consentry_store::Voids;
use serde_json::json;

use crate::{
    Answered, Browser, Caller, DirectoryError, NewCookies, Post, Service, ServiceError, SignedIn,
    Step, UserChange,
    directory::actor_of,
    step::PasswordProblem,
    transaction::{Proved, Who},
};

/// What a page for a new password sends.
#[derive(Debug, Clone)]
pub struct NewPassword {
    /// The present one.
    pub present: Secret<String>,
    /// The new one.
    pub chosen: Secret<String>,
    /// The new one again.
    pub again: Secret<String>,
}

impl Service {
    /// A password that must be changed is replaced by one of the person's own.
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
        let tenant = self.tenant(who.tenant).await?;
        let user = self.store.read().await?.user(who.tenant, who.user).await?;
        let expire_after = tenant.settings.passwords.expire_after;
        let over = |user: &User| {
            let (state, at) = (user.password, user.password_changed_at);
            must_change(state, at, expire_after, self.clock.now()).is_some()
        };
        let Some(user) = user.filter(over) else {
            return Ok(Answered::plain(self.local_error(Refusal::TransactionInvalid)));
        };
        let hash = match self.new_hash((&tenant, &user), typed, caller).await? {
            Ok(hash) => hash,
            Err(error) => {
                let frame = self.frame(&open, None).await?;
                let minimum = tenant.settings.passwords.minimum.characters();
                let step = Step::ChangePassword { frame, minimum, error: Some(error) };
                return Ok(Answered::plain(step));
            }
        };
        let now = self.clock.now();
        who.at = now;
        let mut unit = self.store.unit().await?;
        unit.set_password(who.user, &hash, PasswordState::Current, now, Voids::PasswordProofs)
            .await?;
        let changed = self.audit(Some(who.tenant), actor_of(&user), CHANGE, &user);
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

    /// Somebody who is signed in changes his password; the cookies of his new session, or why not.
    pub async fn change_own_password(
        &self,
        signed_in: &SignedIn,
        typed: &NewPassword,
        browser: &Browser,
        caller: &Caller,
    ) -> Result<Result<NewCookies, PasswordProblem>, DirectoryError> {
        let (tenant, user) = (&signed_in.tenant, &signed_in.user);
        let hash = match self.new_hash((tenant, user), typed, caller).await? {
            Ok(hash) => hash,
            Err(problem) => return Ok(Err(problem)),
        };
        let now = self.clock.now();
        let mut who = Who {
            tenant: tenant.id,
            user: user.id,
            session: None,
            proved: Proved::Password,
            basis: Basis::Password,
            kept: false,
            at: now,
        };
        let mut unit = self.store.unit().await?;
        unit.set_password(user.id, &hash, PasswordState::Current, now, Voids::PasswordProofs)
            .await?;
        unit.end_sessions_of_user(user.id, now).await?;
        unit.end_password_links(user.id, now).await?;
        let target = ("User", user.id.to_string(), user.upn.to_string());
        let details = json!({ "where": "my apps" });
        let record = self.audit_of(Some(tenant.id), actor_of(user), CHANGE, target, details);
        unit.audit(&record).await?;
        let cookies = self.begin_session(&mut unit, browser, &mut who, caller).await?;
        unit.commit().await?;
        Ok(Ok(cookies))
    }

    /// Somebody who is signed in sets the address to which a link goes if he forgets his password.
    /// He proves that it is he by his present one.
    pub async fn set_own_mail(
        &self,
        signed_in: &SignedIn,
        address: Option<MailAddress>,
        present: &Secret<String>,
        caller: &Caller,
    ) -> Result<Result<(), PasswordProblem>, DirectoryError> {
        let (tenant, user) = (&signed_in.tenant, &signed_in.user);
        if let Err(problem) = self.prove_present((tenant, user), present, caller).await? {
            return Ok(Err(problem));
        }
        let change = UserChange { other_mail: Some(address), ..UserChange::default() };
        self.change_user(&actor_of(user), tenant, &user.upn, change).await?;
        Ok(Ok(()))
    }

    /// The hash of a typed password, or why it is not taken.
    async fn new_hash(
        &self,
        (tenant, user): (&Tenant, &User),
        typed: &NewPassword,
        caller: &Caller,
    ) -> Result<Result<Secret<String>, PasswordProblem>, ServiceError> {
        if typed.chosen.expose() != typed.again.expose() {
            return Ok(Err(PasswordProblem::Differ));
        }
        if let Err(problem) = self.prove_present((tenant, user), &typed.present, caller).await? {
            return Ok(Err(problem));
        }
        let old = self.store.read().await?.password_hash(user.id).await?;
        if let Err(fault) = self.may_choose(tenant, user, &typed.chosen, old.as_ref()).await? {
            return Ok(Err(PasswordProblem::Fault(fault)));
        }
        Ok(Ok(self.passwords.hash(typed.chosen.clone(), &*self.ids).await?))
    }
}

/// The activity in the audit log.
const CHANGE: &str = "Change user password";
