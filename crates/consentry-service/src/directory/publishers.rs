//! Verified publishers: who stands behind an application, vouched for by whoever runs the
//! installation. The registration says it, so it holds in every tenant.

use std::sync::Arc;

use consentry_model::{
    AppId, Application, DisplayName, Publisher, Switch, Tenant, look_alike::check_app_name,
};
use consentry_store::Actor;
use serde_json::json;

use super::{DirectoryError, Done, usable};
use crate::Service;

/// What becomes of an application's publisher.
#[derive(Debug, Clone)]
pub enum PublisherChange {
    /// Verified under this name and id.
    Verified {
        /// The name that pages show.
        name: DisplayName,
        /// The id, as conditions of policies name it.
        id: String,
    },
    /// No longer verified; the name stays.
    NotVerified,
}

impl Service {
    /// Marks an application's publisher as verified, or no longer. Names that mix scripts are
    /// not verified (A58).
    pub async fn set_publisher(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        id: AppId,
        change: PublisherChange,
    ) -> Done<Application> {
        let mut unit = self.store.unit().await?;
        unit.lock(&format!("application {id}")).await?;
        let held = usable(&mut unit, tenant.id, id).await?;
        let mut app = Arc::unwrap_or_clone(held);
        let old = app.publisher.clone();
        app.publisher = match change {
            PublisherChange::Verified { name, id } => {
                check_app_name(app.name.as_str(), Switch::On)
                    .map_err(|rule| DirectoryError::Invalid(rule.to_string()))?;
                Some(Publisher { name, verified: true, id: Some(id) })
            }
            PublisherChange::NotVerified => {
                old.clone().map(|publisher| Publisher { verified: false, id: None, ..publisher })
            }
        };
        unit.set_application(&app).await?;
        let details = json!({ "old": old, "new": app.publisher });
        let who = (tenant.id, actor);
        self.record_app(&mut unit, who, "Set verified publisher", &app, details).await?;
        unit.commit().await?;
        Ok(app)
    }
}
