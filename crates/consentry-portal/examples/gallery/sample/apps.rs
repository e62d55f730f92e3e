//! Enterprise applications: the list, one in its states, what asks first, what was deleted, the
//! report.

use consentry_model::{AppId, Switch};
use consentry_pages::{ActsAs, Frame, Html, Permission};

use super::{
    pages::admin::{
        AppLabel, Done, GrantsReport, Notice, Paging, ReportRow, Risk,
        apps::{
            AppDetail, AppFilter, AppRow, Apps, Blocked, Confirm, Consented, Deleted, DeletedRow,
            ForEverybody, Granted, ListForm, ListKind, Listed, ListedRow, Origin, PersonRow,
            Properties, Switches, Taking, Turned, Undo, Warned,
        },
        settings::{Changing, Field, Problem},
    },
    part::{
        adele, alex, apple, centre, day, days_ago, fjord, grady, hostile, mail_permissions,
        outlook, permission, token,
    },
    refusals::MANAGERS,
};

const APPLE: &str = "f8d98a96-0999-43f5-8af3-69971c7bb423";

fn id() -> AppId {
    APPLE.parse().unwrap_or_else(|_| AppId::from_uuid(uuid::Uuid::nil()))
}

const USUAL: Switches =
    Switches { enabled: Switch::On, assignment_required: Switch::Off, visible: Switch::On };

fn href() -> String {
    format!("/admin/applications/{APPLE}")
}

/// The mail client as a tenant knows it that met it early.
fn met() -> AppLabel {
    AppLabel { name: "iOS Accounts".into(), ..apple() }
}

fn row() -> AppRow {
    AppRow {
        href: href(),
        app: met(),
        registered: Some("Apple Internet Accounts".into()),
        consented: Consented { everybody: Switch::On, people: 31 },
        last_used: Some(day(0)),
        people: 1_204,
        switches: USUAL,
    }
}

fn list() -> Apps {
    let off = Switches { enabled: Switch::Off, ..USUAL };
    let restricted = Switches { assignment_required: Switch::On, visible: Switch::Off, ..USUAL };
    let nobody = Consented { everybody: Switch::Off, people: 0 };
    let other = |app, switches, consented| AppRow {
        app,
        switches,
        consented,
        registered: None,
        last_used: None,
        people: 0,
        ..row()
    };
    Apps {
        centre: centre(),
        changing: Changing::May(token()),
        search: String::new(),
        filter: None,
        rows: vec![
            row(),
            other(fjord(), off, Consented { people: 2, ..nobody }),
            other(outlook(), restricted, Consented { everybody: Switch::On, people: 0 }),
            other(hostile(), USUAL, nobody),
        ],
        paging: Paging { newer: None, older: Some("/admin/applications?after=x".to_owned()) },
        csv: "/admin/applications?format=csv".to_owned(),
        deleted: 1,
        adding: Field::default(),
    }
}

fn lists(frame: &Frame) -> Vec<(&'static str, Html)> {
    let all = list();
    let wrong = Apps {
        adding: Field::wrong("f8d98a96-0999-43f5-8af3-69971c7bb4233", Problem::AppId),
        ..all.clone()
    };
    let none = Apps { rows: Vec::new(), paging: Paging::default(), deleted: 0, ..all.clone() };
    let no_match = Apps {
        filter: Some(AppFilter::Unused),
        search: "boats \"&<x>".to_owned(),
        changing: Changing::Needs(MANAGERS),
        ..none.clone()
    };
    let mut restored = all.clone();
    restored.centre.notice = Some(Notice::Done(Done::AppRestored));
    restored.paging.newer = Some("/admin/applications".to_owned());
    vec![
        ("applications", all.render(frame)),
        ("applications-wrong", wrong.render(frame)),
        ("applications-none", none.render(frame)),
        ("applications-no-match", no_match.render(frame)),
        ("applications-restored", restored.render(frame)),
    ]
}

fn granted() -> Vec<Granted> {
    let mut all = mail_permissions();
    all.push(permission("Directory.Read.All", "Graph", ActsAs::Itself));
    let granted = |permission: Permission| Granted {
        permission,
        since: day(210),
        by: Some(grady()),
        revoke: format!("{}/revoke?what=permission", href()),
    };
    all.into_iter().map(granted).collect()
}

fn people() -> Vec<PersonRow> {
    let person = |account, permissions| PersonRow {
        account,
        permissions,
        since: day(400),
        revoke: format!("{}/revoke?what=person", href()),
    };
    let few = vec![permission("User.Read", "Graph", ActsAs::User)];
    vec![person(adele(), mail_permissions()), person(alex(), few)]
}

fn warnings() -> Vec<Warned> {
    let far = vec![permission("Mail.ReadWrite", "", ActsAs::User)];
    let role = vec![permission("Directory.Read.All", "", ActsAs::Itself)];
    let odd = vec![permission("Boats.Count", "", ActsAs::User)];
    vec![
        Warned::LooksLike("Apple Internet Accounts".into()),
        Warned::Unverified(far),
        Warned::ByItself(role),
        Warned::BeyondItsList(odd),
    ]
}

fn detail() -> AppDetail {
    let entry = |kind, name: &str| ListedRow { kind, name: name.to_owned(), since: day(30) };
    AppDetail {
        centre: centre(),
        changing: Changing::May(token()),
        id: id(),
        object_id: "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e55".into(),
        app: met(),
        registered: Some("Apple Internet Accounts".into()),
        origin: Origin::WellKnown,
        homepage: None,
        reply_urls: vec!["com.apple.Preferences://oauth-redirect".into()],
        known_since: day(2_400),
        registered_on: day(3_000),
        risks: Vec::new(),
        switches: USUAL,
        blocked: None,
        last_used: Some(days_ago(0)),
        used_by: 1_204,
        unlisted: 1_180,
        consent: Some(format!("/sign-in/organization-consent?app={APPLE}")),
        requests: (2, "/admin/requests?show=all&q=Apple".to_owned()),
        grants: ForEverybody {
            granted: granted(),
            consented: Consented { everybody: Switch::On, people: 31 },
            people: people(),
            paging: Paging { newer: None, older: Some(format!("{}?people=x", href())) },
            warnings: vec![Warned::ByItself(vec![permission(
                "Directory.Read.All",
                "",
                ActsAs::Itself,
            )])],
        },
        listed: Listed {
            count: 2,
            rows: vec![
                entry(ListKind::User, "adele@contoso.example"),
                entry(ListKind::Group, "Mobile mail"),
            ],
            paging: Paging::default(),
            form: ListForm::default(),
        },
        properties: Properties {
            note: Some("Phones of the sales team.\nAsk grady before you change anything.".into()),
            notes: Field::of("Phones of the sales team.\nAsk grady before you change anything."),
            homepage: Field::default(),
            logo: None,
            seen: "9a2e".to_owned(),
        },
        undo: None,
    }
}

fn empty() -> ForEverybody {
    ForEverybody {
        granted: Vec::new(),
        consented: Consented { everybody: Switch::Off, people: 0 },
        people: Vec::new(),
        paging: Paging::default(),
        warnings: Vec::new(),
    }
}

fn details(frame: &Frame) -> Vec<(&'static str, Html)> {
    let usual = detail();
    let mut blocked = AppDetail {
        app: fjord(),
        registered: None,
        origin: Origin::Elsewhere,
        risks: vec![Risk::Young],
        switches: Switches { enabled: Switch::Off, ..USUAL },
        blocked: Some(Blocked {
            href: "/admin/requests/0b0f3c1e-7a55-4a0e-8a5b-0d1f3a1e7b11".to_owned(),
            at: days_ago(2),
            by: Some(grady()),
        }),
        grants: ForEverybody { people: people(), ..empty() },
        undo: Some(Undo { switch: Turned::Enabled, to: Switch::On }),
        used_by: 0,
        last_used: None,
        ..usual.clone()
    };
    blocked.centre.notice = Some(Notice::Done(Done::AppBlocked));
    let stuck = AppDetail {
        origin: Origin::Own,
        switches: Switches { assignment_required: Switch::On, visible: Switch::Off, ..USUAL },
        grants: empty(),
        changing: Changing::Needs(MANAGERS),
        consent: None,
        properties: Properties { note: None, ..usual.properties.clone() },
        ..usual.clone()
    };
    let wrong = AppDetail {
        app: AppLabel { logo: Some("/admin/applications/1/logo".to_owned()), ..hostile() },
        homepage: Some("https://mail.fjord.example/".into()),
        grants: ForEverybody { warnings: warnings(), ..usual.grants.clone() },
        listed: Listed {
            form: ListForm {
                kind: ListKind::Group,
                who: Field::wrong("Mobile m\"ail<b>", Problem::NoGroup),
            },
            ..usual.listed.clone()
        },
        properties: Properties {
            notes: Field::wrong("x \"&<b>".repeat(170), Problem::TooLong),
            homepage: Field::wrong("javascript:alert(1)", Problem::Homepage),
            logo: Some(Problem::Picture),
            ..usual.properties.clone()
        },
        ..usual.clone()
    };
    vec![
        ("application", usual.render(frame)),
        ("application-blocked", blocked.render(frame)),
        ("application-stuck", stuck.render(frame)),
        ("application-wrong", wrong.render(frame)),
    ]
}

fn confirms(frame: &Frame) -> Vec<(&'static str, Html)> {
    let page = |name, app, taking, permissions| {
        let page = Confirm {
            centre: centre(),
            id: id(),
            app,
            taking,
            permissions,
            action: format!("{}/revoke", href()),
            fields: vec![("what", "all".to_owned())],
            token: token(),
        };
        (name, page.render(frame))
    };
    let one = || vec![permission("EAS.AccessAsUser.All", "Exchange Online", ActsAs::User)];
    let role = vec![permission("Directory.Read.All", "Graph", ActsAs::Itself)];
    let (people, own) = (1_204, 31);
    vec![
        page("take-delete", met(), Taking::Delete { people, own, listed: 2 }, mail_permissions()),
        page("take-everything", met(), Taking::Everything { people, own }, mail_permissions()),
        page("take-everybodys", met(), Taking::Everybodys { people, own }, mail_permissions()),
        page("take-delegated", met(), Taking::Delegated { people, own }, one()),
        page("take-role", hostile(), Taking::Role, role),
        page("take-person", fjord(), Taking::Person(adele()), mail_permissions()),
    ]
}

fn deleted(frame: &Frame) -> Vec<(&'static str, Html)> {
    let row = |app, ago, here_again| DeletedRow {
        id: id(),
        app,
        deleted_on: day(ago),
        until: day(ago - 30),
        here_again,
    };
    let mut some = Deleted {
        centre: centre(),
        changing: Changing::May(token()),
        rows: vec![
            row(met(), 0, Switch::Off),
            row(fjord(), 12, Switch::On),
            row(hostile(), 29, Switch::Off),
        ],
    };
    let none = Deleted { rows: Vec::new(), ..some.clone() };
    let reader = Deleted { changing: Changing::Needs(MANAGERS), ..some.clone() };
    some.centre.notice = Some(Notice::Done(Done::AppDeleted));
    vec![
        ("deleted", some.render(frame)),
        ("deleted-none", none.render(frame)),
        ("deleted-reader", reader.render(frame)),
    ]
}

fn reports(frame: &Frame) -> Vec<(&'static str, Html)> {
    let row = |app, warnings, last: Option<i64>| ReportRow {
        href: href(),
        app,
        registered: None,
        consented: Consented { everybody: Switch::On, people: 3 },
        last_used: last.map(day),
        people: 31,
        known_since: day(400),
        warnings,
        revoke: Some(format!("{}/revoke?what=all", href())),
    };
    let full = GrantsReport {
        centre: centre(),
        risky: vec![
            row(hostile(), warnings(), Some(1)),
            row(outlook(), warnings().into_iter().skip(2).collect(), Some(0)),
        ],
        unused: vec![row(met(), Vec::new(), Some(90)), row(fjord(), Vec::new(), None)],
        counts: [2, 57],
        paging: [
            Paging::default(),
            Paging { newer: None, older: Some("/admin/reports/grants?unused=15".to_owned()) },
        ],
        csv: "/admin/reports/grants?format=csv".to_owned(),
    };
    let none =
        GrantsReport { risky: Vec::new(), unused: Vec::new(), counts: [0, 0], ..full.clone() };
    let calm = GrantsReport { risky: Vec::new(), counts: [0, 2], ..full.clone() };
    vec![
        ("report", full.render(frame)),
        ("report-none", none.render(frame)),
        ("report-calm", calm.render(frame)),
    ]
}

/// Every page of this subject.
pub(super) fn pages(frame: &Frame) -> Vec<(&'static str, Html)> {
    [lists(frame), details(frame), confirms(frame), deleted(frame), reports(frame)]
        .into_iter()
        .flatten()
        .collect()
}
