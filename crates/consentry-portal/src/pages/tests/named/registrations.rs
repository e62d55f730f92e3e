//! Applications that were registered here.

use consentry_model::{OptionalClaim, Platform, RoleHolders, Switch, well_known};
use consentry_pages::{Frame, Html};

use super::part::{DAY, centre, token};
use crate::pages::admin::{
    registrations::{
        DeletedRegistration, Fault, RedirectRow, Registration, RegistrationRow, Registrations,
        RoleRow, ScopeRow, SecretRow, SecretState,
    },
    settings::NewSecret,
};

pub(super) fn pages(text: &str, frame: &Frame) -> Vec<(&'static str, Html)> {
    let list = Registrations {
        centre: centre(text),
        registering: Some(token(text)),
        token: token(text),
        rows: vec![RegistrationRow {
            href: text.to_owned(),
            name: text.into(),
            id: well_known::GRAPH,
            many_tenants: Switch::On,
            ending: Switch::On,
            since: DAY,
        }],
        deleted: vec![DeletedRegistration { id: well_known::GRAPH, name: text.into(), until: DAY }],
        name: text.to_owned(),
        uri: text.to_owned(),
        fault: Some(Fault { rule: "uri", what: text.into() }),
    };
    let detail = Registration {
        centre: centre(text),
        token: token(text),
        id: well_known::GRAPH,
        name: text.into(),
        many_tenants: Switch::On,
        maker: Some(text.into()),
        redirects: vec![RedirectRow { uri: text.into(), platform: Platform::Spa }],
        secrets: vec![SecretRow {
            key: text.into(),
            hint: text.into(),
            ends: DAY,
            state: SecretState::Ended,
        }],
        secret: Some(NewSecret(text.to_owned())),
        names: vec![text.into()],
        scopes: vec![ScopeRow {
            value: text.into(),
            text: text.into(),
            users: Switch::On,
            enabled: Switch::On,
        }],
        roles: vec![RoleRow {
            value: text.into(),
            name: text.into(),
            holders: RoleHolders::Users,
            enabled: Switch::Off,
        }],
        claims: vec![(OptionalClaim::Email, Switch::On, Switch::Off)],
        fault: Some(Fault { rule: "uri", what: text.into() }),
    };
    vec![("registrations", list.render(frame)), ("registration", detail.render(frame))]
}
