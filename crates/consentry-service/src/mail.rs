//! The mail side of the directory: where a mailbox is, who is admitted, how mail leaves.

/// How mail to the outside leaves the installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailRoute {
    /// Nowhere: mail to the outside is bounced, notices stay in the outbox.
    Nowhere,
}
