//! Applications that were registered here.

use consentry_model::{OptionalClaim, Platform, RoleHolders, Switch};
use consentry_pages::{Frame, Html};

use super::{
    pages::admin::{
        registrations::{
            DeletedRegistration, Fault, RedirectRow, Registration, RegistrationRow, Registrations,
            RoleRow, ScopeRow, SecretRow, SecretState,
        },
        settings::NewSecret,
    },
    part::{centre, day, token},
};

const ID: &str = "0f3c9a52-6b1e-4d7f-8c21-5a9e3b7d1c04";

fn list() -> Registrations {
    let row = |name: &str, ending| RegistrationRow {
        href: format!("/admin/registrations/{ID}"),
        name: name.into(),
        id: ID.parse().unwrap_or(consentry_model::well_known::GRAPH),
        many_tenants: Switch::Off,
        ending,
        since: day(40),
    };
    Registrations {
        centre: centre(),
        registering: Some(token()),
        token: token(),
        rows: vec![row("Orders", Switch::Off), row("Orders on the web", Switch::On)],
        deleted: vec![DeletedRegistration {
            id: consentry_model::well_known::GRAPH,
            name: "Old stock list".into(),
            until: day(-12),
        }],
        name: String::new(),
        uri: String::new(),
        fault: None,
    }
}

fn detail() -> Registration {
    let secret = |hint: &str, days, state| SecretRow {
        key: "7d1c".into(),
        hint: hint.into(),
        ends: day(days),
        state,
    };
    Registration {
        centre: centre(),
        token: token(),
        id: ID.parse().unwrap_or(consentry_model::well_known::GRAPH),
        name: "Orders".into(),
        many_tenants: Switch::Off,
        maker: Some("adele@contoso.example".into()),
        redirects: vec![RedirectRow {
            uri: "https://orders.contoso.example/signed-in".into(),
            platform: Platform::Web,
        }],
        secrets: vec![
            secret("x8K", 3, SecretState::Ended),
            secret("b2q", -12, SecretState::EndsSoon),
            secret("Q0f", -150, SecretState::Counts),
        ],
        secret: None,
        names: vec![format!("api://{ID}").into()],
        scopes: vec![
            ScopeRow {
                value: "Orders.Read".into(),
                text: "Read orders".into(),
                users: Switch::On,
                enabled: Switch::On,
            },
            ScopeRow {
                value: "Orders.Write".into(),
                text: "Change orders".into(),
                users: Switch::Off,
                enabled: Switch::Off,
            },
        ],
        roles: vec![RoleRow {
            value: "Orders.Approve".into(),
            name: "Approver".into(),
            holders: RoleHolders::Both,
            enabled: Switch::On,
        }],
        claims: OptionalClaim::ALL.into_iter().map(|one| (one, Switch::On, Switch::Off)).collect(),
        fault: None,
    }
}

pub(super) fn pages(frame: &Frame) -> Vec<(&'static str, Html)> {
    let fault = Fault { rule: "custom-scheme", what: "orders://signed-in".into() };
    let empty =
        Registrations { rows: Vec::new(), registering: None, deleted: Vec::new(), ..list() };
    let made = Registration { secret: Some(NewSecret("x8K…".to_owned())), ..detail() };
    vec![
        ("registrations", list().render(frame)),
        ("registrations-none", empty.render(frame)),
        (
            "registrations-wrong",
            Registrations { fault: Some(fault.clone()), ..list() }.render(frame),
        ),
        ("registration", detail().render(frame)),
        ("registration-secret", made.render(frame)),
        ("registration-wrong", Registration { fault: Some(fault), ..detail() }.render(frame)),
    ]
}
