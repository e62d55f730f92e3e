//! The queue, a request, and the consent page.

use consentry_model::{Impact, RequestKind, RequestState, Switch};
use consentry_pages::{ActsAs, App, Frame, Html, Known, Publisher, Trust, Warning};

use super::part::{DAY, WHEN, account, centre, label, permission, token};
use crate::pages::admin::{
    AskedBy, Closing, ConsentForAll, ConsentGround, Deciding, Earlier, Effect, Held, Paging, Queue,
    ReasonFault, ReasonProblem, Refusal, RequestDetail, RequestPermission, RequestRow, Requester,
    Requests, Risk, WhyNot,
};

fn queue(text: &str) -> Requests {
    let row = RequestRow {
        href: text.to_owned(),
        app: label(text),
        kind: RequestKind::Static,
        first: account(text),
        others: 1,
        reason: text.into(),
        risk: Some(Risk::LooksLike(text.into())),
        asked_on: DAY,
        ends_on: DAY,
        state: RequestState::Open,
    };
    Requests {
        centre: centre(text),
        queue: Queue::All,
        state: None,
        search: text.to_owned(),
        workflow: Switch::On,
        rows: vec![row],
        paging: Paging { newer: Some(text.to_owned()), older: Some(text.to_owned()) },
    }
}

fn detail(text: &str) -> RequestDetail {
    let asked = |acts_as| RequestPermission {
        permission: permission(text, acts_as),
        impact: Some(Impact::Low),
        held: Held::New,
    };
    RequestDetail {
        centre: centre(text),
        app: label(text),
        app_page: Some(text.to_owned()),
        app_id: text.into(),
        known_as: Some(text.into()),
        homepage: Some(text.into()),
        reply_urls: vec![text.into()],
        registered_on: DAY,
        kind: RequestKind::Static,
        risks: vec![Risk::LooksLike(text.into())],
        requesters: vec![Requester { account: account(text), reason: text.into(), at: WHEN }],
        others: 1,
        permissions: vec![asked(ActsAs::User), asked(ActsAs::Itself)],
        effect: effect(text),
        state: RequestState::Open,
        asked_on: WHEN,
        ends_on: WHEN,
        deciding: Some(Deciding {
            approve: Ok(text.to_owned()),
            deny: Ok(text.to_owned()),
            block: Ok(text.to_owned()),
            token: token(text),
            version: 1,
            used_by: 1,
            problem: Some(ReasonProblem {
                of: Refusal::Deny,
                fault: ReasonFault::Empty,
                typed: text.to_owned(),
            }),
        }),
        closing: None,
    }
}

fn effect(text: &str) -> Effect {
    Effect { earlier: Earlier::Replaced(vec![permission(text, ActsAs::User)]), told: 1 }
}

/// The pages of this subject.
pub(super) fn pages(text: &str, frame: &Frame) -> Vec<(&'static str, Html)> {
    let open = detail(text);
    let beyond = WhyNot::BeyondLimits { scope: text.into(), policy: text.into() };
    let delegate = RequestDetail {
        deciding: open
            .deciding
            .clone()
            .map(|deciding| Deciding { approve: Err(beyond), ..deciding }),
        ..open.clone()
    };
    let closed = RequestDetail {
        state: RequestState::Denied,
        closing: Some(Closing { at: WHEN, by: Some(account(text)), reason: Some(text.into()) }),
        ..open.clone()
    };
    let consent = ConsentForAll {
        tenant: text.into(),
        account: account(text),
        app: App {
            name: text.into(),
            publisher: Publisher::Verified(text.into()),
            returns_to: None,
        },
        trust: Trust {
            homepage: Some(text.into()),
            known: Some(Known::NotYet),
            warnings: vec![Warning::LooksLike(text.into())],
        },
        asked_by: Some(AskedBy {
            first: account(text),
            others: 1,
            reasons: vec![Requester { account: account(text), reason: text.into(), at: WHEN }],
        }),
        permissions: vec![permission(text, ActsAs::Itself)],
        effect: effect(text),
        ground: ConsentGround::Delegated(text.into()),
        action: text.to_owned(),
        token: token(text),
        version: Some(1),
        back: text.to_owned(),
    };
    vec![
        ("requests", queue(text).render(frame)),
        ("request", open.render(frame)),
        ("request-delegate", delegate.render(frame)),
        ("request-closed", closed.render(frame)),
        ("consent-for-all", consent.render(frame)),
    ]
}
