//! Step 6: what each choice of the tenant lets users consent to (`identity.md` §3.5, §9.6).

use consentry_model::{ConditionSet, ConsentPolicy, Impact, PermissionType, UserConsent};

use super::*;

/// A choice, an application, and what a member is told.
type Cell = (fn() -> Ruling, &'static str, Facts, &'static str);

const CLASSES: [Option<Impact>; 4] =
    [None, Some(Impact::Low), Some(Impact::Medium), Some(Impact::High)];

fn mail_clients_alone() -> Ruling {
    let id = "microsoft-user-default-allow-consent-apps".parse().unwrap();
    assigning(UserConsent(BTreeSet::from([id])))
}

/// Each choice for Apple and for somebody unknown.
fn choices(impact: Option<Impact>) -> [Cell; 10] {
    let low = if impact == Some(Impact::Low) { "prompt" } else { "90093" };
    let all: fn() -> Ruling = || choosing(ConsentChoice::All);
    let low_impact: fn() -> Ruling = || choosing(ConsentChoice::LowImpact);
    let recommended: fn() -> Ruling = || choosing(ConsentChoice::Recommended);
    let off: fn() -> Ruling = || choosing(ConsentChoice::Off);
    [
        (all, "all, Apple", facts(), "prompt"),
        (all, "all, unknown", unknown(facts()), "prompt"),
        (low_impact, "low, Apple", facts(), low),
        (low_impact, "low, unknown", unknown(facts()), "90093"),
        (recommended, "recommended, Apple", facts(), "prompt"),
        (recommended, "recommended, unknown", unknown(facts()), "90093"),
        // The mail clients' policy has the mail permissions and not who the user is.
        (mail_clients_alone, "mail clients, Apple", facts(), "90093"),
        (mail_clients_alone, "mail clients, unknown", unknown(facts()), "90093"),
        (off, "off, Apple", facts(), "90094"),
        (off, "off, unknown", unknown(facts()), "90094"),
    ]
}

fn say(facts: Facts) -> String {
    said(&evaluate(&attempt(), &facts).outcome)
}

/// Every cell of the consent matrix: choice × application × classification × workflow × user ×
/// assignment.
#[test]
fn the_consent_matrix() {
    for impact in CLASSES {
        for (ruling, name, facts, member) in choices(impact) {
            let classified = |ruling: Ruling| match impact {
                Some(impact) => ruling.classifying_all(impact),
                None => ruling,
            };
            let plain = || classified(ruling()).over(facts.clone());
            let workflow = || classified(ruling().with_workflow()).over(facts.clone());
            let name = format!("{name}, {impact:?}");
            let asks = if member == "prompt" { "prompt" } else { "request 90095" };
            for (who, changed, want, requested) in [
                ("member", (|facts| facts) as fn(Facts) -> Facts, member, asks),
                ("guest", guest, "90094", "request 90095"),
                ("assigned", assigned, "90094", "request 90095"),
                ("not assigned", assignment_required, "50105", "50105"),
                ("guest, assigned", |facts| guest(assigned(facts)), "90094", "request 90095"),
            ] {
                assert_eq!(say(changed(plain())), want, "{name}, {who}");
                assert_eq!(say(changed(workflow())), requested, "{name}, {who}, workflow");
            }
            for (role, want) in [
                (R::CloudApplicationAdministrator, "prompt"),
                (R::ApplicationAdministrator, "prompt"),
                (R::PrivilegedRoleAdministrator, "prompt"),
                (R::GlobalAdministrator, "prompt, or for all"),
            ] {
                for facts in [plain(), workflow(), assigned(plain()), assigned(workflow())] {
                    assert_eq!(say(held_by(role, facts)), want, "{name}, {role}");
                }
            }
        }
    }
}

#[test]
fn low_impact() {
    let low = || choosing(ConsentChoice::LowImpact);
    let all_low = || low().classifying_all(Impact::Low);
    let eas = || without_openid(asking(Door::Authorize, EAS));
    let own = |facts| app(facts, |app| app.owner = tenant_id());
    let nobody = |facts| app(facts, |app| app.publisher = None);
    let but = |of, value, impact| all_low().classifying(of, value, impact).over(facts());
    let only_eas = || low().classifying(EXCHANGE, EAS, Impact::Low);
    cases([
        ("verified, classified", attempt(), all_low().over(facts()), "prompt"),
        ("verified, not classified", attempt(), low().over(facts()), "90093"),
        ("one is not", attempt(), only_eas().over(facts()), "90093"),
        ("one is medium", attempt(), but(EXCHANGE, EWS, Impact::Medium), "90093"),
        ("one is high", attempt(), but(EXCHANGE, EWS, Impact::High), "90093"),
        ("who the user is, is not low", attempt(), but(GRAPH, "profile", Impact::High), "90093"),
        ("the one that is asked for", eas(), only_eas().over(facts()), "prompt"),
        (
            "another is missing",
            eas(),
            low().classifying(EXCHANGE, EWS, Impact::Low).over(facts()),
            "90093",
        ),
        (
            "a namesake's class",
            eas(),
            low().classifying(GRAPH, EAS, Impact::Low).over(facts()),
            "90093",
        ),
        (
            "one of two, the other granted",
            asking(Door::Authorize, BOTH),
            only_eas().over(by_user(EWS)),
            "prompt",
        ),
        (
            "one of two, low is granted",
            asking(Door::Authorize, BOTH),
            only_eas().over(by_user(EAS)),
            "90093",
        ),
        ("not verified", attempt(), all_low().over(unverified(facts())), "90093"),
        ("no publisher", attempt(), all_low().over(nobody(facts())), "90093"),
        (
            "not verified, of this tenant",
            attempt(),
            all_low().over(own(unverified(facts()))),
            "prompt",
        ),
        ("no publisher, of this tenant", attempt(), all_low().over(own(nobody(facts()))), "prompt"),
        (
            "of this tenant, not classified",
            attempt(),
            low().over(own(unverified(facts()))),
            "90093",
        ),
        ("asked again, granted", again(attempt()), all_low().over(granted(BOTH)), "prompt"),
        ("asked again, not classified", again(attempt()), low().over(granted(BOTH)), "90093"),
    ]);
}

#[test]
fn recommended() {
    let here = |facts| choosing(ConsentChoice::Recommended).over(facts);
    let spelled = |facts| {
        let ids =
            ["microsoft-user-default-recommended", "microsoft-user-allow-default-consent-apps"];
        assigning(UserConsent(ids.map(|id| id.parse().unwrap()).into())).over(facts)
    };
    let graph = |named| on_graph(Door::Authorize, named);
    let exchange = |named| asking(Door::Authorize, named);
    cases([
        ("mail for Apple", attempt(), here(facts()), "prompt"),
        ("the other spelling of the mail clients' policy", attempt(), spelled(facts()), "prompt"),
        ("the other spelling, unknown", attempt(), spelled(unknown(facts())), "90093"),
        ("mail for somebody unknown", attempt(), here(unknown(facts())), "90093"),
        (
            "verified, no mail client",
            exchange(EAS),
            here(app(facts(), |app| app.id = GRAPH)),
            "90093",
        ),
        (
            "IMAP for somebody unknown",
            exchange("IMAP.AccessAsUser.All"),
            here(unknown(facts())),
            "90093",
        ),
        ("sending for somebody unknown", exchange("SMTP.Send"), here(unknown(facts())), "prompt"),
        ("reading mail by Graph", graph("Mail.Read"), here(unknown(facts())), "90093"),
        ("reading mail by Graph, Apple", graph("Mail.Read"), here(facts()), "prompt"),
        ("reading contacts", graph("Contacts.Read"), here(unknown(facts())), "prompt"),
        ("who the user is", graph("User.Read"), here(unknown(facts())), "prompt"),
        ("one of two", graph("User.Read Mail.Read"), here(unknown(facts())), "90093"),
        ("admin-only for Apple", graph("Directory.Read.All"), here(facts()), "90094"),
    ]);
}

#[test]
fn policies_of_the_tenants_own() {
    let delegated = || conditions(PermissionType::Delegated);
    let of = |set| under(policy("own", set));
    let id = |of, value| consentry_model::PermissionKey::Id(permission_id(of, value));
    let only = |keys: Vec<_>| ConditionSet {
        resource: Some(EXCHANGE),
        permissions: consentry_model::Selection::only(keys),
        ..delegated()
    };
    let eas = || without_openid(asking(Door::Authorize, EAS));
    let both = || without_openid(asking(Door::Authorize, BOTH));
    let only_eas = || only(vec![id(EXCHANGE, EAS)]);
    let only_ews = || only(vec![id(EXCHANGE, EWS)]);
    let excluding = || ConsentPolicy { excludes: vec![only_eas()], ..policy("own", delegated()) };
    let pair = || {
        let both = ["own".parse().unwrap(), "second".parse().unwrap()];
        let ruling = assigning(UserConsent(BTreeSet::from(both)));
        ruling.knowing(policy("own", only_eas())).knowing(policy("second", only_ews()))
    };
    let low = "microsoft-user-default-low";
    let shadow = || choosing(ConsentChoice::LowImpact).knowing(policy(low, delegated()));
    let gone = || assigning(UserConsent(BTreeSet::from(["gone".parse().unwrap()])));
    let none = || ConsentPolicy { includes: Vec::new(), ..policy("own", delegated()) };
    cases([
        ("everything delegated", attempt(), of(delegated()).over(facts()), "prompt"),
        (
            "application roles alone",
            attempt(),
            of(conditions(PermissionType::Application)).over(facts()),
            "90093",
        ),
        ("the one listed", eas(), of(only_eas()).over(facts()), "prompt"),
        ("another", eas(), of(only_ews()).over(facts()), "90093"),
        ("one of two", both(), of(only_eas()).over(facts()), "90093"),
        ("each by another policy", both(), pair().over(facts()), "prompt"),
        ("excluded", eas(), under(excluding()).over(facts()), "90093"),
        (
            "the other than excluded",
            without_openid(asking(Door::Authorize, EWS)),
            under(excluding()).over(facts()),
            "prompt",
        ),
        (
            "excludes of one do not touch another",
            eas(),
            {
                let ids = ["own".parse().unwrap(), "second".parse().unwrap()];
                let ruling = assigning(UserConsent(BTreeSet::from(ids)));
                ruling.knowing(excluding()).knowing(policy("second", only_eas())).over(facts())
            },
            "prompt",
        ),
        ("without an include", eas(), under(none()).over(facts()), "90093"),
        ("in place of a shipped one", eas(), shadow().over(facts()), "90093"),
        ("a policy that is not there", eas(), gone().over(facts()), "90094"),
        ("risky all the same", attempt(), of(delegated()).over(young(facts(), 1)), "900941"),
    ]);
}
