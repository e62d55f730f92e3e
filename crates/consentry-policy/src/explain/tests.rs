//! Which setting decides, and what its changes would do.

use std::fmt::Write as _;

use consentry_model::{
    AccountState, ConditionSet, ConsentChoice, ConsentReach, DirectoryRole as R, Impact,
    PermissionType, Protocol, Switch,
    well_known::{EXCHANGE, GRAPH},
};

use super::*;
use crate::{GrantReach::Tenant, PrincipalFacts, Proof, TenantFacts, UserFacts, scene::*};

/// The deciding setting, what happens, and what each change would do; the changes of the deciding
/// setting have a `*`.
fn told(attempt: &Attempt, facts: &Facts) -> String {
    let explanation = explain(attempt, facts);
    let mut text = format!("{}: {}", explanation.setting.name(), explanation.checked);
    for Change { setting, to, then } in explanation.changes {
        let mark = if setting == explanation.setting { "*" } else { "" };
        write!(text, "; {mark}{} = {to}: {then}", setting.name()).unwrap();
    }
    text
}

fn off(facts: Facts) -> Facts {
    choosing(ConsentChoice::Off).over(facts)
}

fn disabled(facts: Facts) -> Facts {
    let principal = PrincipalFacts { enabled: Switch::Off, ..principal() };
    Facts { principal: Some(principal), ..facts }
}

/// Name, attempt, facts, what happens, and the setting that decides.
type Row = (&'static str, Attempt, Facts, &'static str, &'static str);

fn rows(rows: Vec<Row>) {
    for (name, attempt, facts, checked, setting) in rows {
        let explanation = explain(&attempt, &facts);
        assert_eq!(explanation.checked.word(), checked, "{name}");
        assert_eq!(explanation.setting.name(), setting, "{name}: {:?}", explanation.trace.last());
        let evaluation = evaluate(&attempt, &facts);
        assert_eq!(explanation.outcome, evaluation.outcome, "{name}");
        assert_eq!(explanation.trace, evaluation.trace, "{name}");
    }
}

#[test]
fn the_deciding_setting_of_every_gate_and_door() {
    let locked = UserFacts { state: AccountState::Disabled, ..adele() };
    let nobody = proving(Door::Authorize, Proof::None);
    let unknown = Facts { application: None, ..facts() };
    let required = assignment_required(granted(EAS));
    let eas_with = |scopes| bearing(Protocol::Eas, scopes);
    let own_page = proving(Door::OwnPages, Proof::Password);
    let basic_login = basic(Protocol::Eas, Proof::Password);
    let by_itself = proving(Door::ClientCredentials, Proof::ClientCredential);
    let admin = || at(Door::AdminConsent);
    let caa = holding(R::CloudApplicationAdministrator);
    rows(vec![
        ("no application", attempt(), unknown, "refused", "registration"),
        ("a disabled account", attempt(), with_user(locked), "refused", "account"),
        ("nobody yet", nobody, facts(), "prompt", "account"),
        ("disabled", attempt(), disabled(granted(EAS)), "refused", "enabled for users to sign in"),
        ("not assigned", attempt(), required, "refused", "users and groups"),
        ("a token without it", eas_with(EWS), granted(BOTH), "refused", "consents"),
        ("granted", attempt(), granted(EAS), "silent", "consents"),
        ("missing, no page", at(Door::Silent), facts(), "refused", "consents"),
        ("a mail request", eas_with(EAS), granted(EAS), "silent", "consents"),
        ("a mail request, revoked", eas_with(EAS), facts(), "refused", "consents"),
        ("the admin flow, a user", admin(), granted(BOTH), "need-admin", "directory role"),
        ("the admin flow", admin(), off(caa), "prompt", "directory role"),
        ("our own page", own_page, off(facts()), "silent", "account"),
        ("Basic", basic_login, basic_allowed(off(facts())), "silent", "account"),
        ("an application by itself", by_itself, facts(), "silent", "consents"),
    ]);
}

#[test]
fn the_deciding_setting_of_every_hindrance() {
    let directory = || on_graph(Door::Authorize, "Directory.Read.All");
    let low = |facts| choosing(ConsentChoice::LowImpact).over(facts);
    let all_low =
        |facts| choosing(ConsentChoice::LowImpact).classifying_all(Impact::Low).over(facts);
    let set = ConditionSet { resource: Some(GRAPH), ..conditions(PermissionType::Delegated) };
    let only_graph = under(policy("own", set)).over(facts());
    let with_role = listing_roles(facts(), GRAPH, "Directory.Read.All");
    let caa = || holding(R::CloudApplicationAdministrator);
    rows(vec![
        ("users may", attempt(), facts(), "prompt", "users may consent"),
        ("users may not, he may", attempt(), off(caa()), "prompt", "directory role"),
        ("admin-only, he may", directory(), caa(), "prompt", "directory role"),
        ("admin-only", directory(), facts(), "need-admin", "kind of permission"),
        ("application role", attempt(), with_role, "need-admin", "kind of permission"),
        ("assignment", attempt(), assigned(facts()), "need-admin", "assignment required"),
        ("guest", attempt(), guest(facts()), "need-admin", "kind of user"),
        ("off", attempt(), off(facts()), "need-admin", "users may consent"),
        ("not classified", attempt(), low(facts()), "need-admin", "classification"),
        ("not verified", attempt(), all_low(unverified(facts())), "need-admin", "publisher"),
        ("not listed", attempt(), only_graph, "need-admin", "users may consent"),
        ("look-alike", attempt(), look_alike(facts()), "need-admin", "name of the application"),
        ("young", attempt(), young(facts(), 1), "need-admin", "step-up for risky applications"),
    ]);
}

#[test]
fn what_stood_in_the_way_is_named() {
    let directory = || on_graph(Door::Authorize, "Directory.Read.All");
    let low = |facts| choosing(ConsentChoice::LowImpact).over(facts);
    let eas = || without_openid(asking(Door::Authorize, EAS));
    for (name, attempt, facts, want) in [
        ("granted", attempt(), granted(EAS), None),
        ("users may", attempt(), facts(), None),
        ("off", attempt(), off(facts()), None),
        ("disabled", attempt(), disabled(facts()), None),
        ("admin-only", directory(), facts(), Some("Directory.Read.All")),
        ("not classified", eas(), low(facts()), Some(EAS)),
        ("look-alike", attempt(), look_alike(facts()), Some("Apple Internet Accounts")),
        ("the admin flow", at(Door::AdminConsent), facts(), None),
    ] {
        assert_eq!(explain(&attempt, &facts).about.as_deref(), want, "{name}");
    }
}

/// The set-up of the mission: user consent on, assignment required, the user on the list.
#[test]
fn ruling_28_says_what_would_let_him_in() {
    assert_eq!(
        told(&attempt(), &assigned(facts())),
        "assignment required: need-admin; *assignment required = no: prompt; \
         consents = an administrator consents for everybody: silent; \
         request workflow = on: request; enabled for users to sign in = no: refused"
    );
}

#[test]
fn what_each_change_would_do() {
    let low = |facts| choosing(ConsentChoice::LowImpact).over(facts);
    let eas = || without_openid(asking(Door::Authorize, EAS));
    let stopped = "consents = an administrator consents for everybody: silent";
    let closing = "request workflow = on: request; enabled for users to sign in = no: refused; \
                   assignment required = yes: refused";
    for (name, attempt, facts, want) in [
        (
            "off",
            attempt(),
            off(facts()),
            format!(
                "users may consent: need-admin; *users may consent = recommended: prompt; \
                 *users may consent = yes: prompt; *users may consent = low-impact: need-admin; \
                 {stopped}; {closing}"
            ),
        ),
        (
            "not classified",
            eas(),
            low(facts()),
            format!(
                "classification: need-admin; *classification = low: prompt; {stopped}; \
                 users may consent = recommended: prompt; users may consent = yes: prompt; {closing}"
            ),
        ),
        (
            "not verified",
            eas(),
            choosing(ConsentChoice::LowImpact)
                .classifying_all(Impact::Low)
                .over(unverified(facts())),
            format!(
                "publisher: need-admin; *publisher = verified: prompt; {stopped}; \
                 users may consent = recommended: prompt; users may consent = yes: prompt; {closing}"
            ),
        ),
        (
            "guest",
            attempt(),
            guest(facts()),
            format!(
                "kind of user: need-admin; *kind of user = member: prompt; {stopped}; {closing}"
            ),
        ),
        (
            "young",
            attempt(),
            young(facts(), 1),
            format!(
                "step-up for risky applications: need-admin; \
                 *step-up for risky applications = off: prompt; {stopped}; \
                 publisher = verified: prompt; {closing}"
            ),
        ),
        (
            "look-alike",
            attempt(),
            look_alike(facts()),
            format!(
                "name of the application: need-admin; {stopped}; publisher = verified: prompt; \
                 {closing}"
            ),
        ),
        (
            "admin-only",
            on_graph(Door::Authorize, "Directory.Read.All"),
            facts(),
            format!("kind of permission: need-admin; {stopped}; {closing}"),
        ),
    ] {
        assert_eq!(told(&attempt, &facts), want, "{name}");
    }
}

#[test]
fn what_each_change_would_do_where_nothing_stops() {
    let not_assigned = assignment_required(granted(EAS));
    for (name, attempt, facts, want) in [
        (
            "granted",
            attempt(),
            off(granted(EAS)),
            "consents: silent; *consents = revoked: need-admin; \
             enabled for users to sign in = no: refused; assignment required = yes: refused",
        ),
        (
            "not assigned",
            attempt(),
            not_assigned,
            "users and groups: refused; *users and groups = the user is assigned: silent; \
             assignment required = no: silent",
        ),
        (
            "disabled",
            attempt(),
            disabled(granted(EAS)),
            "enabled for users to sign in: refused; *enabled for users to sign in = yes: silent",
        ),
        (
            "users may",
            attempt(),
            facts(),
            "users may consent: prompt; *users may consent = recommended: prompt; \
             *users may consent = no: need-admin; *users may consent = low-impact: need-admin; \
             consents = an administrator consents for everybody: silent; \
             enabled for users to sign in = no: refused; assignment required = yes: refused",
        ),
    ] {
        assert_eq!(told(&attempt, &facts), want, "{name}");
    }
}

#[test]
fn the_class_that_is_lacking_is_offered() {
    let medium = ConditionSet {
        classification: Some(Impact::Medium),
        ..conditions(PermissionType::Delegated)
    };
    let facts = under(policy("own", medium)).classifying(EXCHANGE, EAS, Impact::Low).over(facts());
    let explanation = explain(&without_openid(asking(Door::Authorize, EAS)), &facts);
    let change = explanation.changes.first().unwrap();
    assert_eq!(explanation.setting, Setting::Classification);
    assert_eq!((change.setting, change.to.as_str()), (Setting::Classification, "medium"));
    assert_eq!(change.then, Checked::Prompt);
}

/// Of two policies the nearer one is told: the one that a class would satisfy.
#[test]
fn the_nearest_of_two_policies_decides() {
    let low = || ConditionSet {
        classification: Some(Impact::Low),
        ..conditions(PermissionType::Delegated)
    };
    let graph = || ConditionSet { resource: Some(GRAPH), ..conditions(PermissionType::Delegated) };
    for (name, first, second) in [("the first", low(), graph()), ("the second", graph(), low())] {
        let ids = ["a".parse().unwrap(), "b".parse().unwrap()];
        let ruling = assigning(consentry_model::UserConsent(ids.into()));
        let ruling = ruling.knowing(policy("a", first)).knowing(policy("b", second));
        let explanation = explain(&attempt(), &ruling.over(facts()));
        assert_eq!(explanation.setting, Setting::Classification, "{name}");
        let line = explanation.trace.last().unwrap();
        let lack = "the permission is not classified as low";
        assert!(line.decided_by.ends_with(lack), "{name}: {}", line.decided_by);
    }
}

/// A publisher can be vouched for where none was named.
#[test]
fn an_application_without_a_publisher() {
    let nobody = app(unverified(facts()), |app| app.publisher = None);
    let facts = choosing(ConsentChoice::LowImpact).classifying_all(Impact::Low).over(nobody);
    let explanation = explain(&attempt(), &facts);
    assert_eq!(explanation.setting, Setting::Publisher);
    let change = explanation.changes.first().unwrap();
    assert_eq!((change.setting, change.then), (Setting::Publisher, Checked::Prompt));
}

/// Asked again, everything is judged anew: what is granted can be classified too.
#[test]
fn what_is_asked_for_again_can_be_classified() {
    let facts = choosing(ConsentChoice::LowImpact).over(granted(BOTH));
    let explanation = explain(&again(attempt()), &facts);
    assert_eq!(explanation.setting, Setting::Classification);
    let change = explanation.changes.first().unwrap();
    assert_eq!((change.setting, change.then), (Setting::Classification, Checked::Prompt));
}

#[test]
fn a_tenants_own_right_decides_by_the_role() {
    let ruling = choosing(ConsentChoice::Off).letting(
        R::HelpdeskAdministrator,
        ConsentReach::Oneself,
        "microsoft-user-default-legacy",
    );
    let explanation = explain(&attempt(), &ruling.over(holding(R::HelpdeskAdministrator)));
    assert_eq!((explanation.setting, explanation.checked), (Setting::Role, Checked::Prompt));
}

#[test]
fn words() {
    for (checked, word) in [
        (Checked::Silent, "silent"),
        (Checked::Prompt, "prompt"),
        (Checked::Request, "request"),
        (Checked::NeedAdmin, "need-admin"),
        (Checked::Refused, "refused"),
    ] {
        assert_eq!(checked.to_string(), word);
    }
    let facts = granting(facts(), &[(EXCHANGE, Tenant, EAS)]);
    let faithful = consentry_model::Fidelity::Faithful;
    let facts = Facts { tenant: TenantFacts { fidelity: faithful, ..facts.tenant }, ..facts };
    assert_eq!(explain(&attempt(), &facts).checked, Checked::Silent, "faithful alike");
}
