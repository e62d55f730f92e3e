//! Every profile at every door.

use super::*;

const DOOR: Door<'_> = Door {
    shown: Shown::EmptyBearer,
    basic: Basic::Withheld,
    authorization_uri: Some("https://login.example/common/oauth2/authorize"),
    tenant: None,
    host: "mail.contoso.example",
    error: None,
};

fn lines(profile: Profile, door: &Door<'_>) -> String {
    let challenge = profile.challenge(door);
    let mut lines = challenge.www_authenticate;
    lines.extend(challenge.diagnostics.map(|diagnostics| format!("diagnostics {diagnostics}")));
    lines.join("\n")
}

#[test]
fn bi_214_exo_2026_offers_bearer_to_everybody() {
    for shown in [Shown::Nothing, Shown::EmptyBearer, Shown::Token, Shown::Basic] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(lines(Profile::Exo2026, &Door { shown, ..DOOR }), @r#"Bearer client_id="00000002-0000-0ff1-ce00-000000000000", trusted_issuers="00000001-0000-0000-c000-000000000000@*", token_types="app_asserted_user_v1 service_asserted_app_v1", authorization_uri="https://login.example/common/oauth2/authorize", error="invalid_token""#);
            insta::assert_snapshot!(lines(Profile::Exo2026, &Door { shown, basic: Basic::Offered, ..DOOR }), @r#"
            Bearer client_id="00000002-0000-0ff1-ce00-000000000000", trusted_issuers="00000001-0000-0000-c000-000000000000@*", token_types="app_asserted_user_v1 service_asserted_app_v1", authorization_uri="https://login.example/common/oauth2/authorize", error="invalid_token"
            Basic Realm=""
            "#);
        }
    }
}

#[test]
fn exo_2017_and_2022_offer_basic_in_the_same_line() {
    for profile in [Profile::Exo2017, Profile::Exo2022] {
        let door = Door { basic: Basic::Offered, ..DOOR };
        insta::allow_duplicates! {
            insta::assert_snapshot!(lines(profile, &door), @r#"Bearer client_id="00000002-0000-0ff1-ce00-000000000000", trusted_issuers="00000001-0000-0000-c000-000000000000@*", token_types="app_asserted_user_v1 service_asserted_app_v1", authorization_uri="https://login.example/common/oauth2/authorize",Basic Realm="""#);
        }
        assert!(
            lines(profile, &Door { shown: Shown::Token, ..DOOR })
                .ends_with(r#", error="invalid_token""#)
        );
    }
}

#[test]
fn onprem_adfs_offers_bearer_to_those_who_ask() {
    let door = Door { basic: Basic::Offered, ..DOOR };
    insta::assert_snapshot!(lines(Profile::OnpremAdfs, &Door { shown: Shown::Nothing, ..door.clone() }), @r#"Basic realm="mail.contoso.example""#);
    insta::assert_snapshot!(lines(Profile::OnpremAdfs, &door), @r#"
    Basic realm="mail.contoso.example"
    Bearer client_id="00000002-0000-0ff1-ce00-000000000000", token_types="app_asserted_user_v1 service_asserted_app_v1", authorization_uri="https://login.example/common/oauth2/authorize", issuer_kind="ADFS"
    "#);
    insta::assert_snapshot!(lines(Profile::OnpremAdfs, &Door { authorization_uri: None, ..door }), @r#"
    Basic realm="mail.contoso.example"
    Bearer client_id="00000002-0000-0ff1-ce00-000000000000", token_types="app_asserted_user_v1 service_asserted_app_v1", error="invalid_token"
    diagnostics 4000000;reason="Flighting is not enabled for domain 'mail.contoso.example'.";error_category="oauth_not_available"
    "#);
}

#[test]
fn onprem_hma_names_the_tenant() {
    let door = Door {
        basic: Basic::Offered,
        tenant: Some("6fc1f2ff-0000-4000-8000-000000000001"),
        ..DOOR
    };
    insta::assert_snapshot!(lines(Profile::OnpremHma, &door), @r#"
    Bearer client_id="00000002-0000-0ff1-ce00-000000000000", trusted_issuers="00000001-0000-0000-c000-000000000000@6fc1f2ff-0000-4000-8000-000000000001", token_types="app_asserted_user_v1 service_asserted_app_v1", authorization_uri="https://login.example/common/oauth2/authorize", issuer_kind="AzureAD"
    Basic realm="mail.contoso.example"
    "#);
    insta::assert_snapshot!(lines(Profile::OnpremHma, &Door { shown: Shown::Basic, ..door }), @r#"Basic realm="mail.contoso.example""#);
}

#[test]
fn every_401_has_a_challenge() {
    for (_, profile) in Profile::ALL {
        for shown in [Shown::Nothing, Shown::EmptyBearer, Shown::Token, Shown::Basic] {
            for basic in [Basic::Offered, Basic::Withheld] {
                let lines = lines(profile, &Door { shown, basic, ..DOOR });
                assert!(!lines.is_empty(), "{profile} {shown:?} {basic:?}");
                assert_eq!(lines.contains("Basic"), basic == Basic::Offered, "{lines}");
            }
        }
    }
}

#[test]
fn missing_claims_are_named() {
    let error = Some(BearerError::InsufficientClaims("eyJ9".into()));
    let line = lines(Profile::Exo2026, &Door { shown: Shown::Token, error, ..DOOR });
    assert!(line.ends_with(r#", error="insufficient_claims", claims="eyJ9""#), "{line}");
}

#[test]
fn no_value_leaves_its_line() {
    let door = Door {
        basic: Basic::Offered,
        authorization_uri: Some("https://a\"\r\nX-Evil: 1"),
        host: "evil\r\nX-Evil: 1",
        ..DOOR
    };
    for (_, profile) in Profile::ALL {
        for line in profile.challenge(&door).www_authenticate {
            assert!(!line.contains(['\r', '\n']), "{line}");
        }
    }
}

#[test]
fn names_lead_back() {
    for (name, profile) in Profile::ALL {
        assert_eq!(name.parse(), Ok(profile));
        assert_eq!(profile.to_string(), name);
    }
    assert_eq!("exo".parse::<Profile>(), Err(UnknownProfile));
}
