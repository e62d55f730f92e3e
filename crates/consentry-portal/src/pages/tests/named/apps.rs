//! Enterprise applications and the report.

use consentry_model::{AppId, Switch};
use consentry_pages::{ActsAs, Frame, Html};
use uuid::Uuid;

use super::part::{DAY, WHEN, account, centre, label, permission, token};
use crate::pages::admin::{
    GrantsReport, Paging, ReportRow, Risk,
    apps::{
        AppDetail, AppRow, Apps, Blocked, Confirm, Consented, Deleted, DeletedRow, ForEverybody,
        Granted, ListForm, ListKind, Listed, ListedRow, Origin, PersonRow, Properties, Switches,
        Taking, Turned, Undo, Warned,
    },
    settings::{Changing, Field, Problem},
};

const ID: AppId = AppId::from_uuid(Uuid::nil());
const CONSENTED: Consented = Consented { everybody: Switch::On, people: 1 };
const SWITCHES: Switches =
    Switches { enabled: Switch::Off, assignment_required: Switch::On, visible: Switch::On };

fn changing(text: &str) -> Changing {
    Changing::May(token(text))
}

fn paging(text: &str) -> Paging {
    Paging { newer: Some(text.to_owned()), older: Some(text.to_owned()) }
}

fn warnings(text: &str) -> Vec<Warned> {
    let one = |acts_as| vec![permission(text, acts_as)];
    vec![
        Warned::LooksLike(text.into()),
        Warned::Unverified(one(ActsAs::User)),
        Warned::ByItself(one(ActsAs::Itself)),
        Warned::BeyondItsList(one(ActsAs::User)),
    ]
}

fn list(text: &str) -> Apps {
    let row = AppRow {
        href: text.to_owned(),
        app: label(text),
        registered: Some(text.into()),
        consented: CONSENTED,
        last_used: Some(DAY),
        people: 1,
        switches: SWITCHES,
    };
    Apps {
        centre: centre(text),
        changing: changing(text),
        search: text.to_owned(),
        filter: None,
        rows: vec![row],
        paging: paging(text),
        csv: text.to_owned(),
        deleted: 1,
        adding: Field::wrong(text, Problem::AppId),
    }
}

fn detail(text: &str) -> AppDetail {
    let granted = |acts_as| Granted {
        permission: permission(text, acts_as),
        since: DAY,
        by: Some(account(text)),
        revoke: text.to_owned(),
    };
    AppDetail {
        centre: centre(text),
        changing: changing(text),
        id: ID,
        object_id: text.into(),
        app: label(text),
        registered: Some(text.into()),
        origin: Origin::Elsewhere,
        homepage: Some(text.into()),
        reply_urls: vec![text.into()],
        known_since: DAY,
        registered_on: DAY,
        risks: vec![Risk::LooksLike(text.into())],
        switches: SWITCHES,
        blocked: Some(Blocked { href: text.to_owned(), at: WHEN, by: Some(account(text)) }),
        last_used: Some(WHEN),
        used_by: 1,
        unlisted: 1,
        consent: Some(text.to_owned()),
        requests: (1, text.to_owned()),
        grants: ForEverybody {
            granted: vec![granted(ActsAs::User), granted(ActsAs::Itself)],
            consented: CONSENTED,
            people: vec![PersonRow {
                account: account(text),
                permissions: vec![permission(text, ActsAs::User)],
                since: DAY,
                revoke: text.to_owned(),
            }],
            paging: paging(text),
            warnings: warnings(text),
        },
        listed: Listed {
            count: 1,
            rows: vec![ListedRow { kind: ListKind::Group, name: text.to_owned(), since: DAY }],
            paging: paging(text),
            form: ListForm { kind: ListKind::User, who: Field::wrong(text, Problem::NoUser) },
        },
        properties: Properties {
            note: Some(text.into()),
            notes: Field::wrong(text, Problem::TooLong),
            homepage: Field::wrong(text, Problem::Homepage),
            logo: Some(Problem::Picture),
            seen: text.to_owned(),
        },
        undo: Some(Undo { switch: Turned::Enabled, to: Switch::On }),
    }
}

/// The pages of this subject.
pub(super) fn pages(text: &str, frame: &Frame) -> Vec<(&'static str, Html)> {
    let may = detail(text);
    let reader = AppDetail {
        changing: Changing::Needs(consentry_policy::Deed::ManageApplications.roles()),
        ..may.clone()
    };
    let confirm = Confirm {
        centre: centre(text),
        id: ID,
        app: label(text),
        taking: Taking::Person(account(text)),
        permissions: vec![permission(text, ActsAs::User)],
        action: text.to_owned(),
        fields: vec![("what", text.to_owned())],
        token: token(text),
    };
    let deleted = Deleted {
        centre: centre(text),
        changing: changing(text),
        rows: vec![DeletedRow {
            id: ID,
            app: label(text),
            deleted_on: DAY,
            until: DAY,
            here_again: Switch::Off,
        }],
    };
    let row = ReportRow {
        href: text.to_owned(),
        app: label(text),
        registered: Some(text.into()),
        consented: CONSENTED,
        last_used: Some(DAY),
        people: 1,
        known_since: DAY,
        warnings: warnings(text),
        revoke: Some(text.to_owned()),
    };
    let report = GrantsReport {
        centre: centre(text),
        risky: vec![row.clone()],
        unused: vec![row],
        counts: [1, 1],
        paging: [paging(text), paging(text)],
        csv: text.to_owned(),
    };
    vec![
        ("applications", list(text).render(frame)),
        ("application", may.render(frame)),
        ("application-reader", reader.render(frame)),
        ("confirm-application", confirm.render(frame)),
        ("deleted-applications", deleted.render(frame)),
        ("grants-report", report.render(frame)),
    ]
}
