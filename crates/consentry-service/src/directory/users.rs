//! Users: added, changed, given passwords.

use std::collections::BTreeSet;

use consentry_mailbox::Owner;
use consentry_model::{
    AccountState, DirectoryRole, DisplayName, MailboxLocation, PasswordState, Secret, Tenant, Upn,
    User, UserId, UserKind,
};
use consentry_store::{Actor, Unit, Voids};
use serde_json::json;

use super::{DirectoryError, Done, check_password, user_of};
use crate::Service;

/// A user to be added.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The sign-in name, in a domain of the tenant.
    pub upn: Upn,
    /// The name to show.
    pub display_name: DisplayName,
    /// `given_name`.
    pub given_name: Option<String>,
    /// `family_name`.
    pub family_name: Option<String>,
    /// A language such as `de`.
    pub language: Option<String>,
    /// Where the mailbox is, if not where the tenant's are.
    pub mailbox: Option<MailboxLocation>,
    /// Directory roles.
    pub roles: BTreeSet<DirectoryRole>,
    /// Member or guest.
    pub kind: UserKind,
    /// A password that stays; without it a one-time password is made.
    pub password: Option<Secret<String>>,
}

impl NewUser {
    /// With nothing but a sign-in name.
    pub fn named(upn: Upn) -> Done<Self> {
        let local = upn.as_str().split('@').next().unwrap_or_default();
        let display_name =
            local.parse().map_err(|error| DirectoryError::Invalid(format!("{error}")))?;
        Ok(Self {
            upn,
            display_name,
            given_name: None,
            family_name: None,
            language: None,
            mailbox: None,
            roles: BTreeSet::new(),
            kind: UserKind::Member,
            password: None,
        })
    }
}

/// What changes of a user; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct UserChange {
    /// On or off.
    pub state: Option<AccountState>,
    /// The name to show.
    pub display_name: Option<DisplayName>,
    /// `given_name`; empty takes it away.
    pub given_name: Option<String>,
    /// `family_name`; empty takes it away.
    pub family_name: Option<String>,
    /// A language; empty takes it away.
    pub language: Option<String>,
    /// Where the mailbox is; `Some(None)` means where the tenant's are.
    pub mailbox: Option<Option<MailboxLocation>>,
    /// Roles that he gets.
    pub add_roles: BTreeSet<DirectoryRole>,
    /// Roles that he loses.
    pub remove_roles: BTreeSet<DirectoryRole>,
}

impl UserChange {
    /// Who signs in: enabled or disabled, nothing else.
    pub fn state(state: AccountState) -> Self {
        Self { state: Some(state), ..Self::default() }
    }

    fn apply(self, user: &mut User) {
        let text = |text: String| (!text.is_empty()).then_some(text);
        if let Some(state) = self.state {
            user.state = state;
        }
        if let Some(name) = self.display_name {
            user.display_name = name;
        }
        if let Some(name) = self.given_name {
            user.given_name = text(name);
        }
        if let Some(name) = self.family_name {
            user.family_name = text(name);
        }
        if let Some(language) = self.language {
            user.language = text(language);
        }
        if let Some(mailbox) = self.mailbox {
            user.mailbox = mailbox;
        }
        user.roles.extend(self.add_roles);
        user.roles.retain(|role| !self.remove_roles.contains(role));
    }
}

impl Service {
    /// Adds a user; returns him and his one-time password, if one was made.
    pub async fn add_user(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        new: NewUser,
    ) -> Done<(User, Option<Secret<String>>)> {
        let (user, password, hash) = self.prepare_user(tenant, new).await?;
        let mut unit = self.store.unit().await?;
        unit.add_user(&user, Some(&hash))
            .await
            .map_err(|error| DirectoryError::taken(error, &user.upn))?;
        self.record_user(&mut unit, actor, "Add user", &user, json!({ "new": user })).await?;
        unit.commit().await?;
        self.provide_mailbox(tenant, &user).await?;
        Ok((user, password))
    }

    /// The noun, his one-time password if he gets one, and the hash: made before any unit of work.
    pub(super) async fn prepare_user(
        &self,
        tenant: &Tenant,
        new: NewUser,
    ) -> Done<(User, Option<Secret<String>>, Secret<String>)> {
        if !tenant.domains.contains(new.upn.domain()) {
            let rule = format!("`{}` is not a domain of {}", new.upn.domain(), tenant.name);
            return Err(DirectoryError::Invalid(rule));
        }
        let (state, one_time, password) = match new.password {
            Some(password) => {
                check_password(&password)?;
                (PasswordState::Current, None, password)
            }
            None => {
                let made = self.one_time_password();
                (PasswordState::OneTime, Some(made.clone()), made)
            }
        };
        let hash = self.passwords.hash(password, &*self.ids).await?;
        let now = self.clock.now();
        let mut puid = [0_u8; 4];
        self.ids.fill(&mut puid);
        let user = User {
            id: UserId::mint(&*self.ids),
            tenant: tenant.id,
            upn: new.upn,
            display_name: new.display_name,
            given_name: new.given_name,
            family_name: new.family_name,
            language: new.language,
            state: AccountState::Enabled,
            password: state,
            roles: new.roles,
            kind: new.kind,
            mailbox: new.mailbox,
            sessions_valid_from: now,
            puid: format!("10032000{:08X}", u32::from_be_bytes(puid)),
            created_at: now,
        };
        Ok((user, one_time, hash))
    }

    /// A user whose mailbox is here has one.
    pub(super) async fn provide_mailbox(&self, tenant: &Tenant, user: &User) -> Done<()> {
        if user.mailbox.unwrap_or(tenant.settings.mailboxes) == MailboxLocation::Here {
            self.mailboxes.ensure(Owner { tenant: tenant.id, user: user.id }).await?;
        }
        Ok(())
    }

    /// Changes a user.
    pub async fn change_user(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        upn: &Upn,
        change: UserChange,
    ) -> Done<User> {
        let mut unit = self.store.unit().await?;
        unit.lock(&format!("tenant {}", tenant.id)).await?;
        let old = user_of(&mut unit, tenant.id, upn).await?;
        let mut new = old.clone();
        change.apply(&mut new);
        if new == old {
            return Ok(old);
        }
        unit.set_user(&new).await?;
        let gained = new.roles.difference(&old.roles).next().is_some();
        let lost = old.roles.difference(&new.roles).next().is_some();
        let activity = match (old.state, new.state) {
            (AccountState::Enabled, AccountState::Disabled) => "Disable account",
            (AccountState::Disabled, AccountState::Enabled) => "Enable account",
            _ if gained => "Add member to role",
            _ if lost => "Remove member from role",
            _ => "Update user",
        };
        let details = json!({ "old": old, "new": new });
        self.record_user(&mut unit, actor, activity, &new, details).await?;
        unit.commit().await?;
        self.provide_mailbox(tenant, &new).await?;
        Ok(new)
    }

    /// Gives a user a password that stays; what he proved before with the old
    /// one is void, and so is every token (`identity.md` §2.5).
    pub async fn set_user_password(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        upn: &Upn,
        password: Secret<String>,
    ) -> Done<()> {
        check_password(&password)?;
        self.replace_password(actor, tenant, upn, password, PasswordState::Current).await
    }

    /// Hands out a one-time password; what he proved before with the old one is void, and
    /// so is every token.
    pub async fn recover_user(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        upn: &Upn,
    ) -> Done<Secret<String>> {
        let password = self.one_time_password();
        self.replace_password(actor, tenant, upn, password.clone(), PasswordState::OneTime).await?;
        Ok(password)
    }

    /// Signs a user out everywhere: everything that he proved before is void.
    pub async fn sign_out_user(&self, actor: &Actor, tenant: &Tenant, upn: &Upn) -> Done<()> {
        let user = self.user_named(tenant, upn).await?;
        let now = self.clock.now();
        let mut unit = self.store.unit().await?;
        unit.revoke_sessions(user.id, now).await?;
        unit.end_sessions_of_user(user.id, now).await?;
        let activity = "Revoke sign in sessions";
        self.record_user(&mut unit, actor, activity, &user, serde_json::Value::Null).await?;
        unit.commit().await?;
        Ok(())
    }

    async fn replace_password(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        upn: &Upn,
        password: Secret<String>,
        state: PasswordState,
    ) -> Done<()> {
        let user = self.user_named(tenant, upn).await?;
        let hash = self.passwords.hash(password, &*self.ids).await?;
        let voids = Voids::PasswordProofsAndTokens;
        let mut unit = self.store.unit().await?;
        let now = self.clock.now();
        unit.set_password(user.id, &hash, state, now, voids).await?;
        unit.unlock(&self.account_of(Some(tenant), &user.upn.folded()), now).await?;
        let details = json!({ "one_time": state == PasswordState::OneTime });
        self.record_user(&mut unit, actor, "Reset user password", &user, details).await?;
        unit.commit().await?;
        Ok(())
    }

    async fn record_user(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        activity: &str,
        user: &User,
        details: serde_json::Value,
    ) -> Done<()> {
        let target = ("User", user.id.to_string(), user.upn.to_string());
        self.record_change(unit, (Some(user.tenant), actor), activity, target, details).await
    }
}
