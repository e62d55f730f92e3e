//! `consentry app verify-publisher` and `consentry app unverify-publisher`: who vouches for whom
//! holds in every tenant of the installation.

use clap::Args;
use consentry_model::{AppId, DisplayName};
use consentry_service::PublisherChange;
use serde_json::json;

use crate::cli::{
    Exit, Terminal,
    desk::{ACTOR, Desk},
};

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// The application's client id.
    app: AppId,
    /// The publisher's name, as pages show it.
    #[arg(long)]
    name: DisplayName,
    /// The publisher's id, as conditions of policies name it.
    #[arg(long, value_name = "ID")]
    publisher_id: String,
}

impl VerifyArgs {
    pub(super) async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let change = PublisherChange::Verified { name: self.name, id: self.publisher_id };
        set(desk, terminal, self.app, change).await
    }
}

pub(super) async fn unverify(
    desk: &Desk,
    terminal: &mut Terminal,
    app: AppId,
) -> anyhow::Result<Exit> {
    set(desk, terminal, app, PublisherChange::NotVerified).await
}

async fn set(
    desk: &Desk,
    terminal: &mut Terminal,
    app: AppId,
    change: PublisherChange,
) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(None).await?;
    let app = desk.service.set_publisher(&ACTOR, &tenant, app, change).await?;
    let told = json!({ "app_id": app.id, "name": app.name, "publisher": app.publisher });
    let line = match &app.publisher {
        Some(publisher) if publisher.verified => {
            format!("{} is verified as the publisher of {}", publisher.name, app.name)
        }
        Some(_) | None => format!("the publisher of {} is not verified", app.name),
    };
    desk.done(terminal, &told, format_args!("{line}, in every tenant"))
}
