//! Fixed keys, a fixed moment, a predictable id source and a user, shared by the tests.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use std::{collections::BTreeSet, time::Duration};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use consentry_model::{
    AccountState, IdSource, PasswordState, ScopeSet, Secret, Switch, TenantId, Timestamp, TraceId,
    User, UserKind, well_known,
};
use consentry_token::{
    jwt::{self, Client, ClientProof, Expected, Issue, Issuers, PairwiseKey, Resource, SignedIn},
    keys::{ExportedKey, HeldKey, KeyLife, KeyRing, KeySet, SigningKey},
};

/// 2025-11-22T06:08:30Z.
pub(crate) const NOW: Timestamp = Timestamp::from_seconds(1_763_791_710);
pub(crate) const EXCHANGE_URI: &str = "https://outlook.office365.com";

/// Counts up, so that every test sees the same values in the same order.
#[derive(Debug, Default)]
pub(crate) struct Counting(AtomicU64);

impl IdSource for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let next = self.0.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            chunk.copy_from_slice(&next.to_be_bytes()[..chunk.len()]);
        }
    }
}

pub(crate) fn der(pem: &str) -> Vec<u8> {
    let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    STANDARD.decode(body).unwrap()
}

fn exported(key: &str, certificate: &str) -> ExportedKey {
    ExportedKey { pkcs8: Secret::new(der(key)), certificate: der(certificate) }
}

pub(crate) fn exported_signing() -> ExportedKey {
    exported(
        include_str!("../data/test-only-signing-key.pem"),
        include_str!("../data/test-only-signing-certificate.pem"),
    )
}

pub(crate) fn exported_other() -> ExportedKey {
    exported(
        include_str!("../data/test-only-other-key.pem"),
        include_str!("../data/test-only-other-certificate.pem"),
    )
}

pub(crate) fn signing() -> Arc<SigningKey> {
    Arc::new(SigningKey::import(&exported_signing()).unwrap())
}

pub(crate) fn other() -> Arc<SigningKey> {
    Arc::new(SigningKey::import(&exported_other()).unwrap())
}

/// The bare key pair, for tokens that the crate would not make.
pub(crate) fn bare(key: &ExportedKey) -> RsaKeyPair {
    RsaKeyPair::from_pkcs8(key.pkcs8.expose()).unwrap()
}

/// Any header over any payload, signed.
pub(crate) fn forge(pair: &RsaKeyPair, header: &str, payload: &str) -> String {
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
    let mut signature = [0; 256];
    pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).unwrap();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

pub(crate) fn ring(keys: &[(&Arc<SigningKey>, KeyLife)]) -> KeyRing {
    let held = keys.iter().map(|(key, life)| HeldKey { key: Arc::clone(key), life: *life });
    KeyRing::new(held.collect()).unwrap()
}

/// The signing key alone, current since ever.
pub(crate) fn key_set() -> KeySet {
    let life = KeyLife::of_installation(Timestamp::from_seconds(0));
    ring(&[(&signing(), life)]).public().clone()
}

pub(crate) fn tenant() -> TenantId {
    "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01".parse().unwrap()
}

pub(crate) fn trace() -> TraceId {
    "abcabdee-4649-4ce3-83d6-65db5a550000".parse().unwrap()
}

pub(crate) fn issuers() -> Issuers {
    Issuers::of_origin("https://login.contoso.example")
}

pub(crate) fn pairwise() -> PairwiseKey {
    PairwiseKey::from_salt(&[7; 32])
}

pub(crate) fn ada() -> User {
    User {
        id: "0d2b1c3e-1111-4222-8333-444455556666".parse().unwrap(),
        tenant: tenant(),
        upn: "ada@contoso.example".parse().unwrap(),
        display_name: "Ada Hahn".parse().unwrap(),
        given_name: Some("Ada".to_owned()),
        family_name: Some("Hahn".to_owned()),
        language: None,
        state: AccountState::Enabled,
        kind: UserKind::Member,
        password: PasswordState::Current,
        roles: BTreeSet::new(),
        mailbox: None,
        sessions_valid_from: Timestamp::from_seconds(0),
        puid: "100320003A4C1F77".to_owned(),
        password_changed_at: Timestamp::from_seconds(0),
        other_mail: None,
        created_at: Timestamp::from_seconds(0),
    }
}

pub(crate) fn issue<'a>(issuers: &'a Issuers, pairwise: &'a PairwiseKey) -> Issue<'a> {
    Issue {
        issuers,
        pairwise,
        tenant: tenant(),
        trace: trace(),
        now: NOW,
        lifetime: Duration::from_hours(1),
    }
}

pub(crate) fn iphone() -> Client {
    Client { id: well_known::APPLE, proof: ClientProof::Public, claims_challenges: Switch::Off }
}

pub(crate) fn signed_in(user: &User) -> SignedIn<'_> {
    SignedIn {
        user,
        session: Some("5e551011-0000-4000-8000-000000000001".parse().unwrap()),
        authenticated_at: Some(NOW),
        amr: &[jwt::Amr::Password],
        ip: Some("192.0.2.17".parse().unwrap()),
        platform: Some(jwt::DevicePlatform::Ios),
    }
}

pub(crate) fn mail_scopes() -> ScopeSet {
    "EAS.AccessAsUser.All EWS.AccessAsUser.All".parse().unwrap()
}

/// Ada's access token for Exchange, as an iPhone gets it.
pub(crate) fn exchange_token() -> String {
    let (issuers, pairwise, user, scopes) = (issuers(), pairwise(), ada(), mail_scopes());
    let resource = Resource {
        id: well_known::EXCHANGE,
        version: jwt::TokenVersion::V1,
        audience: EXCHANGE_URI,
        scopes: &scopes,
        roles: &ScopeSet::new(),
        claims: &BTreeSet::new(),
    };
    let claims = issue(&issuers, &pairwise).user_access(
        &signed_in(&user),
        &iphone(),
        &resource,
        &Counting::default(),
    );
    jwt::sign(&signing(), claims.version(), &claims).unwrap().into_exposed()
}

/// The names under which Exchange is registered.
pub(crate) fn audiences() -> Vec<String> {
    [EXCHANGE_URI, "https://outlook.office.com", "00000002-0000-0ff1-ce00-000000000000"]
        .map(str::to_owned)
        .to_vec()
}

pub(crate) fn expected<'a>(issuers: &'a Issuers, audiences: &'a [String]) -> Expected<'a> {
    Expected { issuers, audiences, tenant: None, now: NOW }
}
