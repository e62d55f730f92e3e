//! Bearer tokens at the mail doors: the right permission in the token, and still granted.

use super::*;

const OLD_NAME: &str = "full_access_as_user";
const EVERYTHING: &str = "EAS.AccessAsUser.All EWS.AccessAsUser.All IMAP.AccessAsUser.All \
                          POP.AccessAsUser.All SMTP.Send";

#[test]
fn ruling_10_each_door_wants_its_permission() {
    let mut rows: Vec<Row> = Vec::new();
    for protocol in Protocol::ALL {
        for scope in [EAS, EWS, "IMAP.AccessAsUser.All", "POP.AccessAsUser.All", "SMTP.Send"] {
            let opens = protocol.scope().is_none_or(|needed| needed == scope);
            let (outcome, gate) = if opens {
                (served(EVERYTHING), Gate::Consent)
            } else {
                let scopes = scopes(scope);
                (Outcome::Refuse(Refusal::TokenScope { protocol, scopes }), Gate::Door)
            };
            rows.push((
                "one permission",
                bearing(protocol, scope),
                granted(EVERYTHING),
                outcome,
                gate,
            ));
        }
    }
    table(rows);
}

#[test]
fn the_old_name_opens_ews_and_activesync() {
    let refused = |protocol| {
        let scopes = scopes(OLD_NAME);
        Outcome::Refuse(Refusal::TokenScope { protocol, scopes })
    };
    let mut rows = Vec::new();
    for protocol in [Protocol::Eas, Protocol::Ews] {
        let attempt = || bearing(protocol, OLD_NAME);
        for grant in [EAS, EWS, OLD_NAME] {
            rows.push(("granted", attempt(), granted(grant), served(grant), Gate::Consent));
        }
        for (name, left) in [("revoked", ""), ("something else is left", "SMTP.Send")] {
            rows.push((name, attempt(), granted(left), consent_required(), Gate::Consent));
        }
    }
    for protocol in [Protocol::Imap, Protocol::Pop, Protocol::Smtp] {
        let attempt = bearing(protocol, OLD_NAME);
        rows.push(("not these", attempt, granted(EVERYTHING), refused(protocol), Gate::Door));
    }
    table(rows);
}

#[test]
fn ruling_17_a_revocation_acts_on_the_next_mail_request() {
    let by_user = |values| granting(facts(), &[(well_known::EXCHANGE, GrantReach::User, values)]);
    let elsewhere = granting(facts(), &[(well_known::GRAPH, GrantReach::Tenant, EAS)]);
    let eas = || bearing(Protocol::Eas, BOTH);
    let static_want = Attempt { want: attempt().want, ..eas() };
    let autodiscover = || bearing(Protocol::Autodiscover, EAS);
    table(vec![
        ("granted for all", eas(), granted(EAS), served(EAS), Gate::Consent),
        ("granted by the user", eas(), by_user(EAS), served(EAS), Gate::Consent),
        (
            "other letter case",
            eas(),
            granted("eas.accessasuser.all"),
            served("eas.accessasuser.all"),
            Gate::Consent,
        ),
        ("revoked", eas(), facts(), consent_required(), Gate::Consent),
        (
            "only the other permission is left",
            eas(),
            granted(EWS),
            consent_required(),
            Gate::Consent,
        ),
        ("the same name at another resource", eas(), elsewhere, consent_required(), Gate::Consent),
        (
            "whatever the caller says is wanted",
            static_want,
            granted(EWS),
            consent_required(),
            Gate::Consent,
        ),
        (
            "Autodiscover: anything is left",
            autodiscover(),
            granted(EWS),
            served(EWS),
            Gate::Consent,
        ),
        (
            "Autodiscover: nothing is left",
            autodiscover(),
            facts(),
            consent_required(),
            Gate::Consent,
        ),
    ]);
}

#[test]
fn bi_142_a_token_for_activesync_does_not_open_ews() {
    let refused = Refusal::TokenScope { protocol: Protocol::Ews, scopes: scopes(EAS) };
    table(vec![(
        "BI-142",
        bearing(Protocol::Ews, EAS),
        granted(BOTH),
        Outcome::Refuse(refused),
        Gate::Door,
    )]);
}
