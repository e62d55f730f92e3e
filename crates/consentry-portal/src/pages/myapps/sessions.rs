//! Where a person is signed in: browsers and applications, each with a way to end it.
//!
//! `GET /myapps/sessions`; the forms post `session` or `family` to `/myapps/sessions/end`.

use consentry_model::Timestamp;
use consentry_pages::{Frame, Rich, Shown, page};

use super::{Done, Person};
use crate::pages::Token;

/// Devices and sessions.
#[derive(Debug, Clone)]
pub struct Sessions {
    /// Whose they are.
    pub person: Person,
    /// What the last action did.
    pub done: Option<Done>,
    /// Browsers, the last used first.
    pub browsers: Vec<Place>,
    /// Applications, the last used first.
    pub apps: Vec<Place>,
    /// What binds the forms to the session.
    pub token: Token,
}

/// One of them.
#[derive(Debug, Clone)]
pub struct Place {
    /// What the form sends: field and value.
    pub ends: (&'static str, String),
    /// The application; nothing for a browser.
    pub app: Option<Shown>,
    /// The device.
    pub device: Device,
    /// From where it was last used.
    pub address: Option<Shown>,
    /// Since when.
    pub since: Timestamp,
    /// When it was last used.
    pub last_used: Timestamp,
    /// Whether it is the one that looks at this page.
    pub here: bool,
    /// Whether the person stays signed in there.
    pub kept: bool,
}

/// A device, in the words that its user agent gives away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Device {
    program: Option<Shown>,
    system: Option<&'static str>,
}

/// Marks of user agents, the telling ones first: every browser names others too.
const PROGRAMS: [(&str, &str); 6] = [
    ("Edg/", "Microsoft Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
const SYSTEMS: [(&str, &str); 8] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Apple-iP", "iOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];
/// The longest name of a program that is shown.
const LONGEST_PROGRAM: usize = 40;

impl Device {
    /// From a user agent; nothing of it is believed, it is only shown.
    pub fn of(user_agent: &str) -> Self {
        let found = |marks: &[(&str, &'static str)]| {
            marks.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
        };
        let first = || {
            let product = user_agent.split(['/', ' ']).next().filter(|name| !name.is_empty())?;
            let short: String = product.chars().take(LONGEST_PROGRAM).collect();
            (product != "Mozilla").then(|| Shown::from(short.as_str()))
        };
        Self { program: found(&PROGRAMS).map(Shown::from).or_else(first), system: found(&SYSTEMS) }
    }

    fn words(&self, frame: &Frame) -> Rich {
        match (&self.program, self.system) {
            (Some(program), Some(system)) => {
                frame.rich2("sessions-device", "program", program, "system", system)
            }
            (Some(program), None) => frame.rich("sessions-device-program", "program", program),
            (None, Some(system)) => frame.rich("sessions-device-program", "program", system),
            (None, None) => frame.rich("sessions-device-unknown", "program", ""),
        }
    }
}

page!(Sessions, "myapps/sessions.html", |_v| None);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_agent_is_told_in_words() {
        for (text, program, system) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/120.0 Safari/537.36 Edg/120.0",
                Some("Microsoft Edge"),
                Some("Windows"),
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Safari/604",
                Some("Safari"),
                Some("iPhone"),
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Firefox/120.0",
                Some("Firefox"),
                Some("Linux"),
            ),
            ("Apple-iPhone15C4/2401.100", Some("Apple-iPhone15C4"), Some("iPhone")),
            ("FjordMail/2.1", Some("FjordMail"), None),
            ("Mozilla/5.0", None, None),
            ("", None, None),
        ] {
            let device = Device::of(text);
            assert_eq!(device.program.as_ref().map(Shown::as_str), program, "{text}");
            assert_eq!(device.system, system, "{text}");
        }
    }
}
