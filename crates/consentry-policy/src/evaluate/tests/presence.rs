//! Application known, application enabled, user assigned.

use consentry_model::{AccountState, DirectoryRole, PasswordState, Refusal};

use super::*;

fn not_found() -> Outcome {
    let (app, tenant) = (well_known::APPLE.to_string(), tenant_id().to_string());
    Outcome::Refuse(Refusal::ApplicationNotFound { app, tenant })
}

#[test]
fn the_application_gate() {
    let unknown = Facts { application: None, principal: None, ..facts() };
    let new_here = Facts { principal: None, ..granted(BOTH) };
    table(vec![
        ("unknown", attempt(), unknown.clone(), not_found(), Gate::Application),
        (
            "unknown shows before the sign-in",
            proving(Door::Authorize, Proof::None),
            unknown.clone(),
            not_found(),
            Gate::Application,
        ),
        (
            "unknown, at the token endpoint",
            proving(Door::PasswordGrant, Proof::WrongPassword),
            unknown.clone(),
            not_found(),
            Gate::Application,
        ),
        (
            "a Basic login names none",
            basic(Protocol::Eas, Proof::Password),
            basic_allowed(unknown),
            Outcome::Allow(Allowed::default()),
            Gate::Consent,
        ),
        ("known, the tenant never met it", attempt(), new_here, allowed(BOTH), Gate::Consent),
    ]);
}

fn disabled() -> Facts {
    let off = PrincipalFacts { enabled: Switch::Off, ..principal() };
    Facts { principal: Some(off), ..granted(BOTH) }
}

fn app_disabled() -> Outcome {
    let (app, name) = app_name();
    Outcome::Refuse(Refusal::ApplicationDisabled { app, name })
}

#[test]
fn a_disabled_application_shows_after_authentication_and_at_every_door() {
    let wrong = Outcome::Refuse(Refusal::CredentialsWrong);
    let grant = granted_at(SIGNED_IN_AT);
    let account_off = UserFacts { state: AccountState::Disabled, ..adele() };
    let mut rows = vec![
        (
            "ruling 15: nobody signed in yet",
            proving(Door::Authorize, Proof::None),
            disabled(),
            Outcome::Interact(Interaction::Password),
            Gate::Authentication,
        ),
        (
            "ruling 15: wrong password",
            proving(Door::PasswordGrant, Proof::WrongPassword),
            disabled(),
            wrong,
            Gate::Authentication,
        ),
        (
            "ruling 15: the account comes first",
            attempt(),
            Facts { user: Some(account_off), ..disabled() },
            Outcome::Refuse(Refusal::AccountDisabled),
            Gate::Authentication,
        ),
        (
            "before assignment",
            attempt(),
            with_principal(PrincipalFacts {
                enabled: Switch::Off,
                assignment_required: Switch::On,
                ..principal()
            }),
            app_disabled(),
            Gate::Enabled,
        ),
        (
            "even for a Global Administrator",
            attempt(),
            Facts { user: holding(DirectoryRole::GlobalAdministrator).user, ..disabled() },
            app_disabled(),
            Gate::Enabled,
        ),
    ];
    for (name, attempt) in [
        ("session", attempt()),
        ("prompt=none", at(Door::Silent)),
        ("admin consent", at(Door::AdminConsent)),
        ("password grant", proving(Door::PasswordGrant, Proof::Password)),
        ("code", proving(Door::CodeGrant, grant.clone())),
        ("refresh", proving(Door::RefreshGrant, grant)),
        ("client credentials", proving(Door::ClientCredentials, Proof::ClientCredential)),
        ("mail request", bearing(Protocol::Eas, EAS)),
    ] {
        rows.push((name, attempt, disabled(), app_disabled(), Gate::Enabled));
    }
    table(rows);
}

fn not_assigned() -> Outcome {
    let (app, name) = app_name();
    Outcome::Refuse(Refusal::NotAssigned { app, name, user: adele().name })
}

#[test]
fn the_assignment_gate() {
    let required = || assignment_required(granted(BOTH));
    let role = |role| Facts { user: holding(role).user, ..required() };
    let grant = granted_at(SIGNED_IN_AT);
    let mut rows = vec![
        ("not required", attempt(), granted(BOTH), allowed(BOTH), Gate::Consent),
        (
            "assigned",
            attempt(),
            Facts { assignment: Assignment::Assigned, ..required() },
            allowed(BOTH),
            Gate::Consent,
        ),
        (
            "a Global Administrator needs none",
            attempt(),
            role(DirectoryRole::GlobalAdministrator),
            allowed(BOTH),
            Gate::Consent,
        ),
        (
            "an application administrator does",
            attempt(),
            role(DirectoryRole::ApplicationAdministrator),
            not_assigned(),
            Gate::Assignment,
        ),
        (
            "before consent: nothing is granted either",
            attempt(),
            assignment_required(facts()),
            not_assigned(),
            Gate::Assignment,
        ),
        (
            "after authentication",
            proving(Door::Authorize, Proof::None),
            required(),
            Outcome::Interact(Interaction::Password),
            Gate::Authentication,
        ),
        (
            "a one-time password is changed first",
            proving(Door::Authorize, Proof::Password),
            Facts {
                user: Some(UserFacts { password: PasswordState::OneTime, ..adele() }),
                ..required()
            },
            Outcome::Interact(Interaction::ChangePassword),
            Gate::Authentication,
        ),
        (
            "client credentials: the list is for users",
            proving(Door::ClientCredentials, Proof::ClientCredential),
            Facts { user: None, ..required() },
            Outcome::Allow(Allowed::default()),
            Gate::Consent,
        ),
    ];
    for (name, attempt) in [
        ("session", attempt()),
        ("prompt=none", at(Door::Silent)),
        ("password grant", proving(Door::PasswordGrant, Proof::Password)),
        ("code", proving(Door::CodeGrant, grant.clone())),
        ("refresh", proving(Door::RefreshGrant, grant)),
        ("mail request", bearing(Protocol::Eas, EAS)),
    ] {
        rows.push((name, attempt, required(), not_assigned(), Gate::Assignment));
    }
    table(rows);
}
