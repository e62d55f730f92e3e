//! OAuth parameters: each at most once (A09), none with control characters.

use std::collections::BTreeMap;

use consentry_model::Refusal;

/// More parameters than any client sends; a request with more is refused unread.
pub const MOST_PARAMETERS: usize = 100;

/// The parameters of one request. Unknown ones are tolerated; none comes twice.
#[derive(Debug, Clone, Default)]
pub struct Params(BTreeMap<String, String>);

impl Params {
    /// Collects decoded pairs. An empty value counts as absent (RFC 6749 §3.1).
    pub fn collect(pairs: impl IntoIterator<Item = (String, String)>) -> Result<Self, Refusal> {
        let mut found = BTreeMap::new();
        for (at, (name, value)) in pairs.into_iter().enumerate() {
            if at >= MOST_PARAMETERS {
                return Err(Refusal::Malformed { what: "too many parameters".to_owned() });
            }
            if value.chars().any(|c| c.is_control() && name != "password") || value.contains('\0') {
                return Err(Refusal::ParameterInvalid { name: shown(&name) });
            }
            let name_shown = shown(&name);
            if found.insert(name, value).is_some() {
                return Err(Refusal::ParameterRepeated { name: name_shown });
            }
        }
        found.retain(|_, value| !value.is_empty());
        Ok(Self(found))
    }

    /// A parameter, if it was sent and is not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A parameter that must be there.
    pub fn require(&self, name: &str) -> Result<&str, Refusal> {
        self.get(name).ok_or_else(|| Refusal::ParameterMissing { name: name.to_owned() })
    }

    /// An owned parameter.
    pub fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }
}

fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a009_a_repeated_parameter_is_refused_even_if_empty() {
        for list in [&[("state", "a"), ("state", "b")], &[("state", ""), ("state", "b")]] {
            let refusal = Params::collect(pairs(list)).unwrap_err();
            assert_eq!(refusal, Refusal::ParameterRepeated { name: "state".to_owned() });
        }
    }

    #[test]
    fn empty_is_absent_and_control_characters_are_refused() {
        let params = Params::collect(pairs(&[("scope", ""), ("state", "x")])).unwrap();
        assert_eq!((params.get("scope"), params.get("state")), (None, Some("x")));
        assert!(Params::collect(pairs(&[("scope", "a\r\nSet-Cookie: x")])).is_err());
        assert!(Params::collect(pairs(&[("password", "a\0b")])).is_err());
        let many = (0..=MOST_PARAMETERS).map(|n| (format!("p{n}"), "x".to_owned()));
        assert!(Params::collect(many).is_err());
    }
}
