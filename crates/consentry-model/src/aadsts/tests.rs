//! Every refusal has its own arm, and every code an entry of the look-up page.

use super::*;
use crate::refusal::TokenFault as F;
use crate::{AppId, Protocol, ScopeSet, TenantId, Timestamp, well_known};
use Refusal as R;

fn all() -> Vec<Refusal> {
    let app: AppId = well_known::APPLE;
    let text = || "x".to_owned();
    let mut all = with_causes();
    all.extend(of_guards());
    all.extend(of_mail_doors());
    all.extend([
        R::ParameterMissing { name: text() },
        R::ParameterRepeated { name: text() },
        R::ParameterInvalid { name: text() },
        R::Malformed { what: text() },
        R::QueryTooLong,
        R::PostOnly { allowed: text(), received: text() },
        R::RequestObject { parameter: text() },
        R::PromptInvalid { value: text() },
        R::HintWithAccountChoice,
        R::ChallengeMethod { method: text() },
        R::ChallengeMissing,
        R::ChallengeSize { name: text() },
        R::VerifierUnexpected,
        R::TransactionInvalid,
        R::TransactionOver,
        R::TenantNotFound { segment: text() },
        R::NoTenant,
        R::PersonalAccounts,
        R::ApplicationNotFound { app: text(), tenant: text() },
        R::NotMultiTenant { app },
        R::RedirectMismatch { app },
        R::RedirectMissing { app },
        R::ResponseType { value: text() },
        R::ResponseMode { value: text() },
        R::ScopeInvalid { scope: text() },
        R::ScopeSpansResources,
        R::ResourceOnV2,
        R::ResourceNotFound { resource: text() },
        R::ResourceNotListed { app, resource: text() },
    ]);
    all.extend(of_grants_and_people());
    all
}

/// Refusals of credentials, grants, people, applications and consents.
fn of_grants_and_people() -> Vec<Refusal> {
    let app: AppId = well_known::APPLE;
    let tenant: TenantId = well_known::CONSUMERS;
    let text = || "x".to_owned();
    let at = Timestamp::from_seconds(0);
    vec![
        R::SecretInvalid { app },
        R::SecretExpired { app },
        R::SecretMissing { app },
        R::SecretFromPublicClient { app },
        R::TwoClientCredentials,
        R::AssertionInvalid { app },
        R::AssertionCertificate { app },
        R::AssertionSubject { app },
        R::AssertionMisdirected { app },
        R::AssertionLifetime { app },
        R::AssertionUsed { app },
        R::GrantTypeUnknown { value: text() },
        R::GrantNotOnCommon,
        R::PasswordGrantClosed { app },
        R::DeviceCodeClosed { app },
        R::DevicePending,
        R::DeviceTooFast,
        R::DeviceDeclined,
        R::DeviceUnknown,
        R::DeviceExpired,
        R::DeviceUsed,
        R::UserCodeMissing,
        R::TooManyUserCodes,
        R::GrantInvalid,
        R::GrantExpired,
        R::CodeRedeemed,
        R::GrantOtherTenant,
        R::GrantRedirectDiffers,
        R::VerifierMismatch,
        R::RefreshInactive { issued_at: at },
        R::SpaRefreshEnded,
        R::GrantRevoked { issued_at: at, valid_from: at },
        R::SpaNeedsOrigin,
        R::OriginNotSpa,
        R::UserNotFound { user: text(), tenant },
        R::UserOtherTenant { user: text(), tenant },
        R::CredentialsWrong,
        R::AccountDisabled,
        R::PasswordExpired,
        R::NoSession,
        R::SeveralSessions,
        R::SignInCancelled,
        R::ApplicationDisabled { app, name: text() },
        R::NotAssigned { app, name: text(), user: text() },
        R::ClientNotAssigned { app, resource: text() },
        R::ConsentRequired { app, name: text() },
        R::ConsentDeclined,
        R::TooManyRequests,
        R::ScopeMissing { scope: text() },
    ]
}

/// Refusals to look at a password at all.
fn of_guards() -> [Refusal; 3] {
    let until = Timestamp::from_seconds(0);
    [R::AccountLocked { until }, R::AddressThrottled { until }, R::Busy]
}

/// Refusals of the mail doors.
fn of_mail_doors() -> [Refusal; 4] {
    let (protocol, scopes) = (Protocol::Eas, ScopeSet::new());
    let scope = R::TokenScope { protocol, scopes };
    [R::BasicOff { protocol }, scope, R::NoMailbox, R::OtherMailbox]
}

/// Refusals that are told apart by their cause.
fn with_causes() -> Vec<Refusal> {
    let (app, name) = (well_known::APPLE, "x".to_owned());
    let mut all = Vec::new();
    for because in [NeedsAdmin::Always, NeedsAdmin::Policy, NeedsAdmin::Risk] {
        all.push(R::AdminApprovalNeeded { app, name: name.clone(), because });
        all.push(R::ApprovalRequired { app, name: name.clone(), because });
    }
    for why in [F::Malformed, F::Signature, F::Lifetime, F::Issuer, F::Audience, F::Kind] {
        all.push(R::TokenInvalid { why });
    }
    all.extend([
        R::IdTokenNotEnabled { app },
        R::SessionRevoked,
        R::ClaimUnmet { name: "acr".to_owned() },
    ]);
    all
}

#[test]
fn every_refusal_has_its_own_arm() {
    for refusal in all() {
        for fidelity in [Fidelity::Hardened, Fidelity::Faithful] {
            assert_ne!(refusal.code(fidelity), 90_092, "{refusal:?}");
        }
    }
}

#[test]
fn the_codes_of_the_authority_are_explained() {
    for refusal in all().into_iter().filter(|r| !matches!(r, Refusal::TokenInvalid { .. })) {
        for fidelity in [Fidelity::Hardened, Fidelity::Faithful] {
            let code = refusal.code(fidelity);
            assert!(
                CATALOGUE.iter().any(|(known, _)| *known == code) || code == 90_005,
                "{code} {refusal:?}"
            );
        }
    }
    assert!(CATALOGUE.is_sorted_by_key(|(code, _)| *code));
}

#[test]
fn a065_an_unknown_user_and_a_wrong_password_answer_alike() {
    let unknown = Refusal::UserNotFound { user: "x".to_owned(), tenant: well_known::CONSUMERS };
    assert_eq!(
        unknown.answer(Fidelity::Hardened),
        Refusal::CredentialsWrong.answer(Fidelity::Hardened)
    );
    assert_eq!(unknown.code(Fidelity::Faithful), 50_034);
}

#[test]
fn clients_learn_what_kind_of_help_to_seek() {
    let consent = Refusal::ConsentRequired { app: well_known::APPLE, name: "Mail".to_owned() };
    let answer = consent.answer(Fidelity::Hardened);
    assert_eq!(
        (answer.error, answer.suberror, answer.status),
        ("invalid_grant", Some("consent_required"), 400)
    );
    let secret = Refusal::SecretInvalid { app: well_known::APPLE }.answer(Fidelity::Hardened);
    assert_eq!((secret.error, secret.status), ("invalid_client", 401));
}
