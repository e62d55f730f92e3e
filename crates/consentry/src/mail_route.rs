//! How mail to the outside leaves, from the words of configuration and command line.

use consentry_service::MailRoute;

use crate::config::Smarthost;

/// The route by the configuration.
pub(crate) fn mail_route(_hostname: &str, _smarthost: Option<&Smarthost>) -> MailRoute {
    MailRoute::Nowhere
}
