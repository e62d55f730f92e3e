//! `consentry serve`: the server by its configuration.
//!
//! Everything that can be wrong with the configuration is found before the first byte is served.
//! SIGHUP reads the certificate again.

use std::{net::IpAddr, sync::Arc, time::Duration};

use anyhow::Context as _;
use axum::Router;
use consentry_authority::DemoPages;
use consentry_store::Retention;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

use crate::{
    config::{DatabaseSettings, Settings},
    installation::{FirstStart, Installation, ORIGIN, Place, Wiring},
    listen::FrontSettings,
    logging, mail_route,
    runtime::{SystemClock, SystemIds, Tasks},
    server::{Public, Server},
    tls::{CertificateFiles, Served},
};

/// Where the configuration keeps everything.
pub fn place(settings: &DatabaseSettings) -> Place {
    match settings {
        DatabaseSettings::Embedded(folder) => Place::Embedded(folder.clone()),
        DatabaseSettings::Postgres(url) => Place::Postgres(url.clone()),
    }
}

/// What holds for a service by this configuration, whether it serves or is administered.
pub fn wiring(settings: &Settings) -> Wiring {
    Wiring {
        clock: Arc::new(SystemClock::new()),
        origin: settings.server.origin.clone(),
        fidelity: settings.server.fidelity,
        mail_route: mail_route::of_configuration(settings.mail.smarthost.as_ref()),
        reach: settings.webhooks.clone(),
        shared_addresses: settings.shared_addresses.clone(),
    }
}

/// Serves until the order to stop.
pub async fn serve(settings: Settings) -> anyhow::Result<()> {
    logging::begin(settings.logs.format, &settings.logs.level);
    let address = settings.server.listen;
    let listener =
        TcpListener::bind(address).await.with_context(|| format!("{address} cannot be bound"))?;
    let served = settings.server.tls.as_ref().map(CertificateFiles::read).transpose()?;
    let served = served.map(Served::new);
    let key = &settings.server.master_key;
    let installation =
        Installation::open(&place(&settings.database), key, FirstStart::Allowed).await?;
    let databases = installation.databases();
    let service = installation.service(wiring(&settings)).await?;
    let server = Server::new(service, databases);
    server.heed_signals()?;
    remember_origin(&server).await?;
    if let (Some(files), Some(served)) = (settings.server.tls.clone(), &served) {
        reload_on_hangup(files, served.clone(), &server.tasks)?;
    }
    if let Some(address) = settings.server.management_listen {
        let bound = server.open_management(address).await;
        bound.with_context(|| format!("{address} (management) cannot be bound"))?;
    }
    server.work(
        Retention {
            sign_ins: Duration::from_hours(24).saturating_mul(settings.logs.sign_in_days),
            audits: Duration::from_hours(24).saturating_mul(settings.logs.audit_days),
            ..Retention::default()
        },
        settings.key_rotation,
    );
    let tls = served.map(|served| served.acceptor()).transpose()?;
    let host = settings.server.origin.host();
    server.open_public(Public {
        listener,
        front: FrontSettings {
            hosts: settings.server.hosts,
            proxies: settings.server.trusted_proxies,
            shared_addresses: settings.shared_addresses,
            strict_transport: host != "localhost" && host.parse::<IpAddr>().is_err(),
            ids: Arc::new(SystemIds),
        },
        tls,
        demo: DemoPages::Absent,
        more: Router::new(),
    });
    tracing::info!(%address, origin = %server.service.origin(), "serving");
    server.run().await;
    Ok(())
}

/// The command line builds its links from the origin that was served last.
pub(crate) async fn remember_origin(server: &Server) -> anyhow::Result<()> {
    let origin = server.service.origin().to_string();
    let held = server.service.store().read().await?.setting(ORIGIN).await?;
    if held.as_deref() != Some(&origin) {
        let mut unit = server.service.store().unit().await?;
        unit.set_setting(ORIGIN, &origin).await?;
        unit.commit().await?;
    }
    Ok(())
}

fn reload_on_hangup(files: CertificateFiles, served: Served, tasks: &Tasks) -> anyhow::Result<()> {
    let mut hangup = signal(SignalKind::hangup())?;
    tasks.spawn_until_stopped(async move {
        while hangup.recv().await.is_some() {
            if let Err(error) = files.reload(&served) {
                let error = anyhow::Error::from(error);
                tracing::error!("the certificate stays as it is: {error:#}");
            }
        }
    });
    Ok(())
}
