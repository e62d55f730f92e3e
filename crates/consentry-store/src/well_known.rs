//! Applications and resources that everybody in the field knows, as data (ruling 23).
//!
//! `data/well-known.json` is part of the program and carries a number; a directory that holds an
//! older number takes the file in, a newer one is left alone. Nothing else of the directory is
//! touched: whether a tenant has met an application, and what it granted, is the tenant's.

use consentry_model::{Application, DisplayName, Tenant, TenantId, TenantSettings, Timestamp};
use serde::Deserialize;
use uuid::uuid;

use crate::{Store, StoreError, Unit};

/// The tenant in which the well-known applications are registered.
pub const VENDORS: TenantId = TenantId::from_uuid(uuid!("6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e0f"));

const DATA: &str = include_str!("../data/well-known.json");
/// The setting that tells which number was taken in.
const TAKEN_IN: &str = "well-known-applications";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WellKnown {
    version: u32,
    vendors: DisplayName,
    applications: Vec<Application>,
}

fn data() -> Result<WellKnown, StoreError> {
    serde_json::from_str(DATA)
        .map_err(|why| StoreError::corrupt("the program's file", "well-known.json", why))
}

impl Store {
    pub(crate) async fn load_well_known(&self) -> Result<(), StoreError> {
        let data = data()?;
        let held = self.read().await?.setting(TAKEN_IN).await?;
        if is_current(held.as_deref(), data.version) {
            return Ok(());
        }
        let mut unit = self.unit().await?;
        // Several nodes may start at once: the second one finds the number.
        unit.lock(TAKEN_IN).await?;
        let held = unit.setting(TAKEN_IN).await?;
        if is_current(held.as_deref(), data.version) {
            return Ok(());
        }
        unit.take_in(&data).await?;
        unit.set_setting(TAKEN_IN, &data.version.to_string()).await?;
        unit.commit().await
    }
}

fn is_current(held: Option<&str>, version: u32) -> bool {
    held.and_then(|held| held.parse::<u32>().ok()).is_some_and(|held| held >= version)
}

impl Unit {
    async fn take_in(&mut self, data: &WellKnown) -> Result<(), StoreError> {
        if self.tenant(VENDORS).await?.is_none() {
            let vendors = Tenant {
                id: VENDORS,
                name: data.vendors.clone(),
                domains: Vec::new(),
                settings: TenantSettings::default(),
                version: 1,
                created_at: Timestamp::from_millis(0),
            };
            // Nobody signs in to this tenant, so its subjects need no secret salt.
            self.add_tenant(&vendors, &[0; 32]).await?;
        }
        for application in &data.applications {
            if !self.set_application(application).await? {
                self.add_application(application).await?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use consentry_model::{Pkce, Platform, well_known as known};

    use super::*;

    #[test]
    fn the_file_is_sound() {
        let data = data().unwrap();
        let mut ids = BTreeSet::new();
        let mut uris = BTreeSet::new();
        for app in &data.applications {
            assert!(ids.insert(app.id), "{} is there twice", app.name);
            assert_eq!(app.owner, VENDORS, "{}", app.name);
            for uri in &app.identifier_uris {
                assert!(uris.insert(uri), "{uri} is there twice");
            }
            let permissions: BTreeSet<_> = app.permissions.iter().map(|p| p.id).collect();
            assert_eq!(permissions.len(), app.permissions.len(), "{}", app.name);
            let roles: BTreeSet<_> = app.roles.iter().map(|role| role.id).collect();
            assert_eq!(roles.len(), app.roles.len(), "{}", app.name);
        }
        for app in &data.applications {
            for required in &app.required {
                let resource = data.applications.iter().find(|a| a.id == required.resource);
                let resource = resource.unwrap();
                for scope in required.scopes.iter() {
                    let known = resource.permissions.iter().any(|p| p.value == *scope);
                    assert!(known, "{} asks for {scope}", app.name);
                }
            }
        }
    }

    #[test]
    fn the_phone_is_as_recorded() {
        let data = data().unwrap();
        let apple = data.applications.iter().find(|app| app.id == known::APPLE).unwrap();
        assert_eq!(apple.name.as_str(), "Apple Internet Accounts");
        assert_eq!(apple.former_names.first().unwrap().as_str(), "iOS Accounts");
        assert_eq!(apple.pkce, Pkce::Optional);
        assert!(apple.publisher.as_ref().unwrap().verified);
        let uris: Vec<&str> = apple.redirects.iter().map(|r| r.uri.as_str()).collect();
        assert_eq!(
            uris,
            [
                "com.apple.Preferences://oauth-redirect",
                "com.apple.mobilemail://oauth-redirect",
                "com.apple.preferences.internetaccounts://oauth-redirect/",
            ]
        );
        assert!(apple.redirects.iter().all(|r| r.platform == Platform::PublicClient));
    }
}
