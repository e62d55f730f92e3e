//! The devices that can be played, as they name themselves on the wire.

use clap::ValueEnum;
use consentry_mailproto::eas::DeviceInformation;

/// A device with its system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// iPhone with iOS 17.6.
    #[value(name = "17.6")]
    Ios17,
    /// iPhone with iOS 15.5, the last before the silent upgrade.
    #[value(name = "15.5")]
    Ios15,
    /// iPhone with iOS 11.0, the first that signs in by OAuth.
    #[value(name = "11.0")]
    Ios11,
    /// iPhone with a beta of iOS 10.3, which servers turn away.
    #[value(name = "10.3-beta")]
    Ios10Beta,
    /// iPad with iPadOS 17.6.
    #[value(name = "ipad-17")]
    Ipad17,
}

/// How a device names itself.
#[derive(Debug, Clone, Copy)]
struct Names {
    /// Of the mail client (`exchange.md` §7.6).
    agent: &'static str,
    /// Of the web view: a desktop Safari's, even on a phone.
    web_agent: &'static str,
    device_type: &'static str,
    model: &'static str,
    os: &'static str,
}

impl Kind {
    const fn names(self) -> Names {
        match self {
            Self::Ios17 => Names {
                agent: "Apple-iPhone15C4/2107.80",
                web_agent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15",
                device_type: "iPhone",
                model: "iPhone15C4",
                os: "iOS 17.6 21G80",
            },
            Self::Ios15 => Names {
                agent: "Apple-iPhone13C2/1906.77",
                web_agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 15_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
                device_type: "iPhone",
                model: "iPhone13C2",
                os: "iOS 15.5 19F77",
            },
            Self::Ios11 => Names {
                agent: "Apple-iPhone10C3/1501.372",
                web_agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 11_0 like Mac OS X) AppleWebKit/604.1.38 (KHTML, like Gecko) Mobile/15A372",
                device_type: "iPhone",
                model: "iPhone10C3",
                os: "iOS 11.0 15A372",
            },
            Self::Ios10Beta => Names {
                agent: "Apple-iPhone9C1/1401.530400009",
                web_agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 10_3 like Mac OS X) AppleWebKit/603.1.30 (KHTML, like Gecko) Mobile/14E277",
                device_type: "iPhone",
                model: "iPhone9C1",
                os: "iOS 10.3 14A5304i",
            },
            Self::Ipad17 => Names {
                agent: "Apple-iPad13C4/2107.80",
                web_agent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15",
                device_type: "iPad",
                model: "iPad13C4",
                os: "iPadOS 17.6 21G80",
            },
        }
    }

    /// The User-Agent of the mail client.
    pub const fn agent(self) -> &'static str {
        self.names().agent
    }

    /// The User-Agent of the view that shows the sign-in pages.
    pub const fn web_agent(self) -> &'static str {
        self.names().web_agent
    }

    /// ActiveSync's `DeviceType`.
    pub const fn device_type(self) -> &'static str {
        self.names().device_type
    }

    /// Newer systems ask for tokens that can be revoked before their end.
    pub(super) const fn asks_for_continuous_access(self) -> bool {
        matches!(self, Self::Ios17 | Self::Ipad17)
    }

    /// What the device tells at its first Provision.
    pub(super) fn information(self) -> DeviceInformation {
        let names = self.names();
        DeviceInformation {
            model: Some(names.model.to_owned()),
            friendly_name: Some(format!("Simulated {}", names.device_type)),
            os: Some(names.os.to_owned()),
            os_language: Some("en-US".to_owned()),
            user_agent: Some(names.agent.to_owned()),
            ..DeviceInformation::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use consentry_mailproto::apple::AppleBuild;

    use super::*;

    #[test]
    fn every_kind_names_a_build_that_servers_read() {
        for kind in Kind::value_variants() {
            let build = AppleBuild::from_user_agent(kind.agent()).unwrap();
            assert_eq!(build.signs_in_by_oauth(), *kind != Kind::Ios10Beta, "{kind:?}");
        }
    }
}
