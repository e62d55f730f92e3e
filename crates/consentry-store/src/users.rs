//! Users. The password hash is kept beside the noun and read only where a password is checked.

use std::collections::{BTreeMap, BTreeSet};

use consentry_model::{
    DirectoryRole, PasswordState, Secret, TenantId, Timestamp, Upn, User, UserId,
};
use consentry_policy::ValidFrom;
use consentry_sql::{FromRow, Row, SqlError};

use crate::{
    Conn, Page, Paged, StoreError, Unit,
    conditions::Conditions,
    fields::{Fields, json, word},
    principals::holding,
};

/// The columns of a user, in the order in which [`read`] and [`read_valid_from`] take them.
macro_rules! select_users {
    ($condition:literal) => {
        concat!(
            "SELECT id, tenant, upn, display_name, given_name, family_name, language, state, \
             password_state, password_changed_at, other_mail, roles, kind, mailbox, \
             sessions_valid_from, puid, created_at, passwords_valid_from, tokens_valid_from \
             FROM users ",
            $condition
        )
    };
}
pub(crate) use select_users;

pub(crate) struct UserRow(pub(crate) User);

impl FromRow for UserRow {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        read(&mut Fields::of(row, "users")).map(Self)
    }
}

/// Reads the columns of [`select_users`].
pub(crate) fn read(fields: &mut Fields<'_, '_>) -> Result<User, SqlError> {
    Ok(User {
        id: fields.parse()?,
        tenant: fields.parse()?,
        upn: fields.parse()?,
        display_name: fields.parse()?,
        given_name: fields.take()?,
        family_name: fields.take()?,
        language: fields.take()?,
        state: fields.word()?,
        password: fields.word()?,
        password_changed_at: fields.time()?,
        other_mail: fields.maybe()?,
        roles: fields.json()?,
        kind: fields.word()?,
        mailbox: fields.maybe_word()?,
        sessions_valid_from: fields.time()?,
        puid: fields.take()?,
        created_at: fields.time()?,
    })
}

/// Reads the columns behind those of [`read`]: from when on what he proved holds.
pub(crate) fn read_valid_from(
    fields: &mut Fields<'_, '_>,
    user: &User,
) -> Result<ValidFrom, SqlError> {
    Ok(ValidFrom {
        everything: user.sessions_valid_from,
        passwords: fields.time()?,
        tokens: fields.time()?,
    })
}

struct ValidFromRow(ValidFrom);

impl FromRow for ValidFromRow {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "users");
        let user = read(&mut fields)?;
        read_valid_from(&mut fields, &user).map(Self)
    }
}

/// What a new password makes void (`identity.md` §2.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voids {
    /// Nothing: the hash alone is new.
    Nothing,
    /// What rests on a password: the user changed it himself.
    PasswordProofs,
    /// That, and every token: an administrator reset it.
    PasswordProofsAndTokens,
}

impl Conn {
    /// From when on what a user proved holds.
    pub async fn valid_from(&mut self, id: UserId) -> Result<Option<ValidFrom>, StoreError> {
        let sql = select_users!("WHERE id = $1");
        Ok(self.one(sql, &[id.into()]).await?.map(|ValidFromRow(valid_from)| valid_from))
    }

    /// A user of a tenant by his object id.
    pub async fn user(&mut self, tenant: TenantId, id: UserId) -> Result<Option<User>, StoreError> {
        let sql = select_users!("WHERE id = $1 AND tenant = $2");
        let args = &[id.into(), tenant.into()];
        Ok(self.one(sql, args).await?.map(|UserRow(user)| user))
    }

    /// A user of a tenant by his sign-in name, without regard to ASCII case.
    pub async fn user_by_name(
        &mut self,
        tenant: TenantId,
        name: &Upn,
    ) -> Result<Option<User>, StoreError> {
        let sql = select_users!("WHERE tenant = $1 AND upn_folded = $2");
        let args = &[tenant.into(), name.folded().into()];
        Ok(self.one(sql, args).await?.map(|UserRow(user)| user))
    }

    /// A tenant's users in the order of their names.
    pub async fn users(&mut self, tenant: TenantId, page: Page) -> Result<Paged<User>, StoreError> {
        let sql = select_users!(
            "WHERE tenant = $1 AND upn_folded > $2 ORDER BY upn_folded LIMIT CAST($3 AS bigint)"
        );
        let after = page.after.as_deref().unwrap_or_default();
        let args = &[tenant.into(), after.into(), page.fetch().into()];
        let rows: Vec<UserRow> = self.list(sql, args).await?;
        let users = rows.into_iter().map(|UserRow(user)| user).collect();
        Ok(Paged::cut(users, &page, |user: &User| user.upn.folded()))
    }

    /// A tenant's users whose sign-in name, name or other mail address holds a text, in the order
    /// of their sign-in names. An empty text finds all.
    pub async fn users_holding(
        &mut self,
        tenant: TenantId,
        text: &str,
        page: Page,
    ) -> Result<Paged<User>, StoreError> {
        let mut list = Conditions::of(select_users!(""));
        list.and("tenant = ?", tenant);
        list.and_if("upn_folded > ?", page.after.as_deref());
        if !text.is_empty() {
            list.and(
                "(upn_folded LIKE ? ESCAPE '!' OR lower(display_name) LIKE ? ESCAPE '!' \
                 OR lower(other_mail) LIKE ? ESCAPE '!')",
                holding(text),
            );
        }
        let (sql, args) = list.end(&format!(" ORDER BY upn_folded LIMIT {}", page.fetch()));
        let rows: Vec<UserRow> = self.list(&sql, &args).await?;
        let users = rows.into_iter().map(|UserRow(user)| user).collect();
        Ok(Paged::cut(users, &page, |user: &User| user.upn.folded()))
    }

    /// These users of a tenant, as far as they are known.
    pub async fn users_of(
        &mut self,
        tenant: TenantId,
        ids: impl IntoIterator<Item = UserId>,
    ) -> Result<BTreeMap<UserId, User>, StoreError> {
        let ids: BTreeSet<UserId> = ids.into_iter().collect();
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut list = Conditions::of(select_users!(""));
        list.and("tenant = ?", tenant);
        list.and_one_of("id", ids);
        let (sql, args) = list.end("");
        let rows: Vec<UserRow> = self.list(&sql, &args).await?;
        Ok(rows.into_iter().map(|UserRow(user)| (user.id, user)).collect())
    }

    /// Who holds a directory role in a tenant, by sign-in name.
    pub async fn holders(
        &mut self,
        tenant: TenantId,
        role: DirectoryRole,
    ) -> Result<Vec<User>, StoreError> {
        let sql = select_users!("WHERE tenant = $1 AND roles LIKE $2 ORDER BY upn_folded");
        // The stored form of the set has the role's name in quotes.
        let held = format!("%{}%", json(&role, "role")?);
        let rows: Vec<UserRow> = self.list(sql, &[tenant.into(), held.into()]).await?;
        let holders = rows.into_iter().map(|UserRow(user)| user);
        Ok(holders.filter(|user| user.roles.contains(&role)).collect())
    }

    /// The hash of a user's password, if he has one.
    pub async fn password_hash(
        &mut self,
        id: UserId,
    ) -> Result<Option<Secret<String>>, StoreError> {
        let sql = "SELECT password_hash FROM users WHERE id = $1";
        let hash: Option<Option<String>> = self.one(sql, &[id.into()]).await?;
        Ok(hash.flatten().map(Secret::new))
    }
}

fn other_mail(user: &User) -> Option<&str> {
    user.other_mail.as_ref().map(consentry_model::MailAddress::as_str)
}

impl Unit {
    /// Adds a user. Taken when the tenant has the sign-in name.
    pub async fn add_user(
        &mut self,
        user: &User,
        hash: Option<&Secret<String>>,
    ) -> Result<(), StoreError> {
        let hash = hash.map(|hash| hash.expose().as_str());
        let mailbox = user.mailbox.map(|place| word(place, "mailbox")).transpose()?;
        self.insert(
            "sign-in name",
            "INSERT INTO users (id, tenant, upn, upn_folded, display_name, given_name, \
             family_name, language, state, password_state, password_hash, roles, mailbox, \
             sessions_valid_from, puid, created_at, kind, password_changed_at, other_mail) VALUES \
             ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, \
             $19) ON CONFLICT DO NOTHING",
            &[
                user.id.into(),
                user.tenant.into(),
                (&user.upn).into(),
                user.upn.folded().into(),
                (&user.display_name).into(),
                (&user.given_name).into(),
                (&user.family_name).into(),
                (&user.language).into(),
                word(user.state, "account state")?.into(),
                word(user.password, "password state")?.into(),
                hash.into(),
                json(&user.roles, "roles")?.into(),
                mailbox.into(),
                user.sessions_valid_from.into(),
                (&user.puid).into(),
                user.created_at.into(),
                word(user.kind, "kind of user")?.into(),
                user.password_changed_at.into(),
                other_mail(user).into(),
            ],
        )
        .await
    }

    /// Writes everything of a user but his password and what he proved before: those have
    /// [`Self::set_password`] and [`Self::revoke_sessions`]. `false` if there is no such user.
    pub async fn set_user(&mut self, user: &User) -> Result<bool, StoreError> {
        self.bump_tenant(user.tenant).await?;
        let mailbox = user.mailbox.map(|place| word(place, "mailbox")).transpose()?;
        self.wins(
            "UPDATE users SET upn = $3, upn_folded = $4, display_name = $5, given_name = $6, \
             family_name = $7, language = $8, state = $9, roles = $10, mailbox = $11, \
             kind = $12, other_mail = $13 WHERE id = $1 AND tenant = $2",
            &[
                user.id.into(),
                user.tenant.into(),
                (&user.upn).into(),
                user.upn.folded().into(),
                (&user.display_name).into(),
                (&user.given_name).into(),
                (&user.family_name).into(),
                (&user.language).into(),
                word(user.state, "account state")?.into(),
                json(&user.roles, "roles")?.into(),
                mailbox.into(),
                word(user.kind, "kind of user")?.into(),
                other_mail(user).into(),
            ],
        )
        .await
        .map_err(|why| why.or_taken("sign-in name"))
    }

    /// Replaces the password, and makes void what its change ends. No moment moves back.
    pub async fn set_password(
        &mut self,
        user: UserId,
        hash: &Secret<String>,
        state: PasswordState,
        now: Timestamp,
        voids: Voids,
    ) -> Result<bool, StoreError> {
        self.bump_tenant_of(user).await?;
        let never = Timestamp::from_millis(0);
        let (passwords, tokens) = match voids {
            Voids::Nothing => (never, never),
            Voids::PasswordProofs => (now, never),
            Voids::PasswordProofsAndTokens => (now, now),
        };
        self.wins(
            "UPDATE users SET password_hash = $2, password_state = $3, password_changed_at = $6, \
             passwords_valid_from = CASE WHEN passwords_valid_from > $4 \
             THEN passwords_valid_from ELSE $4 END, \
             tokens_valid_from = CASE WHEN tokens_valid_from > $5 \
             THEN tokens_valid_from ELSE $5 END WHERE id = $1",
            &[
                user.into(),
                hash.expose().into(),
                word(state, "password state")?.into(),
                passwords.into(),
                tokens.into(),
                now.into(),
            ],
        )
        .await
    }

    /// Replaces the hash of the same password by a stronger one: nothing else changes. `false`
    /// if the password was changed meanwhile.
    pub async fn upgrade_password_hash(
        &mut self,
        user: UserId,
        old: &Secret<String>,
        new: &Secret<String>,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2";
        let args = &[user.into(), old.expose().into(), new.expose().into()];
        self.wins(sql, args).await
    }

    /// Makes void what a user proved before this moment (50173). Never moves back.
    pub async fn revoke_sessions(
        &mut self,
        user: UserId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.bump_tenant_of(user).await?;
        let sql = "UPDATE users SET sessions_valid_from = CASE WHEN sessions_valid_from > $2 \
                   THEN sessions_valid_from ELSE $2 END WHERE id = $1";
        self.wins(sql, &[user.into(), now.into()]).await
    }
}
