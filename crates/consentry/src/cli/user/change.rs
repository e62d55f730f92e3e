//! `consentry user add` and `consentry user set`.

use clap::Args;
use consentry_model::{AccountState, DirectoryRole, DisplayName, Secret, Upn, UserKind};
use consentry_service::{NewUser, UserChange};

use super::{show, told};
use crate::cli::{
    Exit, Format, Terminal,
    desk::{ACTOR, Desk},
    words::{MailboxWord, YesNo, put},
};

#[derive(Debug, Args)]
pub(super) struct AddArgs {
    /// The sign-in name, in a domain of the tenant.
    upn: Upn,
    /// The name to show; the part before the `@` without it.
    #[arg(long)]
    display_name: Option<DisplayName>,
    /// Given name.
    #[arg(long)]
    given_name: Option<String>,
    /// Family name.
    #[arg(long)]
    family_name: Option<String>,
    /// A language such as `de`.
    #[arg(long)]
    language: Option<String>,
    /// Where the mailbox is, if not where the tenant's are.
    #[arg(long, value_enum)]
    mailbox: Option<MailboxWord>,
    /// A directory role, by name or template id; may be repeated.
    #[arg(long)]
    role: Vec<DirectoryRole>,
    /// Somebody from elsewhere: what members may consent to is not for him.
    #[arg(long)]
    guest: bool,
    /// Read a password that stays from standard input.
    #[arg(long)]
    pub(super) password_stdin: bool,
}

impl AddArgs {
    pub(super) async fn run(
        self,
        password: Option<Secret<String>>,
        desk: &Desk,
        terminal: &mut Terminal,
    ) -> anyhow::Result<Exit> {
        let tenant = desk.tenant_of(Some(&self.upn)).await?;
        let named = NewUser::named(self.upn)?;
        let new = NewUser {
            display_name: self.display_name.unwrap_or(named.display_name),
            given_name: self.given_name,
            family_name: self.family_name,
            language: self.language,
            mailbox: self.mailbox.map(Into::into),
            roles: self.role.into_iter().collect(),
            password,
            kind: if self.guest { UserKind::Guest } else { UserKind::Member },
            upn: named.upn,
        };
        let (user, password) = desk.service.add_user(&ACTOR, &tenant, new).await?;
        let mut value = told(&user);
        let Some(password) = password else {
            return desk.done(terminal, &value, format_args!("{} is there", user.upn));
        };
        if desk.format() == Format::Json {
            put(&mut value, "one_time_password", password.expose().as_str());
        }
        let line = format!("{} has the one-time password {}", user.upn, password.expose());
        desk.done(terminal, &value, line)
    }
}

#[derive(Debug, Args)]
pub(super) struct SetArgs {
    /// The user.
    upn: Upn,
    #[command(flatten)]
    change: ChangeArgs,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
struct ChangeArgs {
    /// May he sign in?
    #[arg(long, value_enum)]
    enabled: Option<YesNo>,
    /// The name to show.
    #[arg(long)]
    display_name: Option<DisplayName>,
    /// Given name; empty takes it away.
    #[arg(long)]
    given_name: Option<String>,
    /// Family name; empty takes it away.
    #[arg(long)]
    family_name: Option<String>,
    /// A language such as `de`; empty takes it away.
    #[arg(long)]
    language: Option<String>,
    /// Where the mailbox is.
    #[arg(long, value_enum)]
    mailbox: Option<UserMailbox>,
    /// A role that he gets; may be repeated.
    #[arg(long)]
    add_role: Vec<DirectoryRole>,
    /// A role that he loses; may be repeated.
    #[arg(long)]
    remove_role: Vec<DirectoryRole>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum UserMailbox {
    /// In this installation.
    Here,
    /// On the organisation's own servers.
    OnPremises,
    /// Where the tenant's mailboxes are.
    AsTenant,
}

impl SetArgs {
    pub(super) async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let change = UserChange {
            state: self.change.enabled.map(|word| match word {
                YesNo::Yes => AccountState::Enabled,
                YesNo::No => AccountState::Disabled,
            }),
            display_name: self.change.display_name,
            given_name: self.change.given_name,
            family_name: self.change.family_name,
            language: self.change.language,
            mailbox: self.change.mailbox.map(|word| match word {
                UserMailbox::Here => Some(MailboxWord::Here.into()),
                UserMailbox::OnPremises => Some(MailboxWord::OnPremises.into()),
                UserMailbox::AsTenant => None,
            }),
            add_roles: self.change.add_role.into_iter().collect(),
            remove_roles: self.change.remove_role.into_iter().collect(),
        };
        let tenant = desk.tenant_of(Some(&self.upn)).await?;
        let user = desk.service.change_user(&ACTOR, &tenant, &self.upn, change).await?;
        show(desk, terminal, &tenant, &user).await
    }
}
