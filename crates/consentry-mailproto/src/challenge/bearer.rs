//! One Bearer challenge: its parameters, written in a fixed order and read in any.

use std::fmt;
use std::fmt::Write as _;

/// The parameters of a Bearer challenge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BearerChallenge {
    /// The resource that wants the token.
    pub client_id: Option<String>,
    /// Who may issue tokens for services.
    pub trusted_issuers: Option<String>,
    /// Which kinds of such tokens there are.
    pub token_types: Option<String>,
    /// Where a user signs in; without it clients ask for a password.
    pub authorization_uri: Option<String>,
    /// What signs in there, as on-premises servers say.
    pub issuer_kind: Option<String>,
    /// What is wrong with the token.
    pub error: Option<String>,
    /// Which claims the next token has to hold, in base64.
    pub claims: Option<String>,
}

impl fmt::Display for BearerChallenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "Bearer ";
        for (name, value) in [
            ("client_id", &self.client_id),
            ("trusted_issuers", &self.trusted_issuers),
            ("token_types", &self.token_types),
            ("authorization_uri", &self.authorization_uri),
            ("issuer_kind", &self.issuer_kind),
            ("error", &self.error),
            ("claims", &self.claims),
        ] {
            if let Some(value) = value {
                write!(f, "{separator}{name}={}", quoted(value))?;
                separator = ", ";
            }
        }
        Ok(())
    }
}

/// A quoted string that cannot leave its header.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len().saturating_add(2));
    out.push('"');
    for char in text.chars().filter(|char| !char.is_control()) {
        if matches!(char, '"' | '\\') {
            out.push('\\');
        }
        // INVARIANT: writing to a String cannot fail.
        let _infallible = out.write_char(char);
    }
    out.push('"');
    out
}

impl BearerChallenge {
    /// Reads the Bearer challenge out of a `WWW-Authenticate` value; `None` if it holds none.
    /// Challenges of other schemes may stand in the same value.
    pub fn parse(header: &str) -> Option<Self> {
        let start = find_scheme(header)?;
        let mut rest = header.get(start..)?;
        let mut challenge = Self::default();
        while let Some((name, value, behind)) = next_parameter(rest) {
            let slot = match name {
                "client_id" => Some(&mut challenge.client_id),
                "trusted_issuers" => Some(&mut challenge.trusted_issuers),
                "token_types" => Some(&mut challenge.token_types),
                "authorization_uri" => Some(&mut challenge.authorization_uri),
                "issuer_kind" => Some(&mut challenge.issuer_kind),
                "error" => Some(&mut challenge.error),
                "claims" => Some(&mut challenge.claims),
                _ => None,
            };
            if let Some(slot) = slot {
                *slot = Some(value);
            }
            rest = behind;
        }
        Some(challenge)
    }
}

/// The place behind `Bearer`, where that is a word of its own outside of quotes.
fn find_scheme(header: &str) -> Option<usize> {
    const SCHEME: &str = "bearer";
    let lower = header.to_ascii_lowercase();
    lower
        .match_indices(SCHEME)
        .find(|(at, _)| {
            let before = lower.get(..*at).unwrap_or_default();
            let behind = at.saturating_add(SCHEME.len());
            let after = lower.get(behind..).unwrap_or_default();
            let starts = before.trim_end().is_empty() || before.trim_end().ends_with(',');
            let ends = after.is_empty() || after.starts_with([' ', ',']);
            starts && ends && before.matches('"').count().is_multiple_of(2)
        })
        .map(|(at, _)| at.saturating_add(SCHEME.len()))
}

/// The next `name="value"`; `None` at the end and before the next scheme.
fn next_parameter(text: &str) -> Option<(&str, String, &str)> {
    let text = text.trim_start_matches([' ', ',', '\t']);
    let (name, rest) = text.split_once('=')?;
    let name = name.trim();
    if name.contains([' ', ',', '"']) {
        return None;
    }
    let Some(quoted) = rest.trim_start().strip_prefix('"') else {
        let end = rest.find(',').unwrap_or(rest.len());
        let (value, behind) = rest.split_at_checked(end)?;
        return Some((name, value.trim().to_owned(), behind));
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => return Some((name, value, quoted.get(at.saturating_add(1)..)?)),
            '\\' => value.push(chars.next()?.1),
            _ => value.push(char),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn read_from_recorded_forms() {
        let uri = |header: &str| BearerChallenge::parse(header)?.authorization_uri;
        let line = r#"Bearer client_id="00000002-0000-0ff1-ce00-000000000000", trusted_issuers="a@*,b@c.example", authorization_uri="https://login.example/common/oauth2/authorize",Basic Realm="""#;
        assert_eq!(uri(line).as_deref(), Some("https://login.example/common/oauth2/authorize"));
        let trusted = BearerChallenge::parse(line).unwrap().trusted_issuers;
        assert_eq!(trusted.as_deref(), Some("a@*,b@c.example"));
        assert_eq!(uri(r#"Basic Realm="", bearer authorization_uri=x"#).as_deref(), Some("x"));
        assert_eq!(BearerChallenge::parse("Bearer"), Some(BearerChallenge::default()));
        assert_eq!(BearerChallenge::parse(r#"Basic realm="Bearer""#), None);
        assert_eq!(BearerChallenge::parse("Basic"), None);
    }

    proptest! {
        #[test]
        fn parse_undoes_display(uri in "[ -~]{1,40}", error in "[ -~]{1,40}") {
            let challenge = BearerChallenge {
                authorization_uri: Some(uri),
                error: Some(error),
                ..BearerChallenge::default()
            };
            prop_assert_eq!(BearerChallenge::parse(&challenge.to_string()), Some(challenge));
        }

        #[test]
        fn parse_never_panics(header in ".{0,80}") {
            let _any = BearerChallenge::parse(&format!("Bearer {header}"));
        }
    }
}
