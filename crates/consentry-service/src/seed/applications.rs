//! The applications of the demo, where tenants have met them, and what is granted to them.

use std::time::Duration;

use consentry_model::{
    AppId, Application, Audience, GrantId, Pkce, Platform, PrincipalId, Publisher,
    RegisteredRedirect, RequiredResource, ScopeSet, Secret, SecretId, ServicePrincipal, Switch,
    TenantId, Timestamp, well_known,
};
use consentry_store::{AppSecret, NewGrant, NewRoles, PasswordGrant, Unit, VENDORS};
use consentry_token::opaque::{mint_secret, secret_hash};

use super::{DEMO_CLI, DEMO_WEB, DemoTenant, FABRIKAM, FJORD_MAIL, TENANTS, demo_id, fixed};
use crate::{Service, ServiceError};

/// The demo's own applications are as old as the well-known ones; Fjord Mail is new.
const LONG_AGO: Timestamp = Timestamp::from_seconds(1_577_836_800);
/// The kind of [`demo_id`] that is used here.
const APP: u16 = 0x2c60;
/// Ten years: the lab's clock may be moved far.
const SECRET_LIFE: Duration = Duration::from_hours(24 * 3650);

const MAIL: &str = "EAS.AccessAsUser.All EWS.AccessAsUser.All IMAP.AccessAsUser.All \
                    POP.AccessAsUser.All SMTP.Send";
const DIRECTORY: &str = "User.Read Directory.Read.All";

/// The client id of "Directory Reader" in a tenant.
pub(super) fn directory_reader(tenant: &DemoTenant) -> AppId {
    let at = TENANTS.iter().position(|known| known.id == tenant.id).unwrap_or_default();
    AppId::from_uuid(demo_id(APP, u16::try_from(at).unwrap_or_default().saturating_add(1)))
}

/// Where the secret of "Directory Reader" is kept, sealed: the banner shows it at every start.
pub(super) fn secret_name(tenant: &DemoTenant) -> String {
    format!("demo-client-secret {}", tenant.domain)
}

impl Service {
    pub(super) async fn seed_applications(&self, unit: &mut Unit) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let cli = demo_cli(LONG_AGO)?;
        let web = self.demo_web(LONG_AGO)?;
        for app in [&cli, &web, &fjord_mail(now)?] {
            unit.add_application(app).await?;
        }
        for tenant in TENANTS {
            let client = self.appear(unit, tenant, &cli).await?;
            self.appear(unit, tenant, &web).await?;
            let open = PasswordGrant { until: None };
            unit.set_password_grant(tenant.id, cli.id, Some(open)).await?;
            if tenant.id == FABRIKAM.id {
                for (resource, scopes) in
                    [(well_known::EXCHANGE, MAIL), (well_known::GRAPH, DIRECTORY)]
                {
                    let new = NewGrant {
                        id: GrantId::mint(&*self.ids),
                        tenant: tenant.id,
                        client,
                        resource,
                        scopes: &fixed::<ScopeSet>(scopes)?,
                        by: None,
                        now,
                    };
                    unit.add_tenant_grant(&new).await?;
                }
            }
            self.seed_reader(unit, tenant, now).await?;
        }
        Ok(())
    }

    /// "Directory Reader": a confidential client that reads the directory by itself.
    async fn seed_reader(
        &self,
        unit: &mut Unit,
        tenant: &DemoTenant,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let roles: ScopeSet = fixed("Directory.Read.All")?;
        let app = Application {
            audience: Audience::OneTenant,
            required: vec![RequiredResource {
                resource: well_known::GRAPH,
                scopes: ScopeSet::new(),
                roles: roles.clone(),
            }],
            ..bare(directory_reader(tenant), tenant.id, "Directory Reader", LONG_AGO)?
        };
        unit.add_application(&app).await?;
        let client = self.appear(unit, tenant, &app).await?;
        let resource = well_known::GRAPH;
        let (tenant_id, by) = (tenant.id, None);
        let new = NewRoles { tenant: tenant_id, client, resource, roles: &roles, by, now };
        unit.grant_roles(&new).await?;
        let (drawn, _) = mint_secret(&*self.ids);
        let bytes = Secret::new(drawn.into_exposed().into_bytes());
        let kept = unit.init_sealed_setting(&secret_name(tenant), &bytes).await?;
        let text = String::from_utf8(kept.into_exposed())
            .map_err(|_| ServiceError::Record { what: "demo client" })?;
        let secret = AppSecret {
            id: SecretId::mint(&*self.ids),
            hash: secret_hash(&text),
            hint: text.chars().take(3).collect(),
            expires_at: now.plus(SECRET_LIFE),
        };
        unit.add_secret(app.id, &secret, now).await?;
        Ok(())
    }

    async fn appear(
        &self,
        unit: &mut Unit,
        tenant: &DemoTenant,
        app: &Application,
    ) -> Result<PrincipalId, ServiceError> {
        let principal = ServicePrincipal {
            id: PrincipalId::mint(&*self.ids),
            tenant: tenant.id,
            app: app.id,
            display_name: app.name.clone(),
            enabled: Switch::On,
            assignment_required: Switch::Off,
            visible: Switch::On,
            notes: None,
            homepage: None,
            created_at: self.clock.now(),
        };
        Ok(unit.add_principal(&principal).await?.id)
    }

    /// "Demo Web": returns to the page of this very server, and to a developer's own.
    pub(super) fn demo_web(&self, now: Timestamp) -> Result<Application, ServiceError> {
        let here = self.origin.path("/demo/web");
        let redirects = ["http://localhost:3000/", &here];
        Ok(Application {
            redirects: redirects
                .into_iter()
                .map(|uri| redirect(uri, Platform::Spa))
                .collect::<Result<_, _>>()?,
            required: vec![delegated(well_known::GRAPH, "User.Read")?],
            ..bare(DEMO_WEB, FABRIKAM.id, "Demo Web", now)?
        })
    }
}

/// "Demo CLI": any port of loopback, and the redirects that native libraries use by themselves.
fn demo_cli(now: Timestamp) -> Result<Application, ServiceError> {
    let own = format!("msal{DEMO_CLI}://auth");
    let redirects = [
        "http://localhost",
        "http://127.0.0.1",
        "https://login.microsoftonline.com/common/oauth2/nativeclient",
        &own,
        "urn:ietf:wg:oauth:2.0:oob",
    ];
    let native = |uri: &str| redirect(uri, Platform::PublicClient);
    Ok(Application {
        redirects: redirects.into_iter().map(native).collect::<Result<_, _>>()?,
        public_client: Switch::On,
        required: vec![
            delegated(well_known::EXCHANGE, MAIL)?,
            delegated(well_known::GRAPH, DIRECTORY)?,
        ],
        ..bare(DEMO_CLI, FABRIKAM.id, "Demo CLI", now)?
    })
}

fn fjord_mail(now: Timestamp) -> Result<Application, ServiceError> {
    Ok(Application {
        publisher: Some(Publisher { name: fixed("Fjord Software")?, verified: false, id: None }),
        redirects: vec![redirect("fjordmail://auth", Platform::PublicClient)?],
        public_client: Switch::On,
        required: vec![
            delegated(well_known::EXCHANGE, "EAS.AccessAsUser.All EWS.AccessAsUser.All")?,
            delegated(well_known::GRAPH, "User.Read")?,
        ],
        homepage: Some("https://fjordmail.example/".to_owned()),
        ..bare(FJORD_MAIL, VENDORS, "Fjord Mail", now)?
    })
}

fn bare(
    id: AppId,
    owner: TenantId,
    name: &str,
    now: Timestamp,
) -> Result<Application, ServiceError> {
    Ok(Application {
        id,
        owner,
        name: fixed(name)?,
        former_names: Vec::new(),
        publisher: None,
        audience: Audience::ManyTenants,
        redirects: Vec::new(),
        pkce: Pkce::Required,
        public_client: Switch::Off,
        required: Vec::new(),
        identifier_uris: Vec::new(),
        permissions: Vec::new(),
        roles: Vec::new(),
        pre_authorized: Vec::new(),
        web: consentry_model::WebOptions::default(),
        token_version: 1,
        homepage: None,
        publisher_domain: None,
        claims: consentry_model::OptionalClaims::default(),
        registered_by: None,
        deleted_at: None,
        created_at: now,
    })
}

fn redirect(uri: &str, platform: Platform) -> Result<RegisteredRedirect, ServiceError> {
    Ok(RegisteredRedirect { uri: fixed(uri)?, platform })
}

fn delegated(resource: AppId, scopes: &str) -> Result<RequiredResource, ServiceError> {
    Ok(RequiredResource { resource, scopes: fixed(scopes)?, roles: ScopeSet::new() })
}
