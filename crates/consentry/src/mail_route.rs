//! How mail to the outside leaves, from the words of configuration and command line.

use std::str::FromStr;

use consentry_service::{MailRoute, SmartHost, SmtpSecurity};

use crate::config::{Smarthost, SmarthostSecurity};

/// A mail server as a command line names it: `HOST:PORT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmtpServer {
    host: String,
    port: u16,
}

/// A text that is not `HOST:PORT`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not HOST:PORT")]
pub struct InvalidSmtpServer(String);

impl FromStr for SmtpServer {
    type Err = InvalidSmtpServer;

    fn from_str(text: &str) -> Result<Self, InvalidSmtpServer> {
        let invalid = || InvalidSmtpServer(text.to_owned());
        let (host, port) = text.rsplit_once(':').ok_or_else(invalid)?;
        let port = port.parse().map_err(|_| invalid())?;
        if host.is_empty() || port == 0 {
            return Err(invalid());
        }
        Ok(Self { host: host.trim_matches(['[', ']']).to_owned(), port })
    }
}

/// The route by the configuration.
pub(crate) fn of_configuration(smarthost: Option<&Smarthost>) -> MailRoute {
    let Some(Smarthost { host, port, security, account }) = smarthost else {
        return MailRoute::Nowhere;
    };
    MailRoute::Smarthost(SmartHost {
        host: host.clone(),
        port: *port,
        security: match security {
            SmarthostSecurity::None => SmtpSecurity::None,
            SmarthostSecurity::StartTls => SmtpSecurity::StartTls,
            SmarthostSecurity::Tls => SmtpSecurity::Tls,
        },
        user: account.as_ref().map(|(user, _)| user.clone()),
        password: account.as_ref().map(|(_, password)| password.clone()),
    })
}

/// The demo's route: a test server that speaks plainly, or the outbox that the lab shows.
pub(crate) fn of_demo(smtp: Option<&SmtpServer>) -> MailRoute {
    smtp.map_or(MailRoute::Outbox, |server| {
        MailRoute::Smarthost(SmartHost {
            host: server.host.clone(),
            port: server.port,
            security: SmtpSecurity::None,
            user: None,
            password: None,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_server_has_a_host_and_a_port() {
        for (text, want) in [
            ("127.0.0.1:2525", Some(("127.0.0.1", 2525))),
            ("relay.contoso.example:25", Some(("relay.contoso.example", 25))),
            ("[::1]:25", Some(("::1", 25))),
            ("relay", None),
            ("relay:", None),
            (":25", None),
            ("relay:0", None),
        ] {
            let want = want.map(|(host, port)| SmtpServer { host: host.to_owned(), port });
            assert_eq!(text.parse::<SmtpServer>().ok(), want, "{text}");
        }
    }
}
