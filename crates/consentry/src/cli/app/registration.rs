//! What changes a registration: `consentry app edit|remove-redirect|expose-scope|
//! remove-scope|add-role|remove-role|trust|require|claims|delete-registration|
//! restore-registration`.

use std::collections::BTreeSet;

use clap::{Args, Subcommand, ValueEnum};
use consentry_model::{
    AppId, Application, Audience, DisplayName, DomainName, OptionalClaim, OptionalClaims,
    PermissionKind, PreAuthorized, RedirectUri, RequiredResource, RoleHolders, ScopeSet,
    ScopeValue, Switch,
};
use consentry_service::{ApplicationChange, NewRole, NewScope, resource_word};
use serde_json::json;

use crate::cli::{
    Exit, Terminal,
    desk::{ACTOR, Desk},
    words::YesNo,
};

#[derive(Debug, Subcommand)]
pub(super) enum RegistrationVerb {
    /// Change what a registration says: name, audience, homepage, names as a resource.
    Edit(Box<EditArgs>),
    /// Take a redirect address away.
    RemoveRedirect {
        /// The application's client id.
        app: AppId,
        /// The address, byte for byte.
        uri: RedirectUri,
    },
    /// Expose a scope, or change the one of this value.
    ExposeScope(ScopeArgs),
    /// Expose a scope no more. Consents to it stay on record and count for nothing new.
    RemoveScope {
        /// The application's client id.
        app: AppId,
        /// The scope.
        value: ScopeValue,
    },
    /// Add an application role, or change the one of this value.
    AddRole(RoleArgs),
    /// Take an application role away.
    RemoveRole {
        /// The application's client id.
        app: AppId,
        /// The role.
        value: ScopeValue,
    },
    /// Trust a client with scopes, so that nobody is asked; with none, trust it no more.
    Trust {
        /// The client id of the application that exposes the scopes.
        app: AppId,
        /// The client.
        client: AppId,
        /// Which scopes.
        #[arg(long, value_name = "\"A B\"", default_value = "")]
        scopes: ScopeSet,
    },
    /// List what the application asks for of a resource; with nothing, it asks for nothing there.
    Require {
        /// The application's client id.
        app: AppId,
        /// `exchange`, `graph`, or a client id.
        #[arg(value_parser = resource_word)]
        resource: AppId,
        /// Delegated permissions.
        #[arg(long, value_name = "\"A B\"", default_value = "")]
        scopes: ScopeSet,
        /// Application roles.
        #[arg(long, value_name = "\"A B\"", default_value = "")]
        roles: ScopeSet,
    },
    /// Claims beyond the usual ones: email, family_name, given_name, ipaddr, upn.
    Claims {
        /// The application's client id.
        app: AppId,
        /// In access tokens for it as a resource.
        #[arg(long, value_name = "CLAIM", num_args = 0..)]
        access: Vec<OptionalClaim>,
        /// In id tokens for it as a client.
        #[arg(long, value_name = "CLAIM", num_args = 0..)]
        id: Vec<OptionalClaim>,
    },
    /// Delete a registration: no tenant finds it any more. It can be restored for 30 days.
    DeleteRegistration {
        /// The application's client id.
        app: AppId,
    },
    /// Restore a deleted registration with everything that it said.
    RestoreRegistration {
        /// The application's client id.
        app: AppId,
    },
}

#[derive(Debug, Args)]
pub(super) struct EditArgs {
    /// The application's client id.
    app: AppId,
    #[command(flatten)]
    edit: EditedArgs,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
struct EditedArgs {
    /// Its name; the old one is remembered.
    #[arg(long)]
    name: Option<DisplayName>,
    /// Whose users may use it.
    #[arg(long, value_enum)]
    audience: Option<AudienceWord>,
    /// May it be used as a public client, without a secret?
    #[arg(long, value_enum)]
    public_client: Option<YesNo>,
    /// Its homepage; empty takes it away.
    #[arg(long, value_name = "URL")]
    homepage: Option<String>,
    /// The domain under which people know its maker, one of the tenant's.
    #[arg(long, value_name = "DOMAIN")]
    publisher_domain: Option<DomainName>,
    /// One more name by which clients ask for it, such as api://CLIENT-ID.
    #[arg(long, value_name = "URI")]
    add_identifier_uri: Option<String>,
    /// One such name less.
    #[arg(long, value_name = "URI")]
    remove_identifier_uri: Option<String>,
    /// The version of access tokens for it: 1 or 2.
    #[arg(long, value_name = "1|2")]
    token_version: Option<u8>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum AudienceWord {
    /// Users of its own tenant.
    OneTenant,
    /// Users of every tenant.
    ManyTenants,
}

#[derive(Debug, Args)]
pub(super) struct ScopeArgs {
    /// The application's client id.
    app: AppId,
    /// The value, as in `scp`.
    value: ScopeValue,
    /// What an administrator's consent page says.
    #[arg(long, value_name = "TEXT")]
    admin_text: String,
    /// What a user's consent page says; the same if it is left out.
    #[arg(long, value_name = "TEXT")]
    user_text: Option<String>,
    /// Who may consent.
    #[arg(long, value_enum, default_value_t = KindWord::User)]
    kind: KindWord,
    /// Can it be asked for?
    #[arg(long, value_enum, default_value_t = YesNo::Yes)]
    enabled: YesNo,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum KindWord {
    /// A user for himself, where the tenant lets users.
    User,
    /// An administrator.
    Admin,
}

#[derive(Debug, Args)]
pub(super) struct RoleArgs {
    /// The application's client id.
    app: AppId,
    /// The value, as in `roles`.
    value: ScopeValue,
    /// The name by which people choose it; the value if it is left out.
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// What it lets its holder do.
    #[arg(long, value_name = "TEXT")]
    text: String,
    /// Who may hold it.
    #[arg(long, value_enum, default_value_t = HoldersWord::Users)]
    holders: HoldersWord,
    /// Does it count?
    #[arg(long, value_enum, default_value_t = YesNo::Yes)]
    enabled: YesNo,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum HoldersWord {
    /// Users and groups, by `app assign --role`.
    Users,
    /// Applications by themselves, by an administrator's consent.
    Applications,
    /// Both.
    Both,
}

impl RegistrationVerb {
    pub(super) async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        use ApplicationChange as C;
        match self {
            Self::Edit(args) => args.run(desk, terminal).await,
            Self::RemoveRedirect { app, uri } => {
                change(desk, terminal, app, vec![C::NoRedirect(uri)]).await
            }
            Self::ExposeScope(args) => {
                let app = args.app;
                change(desk, terminal, app, vec![C::Scope(args.scope())]).await
            }
            Self::RemoveScope { app, value } => {
                change(desk, terminal, app, vec![C::NoScope(value)]).await
            }
            Self::AddRole(args) => {
                let app = args.app;
                change(desk, terminal, app, vec![C::Role(args.role())]).await
            }
            Self::RemoveRole { app, value } => {
                change(desk, terminal, app, vec![C::NoRole(value)]).await
            }
            Self::Trust { app, client, scopes } => {
                let entry = PreAuthorized { client, scopes };
                change(desk, terminal, app, vec![C::PreAuthorized(entry)]).await
            }
            Self::Require { app, resource, scopes, roles } => {
                let required = RequiredResource { resource, scopes, roles };
                change(desk, terminal, app, vec![C::Required(required)]).await
            }
            Self::Claims { app, access, id } => {
                let set = |claims: Vec<OptionalClaim>| claims.into_iter().collect::<BTreeSet<_>>();
                let claims = OptionalClaims { access: set(access), id: set(id) };
                change(desk, terminal, app, vec![C::Claims(claims)]).await
            }
            Self::DeleteRegistration { app } => delete(desk, terminal, app).await,
            Self::RestoreRegistration { app } => restore(desk, terminal, app).await,
        }
    }
}

impl EditArgs {
    async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        use ApplicationChange as C;
        let edit = self.edit;
        let audience = edit.audience.map(|word| match word {
            AudienceWord::OneTenant => Audience::OneTenant,
            AudienceWord::ManyTenants => Audience::ManyTenants,
        });
        let changes = [
            edit.name.map(C::Name),
            audience.map(C::Audience),
            edit.public_client.map(|word| C::PublicClient(Switch::from(word))),
            edit.homepage.map(|text| C::Homepage(Some(text))),
            edit.publisher_domain.map(|domain| C::PublisherDomain(Some(domain))),
            edit.remove_identifier_uri.map(C::NoIdentifierUri),
            edit.add_identifier_uri.map(C::IdentifierUri),
            edit.token_version.map(C::TokenVersion),
        ];
        change(desk, terminal, self.app, changes.into_iter().flatten().collect()).await
    }
}

impl ScopeArgs {
    fn scope(self) -> NewScope {
        NewScope {
            value: self.value,
            kind: match self.kind {
                KindWord::User => PermissionKind::User,
                KindWord::Admin => PermissionKind::Admin,
            },
            user_text: self.user_text.unwrap_or_else(|| self.admin_text.clone()),
            admin_text: self.admin_text,
            enabled: Switch::from(self.enabled),
        }
    }
}

impl RoleArgs {
    fn role(self) -> NewRole {
        NewRole {
            value: self.value,
            name: self.name.unwrap_or_default(),
            text: self.text,
            holders: match self.holders {
                HoldersWord::Users => RoleHolders::Users,
                HoldersWord::Applications => RoleHolders::Applications,
                HoldersWord::Both => RoleHolders::Both,
            },
            enabled: Switch::from(self.enabled),
        }
    }
}

/// Makes the changes one after the other and shows what the registration says then.
async fn change(
    desk: &Desk,
    terminal: &mut Terminal,
    app: AppId,
    changes: Vec<ApplicationChange>,
) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(None).await?;
    let mut last: Option<Application> = None;
    for change in changes {
        last = Some(desk.service.change_registration(&ACTOR, &tenant, app, change).await?);
    }
    let Some(app) = last else { anyhow::bail!("nothing was to be changed") };
    let line =
        format!("the registration of {} is changed; `app show {}` tells it", app.name, app.id);
    desk.done(terminal, &app, line)
}

async fn delete(desk: &Desk, terminal: &mut Terminal, app: AppId) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(None).await?;
    desk.service.delete_registration(&ACTOR, &tenant, app).await?;
    let line =
        format!("the registration {app} is deleted; `app restore-registration` brings it back");
    desk.done(terminal, &json!({ "app_id": app, "deleted": true }), line)
}

async fn restore(desk: &Desk, terminal: &mut Terminal, app: AppId) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(None).await?;
    let app = desk.service.restore_registration(&ACTOR, &tenant, app).await?;
    let told = json!({ "app_id": app.id, "restored": true });
    desk.done(terminal, &told, format_args!("the registration of {} is back", app.name))
}
