//! The overview, explanations, and the matrix.

use consentry_model::{ConsentChoice, Switch};
use consentry_pages::{ActsAs, Frame, Html};
use consentry_policy::{Checked, Gate, Setting, Verdict};
use consentry_service::MatrixPermissions;

use super::{
    pages::admin::{
        Alarm, Answer, ChangeLine, Explain, ExplainForm, HeatRow, Matrix, MatrixGroup, MatrixOfApp,
        Numbers, Overview, Paging, Proposal, Risk, Step, Tally, Waiting,
        settings::{Field, Problem, ResourceChoice, Reviewing},
    },
    part::{
        adele, apple, centre, day, days_ago, fjord, grady, hostile, mail_permissions, outlook,
        permission,
    },
};

fn overviews(frame: &Frame) -> Vec<(&'static str, Html)> {
    let request = "/admin/requests/0b0f3c1e-7a55-4a0e-8a5b-0d1f3a1e7b11".to_owned();
    let waiting = Waiting {
        href: request,
        app: fjord(),
        people: 3,
        since: day(21),
        until: day(-9),
        risk: Some(Risk::Young),
    };
    let calm = Overview {
        centre: centre(),
        warnings: Vec::new(),
        waiting: vec![
            waiting.clone(),
            Waiting { app: apple(), people: 12, risk: None, since: day(9), ..waiting.clone() },
            Waiting {
                app: hostile(),
                people: 1,
                risk: Some(Risk::LooksLike("Apple Internet Accounts".into())),
                ..waiting
            },
        ],
        numbers: Numbers { applications: 42, people: 1_318, risky: 2, unused: 7 },
        user_consent: ConsentChoice::Recommended,
        policies: Vec::new(),
        workflow: Switch::On,
        reviewers: vec![
            Reviewing::User(grady()),
            Reviewing::Group("Helpdesk".into()),
            Reviewing::Role(consentry_model::DirectoryRole::CloudApplicationAdministrator),
        ],
    };
    let mut alarmed = Overview {
        warnings: vec![
            Alarm::NobodyCanAsk,
            Alarm::NobodyNamed,
            Alarm::NobodyReviews,
            Alarm::OpenToAll,
            Alarm::WebhookFails { error: "the receiver answered 503".into(), since: days_ago(1) },
        ],
        waiting: Vec::new(),
        numbers: Numbers::default(),
        user_consent: ConsentChoice::Custom,
        policies: super::settings::policies(),
        workflow: Switch::Off,
        reviewers: Vec::new(),
        ..calm.clone()
    };
    alarmed.centre.open_requests = 0;
    vec![("overview", calm.render(frame)), ("overview-alarmed", alarmed.render(frame))]
}

fn form() -> ExplainForm {
    let resource = |id: &str, name: &str, chosen| ResourceChoice {
        id: id.to_owned(),
        name: name.into(),
        chosen,
    };
    ExplainForm {
        user: Field::of("adele@contoso.example"),
        app: Field::of("Fjord Mail"),
        scopes: Field::default(),
        resources: vec![
            resource(
                "00000002-0000-0ff1-ce00-000000000000",
                "Office 365 Exchange Online",
                Switch::Off,
            ),
            resource("00000003-0000-0000-c000-000000000000", "Microsoft Graph", Switch::On),
        ],
        apps: vec!["Fjord Mail".into(), "Apple Internet Accounts".into()],
    }
}

fn step(gate: Gate, verdict: Option<Verdict>, log: &str) -> Step {
    Step { gate, verdict, log: log.into() }
}

fn answer() -> Answer {
    let line = |change, decides, then| ChangeLine {
        change,
        decides,
        href: Some("/admin/settings/user-consent".to_owned()),
        then,
    };
    Answer {
        person: adele(),
        app: fjord(),
        app_href: Some("/admin/applications/3d0c1f52-8a6e-4b7f-9c55-7e1f2a9b6c10".to_owned()),
        checked: Checked::Request,
        setting: Setting::UserConsent,
        about: None,
        setting_href: Some("/admin/settings/user-consent".to_owned()),
        gates: vec![
            step(Gate::Application, Some(Verdict::Pass), "application `Fjord Mail` is known"),
            step(Gate::Authentication, Some(Verdict::Pass), "the password fits"),
            step(Gate::Enabled, Some(Verdict::Pass), "the tenant has not met the application yet"),
            step(Gate::Assignment, Some(Verdict::NotAsked), "no service principal yet"),
            step(Gate::Door, Some(Verdict::NotAsked), "not a bearer token at a mail door"),
            step(Gate::Consent, Some(Verdict::Ask), "tenant setting user-consent = off"),
        ],
        changes: vec![
            line(Proposal::UserConsent(ConsentChoice::All), Switch::On, Checked::Prompt),
            line(Proposal::UserConsent(ConsentChoice::LowImpact), Switch::On, Checked::Request),
            line(Proposal::UserConsent(ConsentChoice::Recommended), Switch::On, Checked::Request),
            line(Proposal::Consented, Switch::Off, Checked::Silent),
            line(Proposal::Workflow(Switch::Off), Switch::Off, Checked::NeedAdmin),
            ChangeLine { href: None, ..line(Proposal::Verified, Switch::Off, Checked::Prompt) },
        ],
        code: Some(90_095),
        matrix: "/admin/matrix?app=3d0c1f52-8a6e-4b7f-9c55-7e1f2a9b6c10".to_owned(),
    }
}

fn explanations(frame: &Frame) -> Vec<(&'static str, Html)> {
    let asking = Explain { centre: centre(), form: ExplainForm::default(), answer: None };
    let request = Explain { centre: centre(), form: form(), answer: Some(answer()) };
    let refused = Answer {
        checked: Checked::Refused,
        app: hostile(),
        setting: Setting::Enabled,
        gates: vec![
            step(Gate::Application, Some(Verdict::Pass), "application `Fjord Mail` is known"),
            step(Gate::Authentication, Some(Verdict::Pass), "the password fits"),
            step(Gate::Enabled, Some(Verdict::Refuse), "enabled for users to sign in = no"),
            step(Gate::Assignment, None, ""),
            step(Gate::Door, None, ""),
            step(Gate::Consent, None, ""),
        ],
        changes: Vec::new(),
        code: Some(7_000_112),
        ..answer()
    };
    let silent = Answer {
        checked: Checked::Silent,
        setting: Setting::Grants,
        code: None,
        about: Some("EAS.AccessAsUser.All".into()),
        ..answer()
    };
    let wrong = ExplainForm {
        user: Field::wrong("adele@", Problem::NoUser),
        app: Field::wrong("Mail \"&<x>", Problem::Ambiguous),
        scopes: Field::wrong("Boats.Sink", Problem::Permissions),
        ..form()
    };
    let of = |answer| Explain { answer: Some(answer), ..request.clone() };
    let wrong = Explain { form: wrong, answer: None, ..request.clone() };
    vec![
        ("explain", asking.render(frame)),
        ("explain-request", request.render(frame)),
        ("explain-refused", of(refused).render(frame)),
        ("explain-silent", of(silent).render(frame)),
        ("explain-wrong", wrong.render(frame)),
    ]
}

fn matrices(frame: &Frame) -> Vec<(&'static str, Html)> {
    use Checked::{NeedAdmin, Prompt, Refused, Request, Silent};
    let of =
        |silent, prompt, request, admin, refused| Tally([silent, prompt, request, admin, refused]);
    let row = |app, href: &str, cells| HeatRow { app, href: href.to_owned(), cells };
    let href = "/admin/matrix?app=f8d98a96-0999-43f5-8af3-69971c7bb423";
    let admin = of(2, 5, 0, 0, 0);
    let rows = vec![
        row(apple(), href, [of(3, 0, 0, 0, 0); 6]),
        row(outlook(), href, [of(2, 3, 2, 0, 0), of(2, 0, 5, 0, 0), admin, admin, admin, admin]),
        row(fjord(), href, [of(0, 0, 1, 0, 0), of(0, 0, 1, 0, 0), admin, admin, admin, admin]),
        row(hostile(), href, [of(1, 1, 1, 1, 1); 6]),
        row(fjord(), href, [of(0, 0, 0, 0, 4); 6]),
    ];
    let all = Matrix {
        centre: centre(),
        search: String::new(),
        permissions: MatrixPermissions::Listed,
        totals: of(121, 64, 31, 6, 24),
        rows,
        paging: Paging { newer: None, older: Some("/admin/matrix?after=2".to_owned()) },
        csv: "/admin/matrix?format=csv".to_owned(),
    };
    let none = Matrix {
        search: "boats".to_owned(),
        rows: Vec::new(),
        totals: Tally::default(),
        paging: Paging::default(),
        ..all.clone()
    };
    let group =
        |permissions, cells| MatrixGroup { resource: "Microsoft Graph".into(), permissions, cells };
    let one = |value: &str| vec![permission(value, "Graph", ActsAs::User)];
    let outlook = MatrixOfApp {
        centre: centre(),
        app: outlook(),
        app_id: "27922004-5251-4030-b22d-91ecd9a37ea4".into(),
        app_href: Some("/admin/applications/27922004-5251-4030-b22d-91ecd9a37ea4".to_owned()),
        permissions: MatrixPermissions::Listed,
        groups: vec![
            group(mail_permissions(), [Prompt, Request, Prompt, Prompt, Prompt, Prompt]),
            group(one("User.Read"), [Silent; 6]),
            group(one("Directory.Read.All"), [Request, Request, Request, Request, Prompt, Prompt]),
            group(one("Mail.ReadBasic"), [NeedAdmin, NeedAdmin, Prompt, Prompt, Prompt, Refused]),
        ],
        tabs: ["/admin/matrix?app=2".to_owned(), "/admin/matrix?app=2&permissions=all".to_owned()],
        csv: "/admin/matrix?app=2&format=csv".to_owned(),
    };
    let nothing =
        MatrixOfApp { app: hostile(), app_href: None, groups: Vec::new(), ..outlook.clone() };
    vec![
        ("matrix", all.render(frame)),
        ("matrix-none", none.render(frame)),
        ("matrix-of-app", outlook.render(frame)),
        ("matrix-of-nothing", nothing.render(frame)),
    ]
}

/// Every page of this subject.
pub(super) fn pages(frame: &Frame) -> Vec<(&'static str, Html)> {
    [overviews(frame), explanations(frame), matrices(frame)].into_iter().flatten().collect()
}
