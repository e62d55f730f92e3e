//! The shipped policies (`identity.md` §3.5).

use super::*;

/// What the recommended policy leaves to administrators, as the original documents it.
const OF_GRAPH: &str = "Files.Read.All Files.ReadWrite.All Sites.Read.All Sites.ReadWrite.All \
    Mail.Read Mail.ReadWrite Mail.ReadBasic Mail.Read.Shared Mail.ReadBasic.Shared \
    Mail.ReadWrite.Shared MailboxItem.Read Calendars.Read Calendars.ReadBasic Calendars.ReadWrite \
    Calendars.Read.Shared Calendars.ReadWrite.Shared Chat.Read Chat.ReadWrite OnlineMeetings.Read \
    OnlineMeetings.ReadWrite MailboxFolder.Read MailboxFolder.ReadWrite MailboxSettings.Read \
    MailboxSettings.ReadWrite Contacts.ReadWrite Contacts.Read.Shared Contacts.ReadWrite.Shared \
    Tasks.Read Tasks.Read.Shared Tasks.ReadWrite Tasks.ReadWrite.Shared People.Read";
/// Of Exchange; the last is the old name of the second.
const OF_EXCHANGE: &str = "EAS.AccessAsUser.All EWS.AccessAsUser.All IMAP.AccessAsUser.All \
    POP.AccessAsUser.All full_access_as_user";
/// Neighbours of these that users may consent to.
const OTHERS_OF_GRAPH: &str = "openid profile email offline_access User.Read Contacts.Read \
    Mail.Send Files.Read Files.ReadWrite Notes.Read SMTP.Send EAS.AccessAsUser.All";
const OTHERS_OF_EXCHANGE: &str = "SMTP.Send Mail.Read Contacts.Read";

const APPLE: &str = "f8d98a96-0999-43f5-8af3-69971c7bb423";
const MAIL_CLIENTS: [&str; 6] = [
    APPLE,
    "b50c1dbd-1855-4e54-b07c-d3c3029e93d3",
    "e9a7fea1-1cc0-4cd9-a31b-9137ca5deedd",
    "8acd33ea-7197-4a96-bc33-d7cc7101262f",
    "2cee05de-2b8f-45a2-8289-2a06ca32c4c8",
    "9e5f94bc-e8a4-4e73-b8be-63364c29d753",
];

fn shipped(id: &str) -> ConsentPolicy {
    built_in(&id.parse().unwrap(), HERE).unwrap()
}

fn of(resource: AppId, value: &str) -> Asked {
    Asked { resource, value: value.parse().unwrap(), ..asked() }
}

fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split_ascii_whitespace()
}

#[test]
fn every_id_is_a_policy_with_words() {
    for id in BUILT_IN.into_iter().chain(["microsoft-user-allow-default-consent-apps"]) {
        let policy = shipped(id);
        assert_eq!(policy.id.as_str(), id);
        assert!(!policy.description.is_empty(), "{id}");
        assert!(policy.id.is_reserved(), "{id}");
        assert!(!policy.includes.is_empty(), "{id}");
    }
    assert!(built_in(&"own".parse().unwrap(), HERE).is_none());
    assert!(built_in(&"microsoft-user-default-none".parse().unwrap(), HERE).is_none());
    let upper = "Microsoft-User-Default-Low".parse().unwrap();
    assert!(built_in(&upper, HERE).is_some(), "ids have no case");
}

#[test]
fn ids_of_sets_are_fixed_and_their_own() {
    let mut ids: Vec<_> = BUILT_IN
        .into_iter()
        .map(shipped)
        .flat_map(|policy| policy.includes.into_iter().chain(policy.excludes))
        .map(|set| set.id)
        .collect();
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count);
    assert_eq!(count, 15);
    for id in BUILT_IN {
        assert_eq!(shipped(id), shipped(id));
    }
}

#[test]
fn low_impact() {
    let policy = shipped("microsoft-user-default-low");
    let low = || Asked { impact: Some(Impact::Low), ..asked() };
    let unknown = |asked| Asked { publisher: None, ..asked };
    let own = |asked| Asked { owner: HERE, ..asked };
    for (name, asked, want) in [
        ("verified, low", low(), Ok(())),
        ("own, low", own(unknown(low())), Ok(())),
        ("unknown, low", unknown(low()), Err(Lack::Publisher)),
        ("verified, none", asked(), Err(Lack::Classification(Impact::Low))),
        ("own, none", own(unknown(asked())), Err(Lack::Classification(Impact::Low))),
        (
            "verified, medium",
            Asked { impact: Some(Impact::Medium), ..asked() },
            Err(Lack::Classification(Impact::Low)),
        ),
        ("a role", Asked { kind: AskedKind::Application, ..low() }, Err(Lack::Permission)),
    ] {
        assert_eq!(judged(&policy, &asked), want, "{name}");
    }
    let elsewhere = built_in(&policy.id, ELSEWHERE).unwrap();
    assert_eq!(judged(&elsewhere, &own(unknown(low()))), Err(Lack::Publisher), "in another tenant");
}

#[test]
fn all_that_is_not_admin_only() {
    let policy = shipped("microsoft-user-default-legacy");
    assert_eq!(judged(&policy, &asked()), Ok(()));
    assert_eq!(judged(&policy, &Asked { publisher: None, ..asked() }), Ok(()));
    let admin = Asked { kind: BY_ADMINS, ..asked() };
    assert_eq!(judged(&policy, &admin), Err(Lack::Permission));
    let role = Asked { kind: AskedKind::Application, ..asked() };
    assert_eq!(judged(&policy, &role), Err(Lack::Permission));
}

#[test]
fn recommended_is_exactly_the_documented_list() {
    let policy = shipped("microsoft-user-default-recommended");
    assert_eq!(words(OF_GRAPH).count(), 32);
    for (resource, listed, others) in [
        (well_known::GRAPH, OF_GRAPH, OTHERS_OF_GRAPH),
        (well_known::EXCHANGE, OF_EXCHANGE, OTHERS_OF_EXCHANGE),
    ] {
        for value in words(listed) {
            assert_eq!(judged(&policy, &of(resource, value)), Err(Lack::Excluded), "{value}");
        }
        for value in words(others) {
            assert_eq!(judged(&policy, &of(resource, value)), Ok(()), "{value}");
        }
        let set = policy.excludes.iter().find(|set| set.resource == Some(resource)).unwrap();
        let Selection::Only(keys) = &set.permissions else { panic!("{set:?}") };
        assert_eq!(keys.len(), words(listed).count(), "{resource}");
    }
    assert_eq!(policy.excludes.len(), 2);
    let admin = Asked { kind: BY_ADMINS, ..of(well_known::GRAPH, "User.Read") };
    assert_eq!(judged(&policy, &admin), Err(Lack::Permission));
    let elsewhere = of(AppId::from_uuid(id(20)), "Mail.Read");
    assert_eq!(judged(&policy, &elsewhere), Ok(()), "another resource's Mail.Read");
}

#[test]
fn mail_clients_get_what_the_recommended_policy_leaves_out() {
    for name in
        ["microsoft-user-default-allow-consent-apps", "microsoft-user-allow-default-consent-apps"]
    {
        let policy = shipped(name);
        let with = |client: &str, asked| Asked { client: client.parse().unwrap(), ..asked };
        for client in MAIL_CLIENTS {
            for (resource, listed, others) in [
                (well_known::GRAPH, OF_GRAPH, OTHERS_OF_GRAPH),
                (well_known::EXCHANGE, OF_EXCHANGE, OTHERS_OF_EXCHANGE),
            ] {
                for value in words(listed) {
                    let asked = with(client, of(resource, value));
                    assert_eq!(judged(&policy, &asked), Ok(()), "{name}, {client}, {value}");
                }
                for value in words(others) {
                    let asked = with(client, of(resource, value));
                    let want = Err(Lack::Permission);
                    assert_eq!(judged(&policy, &asked), want, "{name}, {client}, {value}");
                }
            }
        }
        let eas = || of(well_known::EXCHANGE, "EAS.AccessAsUser.All");
        assert_eq!(judged(&policy, &eas()), Err(Lack::Client), "{name}, somebody else");
        // Outlook is not among them: it is the original's own and asks nobody.
        let outlook = with("27922004-5251-4030-b22d-91ecd9a37ea4", eas());
        assert_eq!(judged(&policy, &outlook), Err(Lack::Client), "{name}, Outlook");
        let admin = with(APPLE, Asked { kind: BY_ADMINS, ..eas() });
        assert_eq!(judged(&policy, &admin), Err(Lack::Permission), "{name}, admin-only");
        let unknown = with(APPLE, Asked { publisher: None, ..eas() });
        assert_eq!(judged(&policy, &unknown), Ok(()), "{name}: by client id alone");
    }
}

#[test]
fn policies_for_administrators() {
    let role = |resource| Asked { kind: AskedKind::Application, ..of(resource, "Mail.Read") };
    let graph = || role(well_known::GRAPH);
    let exchange = || role(well_known::EXCHANGE);
    let admin = || Asked { kind: BY_ADMINS, ..asked() };
    let unknown = |asked| Asked { publisher: None, ..asked };
    let all = "microsoft-all-application-permissions";
    let verified = "microsoft-all-application-permissions-verified";
    let applications = "microsoft-application-admin";
    let company = "microsoft-company-admin";
    for (policy, asked, want) in [
        (all, graph(), Ok(())),
        (all, unknown(exchange()), Ok(())),
        (all, asked(), Err(Lack::Permission)),
        (verified, graph(), Ok(())),
        (verified, unknown(graph()), Err(Lack::Publisher)),
        (verified, asked(), Err(Lack::Permission)),
        (applications, asked(), Ok(())),
        (applications, admin(), Ok(())),
        (applications, unknown(admin()), Ok(())),
        (applications, exchange(), Ok(())),
        (applications, graph(), Err(Lack::Excluded)),
        (company, asked(), Ok(())),
        (company, admin(), Ok(())),
        (company, unknown(graph()), Ok(())),
        (company, exchange(), Ok(())),
    ] {
        assert_eq!(judged(&shipped(policy), &asked), want, "{policy}: {:?}", asked.kind);
    }
}
