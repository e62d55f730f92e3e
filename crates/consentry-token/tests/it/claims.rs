//! The claims of each kind of token, to the byte, and a foreign library's opinion of them.

use std::{collections::BTreeSet, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consentry_model::{
    AppId, DirectoryRole, Fidelity, OptionalClaim, PrincipalId, ScopeSet, Switch, Timestamp,
    refusal::TokenFault, well_known,
};
use consentry_token::jwt::{
    self, Bearer, Client, ClientProof, IdAsk, Issuers, Resource, TokenVersion, access_lifetime,
    verify,
};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};

use crate::fixture::{
    Counting, EXCHANGE_URI, NOW, ada, audiences, expected, iphone, issue, issuers, key_set,
    mail_scopes, pairwise, signed_in, signing, tenant,
};

const API: &str = "a9100000-0000-4000-8000-000000000001";
const READER: &str = "c11e0000-0000-4000-8000-000000000002";

fn app(id: &str) -> AppId {
    id.parse().unwrap()
}

fn part(token: &str, at: usize) -> String {
    String::from_utf8(URL_SAFE_NO_PAD.decode(token.split('.').nth(at).unwrap()).unwrap()).unwrap()
}

/// The claims as they were written, one on a line.
fn claims_of(token: &str) -> String {
    part(token, 1).replace(",\"", ",\n\"")
}

/// A user's access token of this version.
fn user_access(version: TokenVersion) -> String {
    let (issuers, pairwise, user, scopes) = (issuers(), pairwise(), ada(), mail_scopes());
    let (id, audience) = match version {
        TokenVersion::V1 => (well_known::EXCHANGE, EXCHANGE_URI),
        TokenVersion::V2 => (app(API), "api://notes"),
    };
    let (roles, claims) = (ScopeSet::new(), BTreeSet::new());
    let resource =
        Resource { id, version, audience, scopes: &scopes, roles: &roles, claims: &claims };
    let claims = issue(&issuers, &pairwise).user_access(
        &signed_in(&user),
        &iphone(),
        &resource,
        &Counting::default(),
    );
    jwt::sign(&signing(), claims.version(), &claims).unwrap().into_exposed()
}

fn app_access(version: TokenVersion, roles: &str) -> String {
    let (issuers, pairwise) = (issuers(), pairwise());
    let principal: PrincipalId = "5e700000-0000-4000-8000-000000000003".parse().unwrap();
    let resource = Resource {
        id: well_known::GRAPH,
        version,
        audience: "https://graph.contoso.example",
        scopes: &ScopeSet::new(),
        roles: &roles.parse().unwrap(),
        claims: &BTreeSet::new(),
    };
    let client = Client { id: app(READER), proof: ClientProof::Secret, ..iphone() };
    let claims =
        issue(&issuers, &pairwise).app_access(principal, &client, &resource, &Counting::default());
    jwt::sign(&signing(), claims.version(), &claims).unwrap().into_exposed()
}

static NONE: ScopeSet = ScopeSet::new();
static NOTHING: BTreeSet<OptionalClaim> = BTreeSet::new();

fn plain_ask(version: TokenVersion, openid: &ScopeSet) -> IdAsk<'_> {
    IdAsk {
        version,
        nonce: Some("n-0S6_WzA2Mj"),
        openid,
        code: None,
        acr: Switch::Off,
        kept: Switch::Off,
        roles: &NONE,
        claims: &NOTHING,
    }
}

fn id_token(version: TokenVersion, openid: &str) -> String {
    let (issuers, pairwise, user) = (issuers(), pairwise(), ada());
    let openid = openid.parse().unwrap();
    let ask = plain_ask(version, &openid);
    let who = jwt::SignedIn { session: None, ..signed_in(&user) };
    let claims =
        issue(&issuers, &pairwise).id_token(&who, well_known::APPLE, &ask, &Counting::default());
    jwt::sign(&signing(), claims.version(), &claims).unwrap().into_exposed()
}

#[test]
fn headers_differ_by_version() {
    insta::assert_snapshot!(part(&user_access(TokenVersion::V1), 0), @r#"{"typ":"JWT","alg":"RS256","x5t":"D7NMW5vVSFZ229ItoMutGQ8LE14","kid":"D7NMW5vVSFZ229ItoMutGQ8LE14"}"#);
    insta::assert_snapshot!(part(&user_access(TokenVersion::V2), 0), @r#"{"typ":"JWT","alg":"RS256","kid":"D7NMW5vVSFZ229ItoMutGQ8LE14"}"#);
}

#[test]
fn a_user_at_a_version_1_resource() {
    insta::assert_snapshot!(claims_of(&user_access(TokenVersion::V1)), @r#"
    {"aud":"https://outlook.office365.com",
    "iss":"https://login.contoso.example/6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01/",
    "iat":1763791410,
    "nbf":1763791410,
    "exp":1763795310,
    "acr":"1",
    "aio":"ASQAAAGaqi2nMHm5f0p8FTxu83L+lPgq2qZtLH3fdD943ebl/SnwVBcVYJ8=",
    "amr":["pwd"],
    "appid":"f8d98a96-0999-43f5-8af3-69971c7bb423",
    "appidacr":"0",
    "family_name":"Hahn",
    "given_name":"Ada",
    "ipaddr":"192.0.2.17",
    "name":"Ada Hahn",
    "oid":"0d2b1c3e-1111-4222-8333-444455556666",
    "platf":"2",
    "puid":"100320003A4C1F77",
    "rh":"1.AtUzaWPu-6H5ThFQSewlkk_G7zcv6U-Coj_NHhXmeXL0uKsE--OjY0g.",
    "scp":"EAS.AccessAsUser.All EWS.AccessAsUser.All",
    "sid":"5e551011-0000-4000-8000-000000000001",
    "sub":"HLPNF_v68XGuB2WyqByolh84fd37cWD1wriNKphBIbo",
    "tid":"6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01",
    "unique_name":"ada@contoso.example",
    "upn":"ada@contoso.example",
    "uti":"7r3Kq0lG40yD1mXbWlUAAA",
    "ver":"1.0",
    "wids":["b79fbf4d-3ef9-4689-8143-76b194e85509"]}
    "#);
}

#[test]
fn a_user_at_a_version_2_resource() {
    insta::assert_snapshot!(claims_of(&user_access(TokenVersion::V2)), @r#"
    {"aud":"a9100000-0000-4000-8000-000000000001",
    "iss":"https://login.contoso.example/6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01/v2.0",
    "iat":1763791410,
    "nbf":1763791410,
    "exp":1763795310,
    "aio":"ASQAAAGaqi2nMHm5f0p8FTxu83L+lPgq2qZtLH3fdD943ebl/SnwVBcVYJ8=",
    "azp":"f8d98a96-0999-43f5-8af3-69971c7bb423",
    "azpacr":"0",
    "name":"Ada Hahn",
    "oid":"0d2b1c3e-1111-4222-8333-444455556666",
    "preferred_username":"ada@contoso.example",
    "rh":"1.AtUzaWPu-6H5ThFQSewlkk_G7zcv6U-Coj_NHhXmeXL0uKsE--OjY0g.",
    "scp":"EAS.AccessAsUser.All EWS.AccessAsUser.All",
    "sid":"5e551011-0000-4000-8000-000000000001",
    "sub":"1qmDmhAbIkIcwhQIW0UwJSWX-lW-oqTA8zm7qntEuUc",
    "tid":"6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01",
    "uti":"7r3Kq0lG40yD1mXbWlUAAA",
    "ver":"2.0"}
    "#);
}

#[test]
fn an_application_by_itself() {
    let roles = "Directory.Read.All";
    insta::assert_snapshot!(claims_of(&app_access(TokenVersion::V1, roles)), @r#"
    {"aud":"https://graph.contoso.example",
    "iss":"https://login.contoso.example/6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01/",
    "iat":1763791410,
    "nbf":1763791410,
    "exp":1763795310,
    "aio":"ASQAAAGaqi2nMHm5f0p8FTxu83L+lPgq2qZtLH3fdD943ebl/SnwVBcVYJ8=",
    "appid":"c11e0000-0000-4000-8000-000000000002",
    "appidacr":"1",
    "idtyp":"app",
    "oid":"5e700000-0000-4000-8000-000000000003",
    "rh":"1.AtUzaWPu-6H5ThFQSewlkk_G7zcv6U-Coj_NHhXmeXL0uKsE--OjY0g.",
    "roles":["Directory.Read.All"],
    "sub":"5e700000-0000-4000-8000-000000000003",
    "tid":"6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01",
    "uti":"7r3Kq0lG40yD1mXbWlUAAA",
    "ver":"1.0"}
    "#);
    insta::assert_snapshot!(claims_of(&app_access(TokenVersion::V2, "")), @r#"
    {"aud":"00000003-0000-0000-c000-000000000000",
    "iss":"https://login.contoso.example/6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01/v2.0",
    "iat":1763791410,
    "nbf":1763791410,
    "exp":1763795310,
    "aio":"ASQAAAGaqi2nMHm5f0p8FTxu83L+lPgq2qZtLH3fdD943ebl/SnwVBcVYJ8=",
    "azp":"c11e0000-0000-4000-8000-000000000002",
    "azpacr":"1",
    "idtyp":"app",
    "oid":"5e700000-0000-4000-8000-000000000003",
    "rh":"1.AtUzaWPu-6H5ThFQSewlkk_G7zcv6U-Coj_NHhXmeXL0uKsE--OjY0g.",
    "sub":"5e700000-0000-4000-8000-000000000003",
    "tid":"6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01",
    "uti":"7r3Kq0lG40yD1mXbWlUAAA",
    "ver":"2.0"}
    "#);
}

#[test]
fn id_tokens_say_what_their_scopes_allow() {
    insta::assert_snapshot!(claims_of(&id_token(TokenVersion::V1, "openid")), @r#"
    {"aud":"f8d98a96-0999-43f5-8af3-69971c7bb423",
    "iss":"https://login.contoso.example/6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01/",
    "iat":1763791410,
    "nbf":1763791410,
    "exp":1763795310,
    "amr":["pwd"],
    "auth_time":1763791710,
    "family_name":"Hahn",
    "given_name":"Ada",
    "ipaddr":"192.0.2.17",
    "name":"Ada Hahn",
    "nonce":"n-0S6_WzA2Mj",
    "oid":"0d2b1c3e-1111-4222-8333-444455556666",
    "rh":"1.AAAAAAAAAAACeN3m5f0p8FTxu83L-lPgq2qZtLH3fdD943ebl_SnwVA.",
    "sub":"rcoIuRRMdJrQ5Sm9yAoA0oig-GdbJD3xGWQvvoGVUPc",
    "tid":"6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01",
    "unique_name":"ada@contoso.example",
    "upn":"ada@contoso.example",
    "uti":"7r3Kq0lG40yD1mXbWlUAAA",
    "ver":"1.0"}
    "#);
    insta::assert_snapshot!(claims_of(&id_token(TokenVersion::V2, "openid profile email")), @r#"
    {"aud":"f8d98a96-0999-43f5-8af3-69971c7bb423",
    "iss":"https://login.contoso.example/6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01/v2.0",
    "iat":1763791410,
    "nbf":1763791410,
    "exp":1763795310,
    "aio":"ASQAAAGaqi2nMHm5f0p8FTxu83L+lPgq2qZtLH3fdD943ebl/SnwVBcVYJ8=",
    "auth_time":1763791710,
    "email":"ada@contoso.example",
    "name":"Ada Hahn",
    "nonce":"n-0S6_WzA2Mj",
    "oid":"0d2b1c3e-1111-4222-8333-444455556666",
    "preferred_username":"ada@contoso.example",
    "rh":"1.AtUzaWPu-6H5ThFQSewlkk_G7zcv6U-Coj_NHhXmeXL0uKsE--OjY0g.",
    "sub":"rcoIuRRMdJrQ5Sm9yAoA0oig-GdbJD3xGWQvvoGVUPc",
    "tid":"6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01",
    "uti":"7r3Kq0lG40yD1mXbWlUAAA",
    "ver":"2.0"}
    "#);
    insta::assert_snapshot!(claims_of(&id_token(TokenVersion::V2, "openid")), @r#"
    {"aud":"f8d98a96-0999-43f5-8af3-69971c7bb423",
    "iss":"https://login.contoso.example/6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01/v2.0",
    "iat":1763791410,
    "nbf":1763791410,
    "exp":1763795310,
    "aio":"ASQAAAGaqi2nMHm5f0p8FTxu83L+lPgq2qZtLH3fdD943ebl/SnwVBcVYJ8=",
    "auth_time":1763791710,
    "nonce":"n-0S6_WzA2Mj",
    "rh":"1.AtUzaWPu-6H5ThFQSewlkk_G7zcv6U-Coj_NHhXmeXL0uKsE--OjY0g.",
    "sub":"rcoIuRRMdJrQ5Sm9yAoA0oig-GdbJD3xGWQvvoGVUPc",
    "tid":"6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01",
    "uti":"7r3Kq0lG40yD1mXbWlUAAA",
    "ver":"2.0"}
    "#);
}

#[test]
fn roles_show_as_their_template_ids() {
    let (issuers, pairwise, scopes) = (issuers(), pairwise(), mail_scopes());
    let mut user = ada();
    user.roles.insert(DirectoryRole::GlobalAdministrator);
    user.given_name = None;
    let resource = Resource {
        id: well_known::EXCHANGE,
        version: TokenVersion::V1,
        audience: EXCHANGE_URI,
        scopes: &scopes,
        roles: &"Reader".parse().unwrap(),
        claims: &BTreeSet::new(),
    };
    let claims = issue(&issuers, &pairwise).user_access(
        &signed_in(&user),
        &iphone(),
        &resource,
        &Counting::default(),
    );
    let claims = serde_json::to_value(&claims).unwrap();
    assert_eq!(claims["wids"], serde_json::json!(["62e90394-69f5-4237-9190-012177145e10"]));
    assert_eq!(claims["roles"], serde_json::json!(["Reader"]));
    assert_eq!(claims.get("given_name"), None);
}

#[test]
fn optional_claims_show_where_a_registration_asks_for_them() {
    let (issuers, pairwise, user, scopes) = (issuers(), pairwise(), ada(), mail_scopes());
    let issue = issue(&issuers, &pairwise);
    let names = ["email", "family_name", "given_name", "ipaddr", "upn"];
    let shown = |claims: &serde_json::Value| names.map(|name| claims.get(name).is_some());
    for version in [TokenVersion::V1, TokenVersion::V2] {
        let as_usual = version == TokenVersion::V1;
        for (asked, all) in [(BTreeSet::new(), false), (OptionalClaim::ALL.into(), true)] {
            let roles: ScopeSet = "Reader".parse().unwrap();
            let resource = Resource {
                id: app(API),
                version,
                audience: "api://notes",
                scopes: &scopes,
                roles: &roles,
                claims: &asked,
            };
            let who = signed_in(&user);
            let access = issue.user_access(&who, &iphone(), &resource, &Counting::default());
            let access = serde_json::to_value(&access).unwrap();
            let openid = ScopeSet::new();
            let ask =
                IdAsk { nonce: None, roles: &roles, claims: &asked, ..plain_ask(version, &openid) };
            let id = issue.id_token(&who, app(API), &ask, &Counting::default());
            let id = serde_json::to_value(&id).unwrap();
            let want = [all, all || as_usual, all || as_usual, all || as_usual, all || as_usual];
            assert_eq!((shown(&access), shown(&id)), (want, want), "{version:?} {all}");
            assert_eq!(id["roles"], serde_json::json!(["Reader"]));
        }
    }
}

#[test]
fn times_lie_back_and_lifetimes_are_what_is_left() {
    let (issuers, pairwise) = (issuers(), pairwise());
    let issue = issue(&issuers, &pairwise);
    assert_eq!(issue.expires_at() - issue.not_before(), 3900);
    assert_eq!(issue.expires_in(), 3600);
    assert_eq!(issue.not_before(), NOW.seconds() - 300);
    let ids = Counting::default();
    assert_eq!(access_lifetime(Fidelity::Hardened, &ids), Duration::from_hours(1));
    let mut seen = BTreeSet::new();
    for _ in 0..200 {
        let life = access_lifetime(Fidelity::Faithful, &ids);
        assert!((Duration::from_hours(1)..=Duration::from_mins(90)).contains(&life), "{life:?}");
        seen.insert(life);
    }
    assert!(seen.len() > 100);
}

#[test]
fn a_token_of_the_second_of_a_revocation_shows_on_which_side_it_lies() {
    let (issuers, pairwise, user, scopes) = (issuers(), pairwise(), ada(), mail_scopes());
    let resource = Resource {
        id: well_known::EXCHANGE,
        version: TokenVersion::V1,
        audience: EXCHANGE_URI,
        scopes: &scopes,
        roles: &ScopeSet::new(),
        claims: &BTreeSet::new(),
    };
    let now = NOW.plus(Duration::from_millis(749));
    let claims = jwt::Issue { now, ..issue(&issuers, &pairwise) }.user_access(
        &signed_in(&user),
        &iphone(),
        &resource,
        &Counting::default(),
    );
    let token = jwt::sign(&signing(), claims.version(), &claims).unwrap().into_exposed();
    let access = verify(&token, &key_set(), &expected(&issuers, &audiences())).unwrap();
    assert_eq!(access.issued_at, now);
    assert_eq!(access.expires_at, NOW.plus(Duration::from_hours(1)));
}

#[test]
fn subjects_are_pairwise() {
    let key = pairwise();
    let ada = ada().id;
    let here = key.subject(tenant(), ada, well_known::APPLE);
    assert_eq!(here.len(), 43);
    assert_eq!(here, key.subject(tenant(), ada, well_known::APPLE));
    assert_ne!(here, key.subject(tenant(), ada, well_known::EXCHANGE));
    let elsewhere = "11111111-2222-4333-8444-555566667777".parse().unwrap();
    assert_ne!(here, key.subject(elsewhere, ada, well_known::APPLE));
}

#[test]
fn issuers_follow_the_origin_or_the_configuration() {
    let issuers = Issuers::of_origin("https://login.contoso.example/");
    assert_eq!(issuers.template(TokenVersion::V1), "https://login.contoso.example/{tenantid}/");
    assert_eq!(
        issuers.of(TokenVersion::V2, tenant()),
        "https://login.contoso.example/6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01/v2.0"
    );
    let good = "https://sts.contoso.example/{tenantid}/";
    assert!(Issuers::from_templates(good, good).is_ok());
    for bad in ["https://sts.contoso.example/", "https://x.example/{tenantid}/{tenantid}/", ""] {
        let error = Issuers::from_templates(good, bad).unwrap_err();
        assert_eq!(error.0, bad);
    }
}

#[test]
fn both_versions_and_applications_verify() {
    let (issuers, keys) = (issuers(), key_set());
    let at = |audience: &str, token: &str| {
        verify(token, &keys, &expected(&issuers, &[audience.to_owned()]))
    };
    let v2 = at(API, &user_access(TokenVersion::V2)).unwrap();
    assert_eq!(v2.bearer, Bearer::User(ada().id));
    let graph = at("https://graph.contoso.example", &app_access(TokenVersion::V1, "A.Read B.Read"))
        .unwrap();
    assert!(matches!(graph.bearer, Bearer::App(_)));
    assert_eq!(graph.user(), Err(TokenFault::Kind));
    assert_eq!(graph.roles.to_string(), "A.Read B.Read");
    assert!(graph.scopes.is_empty());
    let v2 = at("00000003-0000-0000-c000-000000000000", &app_access(TokenVersion::V2, ""));
    assert!(matches!(v2.unwrap().bearer, Bearer::App(_)));
}

#[test]
fn bi_141_id_tokens_open_nothing() {
    let (issuers, keys) = (issuers(), key_set());
    // Even where the client is its own resource.
    let audiences = [well_known::APPLE.to_string()];
    for version in [TokenVersion::V1, TokenVersion::V2] {
        let token = id_token(version, "openid profile");
        let said = verify(&token, &keys, &expected(&issuers, &audiences));
        assert_eq!(said.unwrap_err(), TokenFault::Kind, "{version:?}");
    }
}

#[test]
fn another_library_reads_our_tokens_by_our_key_document() {
    let jwks = key_set().jwks(TokenVersion::V2, &issuers(), None, NOW);
    let key = DecodingKey::from_rsa_components(&jwks.keys[0].n, &jwks.keys[0].e).unwrap();
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_exp = false;
    validation.set_audience(&audiences());
    validation.set_issuer(&[issuers().of(TokenVersion::V1, tenant())]);
    let token = user_access(TokenVersion::V1);
    let read = jsonwebtoken::decode::<serde_json::Value>(&token, &key, &validation).unwrap();
    assert_eq!(read.header.kid.as_deref(), Some(signing().kid()));
    assert_eq!(read.claims["exp"], Timestamp::from_seconds(1_763_795_310).seconds());
}

#[test]
fn an_id_token_beside_a_code_is_bound_to_it() {
    let (issuers, pairwise, user) = (issuers(), pairwise(), ada());
    let openid: ScopeSet = "openid".parse().unwrap();
    for version in [TokenVersion::V1, TokenVersion::V2] {
        let ask = IdAsk {
            // The example of OpenID Connect Core, appendix A.4.
            code: Some("Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk"),
            acr: Switch::On,
            kept: Switch::On,
            ..plain_ask(version, &openid)
        };
        let who = signed_in(&user);
        let claims = issue(&issuers, &pairwise).id_token(
            &who,
            well_known::APPLE,
            &ask,
            &Counting::default(),
        );
        let claims = serde_json::to_value(&claims).unwrap();
        assert_eq!(claims["c_hash"], "LDktKdoQak3Pk0cnXxCltA", "{version:?}");
        assert_eq!((&claims["acr"], &claims["signin_state"][0]), (&"1".into(), &"kmsi".into()));
    }
}

#[test]
fn a_client_that_handles_challenges_is_told_apart() {
    let (issuers, pairwise, user, scopes) = (issuers(), pairwise(), ada(), mail_scopes());
    for version in [TokenVersion::V1, TokenVersion::V2] {
        let resource = Resource {
            claims: &NOTHING,
            id: well_known::EXCHANGE,
            version,
            audience: "https://outlook.office365.com",
            scopes: &scopes,
            roles: &ScopeSet::new(),
        };
        let client = Client { claims_challenges: Switch::On, ..iphone() };
        let claims = issue(&issuers, &pairwise).user_access(
            &signed_in(&user),
            &client,
            &resource,
            &Counting::default(),
        );
        assert_eq!(serde_json::to_value(&claims).unwrap()["xms_cc"][0], "cp1", "{version:?}");
    }
}
