//! `consentry app register` and `consentry app add-redirect`.

use std::str::FromStr;

use clap::{Args, ValueEnum};
use consentry_model::{
    AppId, Audience, DisplayName, Platform, RedirectUri, RegisteredRedirect, RequiredResource,
    ScopeSet,
};
use consentry_service::{ApplicationChange, NewApplication, resource_word};
use serde_json::json;

use crate::cli::{
    Exit, Terminal,
    desk::{ACTOR, Desk},
};

#[derive(Debug, Args)]
pub(super) struct RegisterArgs {
    /// The application's name.
    name: DisplayName,
    /// A redirect address of a native application; may be repeated.
    #[arg(long, value_name = "URI")]
    redirect: Vec<RedirectUri>,
    /// A redirect address of a server that keeps a secret; may be repeated.
    #[arg(long, value_name = "URI")]
    web_redirect: Vec<RedirectUri>,
    /// A redirect address of a single-page application; may be repeated.
    #[arg(long, value_name = "URI")]
    spa_redirect: Vec<RedirectUri>,
    /// A resource and the permissions that the application lists, for example
    /// "exchange EAS.AccessAsUser.All"; may be repeated.
    #[arg(long, value_name = "\"RESOURCE A B\"")]
    requires: Vec<Requires>,
    /// Users of every tenant may use it.
    #[arg(long)]
    many_tenants: bool,
    /// Its homepage.
    #[arg(long, value_name = "URL")]
    homepage: Option<String>,
}

#[derive(Debug, Clone)]
struct Requires(RequiredResource);

impl FromStr for Requires {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (resource, scopes) = text.trim().split_once(' ').unwrap_or((text, ""));
        let resource = resource_word(resource)?;
        let scopes: ScopeSet = scopes.parse().map_err(|error| format!("{error}"))?;
        if scopes.is_empty() {
            return Err("expected a resource and at least one permission".to_owned());
        }
        Ok(Self(RequiredResource { resource, scopes, roles: ScopeSet::new() }))
    }
}

impl RegisterArgs {
    pub(super) async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let on = |platform, uris: Vec<RedirectUri>| {
            uris.into_iter().map(move |uri| RegisteredRedirect { uri, platform })
        };
        let redirects = on(Platform::PublicClient, self.redirect)
            .chain(on(Platform::Web, self.web_redirect))
            .chain(on(Platform::Spa, self.spa_redirect))
            .collect();
        let new = NewApplication {
            name: self.name,
            redirects,
            audience: if self.many_tenants { Audience::ManyTenants } else { Audience::OneTenant },
            required: self.requires.into_iter().map(|Requires(one)| one).collect(),
            homepage: self.homepage,
        };
        let tenant = desk.tenant_of(None).await?;
        let app = desk.service.register_app(&ACTOR, &tenant, new).await?;
        let told = json!({ "app_id": app.id, "name": app.name, "redirects": app.redirects });
        desk.done(terminal, &told, format_args!("{} has the client id {}", app.name, app.id))
    }
}

#[derive(Debug, Args)]
pub(super) struct RedirectArgs {
    /// The application's client id.
    app: AppId,
    /// The address, byte for byte.
    uri: RedirectUri,
    /// What kind of client returns there.
    #[arg(long, value_enum, default_value_t = PlatformWord::Native)]
    platform: PlatformWord,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum PlatformWord {
    Native,
    Web,
    Spa,
}

impl RedirectArgs {
    pub(super) async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let platform = match self.platform {
            PlatformWord::Native => Platform::PublicClient,
            PlatformWord::Web => Platform::Web,
            PlatformWord::Spa => Platform::Spa,
        };
        let redirect = RegisteredRedirect { uri: self.uri, platform };
        let change = ApplicationChange::Redirect(redirect);
        let tenant = desk.tenant_of(None).await?;
        let app = desk.service.change_registration(&ACTOR, &tenant, self.app, change).await?;
        let told = json!({ "app_id": app.id, "redirects": app.redirects });
        let uris: Vec<&str> = app.redirects.iter().map(|known| known.uri.as_str()).collect();
        desk.done(terminal, &told, uris.join("\n"))
    }
}
