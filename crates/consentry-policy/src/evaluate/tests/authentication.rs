//! Who is it, and is that proved? Basic switch, password, account, sessions, one-time password.

use std::time::Duration;

use consentry_model::{AccountState, PasswordState, Refusal};

use super::*;

const PAGES: [Door; 2] = [Door::Authorize, Door::AdminConsent];

fn password_asked() -> Outcome {
    Outcome::Interact(Interaction::Password)
}

fn wrong() -> Outcome {
    Outcome::Refuse(Refusal::CredentialsWrong)
}

#[test]
fn ruling_16_the_basic_switch_comes_before_the_password() {
    let off = |protocol| Outcome::Refuse(Refusal::BasicOff { protocol });
    let nobody = Facts { user: None, ..facts() };
    let locked = with_user(UserFacts { state: AccountState::Disabled, ..adele() });
    let mut rows = Vec::new();
    for protocol in Protocol::ALL {
        for (name, proof, facts) in [
            ("not looked at", Proof::None, facts()),
            ("right", Proof::Password, facts()),
            ("wrong", Proof::WrongPassword, facts()),
            ("nobody by that name", Proof::WrongPassword, nobody.clone()),
            ("account off", Proof::Password, locked.clone()),
        ] {
            rows.push((name, basic(protocol, proof), facts, off(protocol), Gate::Authentication));
        }
    }
    table(rows);
}

#[test]
fn a_basic_login_where_basic_is_allowed() {
    use Gate::Authentication as A;

    let allowed_here = || basic_allowed(facts());
    let user = |user| Facts { user: Some(user), ..allowed_here() };
    let eas_only = BasicProtocols(BTreeSet::from([Protocol::Eas]));
    let eas_only = Facts { tenant: TenantFacts { basic: eas_only, ..facts().tenant }, ..facts() };
    let through = Outcome::Allow(Allowed::default());
    let revoked = UserFacts { valid_from: ValidFrom::all(far_future()), ..adele() };
    let eas = |proof| basic(Protocol::Eas, proof);
    table(vec![
        ("the password is wanted", eas(Proof::None), allowed_here(), password_asked(), A),
        ("right", eas(Proof::Password), allowed_here(), through.clone(), Gate::Consent),
        ("wrong", eas(Proof::WrongPassword), allowed_here(), wrong(), A),
        (
            "for this protocol",
            eas(Proof::Password),
            eas_only.clone(),
            through.clone(),
            Gate::Consent,
        ),
        (
            "not for that one",
            basic(Protocol::Imap, Proof::Password),
            eas_only,
            Outcome::Refuse(Refusal::BasicOff { protocol: Protocol::Imap }),
            A,
        ),
        (
            "account off",
            eas(Proof::Password),
            user(UserFacts { state: AccountState::Disabled, ..adele() }),
            Outcome::Refuse(Refusal::AccountDisabled),
            A,
        ),
        (
            "one-time password",
            eas(Proof::Password),
            user(UserFacts { password: PasswordState::OneTime, ..adele() }),
            Outcome::Refuse(Refusal::PasswordExpired),
            A,
        ),
        (
            "a password outlives sessions",
            eas(Proof::Password),
            user(revoked),
            through,
            Gate::Consent,
        ),
    ]);
}

#[test]
fn passwords_and_accounts() {
    let off = with_user(UserFacts { state: AccountState::Disabled, ..adele() });
    let nobody = Facts { user: None, ..facts() };
    let unknown =
        Outcome::Refuse(Refusal::UserNotFound { user: adele().name, tenant: tenant_id() });
    let mut rows = Vec::new();
    for door in [Door::Authorize, Door::AdminConsent, Door::PasswordGrant] {
        let with = |proof| proving(door, proof);
        rows.extend([
            ("not looked at", with(Proof::None), facts(), password_asked(), Gate::Authentication),
            ("wrong", with(Proof::WrongPassword), facts(), wrong(), Gate::Authentication),
            (
                "wrong, account off: says no more than wrong",
                with(Proof::WrongPassword),
                off.clone(),
                wrong(),
                Gate::Authentication,
            ),
            (
                "right, account off",
                with(Proof::Password),
                off.clone(),
                Outcome::Refuse(Refusal::AccountDisabled),
                Gate::Authentication,
            ),
            (
                "nobody by that name",
                with(Proof::WrongPassword),
                nobody.clone(),
                unknown.clone(),
                Gate::Authentication,
            ),
            (
                "nobody, not looked at: as for everybody",
                with(Proof::None),
                nobody.clone(),
                password_asked(),
                Gate::Authentication,
            ),
        ]);
    }
    table(rows);
}

#[test]
fn bi_114_an_unknown_user_answers_like_a_wrong_password() {
    let unknown = Refusal::UserNotFound { user: adele().name, tenant: tenant_id() };
    let hardened = Fidelity::Hardened;
    assert_eq!(unknown.code(hardened), Refusal::CredentialsWrong.code(hardened));
    assert_ne!(unknown.code(Fidelity::Faithful), unknown.code(hardened));
}

#[test]
fn ruling_3_password_grants_are_closed_unless_opened() {
    let closed = ApplicationFacts { password_grant: Switch::Off, ..application() };
    let closed = Facts { application: Some(closed), ..granted(BOTH) };
    let refused = Outcome::Refuse(Refusal::PasswordGrantClosed { app: well_known::APPLE });
    let mut rows: Vec<Row> = [Proof::None, Proof::Password, Proof::WrongPassword]
        .into_iter()
        .map(|proof| {
            let attempt = proving(Door::PasswordGrant, proof);
            ("closed", attempt, closed.clone(), refused.clone(), Gate::Authentication)
        })
        .collect();
    rows.extend([
        (
            "open",
            proving(Door::PasswordGrant, Proof::Password),
            granted(BOTH),
            allowed(BOTH),
            Gate::Consent,
        ),
        ("other doors do not care", attempt(), closed, allowed(BOTH), Gate::Consent),
    ]);
    table(rows);
}

#[test]
fn a031_device_codes_are_closed_unless_opened() {
    let closed = ApplicationFacts { device_codes: Switch::Off, ..application() };
    let closed = Facts { application: Some(closed), ..granted(BOTH) };
    let refused = Outcome::Refuse(Refusal::DeviceCodeClosed { app: well_known::APPLE });
    let session = || attempt().proof;
    let grant = || granted_at(SIGNED_IN_AT);
    let ways = [
        (Door::DeviceCode, Proof::Password),
        (Door::DeviceCode, session()),
        (Door::DeviceGrant, grant()),
    ];
    let mut rows: Vec<Row> = Vec::new();
    for (door, proof) in ways {
        let attempt = proving(door, proof);
        let open = granted(BOTH);
        rows.push(("open", attempt.clone(), open, allowed(BOTH), Gate::Consent));
        rows.push(("closed", attempt, closed.clone(), refused.clone(), Gate::Authentication));
    }
    rows.push(("other doors do not care", attempt(), closed, allowed(BOTH), Gate::Consent));
    table(rows);
}

fn far_future() -> Timestamp {
    SIGNED_IN_AT.plus(Duration::from_hours(24))
}

#[test]
fn revoked_sessions_end_at_the_moment_of_revocation() {
    let valid_from = |millis| {
        let valid_from = ValidFrom::all(SIGNED_IN_AT.plus(Duration::from_millis(millis)));
        Facts { user: Some(UserFacts { valid_from, ..adele() }), ..granted(BOTH) }
    };
    let refused = Outcome::Refuse(Refusal::GrantRevoked {
        issued_at: SIGNED_IN_AT,
        valid_from: SIGNED_IN_AT.plus(Duration::from_millis(1)),
    });
    let grant = granted_at(SIGNED_IN_AT);
    let mut rows = vec![
        ("session of the same moment", attempt(), valid_from(0), allowed(BOTH), Gate::Consent),
        (
            "a new password counts",
            proving(Door::Authorize, Proof::Password),
            valid_from(1),
            allowed(BOTH),
            Gate::Consent,
        ),
    ];
    for door in PAGES {
        rows.push(("on a page", at(door), valid_from(1), password_asked(), Gate::Authentication));
    }
    for (name, attempt) in [
        ("code", proving(Door::CodeGrant, grant.clone())),
        ("BI-093 refresh", proving(Door::RefreshGrant, grant)),
        ("BI-157 mail request", bearing(Protocol::Eas, EAS)),
    ] {
        rows.push((name, attempt.clone(), valid_from(1), refused.clone(), Gate::Authentication));
        let outcome = evaluate(&attempt, &valid_from(0)).outcome;
        assert!(matches!(outcome, Outcome::Allow(_)), "{name}, same moment: {outcome:?}");
    }
    let silent = Outcome::Refuse(Refusal::SessionRevoked);
    rows.push(("prompt=none", at(Door::Silent), valid_from(1), silent, Gate::Authentication));
    table(rows);
}

#[test]
fn a_changed_password_ends_what_rests_on_one() {
    let changed = ValidFrom { passwords: far_future(), ..ValidFrom::ever() };
    let facts = Facts { user: Some(UserFacts { valid_from: changed, ..adele() }), ..granted(BOTH) };
    for (held, stands) in [
        (Held::Token(Basis::Password), false),
        (Held::Token(Basis::Other), true),
        (Held::Confidential, true),
    ] {
        let proof = Proof::Grant { issued_at: SIGNED_IN_AT, held };
        let outcome = evaluate(&proving(Door::RefreshGrant, proof), &facts).outcome;
        assert_eq!(matches!(outcome, Outcome::Allow(_)), stands, "{held:?}: {outcome:?}");
    }
    for (held, stands) in
        [(Held::Cookie(Basis::Password), false), (Held::Cookie(Basis::Other), true)]
    {
        let proof = Proof::Session { authenticated_at: SIGNED_IN_AT, held };
        let outcome = evaluate(&proving(Door::Authorize, proof), &facts).outcome;
        assert_eq!(outcome == password_asked(), !stands, "{held:?}: {outcome:?}");
    }
}

#[test]
fn a_disabled_account_ends_everything_at_its_next_request() {
    let off = UserFacts { state: AccountState::Disabled, ..adele() };
    let off = Facts { user: Some(off), ..granted(BOTH) };
    let grant = granted_at(SIGNED_IN_AT);
    let refused = Outcome::Refuse(Refusal::AccountDisabled);
    table(
        [
            ("session", attempt()),
            ("prompt=none", at(Door::Silent)),
            ("code", proving(Door::CodeGrant, grant.clone())),
            ("BI-092 refresh", proving(Door::RefreshGrant, grant)),
            ("mail request", bearing(Protocol::Eas, EAS)),
        ]
        .map(|(name, attempt)| (name, attempt, off.clone(), refused.clone(), Gate::Authentication))
        .to_vec(),
    );
}

#[test]
fn a_one_time_password_leads_to_a_page_or_nowhere() {
    let one_time = UserFacts { password: PasswordState::OneTime, ..adele() };
    let one_time = || Facts { user: Some(one_time.clone()), ..granted(BOTH) };
    let change = Outcome::Interact(Interaction::ChangePassword);
    let expired = Outcome::Refuse(Refusal::PasswordExpired);
    let mut rows = vec![
        (
            "no page at the token endpoint",
            proving(Door::PasswordGrant, Proof::Password),
            one_time(),
            expired,
            Gate::Authentication,
        ),
        (
            "wrong is wrong",
            proving(Door::Authorize, Proof::WrongPassword),
            one_time(),
            wrong(),
            Gate::Authentication,
        ),
        ("a session from before goes on", attempt(), one_time(), allowed(BOTH), Gate::Consent),
    ];
    for door in PAGES {
        let attempt = proving(door, Proof::Password);
        rows.push(("page", attempt, one_time(), change.clone(), Gate::Authentication));
    }
    table(rows);
}

#[test]
fn prompt_none_asks_nobody() {
    table(vec![(
        "no session",
        proving(Door::Silent, Proof::None),
        granted(BOTH),
        Outcome::Refuse(Refusal::NoSession),
        Gate::Authentication,
    )]);
}

#[test]
fn a_session_of_somebody_deleted_is_nobodys() {
    let nobody = Facts { user: None, ..granted(BOTH) };
    let unknown =
        Outcome::Refuse(Refusal::UserNotFound { user: adele().name, tenant: tenant_id() });
    let grant = granted_at(SIGNED_IN_AT);
    table(
        [
            ("session", attempt()),
            ("refresh", proving(Door::RefreshGrant, grant)),
            ("mail request", bearing(Protocol::Eas, EAS)),
        ]
        .map(|(name, attempt)| {
            (name, attempt, nobody.clone(), unknown.clone(), Gate::Authentication)
        })
        .to_vec(),
    );
}
