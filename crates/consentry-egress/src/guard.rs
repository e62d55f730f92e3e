//! Between a name and a connection: what the name service says is judged here, once.
//!
//! The HTTP client asks the [`Guard`] for each connection and connects to nothing but what the
//! guard gives back. So nothing is resolved a second time between the judgement and the
//! connection, and a name that leads elsewhere a moment later (DNS rebinding) gains nothing.
//! The client does not ask it about a host that is an IP address; `address.rs` judges those.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::reach::Reach;

/// The addresses of a name, when they come.
pub(crate) type Found = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// A name service.
pub(crate) trait Lookup: Send + Sync {
    /// Asks for the addresses of a name.
    fn lookup(&self, name: &str) -> Found;

    /// Where a test's listener stands in for an address that has passed the judgement.
    #[cfg(test)]
    fn detour(&self, _judged: IpAddr) -> Option<SocketAddr> {
        None
    }
}

/// The name service of the operating system.
pub(crate) struct System;

impl Lookup for System {
    fn lookup(&self, name: &str) -> Found {
        let name = name.to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            Ok(found.map(|socket| socket.ip()).collect())
        })
    }
}

/// Why a name gives no address to connect to.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Barred {
    #[error("the name service has no answer")]
    Unknown(#[source] io::Error),
    #[error("the name has no address")]
    Empty,
    #[error("the name leads to {address}, which is not public: {reason}")]
    Blocked { address: IpAddr, reason: &'static str },
}

/// Resolves names for the HTTP client, within a reach.
pub(crate) struct Guard {
    pub(crate) reach: Reach,
    pub(crate) lookup: Arc<dyn Lookup>,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let (reach, lookup) = (self.reach.clone(), Arc::clone(&self.lookup));
        Box::pin(async move {
            let found = lookup.lookup(name.as_str()).await.map_err(Barred::Unknown)?;
            let judged = judge(found, &reach)?;
            let aims: Vec<SocketAddr> = judged.into_iter().map(|ip| aim(&*lookup, ip)).collect();
            Ok(Box::new(aims.into_iter()) as Addrs)
        })
    }
}

/// All addresses of a name, if every one may be asked.
///
/// A name with public and blocked addresses is refused whole: an honest name has no reason to
/// mix them, and which of them is tried would be left to chance.
fn judge(found: Vec<IpAddr>, reach: &Reach) -> Result<Vec<IpAddr>, Barred> {
    if found.is_empty() {
        return Err(Barred::Empty);
    }
    for &address in &found {
        if let Some(reason) = reach.bars(address) {
            return Err(Barred::Blocked { address, reason });
        }
    }
    Ok(found)
}

/// Port 0 stands for the port of the URL.
#[cfg_attr(not(test), expect(unused_variables, reason = "only tests lead elsewhere"))]
fn aim(lookup: &dyn Lookup, judged: IpAddr) -> SocketAddr {
    #[cfg(test)]
    if let Some(listener) = lookup.detour(judged) {
        return listener;
    }
    SocketAddr::new(judged, 0)
}
