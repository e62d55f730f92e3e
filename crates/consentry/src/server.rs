//! A running server: faces in front of the service, background work, and its end.
//!
//! `serve` and `demo` differ in what they open and show; what runs is put together here.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use consentry_authority::DemoPages;
use consentry_service::{Service, ServiceError};
use consentry_sql::Db;
use consentry_store::Retention;
use tokio::{
    net::TcpListener,
    time::{MissedTickBehavior, interval},
};
use tokio_rustls::TlsAcceptor;

use crate::{
    installation,
    listen::{self, Front, FrontSettings},
    management::{self, Figures, FiguresError, Readiness},
    runtime::{Tasks, stop_on_signals},
};

/// How long open requests have at the end.
const GRACE: Duration = Duration::from_secs(9);
/// How often requests for approval are looked at for those whose time is over.
const UPKEEP: Duration = Duration::from_secs(2);
/// How often the queues of mail and events on their way out are looked at.
const SENDING: Duration = Duration::from_secs(1);
/// How often it is looked whether a signing key has to be followed by another one.
const KEYS: Duration = Duration::from_secs(30);
/// How long a signing key signs, where no configuration says it.
pub(crate) const KEY_ROTATION: Duration = Duration::from_hours(24 * 90);
/// How often expired rows are taken away.
const PRUNING: Duration = Duration::from_mins(10);
/// How long a device may repeat a sending or an addition without its being done twice.
const REPEATS: Duration = Duration::from_hours(7 * 24);

/// What was opened, and the tasks that work on it.
#[derive(Debug)]
pub struct Server {
    /// The use cases.
    pub service: Arc<Service>,
    /// What runs.
    pub tasks: Tasks,
    databases: Vec<Db>,
}

/// The public listener and what stands behind it.
pub struct Public {
    /// A bound listener.
    pub listener: TcpListener,
    /// TLS, unless a proxy brings it.
    pub tls: Option<TlsAcceptor>,
    /// Hosts, proxies and headers.
    pub front: FrontSettings,
    /// Pages that only a demo shows.
    pub demo: DemoPages,
    /// Further routes, such as the lab's.
    pub more: Router,
}

impl std::fmt::Debug for Public {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Public").field("listener", &self.listener).finish_non_exhaustive()
    }
}

impl Server {
    /// Around a service that was just opened.
    pub fn new(service: Service, databases: Vec<Db>) -> Self {
        Self { service: Arc::new(service), tasks: Tasks::new(), databases }
    }

    /// Ends gracefully at the first SIGINT or SIGTERM.
    pub fn heed_signals(&self) -> io::Result<()> {
        stop_on_signals(&self.tasks)
    }

    /// Accepts requests from now on.
    pub fn open_public(&self, public: Public) {
        let faces = consentry_authority::router(self.service.clone(), public.demo)
            .merge(consentry_portal::router(self.service.clone()))
            .merge(consentry_exchange::router(self.service.clone()))
            .merge(public.more);
        let front = Front::new(public.front, faces);
        listen::serve(public.listener, public.tls, front, &self.tasks);
    }

    /// Health checks and figures; returns the address that was bound.
    pub async fn open_management(&self, address: SocketAddr) -> anyhow::Result<SocketAddr> {
        let figures =
            Figures::of_process().map_err(|error: FiguresError| anyhow::anyhow!(error))?;
        figures.keep_up(&self.tasks);
        let faces = management::faces(figures, self.readiness());
        let listener = TcpListener::bind(address).await?;
        let bound = listener.local_addr()?;
        let stop = self.tasks.stop_token();
        self.tasks.spawn(async move {
            let serving = axum::serve(listener, faces);
            let serving = serving.with_graceful_shutdown(async move { stop.cancelled().await });
            if let Err(error) = serving.await {
                tracing::error!(%error, "the management listener ended");
            }
        });
        Ok(bound)
    }

    fn readiness(&self) -> Readiness {
        let (service, tasks) = (self.service.clone(), self.tasks.clone());
        Arc::new(move || {
            let (service, tasks) = (service.clone(), tasks.clone());
            Box::pin(async move {
                if tasks.is_stopping() {
                    return Err("ending".to_owned());
                }
                let reachable = async { service.store().read().await?.setting("origin").await };
                reachable.await.map(drop).map_err(|error| error.to_string())
            })
        })
    }

    /// Starts what works by itself: mail and events on their way out, the end of requests for
    /// approval, signing keys that follow each other, and pruning.
    pub fn work(&self, keep: Retention, key_rotation: Duration) {
        self.again_and_again(
            KEYS,
            "signing keys could not be looked at",
            move |service: Arc<Service>| async move {
                service.run_keys_once(key_rotation, service.clock().now()).await.map(drop)
            },
        );
        self.again_and_again(
            PRUNING,
            "expired rows could not be taken away",
            move |service: Arc<Service>| async move { prune(&service, &keep).await },
        );
        self.again_and_again(
            SENDING,
            "mail on its way out could not be looked at",
            |service: Arc<Service>| async move {
                service.run_outbound_once(service.clock().now()).await.map(drop)
            },
        );
        self.again_and_again(
            SENDING,
            "events on their way out could not be looked at",
            |service: Arc<Service>| async move {
                service.run_webhooks_once(service.clock().now()).await.map(drop)
            },
        );
        self.again_and_again(
            SENDING,
            "forgotten passwords could not be looked at",
            |service: Arc<Service>| async move {
                service.run_password_asks_once(service.clock().now()).await.map(drop)
            },
        );
        self.again_and_again(
            UPKEEP,
            "requests for approval could not be looked at",
            |service: Arc<Service>| async move {
                service.run_requests_once(service.clock().now()).await.map(drop)
            },
        );
    }

    /// Does a piece of work at a beat until the order to stop; what failed is tried again.
    fn again_and_again<W>(
        &self,
        pause: Duration,
        failure: &'static str,
        work: impl Fn(Arc<Service>) -> W + Send + Sync + 'static,
    ) where
        W: Future<Output = Result<(), ServiceError>> + Send + 'static,
    {
        let service = self.service.clone();
        self.tasks.spawn_until_stopped(async move {
            let mut beat = interval(pause);
            // After long work the missed looks are not made up for.
            beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                beat.tick().await;
                if let Err(error) = work(service.clone()).await {
                    tracing::warn!(%error, "{failure}");
                }
            }
        });
    }

    /// Waits for the order to stop, lets requests finish, and lets go of the databases.
    pub async fn run(self) {
        self.tasks.stopped().await;
        self.end().await;
    }

    /// Ends now.
    pub async fn end(self) {
        if !self.tasks.finish(GRACE).await {
            tracing::warn!(left = self.tasks.count(), "some requests did not end in time");
        }
        installation::close(&self.databases).await;
    }
}

/// Takes away what has expired, a portion at a time so that nobody waits for long.
async fn prune(service: &Service, keep: &Retention) -> Result<(), ServiceError> {
    service.mailboxes().forget_done(service.clock().now().minus(REPEATS)).await?;
    loop {
        let mut unit = service.store().unit().await?;
        let gone = unit.prune(service.clock().now(), keep).await?;
        unit.commit().await?;
        if gone == 0 {
            return Ok(());
        }
    }
}
