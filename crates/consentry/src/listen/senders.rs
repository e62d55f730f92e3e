//! How many connections one sender holds, so that a single one cannot take all of them.
//!
//! Told apart by address, or by /64 where addresses are plenty. Proxies that bring the requests of
//! many, addresses that many people share, and this machine itself are not limited.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use consentry_model::Network;

/// Connections of one sender; one more is closed as it comes.
pub(super) const CONNECTIONS_OF_A_SENDER: usize = 1_000;

/// Who holds how many; never more entries than there are connections.
#[derive(Debug, Clone, Default)]
pub(super) struct Senders(Arc<Mutex<BTreeMap<Network, usize>>>);

/// One connection of a sender, until it is dropped.
#[derive(Debug)]
pub(super) struct Held {
    senders: Senders,
    sender: Network,
}

impl Senders {
    /// Counts one more connection; nothing if the sender holds too many.
    pub(super) fn hold(&self, address: IpAddr) -> Option<Held> {
        let sender = Network::of_sender(address);
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(sender.clone()).or_default();
        if *count >= CONNECTIONS_OF_A_SENDER {
            return None;
        }
        *count = count.saturating_add(1);
        Some(Held { senders: self.clone(), sender })
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut counts = self.senders.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.sender) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                counts.remove(&self.sender);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_holds_a_thousand_connections_and_no_more() {
        let senders = Senders::default();
        let one = || senders.hold([203, 0, 113, 7].into());
        let mut held: Vec<_> = (0..CONNECTIONS_OF_A_SENDER).map(|_| one().unwrap()).collect();
        assert!(one().is_none(), "one too many");
        assert!(senders.hold([203, 0, 113, 8].into()).is_some(), "somebody else");
        held.pop();
        let again = one();
        assert!(again.is_some(), "one has ended");
        assert!(one().is_none());
        drop((held, again));
        assert!(senders.0.lock().unwrap().is_empty(), "who holds none is forgotten");
        let v6 = |text: &str| senders.hold(text.parse().unwrap());
        let held: Vec<_> = (0..CONNECTIONS_OF_A_SENDER)
            .map(|n| v6(&format!("2001:db8::{n:x}")).unwrap())
            .collect();
        assert!(v6("2001:db8::ffff").is_none(), "the same /64");
        assert!(v6("2001:db8:0:1::1").is_some());
        drop(held);
    }
}
