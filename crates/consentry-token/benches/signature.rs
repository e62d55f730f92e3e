//! What a token costs beside the RSA signature that it cannot do without.
//!
//! Prints nanoseconds of CPU time for a bare RSA-2048 signature, for signing a token (claims
//! built, written and signed) and for checking one, and the ratios. The kinds take turns, so that
//! a busy machine slows all of them alike.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::{error::Error, fs, hint::black_box, time::Duration};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use consentry_model::{
    AccountState, IdSource, PasswordState, ScopeSet, Switch, Timestamp, User, UserKind, well_known,
};
use consentry_token::{
    jwt::{
        self, Amr, Client, ClientProof, Expected, Issue, Issuers, PairwiseKey, Resource, SignedIn,
        TokenVersion,
    },
    keys::{KeyLife, KeySet, PublishedKey, SigningKey},
};

type Failure = Box<dyn Error>;

const NOW: Timestamp = Timestamp::from_seconds(1_763_791_710);
const AUDIENCE: &str = "https://outlook.office365.com";
const ROUNDS: u32 = 10;
const SIGNATURES: u32 = 600;
const CHECKS: u32 = 12_000;

/// Random values cost the same here as in the server, where they come from the system.
#[derive(Debug)]
struct Random;

impl IdSource for Random {
    fn fill(&self, bytes: &mut [u8]) {
        if aws_lc_rs::rand::fill(bytes).is_err() {
            bytes.fill(0);
        }
    }
}

fn main() -> Result<(), Failure> {
    let key = SigningKey::generate(NOW)?;
    let pair = RsaKeyPair::from_pkcs8(key.export()?.pkcs8.expose())
        .map_err(|rejected| rejected.to_string())?;
    let keys = KeySet::new([PublishedKey {
        key: key.public().clone(),
        life: KeyLife::of_installation(NOW),
    }])?;
    let issuers = Issuers::of_origin("https://login.contoso.example");
    let audiences = [AUDIENCE.to_owned()];
    let expected = Expected { issuers: &issuers, audiences: &audiences, tenant: None, now: NOW };
    let user = user()?;
    let token = signed(&key, &issuers, &user)?;
    let message = token.clone().into_bytes();

    let mut spent = [Duration::ZERO; 3];
    let [bare, sign, verify] = &mut spent;
    for _ in 0..ROUNDS {
        *bare += timed(SIGNATURES, || bare_signature(&pair, &message))?;
        *sign += timed(SIGNATURES, || signed(&key, &issuers, &user).map(|_| ()))?;
        *verify += timed(CHECKS, || {
            let access = jwt::verify(black_box(&token), &keys, &expected);
            access.map(|_| ()).map_err(|fault| format!("{fault:?}").into())
        })?;
    }
    let per = |spent: Duration, times: u32| spent / (ROUNDS * times);
    let (bare, sign, verify) =
        (per(*bare, SIGNATURES), per(*sign, SIGNATURES), per(*verify, CHECKS));
    println!("bare_signature_ns {}", bare.as_nanos());
    println!("jwt_sign_ns {}", sign.as_nanos());
    println!("jwt_verify_ns {}", verify.as_nanos());
    println!("ratio jwt_sign/bare_signature {:.3}", sign.as_secs_f64() / bare.as_secs_f64());
    println!("ratio jwt_verify/bare_signature {:.3}", verify.as_secs_f64() / bare.as_secs_f64());
    Ok(())
}

fn bare_signature(pair: &RsaKeyPair, message: &[u8]) -> Result<(), Failure> {
    let mut signature = [0; 256];
    pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
        .map_err(|_| "no signature")?;
    black_box(signature);
    Ok(())
}

/// One token as the token endpoint makes it.
fn signed(key: &SigningKey, issuers: &Issuers, user: &User) -> Result<String, Failure> {
    let pairwise = PairwiseKey::from_salt(&[7; 32]);
    let scopes: ScopeSet = "EAS.AccessAsUser.All EWS.AccessAsUser.All".parse()?;
    let issue = Issue {
        issuers,
        pairwise: &pairwise,
        tenant: user.tenant,
        trace: "abcabdee-4649-4ce3-83d6-65db5a550000".parse()?,
        now: NOW,
        lifetime: Duration::from_hours(1),
    };
    let who = SignedIn {
        user,
        session: None,
        authenticated_at: None,
        amr: &[Amr::Password],
        ip: None,
        platform: None,
    };
    let client = Client {
        id: well_known::APPLE,
        proof: ClientProof::Public,
        claims_challenges: Switch::Off,
    };
    let resource = Resource {
        id: well_known::EXCHANGE,
        version: TokenVersion::V1,
        audience: AUDIENCE,
        scopes: &scopes,
        roles: &ScopeSet::new(),
        claims: &std::collections::BTreeSet::new(),
    };
    let claims = issue.user_access(&who, &client, &resource, &Random);
    Ok(jwt::sign(key, claims.version(), &claims)?.into_exposed())
}

fn user() -> Result<User, Failure> {
    Ok(User {
        id: "0d2b1c3e-1111-4222-8333-444455556666".parse()?,
        tenant: "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01".parse()?,
        upn: "ada@contoso.example".parse()?,
        display_name: "Ada Hahn".parse()?,
        given_name: Some("Ada".to_owned()),
        family_name: Some("Hahn".to_owned()),
        language: None,
        kind: UserKind::Member,
        state: AccountState::Enabled,
        password: PasswordState::Current,
        roles: std::collections::BTreeSet::new(),
        mailbox: None,
        sessions_valid_from: Timestamp::from_seconds(0),
        puid: "100320003A4C1F77".to_owned(),
        password_changed_at: Timestamp::from_seconds(0),
        other_mail: None,
        created_at: Timestamp::from_seconds(0),
    })
}

/// The CPU time of `times` calls.
fn timed(times: u32, mut call: impl FnMut() -> Result<(), Failure>) -> Result<Duration, Failure> {
    let before = cpu_time()?;
    for _ in 0..times {
        call()?;
    }
    Ok(cpu_time()?.saturating_sub(before))
}

/// User and system time of this process; the kernel counts in hundredths of a second.
fn cpu_time() -> Result<Duration, Failure> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The second field is the program's name in parentheses and may hold blanks.
    let (_, fields) = stat.rsplit_once(')').ok_or("no program name")?;
    let mut times = fields.split_whitespace().skip(11).take(2);
    let mut ticks = || -> Result<u64, Failure> { Ok(times.next().ok_or("no times")?.parse()?) };
    Ok(Duration::from_millis((ticks()? + ticks()?) * 10))
}
