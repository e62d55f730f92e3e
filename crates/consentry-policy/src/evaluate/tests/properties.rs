//! What holds for every attempt and all facts.

use proptest::prelude::*;

use super::*;

fn any_scopes() -> impl Strategy<Value = ScopeSet> {
    let known = [
        EAS,
        "EWS.AccessAsUser.All",
        "IMAP.AccessAsUser.All",
        "full_access_as_user",
        "User.Read",
        "Directory.Read.All",
        "openid",
        "profile",
    ];
    let count = known.len();
    prop::sample::subsequence(known.to_vec(), 0..=count).prop_map(|some| scopes(&some.join(" ")))
}

fn any_resource() -> impl Strategy<Value = AppId> {
    prop_oneof![Just(well_known::EXCHANGE), Just(well_known::GRAPH)]
}

fn any_protocol() -> impl Strategy<Value = Protocol> {
    prop::sample::select(Protocol::ALL.to_vec())
}

fn any_door() -> impl Strategy<Value = Door> {
    prop_oneof![
        4 => Just(Door::Authorize),
        1 => Just(Door::Silent),
        1 => Just(Door::AdminConsent),
        1 => Just(Door::DeviceCode),
        1 => Just(Door::DeviceGrant),
        1 => Just(Door::CodeGrant),
        1 => Just(Door::RefreshGrant),
        1 => Just(Door::PasswordGrant),
        1 => Just(Door::ClientCredentials),
        2 => any_protocol().prop_map(Door::MailToken),
        1 => any_protocol().prop_map(Door::MailBasic),
    ]
}

fn any_moment() -> impl Strategy<Value = Timestamp> {
    (0_i64..3).prop_map(Timestamp::from_seconds)
}

fn any_held() -> impl Strategy<Value = Held> {
    prop::sample::select(vec![
        Held::Cookie(Basis::Password),
        Held::Cookie(Basis::Other),
        Held::Token(Basis::Password),
        Held::Token(Basis::Other),
        Held::Confidential,
    ])
}

fn any_proof() -> impl Strategy<Value = Proof> {
    prop_oneof![
        1 => Just(Proof::None),
        1 => Just(Proof::WrongPassword),
        2 => Just(Proof::Password),
        2 => (any_moment(), any_held())
            .prop_map(|(authenticated_at, held)| Proof::Session { authenticated_at, held }),
        2 => (any_moment(), any_held()).prop_map(|(issued_at, held)| Proof::Grant { issued_at, held }),
        2 => (any_moment(), any_scopes(), any_held())
            .prop_map(|(issued_at, scopes, held)| Proof::AccessToken { issued_at, scopes, held }),
        1 => Just(Proof::ClientCredential),
    ]
}

prop_compose! {
    fn any_attempt()(
        door in any_door(),
        app in prop_oneof![3 => Just(Some(well_known::APPLE)), 1 => Just(None)],
        resource in any_resource(),
        ask in prop_oneof![Just(Ask::Static), any_scopes().prop_map(Ask::Scopes)],
        openid in prop_oneof![Just(ScopeSet::new()), Just(scopes("openid profile"))],
        renewal in prop_oneof![3 => Just(Renewal::AsNeeded), 1 => Just(Renewal::Consent)],
        proof in any_proof(),
    ) -> Attempt {
        let want = Want { resource, ask, openid, ..attempt().want };
        Attempt { door, app, want, renewal, proof, ..attempt() }
    }
}

fn any_grant() -> impl Strategy<Value = GrantFacts> {
    let reach = prop_oneof![Just(GrantReach::Tenant), Just(GrantReach::User)];
    (any_resource(), reach, any_scopes()).prop_map(|(resource, reach, scopes)| GrantFacts {
        resource,
        reach,
        scopes,
    })
}

fn any_switch() -> impl Strategy<Value = Switch> {
    any::<bool>().prop_map(Switch::from)
}

prop_compose! {
    fn any_user()(
        enabled in prop::bool::weighted(0.8),
        one_time in prop::bool::weighted(0.2),
        valid_from in (any_moment(), any_moment(), any_moment()).prop_map(
            |(everything, passwords, tokens)| ValidFrom { everything, passwords, tokens },
        ),
        roles in prop::collection::btree_set(prop::sample::select(DirectoryRole::ALL.to_vec()), 0..2),
    ) -> UserFacts {
        UserFacts {
            state: if enabled { AccountState::Enabled } else { AccountState::Disabled },
            password: if one_time { PasswordState::OneTime } else { PasswordState::Current },
            valid_from,
            roles,
            ..adele()
        }
    }
}

prop_compose! {
    fn any_facts()(
        users_consent in any::<bool>(),
        basic in any::<bool>(),
        known in prop::bool::weighted(0.9),
        password_grant in any_switch(),
        device_codes in any_switch(),
        principal in prop::option::of((any_switch(), any_switch())),
        user in prop::option::weighted(0.9, any_user()),
        assigned in any::<bool>(),
        grants in prop::collection::vec(any_grant(), 0..4),
    ) -> Facts {
        let mut facts = facts();
        if !users_consent {
            facts = users_may_not_consent(facts);
        }
        if basic {
            facts = basic_allowed(facts);
        }
        facts.application =
            known.then(|| ApplicationFacts { password_grant, device_codes, ..application() });
        facts.principal = principal.map(|(enabled, assignment_required)| {
            PrincipalFacts { enabled, assignment_required, ..super::principal() }
        });
        facts.user = user;
        facts.assignment = if assigned { Assignment::Assigned } else { Assignment::Missing };
        facts.grants = grants;
        facts
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn the_trace_ends_with_the_gate_that_decides(attempt in any_attempt(), facts in any_facts()) {
        let evaluation = evaluate(&attempt, &facts);
        assert_trace_fits(&evaluation.outcome, &evaluation.trace, "any");
    }

    #[test]
    fn the_same_question_has_the_same_answer(attempt in any_attempt(), facts in any_facts()) {
        prop_assert_eq!(evaluate(&attempt, &facts), evaluate(&attempt, &facts));
    }

    #[test]
    fn granting_more_takes_nothing_away(
        attempt in any_attempt(),
        facts in any_facts(),
        more in any_grant(),
    ) {
        let before = evaluate(&attempt, &facts).outcome;
        let mut facts = facts;
        facts.grants.push(more);
        let after = evaluate(&attempt, &facts).outcome;
        if let Outcome::Allow(before) = before {
            let Outcome::Allow(after) = after else {
                return Err(TestCaseError::fail(format!("{after:?}")));
            };
            prop_assert!(before.scopes.without(&after.scopes).is_empty());
            prop_assert_eq!(before.roles, after.roles);
        }
    }

    #[test]
    fn the_order_of_grants_does_not_matter(
        attempt in any_attempt(),
        facts in any_facts(),
        turns in 0_usize..4,
    ) {
        let mut turned = facts.clone();
        turned.grants.reverse();
        let turns = turns.min(turned.grants.len());
        turned.grants.rotate_left(turns);
        prop_assert_eq!(evaluate(&attempt, &facts).outcome, evaluate(&attempt, &turned).outcome);
    }

    #[test]
    fn nobody_gets_through_disabled_or_unproved(attempt in any_attempt(), facts in any_facts()) {
        let outcome = evaluate(&attempt, &facts).outcome;
        if matches!(outcome, Outcome::Allow(_)) {
            prop_assert!(!matches!(attempt.proof, Proof::None | Proof::WrongPassword));
            let by_user = attempt.proof != Proof::ClientCredential;
            let user_on =
                facts.user.as_ref().is_some_and(|user| user.state == AccountState::Enabled);
            prop_assert!(!by_user || user_on);
            let app_off = facts.principal.as_ref().is_some_and(|p| !p.enabled.is_on());
            prop_assert!(facts.application.is_none() || !app_off);
        }
    }

    #[test]
    fn pages_are_only_asked_for_where_pages_are(attempt in any_attempt(), facts in any_facts()) {
        let outcome = evaluate(&attempt, &facts).outcome;
        if let Outcome::Interact(interaction) = outcome {
            let to_prove = interaction == Interaction::Password;
            prop_assert!(attempt.door.shows_pages() || to_prove, "{interaction:?}");
        }
    }

    #[test]
    fn a_page_never_asks_for_nothing_new(attempt in any_attempt(), facts in any_facts()) {
        prop_assume!(attempt.renewal == Renewal::AsNeeded);
        if let Outcome::Interact(Interaction::Consent(ask)) = evaluate(&attempt, &facts).outcome {
            prop_assert!(!ask.scopes.is_empty());
            for (resource, asked) in &ask.scopes {
                prop_assert_eq!(asked.without(&facts.effective(*resource)), asked.clone());
            }
        }
    }

    #[test]
    fn accepting_a_page_is_enough(attempt in any_attempt(), facts in any_facts()) {
        prop_assume!(attempt.renewal == Renewal::AsNeeded);
        if let Outcome::Interact(Interaction::Consent(ask)) = evaluate(&attempt, &facts).outcome {
            let mut facts = facts;
            facts.grants.extend(ask.scopes.into_iter().map(|(resource, scopes)| GrantFacts {
                resource,
                reach: GrantReach::User,
                scopes,
            }));
            let outcome = evaluate(&attempt, &facts).outcome;
            prop_assert!(matches!(outcome, Outcome::Allow(_)), "{:?}", outcome);
        }
    }
}
