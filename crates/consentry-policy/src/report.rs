//! What an administrator should look at among recorded consents.

use std::collections::BTreeMap;

use consentry_model::{AppId, RequiredResource, ScopeSet, ScopeValue, Switch};

/// A reason to look at an application's consents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GrantRisk {
    /// Its name looks like that of a verified application (A58).
    LooksLike(String),
    /// Nobody vouched for its publisher, and it reaches mail, files or the directory.
    UnverifiedReach(ScopeValue),
    /// It acts by itself, without anybody signed in.
    ApplicationRole(ScopeValue),
    /// It was granted what its registration does not ask for today.
    BeyondItsList(ScopeValue),
}

/// What is granted to an application in a tenant.
#[derive(Debug, Clone, Copy)]
pub struct Granted<'a> {
    /// The verified application whose name its own looks like.
    pub looks_like: Option<&'a str>,
    /// Whether its publisher is verified.
    pub verified: Switch,
    /// What its registration asks for.
    pub required: &'a [RequiredResource],
    /// Delegated permissions, everybody's and anybody's, by resource.
    pub scopes: &'a BTreeMap<AppId, ScopeSet>,
    /// Application roles, by resource.
    pub roles: &'a BTreeMap<AppId, ScopeSet>,
}

/// Parts of permission values that reach mail, files, the directory or everything of somebody.
const FAR: [&str; 8] = [
    "AccessAsUser",
    "full_access",
    "Mail.",
    "Mailbox",
    "Files.",
    "Sites.",
    "Directory.",
    "ReadWrite",
];

/// Everything about an application's consents that deserves a look, the gravest first.
pub fn grant_risks(granted: &Granted<'_>) -> Vec<GrantRisk> {
    let mut risks = Vec::new();
    risks.extend(granted.looks_like.map(|name| GrantRisk::LooksLike(name.to_owned())));
    if !granted.verified.is_on() {
        let scopes = granted.scopes.values().flat_map(ScopeSet::iter);
        let far = scopes.filter(|scope| FAR.iter().any(|part| scope.as_str().contains(part)));
        risks.extend(far.cloned().map(GrantRisk::UnverifiedReach));
    }
    let roles = granted.roles.values().flat_map(ScopeSet::iter);
    risks.extend(roles.cloned().map(GrantRisk::ApplicationRole));
    for (resource, scopes) in granted.scopes {
        let listed = granted.required.iter().find(|entry| entry.resource == *resource);
        let beyond = scopes.iter().filter(|scope| {
            !scope.is_openid() && listed.is_none_or(|entry| !entry.scopes.contains(scope.as_str()))
        });
        risks.extend(beyond.cloned().map(GrantRisk::BeyondItsList));
    }
    risks
}

#[cfg(test)]
mod tests {
    use consentry_model::well_known;

    use super::*;

    fn scopes(text: &str) -> ScopeSet {
        text.parse().unwrap()
    }

    fn of(delegated: &str, roles: &str) -> [BTreeMap<AppId, ScopeSet>; 2] {
        [delegated, roles].map(|text| match text {
            "" => BTreeMap::new(),
            text => BTreeMap::from([(well_known::GRAPH, scopes(text))]),
        })
    }

    #[test]
    fn what_deserves_a_look() {
        let required = [RequiredResource {
            resource: well_known::GRAPH,
            scopes: scopes("User.Read Mail.Read"),
            roles: ScopeSet::new(),
        }];
        let value = |text: &str| text.parse::<ScopeValue>().unwrap();
        for (name, verified, looks_like, delegated, roles, want) in [
            ("nothing", Switch::On, None, "User.Read Mail.Read openid", "", vec![]),
            ("basic only", Switch::Off, None, "User.Read", "", vec![]),
            (
                "mail, nobody vouched",
                Switch::Off,
                None,
                "User.Read Mail.Read",
                "",
                vec![GrantRisk::UnverifiedReach(value("Mail.Read"))],
            ),
            (
                "by itself",
                Switch::On,
                None,
                "",
                "Directory.Read.All",
                vec![GrantRisk::ApplicationRole(value("Directory.Read.All"))],
            ),
            (
                "more than it lists",
                Switch::On,
                None,
                "User.Read Calendars.Read",
                "",
                vec![GrantRisk::BeyondItsList(value("Calendars.Read"))],
            ),
            (
                "a look-alike comes first",
                Switch::Off,
                Some("Apple Internet Accounts"),
                "Mail.Read",
                "",
                vec![
                    GrantRisk::LooksLike("Apple Internet Accounts".to_owned()),
                    GrantRisk::UnverifiedReach(value("Mail.Read")),
                ],
            ),
        ] {
            let [delegated, roles] = of(delegated, roles);
            let granted = Granted {
                looks_like,
                verified,
                required: &required,
                scopes: &delegated,
                roles: &roles,
            };
            assert_eq!(grant_risks(&granted), want, "{name}");
        }
    }
}
