//! My Apps: some applications, none, one of each kind, and the end of all.

use consentry_model::Timestamp;
use consentry_pages::{Frame, Html, Publisher, Support};

use super::{
    pages::{
        admin::AppLabel,
        myapps::{
            AllowedBy, AppRow, Device, Done, Homepage, MyAppDetail, MyApps, OwnConsent, Person,
            Place, RefusedPage, Sessions, SignOutEverywhere, SignedOutEverywhere, TenantConsent,
            WhyRefused,
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

fn sessions() -> Sessions {
    let browser = Place {
        ends: ("session", "1".to_owned()),
        app: None,
        device: Device::of("Mozilla/5.0 (Windows NT 10.0) Firefox/130.0"),
        address: Some("192.0.2.17".into()),
        since: ago(3),
        last_used: ago(0),
        here: true,
        kept: true,
    };
    let phone = Place {
        ends: ("family", "2".to_owned()),
        app: Some("Apple Internet Accounts".into()),
        device: Device::of("Apple-iPhone15C4/2401.100"),
        here: false,
        kept: false,
        ..browser.clone()
    };
    let browsers = vec![browser];
    Sessions { person: person(), done: None, browsers, apps: vec![phone], token: token() }
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
        ("my-sessions", sessions().render(frame)),
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
