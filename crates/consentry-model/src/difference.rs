//! Every place where hardened and faithful answers differ (ruling 1).
//!
//! The code asks here whether it follows the original, and the first table of `docs/parity.md` is
//! written from here, so that neither can forget the other.

use crate::Fidelity;

/// A row of the ledger: what differs, and how.
struct Row {
    what: &'static str,
    hardened: &'static str,
    faithful: &'static str,
    why: &'static str,
}

macro_rules! differences {
    ($($(#[$doc:meta])* $name:ident {
        what: $what:literal, hardened: $hardened:literal, faithful: $faithful:literal, why: $why:literal $(,)?
    })*) => {
        /// A place where hardened and faithful answers differ.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Difference {
            $($(#[$doc])* $name,)*
        }

        impl Difference {
            /// All of them, in the order of the ledger.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            const fn row(self) -> Row {
                match self {
                    $(Self::$name => Row {
                        what: $what, hardened: $hardened, faithful: $faithful, why: $why,
                    },)*
                }
            }
        }
    };
}

differences! {
    /// What is said of a user whom the tenant does not have.
    UnknownUser {
        what: "unknown user at sign-in or password grant",
        hardened: "50126, as for a wrong password, after the same work",
        faithful: "50034",
        why: "the answer would tell who exists",
    }
    /// Whether native applications need a code challenge.
    NativeChallenge {
        what: "code challenge (PKCE)",
        hardened: "required of single-page applications and of public clients; a registration may be exempt (`pkce: optional`: Apple's)",
        faithful: "required of single-page applications only",
        why: "a code on the way to a native application can be caught",
    }
    /// How long an authorization code lives.
    CodeLife {
        what: "life of an authorization code",
        hardened: "60 seconds",
        faithful: "10 minutes",
        why: "the client has it at once",
    }
    /// How long an access token lives.
    TokenLife {
        what: "life of an access token",
        hardened: "60 minutes from now; 3,900 seconds from `iat` to `exp`",
        faithful: "60 to 90 minutes from now, at random",
        why: "predictable",
    }
    /// What becomes of a refresh token that was used.
    RefreshReuse {
        what: "refresh token used again",
        hardened: "rotates: within 60 seconds answered once more if no successor was used, otherwise the family ends",
        faithful: "the old one stays valid",
        why: "a copied token shows itself ([ADR 5](adr/0005-opaque-tokens.md))",
    }
    /// How a redirect URI is spelled in the answer.
    RedirectSpelling {
        what: "redirect URI in the answer",
        hardened: "as the request named it",
        faithful: "a custom scheme with `://` lower-cased and with a final slash",
        why: "bytes are bytes",
    }
    /// Whether `[::1]` is loopback.
    LoopbackV6 {
        what: "`http://[::1]:port` as loopback",
        hardened: "accepted, as RFC 8252 says",
        faithful: "not loopback",
        why: "RFC 8252",
    }
    /// Whether answers name their issuer.
    AnswerIssuer {
        what: "`iss` in an authorization response (RFC 9207)",
        hardened: "sent where the request names a tenant, and announced in its metadata",
        faithful: "not sent",
        why: "a client of several servers can tell whose answer it holds",
    }
    /// What an `Origin` header of a native client means.
    ForeignOrigin {
        what: "`Origin` header at the token endpoint, client is no single-page application",
        hardened: "answered without CORS headers, so a page cannot read it",
        faithful: "9002326",
        why: "some native clients send the header",
    }
    /// Who decides on a request for approval.
    Reviewers {
        what: "reviewers of a request",
        hardened: "those named at the moment of the decision",
        faithful: "those named when it was made",
        why: "who was taken off the list decides nothing",
    }
    /// Whether reviewers without a role may approve.
    Delegates {
        what: "approval by a reviewer without a role that may consent",
        hardened: "may be named (delegate) within the limits of an app consent policy; never for risky applications or application roles",
        faithful: "never",
        why: "a help desk that may let low permissions in",
    }
    /// Where Autodiscover sends mail addresses of strangers.
    ForeignDomain {
        what: "Autodiscover for a domain that nobody here has",
        hardened: "404, `UserNotFound`",
        faithful: "302 to `autodiscover.<domain>`",
        why: "no redirects to hosts that a stranger names",
    }
}

impl Difference {
    /// Whether the original's way is taken here.
    pub fn as_original(self, fidelity: Fidelity) -> bool {
        fidelity == Fidelity::Faithful
    }

    /// The table of `docs/parity.md`.
    pub fn ledger() -> String {
        let mut table = "| what | hardened | faithful (as the original) | why hardened differs |\n\
                         |---|---|---|---|\n"
            .to_owned();
        for difference in Self::ALL {
            let Row { what, hardened, faithful, why } = difference.row();
            table.push_str(&format!("| {what} | {hardened} | {faithful} | {why} |\n"));
        }
        table
    }
}
