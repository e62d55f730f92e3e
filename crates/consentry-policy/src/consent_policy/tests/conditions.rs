//! Each condition of a set, and how includes and excludes go together.

use super::*;

fn set(permission_type: PermissionType) -> ConditionSet {
    ConditionSet::of(ConditionSetId::from_uuid(Uuid::nil()), permission_type)
}

fn delegated() -> ConditionSet {
    set(PermissionType::Delegated)
}

fn policy(includes: Vec<ConditionSet>, excludes: Vec<ConditionSet>) -> ConsentPolicy {
    ConsentPolicy {
        id: "own".parse().unwrap(),
        name: "Own".parse().unwrap(),
        description: String::new(),
        includes,
        excludes,
    }
}

/// A set of conditions, something asked for, and what is lacking.
type Row = (&'static str, ConditionSet, Asked, Option<Lack>);

fn rows(rows: impl IntoIterator<Item = Row>) {
    for (name, set, asked, lack) in rows {
        let want = lack.map_or(Ok(()), Err);
        assert_eq!(judged(&policy(vec![set], vec![]), &asked), want, "{name}");
    }
}

fn only<T: Ord>(listed: impl IntoIterator<Item = T>) -> Selection<T> {
    Selection::only(listed)
}

fn number(number: u128) -> PermissionId {
    PermissionId::from_uuid(id(number))
}

#[test]
fn kinds_of_permission() {
    let delegated = || set(PermissionType::Delegated);
    let consentable = || set(PermissionType::DelegatedUserConsentable);
    let application = || set(PermissionType::Application);
    let role = || Asked { kind: AskedKind::Application, ..asked() };
    let admin = || Asked { kind: BY_ADMINS, ..asked() };
    rows([
        ("delegated", delegated(), asked(), None),
        ("delegated, admin-only", delegated(), admin(), None),
        ("delegated, a role", delegated(), role(), Some(Lack::Permission)),
        ("consentable", consentable(), asked(), None),
        ("consentable, admin-only", consentable(), admin(), Some(Lack::Permission)),
        ("consentable, a role", consentable(), role(), Some(Lack::Permission)),
        ("application, a role", application(), role(), None),
        ("application, delegated", application(), asked(), Some(Lack::Permission)),
        ("application, admin-only", application(), admin(), Some(Lack::Permission)),
    ]);
}

#[test]
fn classes() {
    let wanting = |impact| ConditionSet { classification: Some(impact), ..delegated() };
    for wanted in Impact::ALL {
        let lack = Some(Lack::Classification(wanted));
        rows([("not classified", wanting(wanted), asked(), lack)]);
        for impact in Impact::ALL {
            let asked = Asked { impact: Some(impact), ..asked() };
            let lack = lack.filter(|_| impact != wanted);
            rows([("exactly this class", wanting(wanted), asked.clone(), lack)]);
            rows([("any class", delegated(), asked, None)]);
        }
    }
}

#[test]
fn resources_and_permissions() {
    let graph = || ConditionSet { resource: Some(well_known::GRAPH), ..delegated() };
    let listing = |keys: Vec<_>| ConditionSet { permissions: only(keys), ..delegated() };
    let by_id = || listing(vec![PermissionKey::Id(number(1))]);
    let by_value = || listing(vec![PermissionKey::Value("Mail.Read".parse().unwrap())]);
    let both = || {
        listing(vec![
            PermissionKey::Id(number(2)),
            PermissionKey::Value("Mail.Read".parse().unwrap()),
        ])
    };
    let called = |value: &str| Asked { value: value.parse().unwrap(), ..asked() };
    let elsewhere = || Asked { resource: well_known::EXCHANGE, ..asked() };
    let with_id = |id| Asked { id, ..asked() };
    let lack = Some(Lack::Permission);
    rows([
        ("any resource", delegated(), elsewhere(), None),
        ("its resource", graph(), asked(), None),
        ("another resource", graph(), elsewhere(), lack),
        ("by id", by_id(), asked(), None),
        ("another id", by_id(), with_id(Some(number(2))), lack),
        ("no id known", by_id(), with_id(None), lack),
        ("by value", by_value(), asked(), None),
        ("by value, no id known", by_value(), with_id(None), None),
        ("in small letters", by_value(), called("mail.read"), None),
        ("another value", by_value(), called("Mail.ReadWrite"), lack),
        ("either", both(), asked(), None),
        ("a list of none", listing(vec![]), asked(), lack),
    ]);
}

#[test]
fn clients_and_publishers() {
    let client = || ConditionSet { clients: only([AppId::from_uuid(id(10))]), ..delegated() };
    let tenant = || ConditionSet { client_tenants: only([HERE]), ..delegated() };
    let verified = || ConditionSet { publisher: PublisherNeed::Verified, ..delegated() };
    let listed = || ConditionSet { publishers: only(["1234567".to_owned()]), ..delegated() };
    let of = |publisher| Asked { publisher, ..asked() };
    let saying = |verified, id| of(Some(publisher(verified, id)));
    let lack = Some(Lack::Publisher);
    let another = || Asked { client: AppId::from_uuid(id(11)), ..asked() };
    rows([
        ("its client", client(), asked(), None),
        ("another client", client(), another(), Some(Lack::Client)),
        ("another tenant", tenant(), asked(), Some(Lack::ClientTenant)),
        ("its tenant", tenant(), Asked { owner: HERE, ..asked() }, None),
        ("verified", verified(), asked(), None),
        ("not verified", verified(), saying(Switch::Off, None), lack),
        ("no publisher", verified(), of(None), lack),
        ("anybody, no publisher", delegated(), of(None), None),
        ("its publisher", listed(), asked(), None),
        ("another publisher", listed(), saying(Switch::On, Some("7654321")), lack),
        ("without an id", listed(), saying(Switch::On, None), lack),
        ("somebody who says so", listed(), saying(Switch::Off, Some("1234567")), lack),
        ("nobody", listed(), of(None), lack),
    ]);
}

#[test]
fn one_include_and_no_exclude() {
    let graph = || ConditionSet { resource: Some(well_known::GRAPH), ..delegated() };
    let exchange = || ConditionSet { resource: Some(well_known::EXCHANGE), ..delegated() };
    let low = || ConditionSet { classification: Some(Impact::Low), ..delegated() };
    let verified = || ConditionSet { publisher: PublisherNeed::Verified, ..delegated() };
    let here = || ConditionSet { client_tenants: Selection::only([HERE]), ..delegated() };
    let nobody = || ConditionSet { clients: Selection::only([]), ..delegated() };
    let from = |publisher| Asked { publisher, ..asked() };
    for (name, includes, excludes, asked, want) in [
        ("nothing", vec![], vec![], asked(), Err(Lack::Permission)),
        ("only an exclude", vec![], vec![exchange()], asked(), Err(Lack::Permission)),
        ("one include", vec![graph()], vec![], asked(), Ok(())),
        ("the second include", vec![exchange(), graph()], vec![], asked(), Ok(())),
        ("none of two", vec![exchange(), nobody()], vec![], asked(), Err(Lack::Client)),
        ("excluded", vec![delegated()], vec![graph()], asked(), Err(Lack::Excluded)),
        (
            "excluded by the second",
            vec![delegated()],
            vec![exchange(), graph()],
            asked(),
            Err(Lack::Excluded),
        ),
        ("not this exclude", vec![delegated()], vec![exchange()], asked(), Ok(())),
        ("an exclude that holds in part", vec![delegated()], vec![low()], asked(), Ok(())),
        (
            "the nearest is told",
            vec![nobody(), here(), low(), verified()],
            vec![],
            from(None),
            Err(Lack::Classification(Impact::Low)),
        ),
        (
            "the publisher before another tenant",
            vec![here(), verified()],
            vec![],
            from(None),
            Err(Lack::Publisher),
        ),
        (
            "another tenant before another client",
            vec![nobody(), here()],
            vec![],
            asked(),
            Err(Lack::ClientTenant),
        ),
    ] {
        assert_eq!(judged(&policy(includes, excludes), &asked), want, "{name}");
    }
}

/// Of one set the condition is told that no setting can change.
#[test]
fn all_conditions_of_a_set_have_to_hold() {
    let mut set = ConditionSet {
        classification: Some(Impact::Low),
        resource: Some(well_known::GRAPH),
        permissions: Selection::only([PermissionKey::Value("Mail.Read".parse().unwrap())]),
        clients: Selection::only([AppId::from_uuid(id(10))]),
        client_tenants: Selection::only([ELSEWHERE]),
        publisher: PublisherNeed::Verified,
        ..delegated()
    };
    let asked = Asked { impact: Some(Impact::Low), ..asked() };
    let judge = |set: &ConditionSet| judged(&policy(vec![set.clone()], vec![]), &asked);
    assert_eq!(judge(&set), Ok(()), "all hold");
    set.classification = Some(Impact::High);
    assert_eq!(judge(&set), Err(Lack::Classification(Impact::High)));
    set.publishers = Selection::only(["7654321".to_owned()]);
    assert_eq!(judge(&set), Err(Lack::Publisher));
    set.client_tenants = Selection::only([HERE]);
    assert_eq!(judge(&set), Err(Lack::ClientTenant));
    set.clients = Selection::only([]);
    assert_eq!(judge(&set), Err(Lack::Client));
    set.resource = Some(well_known::EXCHANGE);
    assert_eq!(judge(&set), Err(Lack::Permission));
}

/// Facts know no ids of application roles; what an administrator excluded by id must not slip by.
#[test]
fn what_is_excluded_by_id_does_not_slip_by_without_one() {
    let role = |id: Option<u128>| Asked {
        kind: AskedKind::Application,
        id: id.map(|number| PermissionId::from_uuid(self::id(number))),
        ..asked()
    };
    let all = || set(PermissionType::Application);
    let listed = || ConditionSet {
        permissions: Selection::only([PermissionKey::Id(PermissionId::from_uuid(id(1)))]),
        ..all()
    };
    let of_exchange = || ConditionSet { resource: Some(well_known::EXCHANGE), ..listed() };
    for (name, includes, excludes, asked, want) in [
        ("excluded", all(), vec![listed()], role(Some(1)), Err(Lack::Excluded)),
        ("another", all(), vec![listed()], role(Some(2)), Ok(())),
        ("without an id", all(), vec![listed()], role(None), Err(Lack::Excluded)),
        ("of another resource", all(), vec![of_exchange()], role(None), Ok(())),
        ("included", listed(), vec![], role(Some(1)), Ok(())),
        ("included, without an id", listed(), vec![], role(None), Err(Lack::Permission)),
    ] {
        assert_eq!(judged(&policy(vec![includes], excludes), &asked), want, "{name}");
    }
}
