//! My Apps: some applications, none, one of each kind, and the end of all.

use consentry_model::Timestamp;
use consentry_pages::{Frame, Html, Publisher, Support};

use super::{
    pages::{
        admin::AppLabel,
        myapps::{
            AllowedBy, AppRow, Done, Homepage, MyAppDetail, MyApps, OwnConsent, Person,
            RefusedPage, SignOutEverywhere, SignedOutEverywhere, TenantConsent, WhyRefused,
        },
    },
    part::{adele, apple, days_ago, fjord, hostile, mail_permissions, outlook, token},
};

fn ago(days: i64) -> Timestamp {
    days_ago(days).0
}

fn person() -> Person {
    Person { tenant: "Contoso".into(), account: adele() }
}

fn row(id: u8, app: AppLabel, allowed: AllowedBy, last_used: Option<Timestamp>) -> AppRow {
    let href = format!("/myapps/6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e{id:02}");
    AppRow { href, app, allowed, last_used }
}

fn list() -> MyApps {
    MyApps {
        person: person(),
        done: None,
        apps: vec![
            row(1, apple(), AllowedBy::Administrator, Some(ago(0))),
            row(2, fjord(), AllowedBy::You, Some(ago(3))),
            row(3, outlook(), AllowedBy::Both, Some(ago(40))),
            row(4, northwind(), AllowedBy::Nobody, None),
            row(5, hostile(), AllowedBy::You, Some(ago(200))),
        ],
    }
}

fn northwind() -> AppLabel {
    AppLabel {
        name: "Northwind Travel Planner for Distributed Organizations".into(),
        publisher: Publisher::Verified("Northwind Software GmbH & Co. KG".into()),
        logo: Some("/assets/logo.png".to_owned()),
    }
}

fn own() -> OwnConsent {
    OwnConsent {
        permissions: mail_permissions(),
        since: ago(120),
        action: "/myapps/6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e02/revoke".to_owned(),
        token: token(),
    }
}

fn for_everybody() -> TenantConsent {
    TenantConsent { permissions: mail_permissions(), since: ago(400) }
}

fn detail(app: AppLabel) -> MyAppDetail {
    MyAppDetail {
        person: person(),
        done: None,
        app,
        homepage: Homepage::of("https://fjordmail.example/start"),
        last_used: Some(ago(3)),
        own: Some(own()),
        for_everybody: None,
    }
}

/// The pages of this subject.
pub(super) fn pages(frame: &Frame) -> Vec<(&'static str, Html)> {
    let everybody = MyAppDetail {
        own: None,
        for_everybody: Some(for_everybody()),
        homepage: None,
        ..detail(apple())
    };
    let both = MyAppDetail { for_everybody: Some(for_everybody()), ..detail(outlook()) };
    let nothing = MyAppDetail {
        own: None,
        last_used: None,
        done: Some(Done::TakenBack),
        ..detail(northwind())
    };
    let refused = |why| RefusedPage {
        person: person(),
        why,
        support: Support {
            correlation_id: "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01".into(),
            trace_id: "9e8f0a1b-5d3b-4c1a-9e8f-0a1b2c3d4e02".into(),
            time: "2026-11-22 06:08:30Z".into(),
        },
    };
    vec![
        ("my-apps", list().render(frame)),
        ("my-apps-none", MyApps { apps: Vec::new(), ..list() }.render(frame)),
        ("my-apps-done", MyApps { done: Some(Done::TakenBack), ..list() }.render(frame)),
        ("my-app", detail(fjord()).render(frame)),
        ("my-app-everybody", everybody.render(frame)),
        ("my-app-both", both.render(frame)),
        ("my-app-nothing", nothing.render(frame)),
        ("my-app-hostile", detail(hostile()).render(frame)),
        (
            "sign-out-everywhere",
            SignOutEverywhere { person: person(), token: token() }.render(frame),
        ),
        (
            "signed-out-everywhere",
            SignedOutEverywhere { person: person(), sign_in: "/sign-in?to=%2Fmyapps".to_owned() }
                .render(frame),
        ),
        ("my-apps-not-yours", refused(WhyRefused::NotYours).render(frame)),
        ("my-apps-too-old", refused(WhyRefused::TooOld).render(frame)),
    ]
}
