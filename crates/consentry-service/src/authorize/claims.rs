//! The `claims` parameter (OpenID Connect Core §5.5) and `max_age`: how fresh a sign-in must be,
//! and what the client can handle.
//!
//! A resource that refuses a token sends a claims challenge (`identity.md` §2.6); the client brings
//! it here. Its `nbf` asks for a sign-in from that moment on.

use std::time::Duration;

use consentry_model::{Refusal, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    Params,
    transaction::{Proved, Who},
};

/// The longest `claims` parameter, in bytes.
pub(crate) const LONGEST_CLAIMS: usize = 4096;
/// More claims than any client asks for.
const MOST_CLAIMS: usize = 50;
/// The one class of authentication here.
const ACR: &str = "1";
/// The methods of a sign-in by password.
const METHODS: [&str; 1] = ["pwd"];

/// How fresh the sign-in must be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Freshness {
    /// `max_age`, in seconds.
    pub(crate) max_age: Option<u32>,
    /// An essential `nbf`: what was proved before it does not count.
    pub(crate) not_before: Option<Timestamp>,
}

impl Freshness {
    /// Whether somebody has to prove again who he is. What was proved in this transaction counts.
    pub(crate) fn is_missing(&self, who: &Who, now: Timestamp) -> bool {
        if who.proved == Proved::Password {
            return false;
        }
        let too_old = self
            .max_age
            .is_some_and(|age| age == 0 || now.since(who.at) > Duration::from_secs(age.into()));
        too_old || self.not_before.is_some_and(|from| who.at < from)
    }
}

/// What a request asks for by `claims` and `max_age`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ClaimsAsked {
    /// The client can handle claims challenges (`xms_cc: cp1`).
    pub(crate) cp1: bool,
    /// `acr` is to be in the id token.
    pub(crate) acr: bool,
    /// How fresh the sign-in must be.
    pub(crate) fresh: Freshness,
}

/// Reads both parameters.
pub(crate) fn asked(params: &Params) -> Result<ClaimsAsked, Refusal> {
    let invalid = |name: &str| Refusal::ParameterInvalid { name: name.to_owned() };
    let mut asked = match params.get("claims") {
        Some(text) => read(text).ok_or_else(|| invalid("claims"))??,
        None => ClaimsAsked::default(),
    };
    asked.fresh.max_age =
        params.get("max_age").map(|age| age.parse().map_err(|_| invalid("max_age"))).transpose()?;
    Ok(asked)
}

/// Nothing, if the text is no claims request.
fn read(text: &str) -> Option<Result<ClaimsAsked, Refusal>> {
    if text.len() > LONGEST_CLAIMS {
        return None;
    }
    let whole: Map<String, Value> = serde_json::from_str(text).ok()?;
    let mut asked = ClaimsAsked::default();
    for (place, claims) in &whole {
        let claims = match claims {
            Value::Null => continue,
            Value::Object(claims) if claims.len() <= MOST_CLAIMS => claims,
            Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_) => return None,
        };
        for (name, wish) in claims {
            let wish = Wish::of(wish)?;
            if place == "access_token" && name == "xms_cc" {
                asked.cp1 = wish.names(|value| value.eq_ignore_ascii_case("cp1"));
            }
            if place == "id_token" && name == "acr" {
                asked.acr = true;
            }
            if !wish.essential {
                continue;
            }
            let met = match name.as_str() {
                "nbf" => {
                    asked.fresh.not_before = Some(wish.moment()?);
                    true
                }
                "acr" => wish.values.is_empty() || wish.names(|value| value == ACR),
                "amr" => wish.values.is_empty() || wish.names(|value| METHODS.contains(&value)),
                "acrs" => false,
                _ => true,
            };
            if !met {
                return Some(Err(Refusal::ClaimUnmet { name: name.clone() }));
            }
        }
    }
    Some(Ok(asked))
}

/// What is asked of one claim.
struct Wish {
    essential: bool,
    values: Vec<String>,
}

impl Wish {
    fn of(wish: &Value) -> Option<Self> {
        let members = match wish {
            Value::Null => return Some(Self { essential: false, values: Vec::new() }),
            Value::Object(members) => members,
            Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => return None,
        };
        let essential = match members.get("essential") {
            None => false,
            Some(Value::Bool(essential)) => *essential,
            Some(_) => return None,
        };
        let mut values = Vec::new();
        if let Some(value) = members.get("value") {
            values.push(scalar(value)?);
        }
        match members.get("values") {
            None => {}
            Some(Value::Array(list)) if list.len() <= MOST_CLAIMS => {
                for value in list {
                    values.push(scalar(value)?);
                }
            }
            Some(_) => return None,
        }
        Some(Self { essential, values })
    }

    fn names(&self, fits: impl Fn(&str) -> bool) -> bool {
        self.values.iter().any(|value| fits(value))
    }

    /// Seconds since the epoch, as a number or as text.
    fn moment(&self) -> Option<Timestamp> {
        let [seconds] = self.values.as_slice() else { return None };
        let seconds: i64 = seconds.parse().ok()?;
        (0..=253_402_300_799).contains(&seconds).then(|| Timestamp::from_seconds(seconds))
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Does a claims request of the token endpoint name the capability `cp1`?
pub(crate) fn names_cp1(params: &Params) -> bool {
    asked(params).is_ok_and(|asked| asked.cp1)
}

#[cfg(test)]
mod tests {
    use consentry_model::{TenantId, UserId};
    use uuid::Uuid;

    use super::*;

    fn of(claims: &str) -> Result<ClaimsAsked, Refusal> {
        let pairs = [("claims".to_owned(), claims.to_owned())];
        asked(&Params::collect(pairs).unwrap())
    }

    #[test]
    fn malformed_claims_are_refused() {
        let invalid = Err(Refusal::ParameterInvalid { name: "claims".to_owned() });
        let many = format!(
            r#"{{"id_token":{{{}}}}}"#,
            (0..=MOST_CLAIMS).map(|n| format!(r#""c{n}":null"#)).collect::<Vec<_>>().join(",")
        );
        let deep = format!(r#"{{"id_token":{}1{}}}"#, "[".repeat(300), "]".repeat(300));
        for text in [
            "x",
            "[]",
            "null",
            "1",
            r#"{"id_token":1}"#,
            r#"{"id_token":{"acr":1}}"#,
            r#"{"id_token":{"acr":{"essential":"yes"}}}"#,
            r#"{"id_token":{"acr":{"values":"1"}}}"#,
            r#"{"id_token":{"acr":{"values":[{}]}}}"#,
            r#"{"access_token":{"nbf":{"essential":true}}}"#,
            r#"{"access_token":{"nbf":{"essential":true,"value":"soon"}}}"#,
            r#"{"access_token":{"nbf":{"essential":true,"value":-1}}}"#,
            &many,
            &deep,
            &format!(r#"{{"id_token":{{"{}":null}}}}"#, "x".repeat(LONGEST_CLAIMS)),
        ] {
            assert_eq!(of(text), invalid, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_met_is_told_by_name() {
        for (text, name) in [
            (r#"{"id_token":{"acr":{"essential":true,"values":["c1","2"]}}}"#, "acr"),
            (r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#, "acrs"),
            (r#"{"id_token":{"amr":{"essential":true,"values":["hwk"]}}}"#, "amr"),
        ] {
            assert_eq!(of(text), Err(Refusal::ClaimUnmet { name: name.to_owned() }), "{text}");
        }
    }

    #[test]
    fn what_can_be_met_is_read() {
        let base = ClaimsAsked::default();
        let nbf = |seconds| Freshness {
            not_before: Some(Timestamp::from_seconds(seconds)),
            ..Freshness::default()
        };
        for (text, want) in [
            ("{}", base.clone()),
            (r#"{"id_token":null,"userinfo":{}}"#, base.clone()),
            (
                r#"{"access_token":{"xms_cc":{"values":["CP1"]}}}"#,
                ClaimsAsked { cp1: true, ..base.clone() },
            ),
            (
                r#"{"access_token":{"nbf":{"essential":true,"value":"1763790210"}}}"#,
                ClaimsAsked { fresh: nbf(1_763_790_210), ..base.clone() },
            ),
            (
                r#"{"access_token":{"nbf":{"essential":true,"value":5}}}"#,
                ClaimsAsked { fresh: nbf(5), ..base.clone() },
            ),
            (r#"{"access_token":{"nbf":{"value":5}}}"#, base.clone()),
            (
                r#"{"id_token":{"acr":{"essential":true,"values":["c1","1"]},"auth_time":{"essential":true}}}"#,
                ClaimsAsked { acr: true, ..base.clone() },
            ),
            (
                r#"{"id_token":{"signin_state":{"essential":false},"amr":{"essential":true,"values":["pwd"]}}}"#,
                base,
            ),
        ] {
            assert_eq!(of(text), Ok(want), "{text}");
        }
    }

    #[test]
    fn a_session_is_fresh_enough_or_not() {
        let at = Timestamp::from_seconds(1_000);
        let who = |proved| Who {
            tenant: TenantId::from_uuid(Uuid::nil()),
            user: UserId::from_uuid(Uuid::nil()),
            session: None,
            proved,
            at,
            basis: consentry_policy::Basis::Password,
            kept: false,
        };
        let now = Timestamp::from_seconds(1_060);
        for (max_age, not_before, missing) in [
            (None, None, false),
            (Some(60), None, false),
            (Some(59), None, true),
            (Some(0), None, true),
            (None, Some(1_000), false),
            (None, Some(1_001), true),
        ] {
            let not_before = not_before.map(Timestamp::from_seconds);
            let fresh = Freshness { max_age, not_before };
            assert_eq!(fresh.is_missing(&who(Proved::Session), now), missing, "{fresh:?}");
            assert!(!fresh.is_missing(&who(Proved::Password), now), "{fresh:?}");
        }
    }
}
