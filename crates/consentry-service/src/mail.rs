//! The mail side of the directory: where a mailbox is, who is admitted, how mail leaves.
//!
//! Mail itself lives in the mailboxes; a protocol's words live in its face.

mod admit;
mod basic;
mod bearer;
mod challenge;
mod compose;
mod devices;
mod letter;
mod locate;
mod notices_here;
mod outbound;
mod people;
mod send;
mod verified;

use consentry_model::{IdSource, Secret};
use uuid::Uuid;

pub(crate) use admit::held_by;
pub use admit::{Admitted, MailClient, MailDevice, MailRefused};
pub use challenge::MailDoor;
pub use compose::NewMail;
pub use devices::DeviceTold;
pub use letter::Source;
pub use locate::{LocateClient, Located};
pub use outbound::OutboundRun;
pub use send::{Outgoing, SendRefused, Sent};
pub(crate) use verified::Verified;

/// How mail to the outside leaves the installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailRoute {
    /// Nowhere: mail to the outside is bounced, notices stay in the outbox.
    Nowhere,
    /// It stays in the outbox, where a lab looks at it; nothing is sent.
    Outbox,
    /// Through this server.
    Smarthost(SmartHost),
}

/// The server that takes mail to the outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmartHost {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: SmtpSecurity,
    /// The name to sign in with, if it wants one.
    pub user: Option<String>,
    /// The password for it.
    pub password: Option<Secret<String>>,
}

/// How a connection to a mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// Not at all.
    None,
    /// By STARTTLS, which must succeed.
    StartTls,
    /// By TLS from the first byte.
    Tls,
}

/// What the mail side keeps in this process.
#[derive(Debug)]
pub(crate) struct MailState {
    pub(crate) verified: Verified,
    /// Names this process where a lease is taken.
    pub(crate) holder: Uuid,
}

impl MailState {
    pub(crate) fn new(ids: &dyn IdSource) -> Self {
        Self { verified: Verified::default(), holder: ids.uuid() }
    }
}
