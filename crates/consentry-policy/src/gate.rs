//! The gates before consent: application, authentication, enabled, assignment, door.
//!
//! Each looks at attempt and facts and either passes or ends the judgement. The order stands in
//! `evaluate`; the consent gate has a file of its own.

use consentry_model::{
    AccountState, DirectoryRole, PasswordState, Protocol, Refusal, ScopeSet, Timestamp,
};

use crate::{
    ApplicationFacts, Assignment, Attempt, Barred, Door, Facts, Interaction, Outcome, Proof,
    UserFacts, Verdict,
};

/// What one gate said, and why.
pub(crate) struct Said {
    pub(crate) verdict: Verdict,
    pub(crate) decided_by: String,
    pub(crate) remedy: String,
    /// Ends the judgement where there is one.
    pub(crate) end: Option<Outcome>,
}

impl Said {
    pub(crate) fn pass(decided_by: impl Into<String>) -> Self {
        Self {
            verdict: Verdict::Pass,
            decided_by: decided_by.into(),
            remedy: String::new(),
            end: None,
        }
    }

    pub(crate) fn not_asked(why: impl Into<String>) -> Self {
        Self { verdict: Verdict::NotAsked, ..Self::pass(why) }
    }

    pub(crate) fn refuse(refusal: Refusal, decided_by: impl Into<String>, remedy: &str) -> Self {
        Self {
            verdict: Verdict::Refuse,
            decided_by: decided_by.into(),
            remedy: remedy.to_owned(),
            end: Some(Outcome::Refuse(refusal)),
        }
    }

    pub(crate) fn ask(what: Interaction, decided_by: impl Into<String>, remedy: &str) -> Self {
        Self {
            verdict: Verdict::Ask,
            decided_by: decided_by.into(),
            remedy: remedy.to_owned(),
            end: Some(Outcome::Interact(what)),
        }
    }
}

/// Is the application known, and may it be used in this tenant?
pub(crate) fn application(attempt: &Attempt, facts: &Facts) -> Said {
    match (&facts.application, attempt.app) {
        (Some(app), _) => Said::pass(format!("application `{}` is known", app.name)),
        (None, None) => Said::not_asked("a Basic login names no application"),
        (None, Some(id)) => Said::refuse(
            Refusal::ApplicationNotFound {
                app: id.to_string(),
                tenant: facts.tenant.id.to_string(),
            },
            format!("no application {id} for this tenant"),
            "register the application, or correct the client id",
        ),
    }
}

/// Who is it, and is that proved? The Basic switch comes before any look at a password, so that
/// a switched-off protocol never tells whether one fits (ruling 16).
pub(crate) fn authentication(attempt: &Attempt, facts: &Facts) -> Said {
    if let Door::MailBasic(protocol) = attempt.door
        && !facts.tenant.basic.allows(protocol)
    {
        return Said::refuse(
            Refusal::BasicOff { protocol },
            format!("tenant setting basic.{protocol} = off"),
            "use an application with modern authentication; an administrator can allow Basic again",
        );
    }
    if attempt.door == Door::PasswordGrant
        && let Some(app) = &facts.application
        && !app.password_grant.is_on()
    {
        return Said::refuse(
            Refusal::PasswordGrantClosed { app: app.id },
            "password grants are closed for this application in this tenant",
            "open them with an end date (`consentry app set --password-grant-until`)",
        );
    }
    if matches!(attempt.door, Door::DeviceCode | Door::DeviceGrant)
        && let Some(app) = &facts.application
        && !app.device_codes.is_on()
    {
        return Said::refuse(
            Refusal::DeviceCodeClosed { app: app.id },
            "device codes are closed for this application in this tenant",
            "open them with an end date (`consentry app set --device-code-until`)",
        );
    }
    if attempt.proof == Proof::ClientCredential {
        return Said::pass("the application proved itself by its credential");
    }
    if attempt.proof == Proof::None {
        return barred(facts).unwrap_or_else(|| ask_password(attempt));
    }
    let Some(user) = &facts.user else {
        let (user, tenant) = (attempt.user_name.clone(), facts.tenant.id);
        let refusal = Refusal::UserNotFound { user, tenant };
        return Said::refuse(refusal, "no such user in this tenant", "check the sign-in name");
    };
    proof_of(user, attempt)
}

/// A lock is said before the password is looked at, and whether or not there is such a user, so
/// that a locked name tells neither whether it exists nor whether the password fits (A28, A66).
fn barred(facts: &Facts) -> Option<Said> {
    match facts.barred {
        Barred::No => None,
        Barred::Account { until } => Some(Said::refuse(
            Refusal::AccountLocked { until },
            format!("too many wrong passwords: locked until {until}"),
            "wait until then, or have an administrator unlock it (`consentry user unlock`)",
        )),
        Barred::Address { until } => Some(Said::refuse(
            Refusal::AddressThrottled { until },
            format!("too many wrong passwords came from this address: held off until {until}"),
            "wait until then; name addresses that many people share in `limits.shared_addresses`",
        )),
    }
}

fn ask_password(attempt: &Attempt) -> Said {
    match attempt.door {
        Door::Authorize | Door::AdminConsent | Door::OwnPages | Door::DeviceCode => {
            Said::ask(Interaction::Password, "nobody is signed in", "sign in")
        }
        Door::Silent => Said::refuse(
            Refusal::NoSession,
            "prompt = none and nobody is signed in",
            "send the request without prompt=none",
        ),
        Door::CodeGrant
        | Door::DeviceGrant
        | Door::RefreshGrant
        | Door::PasswordGrant
        | Door::ClientCredentials
        | Door::MailToken(_)
        | Door::MailBasic(_) => Said::ask(
            Interaction::Password,
            "the password has not been looked at yet",
            "send the right password",
        ),
    }
}

fn proof_of(user: &UserFacts, attempt: &Attempt) -> Said {
    let proved_at = match &attempt.proof {
        Proof::WrongPassword => {
            return Said::refuse(
                Refusal::CredentialsWrong,
                "the password does not fit",
                "type it again, or have it reset by an administrator",
            );
        }
        Proof::Session { authenticated_at: at, held }
        | Proof::Grant { issued_at: at, held }
        | Proof::AccessToken { issued_at: at, held, .. } => Some((*at, user.valid_from.of(*held))),
        Proof::None | Proof::Password | Proof::ClientCredential => None,
    };
    if user.state == AccountState::Disabled {
        return Said::refuse(
            Refusal::AccountDisabled,
            format!("user `{}` is disabled", user.name),
            "enable the user (`consentry user set --enabled yes`)",
        );
    }
    if let Some((issued_at, valid_from)) = proved_at.filter(|(at, from)| at < from) {
        return revoked(user, (issued_at, valid_from), attempt.door);
    }
    if user.password == PasswordState::OneTime && attempt.proof == Proof::Password {
        return one_time(attempt.door);
    }
    Said::pass(match &attempt.proof {
        Proof::Password => "the password fits",
        Proof::Session { .. } => "a session of this browser",
        Proof::Grant { .. } => "a code or refresh token that holds",
        Proof::AccessToken { .. } => "an access token that holds",
        Proof::None | Proof::WrongPassword | Proof::ClientCredential => "proved",
    })
}

fn revoked(user: &UserFacts, (issued_at, valid_from): (Timestamp, Timestamp), door: Door) -> Said {
    let why = format!("sessions of `{}` are valid from {valid_from} only", user.name);
    if door.shows_pages() {
        return Said::ask(Interaction::Password, why, "sign in again");
    }
    let refusal = match door {
        Door::Silent => Refusal::SessionRevoked,
        Door::Authorize
        | Door::AdminConsent
        | Door::OwnPages
        | Door::DeviceCode
        | Door::DeviceGrant
        | Door::CodeGrant
        | Door::DeviceCode
        | Door::DeviceGrant
        | Door::RefreshGrant
        | Door::PasswordGrant
        | Door::ClientCredentials
        | Door::MailToken(_)
        | Door::MailBasic(_) => Refusal::GrantRevoked { issued_at, valid_from },
    };
    Said::refuse(refusal, why, "sign in again")
}

fn one_time(door: Door) -> Said {
    let why = "the password is a one-time password";
    if door.shows_pages() {
        Said::ask(Interaction::ChangePassword, why, "choose a new password")
    } else {
        Said::refuse(Refusal::PasswordExpired, why, "sign in on a page and choose a new password")
    }
}

/// Is the application switched on for sign-in? Asked after authentication only, as observed.
pub(crate) fn enabled(facts: &Facts) -> Said {
    let Some(app) = &facts.application else {
        return Said::not_asked("no application");
    };
    match &facts.principal {
        None => Said::pass("the tenant has not met the application yet"),
        Some(principal) if principal.enabled.is_on() => {
            Said::pass("enabled for users to sign in = yes")
        }
        Some(_) => Said::refuse(
            Refusal::ApplicationDisabled { app: app.id, name: app.name.clone() },
            "enabled for users to sign in = no",
            "an application administrator can enable it (`consentry app set --enabled yes`)",
        ),
    }
}

/// Is the user on the list, where one is required? Global Administrators need not be.
pub(crate) fn assignment(attempt: &Attempt, facts: &Facts) -> Said {
    let (Some(app), Some(principal)) = (&facts.application, &facts.principal) else {
        return Said::not_asked("no service principal yet");
    };
    if attempt.door == Door::ClientCredentials {
        return Said::not_asked("an application by itself is on no list of its own users");
    }
    if !principal.assignment_required.is_on() {
        return Said::pass("assignment required = no");
    }
    if facts.assignment == Assignment::Assigned {
        return Said::pass("assignment required = yes, and assigned");
    }
    match &facts.user {
        Some(user) if user.roles.contains(&DirectoryRole::GlobalAdministrator) => {
            Said::pass("assignment required = yes; a Global Administrator needs none")
        }
        Some(user) => not_assigned(app, user.name.clone()),
        None => not_assigned(app, attempt.user_name.clone()),
    }
}

fn not_assigned(app: &ApplicationFacts, user: String) -> Said {
    Said::refuse(
        Refusal::NotAssigned { app: app.id, name: app.name.clone(), user },
        "assignment required = yes, and the user is not assigned",
        "assign the user or one of his groups (`consentry app assign`), or turn the requirement off",
    )
}

/// `full_access_as_user` is what the EWS permission was called once; a token that carries it opens
/// the doors that it opened then.
pub(crate) fn opens_by_old_name(protocol: Protocol, scopes: &ScopeSet) -> bool {
    matches!(protocol, Protocol::Eas | Protocol::Ews) && scopes.contains("full_access_as_user")
}

/// Does the token open this mail door (ruling 10)?
pub(crate) fn door(attempt: &Attempt) -> Said {
    let (Door::MailToken(protocol), Proof::AccessToken { scopes, .. }) =
        (attempt.door, &attempt.proof)
    else {
        return Said::not_asked("not a bearer token at a mail door");
    };
    let Some(needed) = protocol.scope() else {
        return Said::pass("this door wants no permission of its own");
    };
    if scopes.contains(needed) || opens_by_old_name(protocol, scopes) {
        return Said::pass(format!("the token has {needed}"));
    }
    Said::refuse(
        Refusal::TokenScope { protocol, scopes: scopes.clone() },
        format!("the token has no {needed}"),
        "ask for that permission at sign-in",
    )
}
