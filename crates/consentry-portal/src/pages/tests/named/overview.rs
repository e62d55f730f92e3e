//! The overview, an explanation, and the matrix.

use consentry_model::{ConsentChoice, Switch};
use consentry_pages::{ActsAs, Frame, Html};
use consentry_policy::{Checked, Gate, Setting, Verdict};
use consentry_service::MatrixPermissions;

use super::part::{DAY, WHEN, account, centre, label, permission};
use crate::pages::admin::{
    Alarm, Answer, ChangeLine, Explain, ExplainForm, HeatRow, Matrix, MatrixGroup, MatrixOfApp,
    Numbers, Overview, Paging, Proposal, Risk, Step, Tally, Waiting,
    settings::{Field, PolicyLabel, Problem, ResourceChoice, Reviewing},
};

fn overview(text: &str) -> Overview {
    Overview {
        centre: centre(text),
        warnings: vec![
            Alarm::WebhookFails { error: text.into(), since: WHEN },
            Alarm::PasswordSpray { from: text.into(), at: WHEN },
        ],
        waiting: vec![Waiting {
            href: text.to_owned(),
            app: label(text),
            people: 1,
            since: DAY,
            until: DAY,
            risk: Some(Risk::LooksLike(text.into())),
        }],
        numbers: Numbers::default(),
        user_consent: ConsentChoice::Custom,
        policies: vec![PolicyLabel {
            id: "own".to_owned(),
            name: text.into(),
            shipped: Switch::Off,
        }],
        workflow: Switch::On,
        reviewers: vec![
            Reviewing::User(account(text)),
            Reviewing::Group(text.into()),
            Reviewing::Gone(text.into()),
        ],
    }
}

fn explain(text: &str) -> Explain {
    let field = || Field::wrong(text, Problem::Unknown);
    Explain {
        centre: centre(text),
        form: ExplainForm {
            user: field(),
            app: field(),
            scopes: field(),
            resources: vec![ResourceChoice {
                id: text.to_owned(),
                name: text.into(),
                chosen: Switch::On,
            }],
            apps: vec![text.into()],
        },
        answer: Some(Answer {
            person: account(text),
            app: label(text),
            app_href: Some(text.to_owned()),
            checked: Checked::Request,
            setting: Setting::Name,
            about: Some(text.into()),
            setting_href: Some(text.to_owned()),
            gates: vec![Step {
                gate: Gate::Consent,
                verdict: Some(Verdict::Ask),
                log: text.into(),
            }],
            changes: vec![ChangeLine {
                change: Proposal::UserConsent(ConsentChoice::All),
                decides: Switch::On,
                href: Some(text.to_owned()),
                then: Checked::Prompt,
            }],
            code: Some(90_095),
            matrix: text.to_owned(),
        }),
    }
}

/// The pages of this subject.
pub(super) fn pages(text: &str, frame: &Frame) -> Vec<(&'static str, Html)> {
    let matrix = Matrix {
        centre: centre(text),
        search: text.to_owned(),
        permissions: MatrixPermissions::Listed,
        totals: Tally([1; 5]),
        rows: vec![HeatRow { app: label(text), href: text.to_owned(), cells: [Tally([1; 5]); 6] }],
        paging: Paging::default(),
        csv: text.to_owned(),
    };
    let of_app = MatrixOfApp {
        centre: centre(text),
        app: label(text),
        app_id: text.into(),
        app_href: Some(text.to_owned()),
        permissions: MatrixPermissions::All,
        groups: vec![MatrixGroup {
            resource: text.into(),
            permissions: vec![permission(text, ActsAs::User)],
            cells: [Checked::Silent; 6],
        }],
        tabs: [text.to_owned(), text.to_owned()],
        csv: text.to_owned(),
    };
    vec![
        ("overview", overview(text).render(frame)),
        ("explain", explain(text).render(frame)),
        ("matrix", matrix.render(frame)),
        ("matrix-of-app", of_app.render(frame)),
    ]
}
