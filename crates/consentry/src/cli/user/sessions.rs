//! `consentry user sessions`: where somebody is signed in.

use std::net::IpAddr;

use consentry_model::{Timestamp, Upn};
use consentry_service::MySessions;
use serde_json::{Value, json};

use crate::cli::{
    Exit, Terminal,
    desk::Desk,
    words::{put, text},
};

pub(super) async fn list(desk: &Desk, terminal: &mut Terminal, upn: &Upn) -> anyhow::Result<Exit> {
    let tenant = desk.tenant_of(Some(upn)).await?;
    let user = desk.service.user_named(&tenant, upn).await?;
    let MySessions { browsers, families } = desk.service.my_sessions(&tenant, &user).await?;
    let mut values = Vec::with_capacity(browsers.len().saturating_add(families.len()));
    for found in browsers {
        let about = (found.address, found.since, found.last_used);
        let mut value = told("browser", &found.id.to_string(), &found.user_agent, about);
        put(&mut value, "stays_signed_in", found.kept.is_on());
        values.push(value);
    }
    for found in families {
        let about = (found.address, found.since, found.last_used);
        let mut value = told("application", &found.id.to_string(), &found.user_agent, about);
        put(&mut value, "app_id", found.app.to_string());
        put(&mut value, "app", found.app_name);
        values.push(value);
    }
    let heading = ["kind", "application", "device", "address", "since", "last used"];
    desk.list(terminal, &values, &heading, |value| {
        ["kind", "app", "user_agent", "address", "since", "last_used"]
            .map(|key| text(value, key))
            .to_vec()
    })
}

fn told(
    kind: &str,
    id: &str,
    user_agent: &str,
    (address, since, last_used): (Option<IpAddr>, Timestamp, Timestamp),
) -> Value {
    json!({
        "kind": kind,
        "id": id,
        "user_agent": user_agent,
        "address": address,
        "since": since.to_string(),
        "last_used": last_used.to_string(),
    })
}
