//! The public listener: sockets, TLS and HTTP/1.1 up to the point where a face takes over.
//!
//! Own accept loop over hyper's HTTP/1 server, because a held ActiveSync request costs a third
//! less there than behind the automatic one. All limits that protect the process before a face
//! is reached stand here, one constant each; what a request may contain is the faces' business.

mod body;
mod client;
mod connection;
mod front;
mod head;
mod host;
mod log;
mod senders;
#[cfg(test)]
mod tests;

use std::{sync::Arc, time::Duration};

use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};
use tokio_rustls::TlsAcceptor;

use self::senders::Senders;
pub use self::{
    client::{InvalidNetwork, TrustedProxies},
    front::{Front, FrontSettings},
    host::{Hosts, InvalidHost},
};
use crate::runtime::Tasks;

/// Connections that one listener holds; the next ones wait in the kernel's queue.
const CONNECTIONS_MAX: usize = 20_000;
/// From the accepted socket to the end of the TLS handshake.
const HANDSHAKE_TIME: Duration = Duration::from_secs(10);
/// From the first byte of a request to the end of its headers (A94).
const HEAD_TIME: Duration = Duration::from_secs(10);
/// A connection without a request is closed after this.
const IDLE_TIME: Duration = Duration::from_secs(75);
/// Request line and headers together; beyond it 431 (A11).
const HEAD_BYTES_MAX: usize = 32 * 1024;
/// Header fields; beyond it 431.
const HEADERS_MAX: usize = 100;
/// A body that makes no progress for this long is given up with 408.
const BODY_TIME: Duration = Duration::from_secs(30);
/// Beyond [`BODY_TIME`], a body is given a second for each of these bytes.
const BODY_BYTES_PER_SECOND: u64 = 1024;
/// After a failed accept, mostly for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves until the order to stop, then lets each connection finish what it began.
pub fn serve(listener: TcpListener, tls: Option<TlsAcceptor>, front: Arc<Front>, tasks: &Tasks) {
    let inner = tasks.clone();
    tasks.spawn(accept(listener, tls, front, inner));
}

async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, front: Arc<Front>, tasks: Tasks) {
    let seats = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let senders = Senders::default();
    loop {
        let seat = tokio::select! {
            biased;
            () = tasks.stopped() => return,
            seat = seats.clone().acquire_owned() => seat,
        };
        let (stream, peer) = tokio::select! {
            biased;
            () = tasks.stopped() => return,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            },
        };
        let address = peer.ip().to_canonical();
        let held = if front.is_limited(address) {
            let Some(held) = senders.hold(address) else {
                tracing::debug!(%peer, "a sender holds too many connections");
                continue;
            };
            Some(held)
        } else {
            None
        };
        let (tls, front, stop) = (tls.clone(), front.clone(), tasks.stop_token());
        tasks.spawn(async move {
            let connections = metrics::gauge!("consentry_connections");
            connections.increment(1);
            if let Some(stream) = secured(stream, tls).await {
                connection::converse(stream, peer, front, stop).await;
            }
            connections.decrement(1);
            drop((seat, held));
        });
    }
}

/// The stream behind TLS, or as it is where the listener has none.
async fn secured(stream: TcpStream, tls: Option<TlsAcceptor>) -> Option<connection::Stream> {
    // Answers are written whole, so waiting for more to send only delays them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a socket refused TCP_NODELAY");
    }
    let Some(tls) = tls else { return Some(connection::Stream::Plain(stream)) };
    match timeout(HANDSHAKE_TIME, tls.accept(stream)).await {
        // On the heap once: the handshake's state is not carried through the connection's life.
        Ok(Ok(stream)) => Some(connection::Stream::Tls(Box::new(stream))),
        Ok(Err(error)) => {
            tracing::debug!(%error, "a TLS handshake failed");
            None
        }
        Err(_) => None,
    }
}
