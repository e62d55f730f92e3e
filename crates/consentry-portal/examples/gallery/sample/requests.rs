//! The queue, a request in its states, and the consent page that it leads to.

use consentry_model::{Impact, RequestKind, RequestState, Switch};
use consentry_pages::{ActsAs, App, Frame, Html, Known, Trust, Warning};

use super::{
    pages::admin::{
        AskedBy, Closing, ConsentForAll, ConsentGround, Deciding, Done, Earlier, Effect, Failed,
        Held, Notice, Paging, Queue, ReasonFault, ReasonProblem, Refusal, RequestDetail,
        RequestPermission, RequestRow, Requester, Requests, Risk, WhyNot,
    },
    part::{
        account, adele, alex, apple, centre, day, days_ago, fjord, grady, hostile,
        mail_permissions, outlook, permission, token,
    },
};

const REASON: &str = "I read mail on my phone while I am travelling.\nThe web page is too small for my eyes, and the train has no network for half of the way, so I need the mail to be there before.";

fn row() -> RequestRow {
    RequestRow {
        href: "/admin/requests/0b0f3c1e-7a55-4a0e-8a5b-0d1f3a1e7b11".to_owned(),
        app: fjord(),
        kind: RequestKind::Static,
        first: adele(),
        others: 0,
        reason: consentry_pages::Prose::from(REASON).excerpt(),
        risk: Some(Risk::Young),
        asked_on: day(2),
        ends_on: day(-28),
        state: RequestState::Open,
    }
}

fn queue() -> Requests {
    let apple = RequestRow {
        app: apple(),
        first: alex(),
        others: 11,
        risk: None,
        kind: RequestKind::Dynamic,
        reason: "Mail on my iPad, please".into(),
        ..row()
    };
    let hostile = RequestRow {
        app: hostile(),
        risk: Some(Risk::LooksLike("Apple Internet Accounts".into())),
        reason: "x".repeat(140).into(),
        ..row()
    };
    Requests {
        centre: centre(),
        queue: Queue::Mine,
        state: None,
        search: String::new(),
        workflow: Switch::On,
        rows: vec![row(), apple, hostile],
        paging: Paging { newer: None, older: Some("/admin/requests?after=2".to_owned()) },
    }
}

fn queues(frame: &Frame) -> Vec<(&'static str, Html)> {
    let mine = queue();
    let mut all = Requests { queue: Queue::All, ..mine.clone() };
    all.centre.notice = Some(Notice::Done(Done::Denied));
    all.paging.newer = Some("/admin/requests?show=all&before=2".to_owned());
    for (app, state, ago) in [
        (outlook(), RequestState::Approved, 12),
        (fjord(), RequestState::Denied, 40),
        (hostile(), RequestState::Blocked, 61),
        (apple(), RequestState::Expired, 200),
    ] {
        let closed = RequestRow {
            app,
            state,
            risk: None,
            asked_on: day(ago),
            ends_on: day(ago - 30),
            ..row()
        };
        all.rows.push(closed);
    }
    let none = Requests { rows: Vec::new(), paging: Paging::default(), ..mine.clone() };
    let mut off = Requests { workflow: Switch::Off, ..none.clone() };
    off.centre.open_requests = 0;
    let no_match = Requests {
        queue: Queue::All,
        state: Some(RequestState::Denied),
        search: "boats \"&<x>".to_owned(),
        ..none.clone()
    };
    vec![
        ("requests", mine.render(frame)),
        ("requests-all", all.render(frame)),
        ("requests-none", none.render(frame)),
        ("requests-off", off.render(frame)),
        ("requests-no-match", no_match.render(frame)),
    ]
}

fn asked() -> Vec<RequestPermission> {
    let mut asked: Vec<RequestPermission> = mail_permissions()
        .into_iter()
        .map(|permission| RequestPermission { permission, impact: None, held: Held::New })
        .collect();
    for one in &mut asked {
        if one.permission.resource.as_str() == "Graph" {
            one.impact = Some(Impact::Low);
            one.held = Held::Already;
        }
    }
    let high = permission("Directory.Read.All", "Graph", ActsAs::User);
    asked.push(RequestPermission { permission: high, impact: Some(Impact::High), held: Held::New });
    let itself = permission("Mail.Read", "Graph", ActsAs::Itself);
    asked.push(RequestPermission { permission: itself, impact: None, held: Held::New });
    asked
}

fn deciding() -> Deciding {
    let path =
        |verb: &str| Ok(format!("/admin/requests/0b0f3c1e-7a55-4a0e-8a5b-0d1f3a1e7b11/{verb}"));
    Deciding {
        approve: path("approve"),
        deny: path("deny"),
        block: path("block"),
        token: token(),
        version: 4,
        used_by: 0,
        problem: None,
    }
}

fn detail() -> RequestDetail {
    RequestDetail {
        centre: centre(),
        app: fjord(),
        app_page: None,
        app_id: "3d0c1f52-8a6e-4b7f-9c55-7e1f2a9b6c10".into(),
        known_as: None,
        homepage: Some("https://mail.fjord.example/".into()),
        reply_urls: vec!["fjordmail://auth".into(), "https://mail.fjord.example/signed-in".into()],
        registered_on: day(31),
        kind: RequestKind::Static,
        risks: vec![Risk::Young],
        requesters: vec![
            Requester { account: adele(), reason: REASON.into(), at: days_ago(1) },
            Requester { account: alex(), reason: "Me too".into(), at: days_ago(2) },
        ],
        others: 0,
        permissions: asked(),
        effect: Effect {
            earlier: Earlier::Replaced(vec![permission("Contacts.Read", "Graph", ActsAs::User)]),
            told: 2,
        },
        state: RequestState::Open,
        asked_on: days_ago(2),
        ends_on: days_ago(-28),
        deciding: Some(deciding()),
        closing: None,
    }
}

fn details(frame: &Frame) -> Vec<(&'static str, Html)> {
    let open = detail();
    let faulty = RequestDetail {
        app: hostile(),
        known_as: Some("iOS Accounts".into()),
        homepage: None,
        reply_urls: vec![format!("https://{}.example/", "averylonghostname".repeat(12)).into()],
        risks: vec![Risk::LooksLike("Apple Internet Accounts".into())],
        others: 1_204,
        kind: RequestKind::Dynamic,
        effect: Effect { earlier: Earlier::Kept, told: 1_206 },
        deciding: Some(Deciding {
            approve: Err(WhyNot::NeedsRole),
            used_by: 31,
            problem: Some(ReasonProblem {
                of: Refusal::Block,
                fault: ReasonFault::TooLong,
                typed: "x \"&<b>".repeat(40),
            }),
            ..deciding()
        }),
        ..open.clone()
    };
    let beyond =
        WhyNot::BeyondLimits { scope: "Directory.Read.All".into(), policy: "helpdesk-low".into() };
    let delegate = RequestDetail {
        deciding: Some(Deciding { approve: Err(beyond), ..deciding() }),
        ..open.clone()
    };
    let no = || Err(WhyNot::NotReviewer);
    let reader = RequestDetail {
        deciding: Some(Deciding { approve: no(), deny: no(), block: no(), ..deciding() }),
        ..open.clone()
    };
    let closed = |state, by, reason: Option<&str>| RequestDetail {
        state,
        deciding: None,
        closing: Some(Closing { at: days_ago(0), by, reason: reason.map(Into::into) }),
        ..open.clone()
    };
    let denied =
        closed(RequestState::Denied, Some(grady()), Some("Please use Outlook.\nIt is set up."));
    vec![
        ("request", open.render(frame)),
        ("request-faulty", faulty.render(frame)),
        ("request-delegate", delegate.render(frame)),
        ("request-reader", reader.render(frame)),
        ("request-denied", denied.render(frame)),
        ("request-approved", closed(RequestState::Approved, Some(grady()), None).render(frame)),
        (
            "request-blocked",
            closed(RequestState::Blocked, Some(grady()), Some("No.")).render(frame),
        ),
        ("request-expired", closed(RequestState::Expired, None, None).render(frame)),
    ]
}

fn consents(frame: &Frame) -> Vec<(&'static str, Html)> {
    let app = |label: super::pages::admin::AppLabel| App {
        name: label.name,
        publisher: label.publisher,
        returns_to: None,
    };
    let registered = day(31);
    let known =
        Trust { known: Some(Known::Since { date: day(400).0, people: 31 }), ..Trust::default() };
    let from_request = ConsentForAll {
        tenant: "Contoso".into(),
        account: grady(),
        app: app(fjord()),
        trust: Trust {
            homepage: Some("mail.fjord.example".into()),
            known: Some(Known::NotYet),
            warnings: vec![Warning::Young(registered.0)],
        },
        asked_by: Some(AskedBy { first: adele(), others: 11, reasons: detail().requesters }),
        permissions: asked().into_iter().map(|one| one.permission).collect(),
        effect: detail().effect,
        ground: ConsentGround::Role,
        action: "/admin/requests/0b0f3c1e-7a55-4a0e-8a5b-0d1f3a1e7b11/approve".to_owned(),
        token: token(),
        version: Some(4),
        back: "/admin/requests/0b0f3c1e-7a55-4a0e-8a5b-0d1f3a1e7b11".to_owned(),
    };
    let delegated = ConsentForAll {
        account: account("Allan Deyoung", "allan@contoso.example"),
        trust: known.clone(),
        asked_by: Some(AskedBy { first: adele(), others: 0, reasons: Vec::new() }),
        permissions: mail_permissions(),
        effect: Effect { earlier: Earlier::Kept, told: 1 },
        ground: ConsentGround::Delegated("helpdesk-low".into()),
        ..from_request.clone()
    };
    let from_application = ConsentForAll {
        app: app(apple()),
        trust: known,
        asked_by: None,
        permissions: mail_permissions(),
        effect: Effect { earlier: Earlier::Absent, told: 0 },
        version: None,
        action: "/admin/applications/f8d98a96-0999-43f5-8af3-69971c7bb423/consent".to_owned(),
        back: "/admin/applications/f8d98a96-0999-43f5-8af3-69971c7bb423".to_owned(),
        ..from_request.clone()
    };
    vec![
        ("approve", from_request.render(frame)),
        ("approve-delegated", delegated.render(frame)),
        ("consent-for-tenant", from_application.render(frame)),
    ]
}

/// Every page of this subject.
pub(super) fn pages(frame: &Frame) -> Vec<(&'static str, Html)> {
    let mut pages = queues(frame);
    pages.extend(details(frame));
    pages.extend(consents(frame));
    let mut failed = detail();
    failed.centre.notice = Some(Notice::Failed(Failed::Changed));
    pages.push(("request-changed", failed.render(frame)));
    pages
}
