//! Attack A78, played: a hostile name service and hostile servers, on real connections.
//!
//! What is asked seems to be at [`PUBLIC`]. It passes the judgement like any public address, and
//! only then a [`Names`] leads the connection to a listener of the test.

mod addresses;
mod limits;
mod names;
mod redirects;
mod server;
mod transport;

use std::net::IpAddr;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use names::Names;
use server::Server;

use crate::{Address, Egress, EgressError, MAX_TIME, Reach, Roots};

/// Public by its form, given to nobody and routed nowhere.
const PUBLIC: &str = "3ffe::1";

/// The host of most tests.
const HOST: &str = "hook.example";

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn address(text: &str) -> Address {
    Address::parse(text, &Reach::Public).unwrap()
}

/// A client within the public reach that knows these names and trusts this server.
fn egress(names: &Arc<Names>, server: &Server) -> Egress {
    within(Reach::Public, names, server, MAX_TIME)
}

fn within(reach: Reach, names: &Arc<Names>, server: &Server, time: Duration) -> Egress {
    static SYSTEM: LazyLock<Roots> = LazyLock::new(Roots::system);
    let roots = SYSTEM.clone().and(server.certificate.as_bytes()).unwrap();
    let names: Arc<Names> = Arc::clone(names);
    Egress::build(reach, roots, names, time).unwrap()
}

/// `https://hook.example/` with a path, at a public address where this server answers.
async fn fetch(server: &Server, path: &str) -> Result<Vec<u8>, EgressError> {
    let names = Names::of(HOST, server);
    egress(&names, server).fetch(&address(&format!("https://{HOST}{path}"))).await
}
