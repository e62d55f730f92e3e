//! The settings.

use consentry_model::{
    ConsentChoice, ConsentReach, DefaultsOf, DirectoryRole, Impact, PermissionType, PublisherNeed,
    Switch,
};
use consentry_pages::{ActsAs, Frame, Html};
use consentry_policy::{Checked, Deed, UserClass};
use consentry_service::PolicySide;

use super::{
    pages::admin::{
        Done, Notice,
        settings::{
            ChangedRow, Changing, ClassificationRow, Classifications, Classifying, Condition,
            ConditionForm, Conditions, Confirm, ConfirmWhat, Defaults, DelegateRow, DeliveryRow,
            DeliveryState, Difference, Field, GroupOwnersForm, GroupOwnersShown, NewDelegate,
            NewPolicyForm, NewReviewer, NewRight, NewSecret, OwnersChoice, Policies, PolicyDetail,
            PolicyLabel, PolicyRow, PolicyTick, Preview, Problem, ResourceChoice, ReviewerKind,
            ReviewerRow, Reviewing, Right, RightTick, SettingDiff, StarterRow, UsedBy,
            UserConsentForm, UserConsentPage, Webhook, WorkflowForm, WorkflowPage,
        },
    },
    part::{apple, centre, days_ago, fjord, grady, hostile, mail_permissions, permission, token},
};

const GROUP: &str = "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01";

fn shipped(id: &str) -> PolicyLabel {
    PolicyLabel { id: id.to_owned(), name: "Shipped".into(), shipped: Switch::On }
}

fn own() -> PolicyLabel {
    let name = "Helpdesk: low impact & <b>mail</b> \u{202e}".into();
    PolicyLabel { id: "helpdesk-low".to_owned(), name, shipped: Switch::Off }
}

/// Policies that can be chosen for users.
pub(super) fn policies() -> Vec<PolicyLabel> {
    vec![shipped("microsoft-user-default-low"), own()]
}

fn may() -> Changing {
    Changing::May(token())
}

fn reader(deed: Deed) -> Changing {
    Changing::Needs(deed.roles())
}

fn consent_form() -> UserConsentForm {
    let ticks = [
        "microsoft-user-default-low",
        "microsoft-user-default-legacy",
        "microsoft-user-default-recommended",
        "microsoft-user-default-allow-consent-apps",
    ];
    let ticks = ticks.map(|id| PolicyTick { policy: shipped(id), ticked: Switch::Off });
    let own_one = PolicyTick { policy: own(), ticked: Switch::On };
    let right =
        |role, reach, policy| RightTick { right: Right { role, reach, policy }, kept: Switch::On };
    UserConsentForm {
        choice: ConsentChoice::Off,
        policies: ticks.into_iter().chain([own_one]).collect(),
        role_policies: policies(),
        policies_problem: None,
        risk_step_up: Switch::On,
        rights: vec![
            right(DirectoryRole::ExchangeAdministrator, ConsentReach::Everybody, own()),
            right(
                DirectoryRole::HelpdeskAdministrator,
                ConsentReach::Oneself,
                shipped("microsoft-user-default-low"),
            ),
        ],
        new_right: NewRight::default(),
        group_owners: GroupOwnersForm { choice: OwnersChoice::Off, group: Field::default() },
        may_register: Switch::Off,
    }
}

fn preview() -> Preview {
    let count = |before, after, count| Difference { before, after, count };
    let row = |app, class, before, after, permissions: &[&str]| ChangedRow {
        app,
        href: "/admin/matrix?app=f8d98a96-0999-43f5-8af3-69971c7bb423".to_owned(),
        class,
        before,
        after,
        permissions: permissions.iter().map(|value| (*value).into()).collect(),
    };
    let mail = ["EAS.AccessAsUser.All", "EWS.AccessAsUser.All", "User.Read"];
    let (member, guest) = (UserClass::Member, UserClass::Guest);
    Preview {
        settings: vec![
            SettingDiff::UserConsent(ConsentChoice::Off, ConsentChoice::Recommended),
            SettingDiff::RiskStepUp(Switch::Off),
            SettingDiff::GroupOwners(
                GroupOwnersShown::Off,
                GroupOwnersShown::MembersOf("Team leads".into()),
            ),
            SettingDiff::RoleRights { more: 1, less: 2 },
            SettingDiff::MayRegister(Switch::On),
            SettingDiff::Workflow(Switch::Off),
        ],
        counts: vec![
            count(Checked::Request, Checked::Prompt, 1_318),
            count(Checked::Request, Checked::NeedAdmin, 24),
        ],
        rows: vec![
            row(fjord(), guest, Checked::Request, Checked::NeedAdmin, &["Mail.Read"]),
            row(apple(), member, Checked::Request, Checked::Prompt, &mail),
            row(
                hostile(),
                UserClass::CloudApplicationAdministrator,
                Checked::Request,
                Checked::Prompt,
                &mail,
            ),
        ],
        left_out: 51,
    }
}

fn user_consents(frame: &Frame) -> Vec<(&'static str, Html)> {
    let page = UserConsentPage {
        centre: centre(),
        changing: may(),
        token: token(),
        version: "8f2c".to_owned(),
        form: consent_form(),
        preview: None,
    };
    let mut proposed = consent_form();
    proposed.choice = ConsentChoice::Recommended;
    let previewed = UserConsentPage { form: proposed, preview: Some(preview()), ..page.clone() };
    let reading = UserConsentPage { changing: reader(Deed::ManageUserConsent), ..page.clone() };
    let mut wrong = consent_form();
    wrong.choice = ConsentChoice::Custom;
    wrong.policies_problem = Some(Problem::NoPolicy);
    wrong.group_owners = GroupOwnersForm {
        choice: OwnersChoice::Members,
        group: Field::wrong("Boats \"&<x>", Problem::NoGroup),
    };
    wrong.new_right.problem = Some(Problem::Twice);
    let wrong = UserConsentPage { form: wrong, ..page.clone() };
    let nothing =
        Preview { settings: Vec::new(), counts: Vec::new(), rows: Vec::new(), left_out: 0 };
    let nobody =
        Preview { settings: vec![SettingDiff::MayRegister(Switch::On)], ..nothing.clone() };
    let of = |preview| UserConsentPage { preview: Some(preview), ..page.clone() };
    let defaults = Defaults {
        centre: centre(),
        changing: may(),
        of: DefaultsOf::Year2020,
        version: "8f2c".to_owned(),
        preview: preview(),
    };
    vec![
        ("user-consent", page.render(frame)),
        ("user-consent-preview", previewed.render(frame)),
        ("user-consent-reader", reading.render(frame)),
        ("user-consent-wrong", wrong.render(frame)),
        ("user-consent-same", of(nothing).render(frame)),
        ("user-consent-nobody", of(nobody).render(frame)),
        ("defaults", defaults.render(frame)),
    ]
}

fn used() -> Vec<UsedBy> {
    vec![
        UsedBy::Users,
        UsedBy::Role(DirectoryRole::ExchangeAdministrator, ConsentReach::Everybody),
        UsedBy::Delegate(Reviewing::Group("Helpdesk".into())),
    ]
}

fn policy_lists(frame: &Frame) -> Vec<(&'static str, Html)> {
    let row = |policy: PolicyLabel, used_by| PolicyRow {
        href: format!("/admin/settings/consent-policies/{}", policy.id),
        policy,
        description: "What the helpdesk may approve\nwhile nobody else is there".into(),
        used_by,
    };
    let list = Policies {
        centre: centre(),
        changing: may(),
        rows: vec![
            row(shipped("microsoft-user-default-low"), vec![UsedBy::Users]),
            row(shipped("microsoft-user-default-legacy"), Vec::new()),
            row(
                shipped("microsoft-company-admin"),
                vec![UsedBy::Role(DirectoryRole::GlobalAdministrator, ConsentReach::Everybody)],
            ),
            row(own(), used()),
        ],
        new: NewPolicyForm::default(),
    };
    let new = NewPolicyForm {
        id: Field::wrong("a b", Problem::PolicyId),
        name: Field::wrong("", Problem::Empty),
        description: Field::of("For \"&<x>"),
    };
    let mut wrong = Policies { new, ..list.clone() };
    wrong.centre.notice = Some(Notice::Done(Done::PolicyDeleted));
    let reading = Policies { changing: reader(Deed::ManageUserConsent), ..list.clone() };
    vec![
        ("consent-policies", list.render(frame)),
        ("consent-policies-wrong", wrong.render(frame)),
        ("consent-policies-reader", reading.render(frame)),
    ]
}

fn policy_details(frame: &Frame) -> Vec<(&'static str, Html)> {
    let set = |kind, conditions| Conditions { id: GROUP.to_owned(), kind, conditions };
    let exchange = Condition::Resource("Office 365 Exchange Online".into());
    let mail = Condition::Permissions(
        ["EAS.AccessAsUser.All", "EWS.AccessAsUser.All", "IMAP.AccessAsUser.All"]
            .map(Into::into)
            .to_vec(),
    );
    let detail = PolicyDetail {
        centre: centre(),
        changing: may(),
        policy: own(),
        description: "What the helpdesk may approve\nwhile nobody else is there".into(),
        includes: vec![
            set(
                PermissionType::Delegated,
                vec![
                    Condition::Impact(Impact::Low),
                    exchange,
                    mail,
                    Condition::Clients(vec!["Apple Internet Accounts".into()]),
                    Condition::ClientTenants(vec!["Contoso".into()]),
                    Condition::Verified,
                    Condition::Publishers(vec!["1000002".into()]),
                ],
            ),
            set(PermissionType::DelegatedUserConsentable, Vec::new()),
        ],
        excludes: vec![set(PermissionType::Application, Vec::new())],
        used_by: used(),
        name_field: Field::of("Helpdesk"),
        description_field: Field::of("What the helpdesk may approve"),
        new: ConditionForm::default(),
        resources: vec!["Microsoft Graph".into(), "Office 365 Exchange Online".into()],
    };
    let new = ConditionForm {
        side: PolicySide::Excludes,
        kind: PermissionType::Application,
        impact: Some(Impact::High),
        resource: Field::wrong("Boats", Problem::Unknown),
        permissions: Field::wrong("Boats.Sink", Problem::NeedsResource),
        clients: Field::wrong("x </textarea>", Problem::Ids),
        publisher: PublisherNeed::Verified,
        open: Switch::On,
        ..ConditionForm::default()
    };
    let fresh = PolicyDetail {
        includes: Vec::new(),
        excludes: Vec::new(),
        used_by: Vec::new(),
        ..detail.clone()
    };
    let wrong = PolicyDetail { new, ..fresh.clone() };
    let built_in =
        PolicyDetail { policy: shipped("microsoft-user-default-recommended"), ..detail.clone() };
    let confirm = Confirm {
        centre: centre(),
        what: ConfirmWhat::Policy,
        name: "Helpdesk".into(),
        hindered_by: Vec::new(),
        count: 2,
        action: "/admin/settings/consent-policies/helpdesk-low/delete".to_owned(),
        token: token(),
        back: "/admin/settings/consent-policies/helpdesk-low".to_owned(),
    };
    let hindered = Confirm { hindered_by: used(), ..confirm.clone() };
    vec![
        ("consent-policy", detail.render(frame)),
        ("consent-policy-new", fresh.render(frame)),
        ("consent-policy-wrong", wrong.render(frame)),
        ("consent-policy-shipped", built_in.render(frame)),
        ("confirm-policy", confirm.render(frame)),
        ("confirm-policy-hindered", hindered.render(frame)),
    ]
}

fn classifications(frame: &Frame) -> Vec<(&'static str, Html)> {
    let row = |permission, impact| ClassificationRow {
        permission,
        impact,
        proposed: impact,
        admin_only: Switch::Off,
    };
    let mut rows: Vec<ClassificationRow> = mail_permissions()
        .into_iter()
        .zip([None, Some(Impact::Low), Some(Impact::Medium), Some(Impact::High), None, None])
        .map(|(permission, impact)| row(permission, impact))
        .collect();
    let directory = permission("Directory.Read.All", "Graph", ActsAs::User);
    rows.push(ClassificationRow { admin_only: Switch::On, ..row(directory, None) });
    let resource = |id: &str, name: &str, chosen| ResourceChoice {
        id: id.to_owned(),
        name: name.into(),
        chosen,
    };
    let starter = |impact: [Option<Impact>; 5]| {
        let values = ["openid", "profile", "email", "offline_access", "User.Read"];
        let rows = values.into_iter().zip(impact);
        rows.map(|(value, impact)| StarterRow { value: value.into(), impact }).collect()
    };
    let low = Some(Impact::Low);
    let page = Classifications {
        centre: centre(),
        changing: may(),
        resources: vec![
            resource(
                "00000002-0000-0ff1-ce00-000000000000",
                "Office 365 Exchange Online",
                Switch::Off,
            ),
            resource("00000003-0000-0000-c000-000000000000", "Microsoft Graph", Switch::On),
        ],
        search: String::new(),
        impact: Classifying::Any,
        rows,
        starter: starter([low, low, None, None, Some(Impact::High)]),
        counts_in: vec![shipped("microsoft-user-default-low")],
    };
    let reading = Classifications {
        changing: reader(Deed::ClassifyPermissions),
        starter: starter([low; 5]),
        counts_in: Vec::new(),
        ..page.clone()
    };
    let none = Classifications {
        search: "boats \"&<x>".to_owned(),
        impact: Classifying::Unclassified,
        rows: Vec::new(),
        starter: Vec::new(),
        ..page.clone()
    };
    vec![
        ("classifications", page.render(frame)),
        ("classifications-reader", reading.render(frame)),
        ("classifications-none", none.render(frame)),
    ]
}

fn workflows(frame: &Frame) -> Vec<(&'static str, Html)> {
    let reviewer = |who, people| ReviewerRow { who, people, value: "user|1".to_owned() };
    let page = WorkflowPage {
        centre: centre(),
        changing: may(),
        form: WorkflowForm {
            enabled: Switch::On,
            notify: Switch::On,
            remind: Switch::Off,
            days: Field::of("30"),
        },
        enabled: Switch::On,
        open: 3,
        reviewers: vec![
            reviewer(Reviewing::User(grady()), 1),
            reviewer(Reviewing::Group("Night shift".into()), 0),
            reviewer(Reviewing::Role(DirectoryRole::CloudApplicationAdministrator), 4),
            reviewer(Reviewing::Gone(GROUP.into()), 0),
        ],
        people: 5,
        new_reviewer: NewReviewer::default(),
        delegates: vec![DelegateRow {
            who: Reviewing::Group("Helpdesk".into()),
            policy: own(),
            href: "/admin/settings/consent-policies/helpdesk-low".to_owned(),
            value: "group|1|helpdesk-low".to_owned(),
        }],
        new_delegate: NewDelegate {
            policies: policies().into_iter().map(|label| (label, Switch::Off)).collect(),
            ..NewDelegate::default()
        },
        delegates_count: Switch::On,
    };
    let wrong = WorkflowPage {
        form: WorkflowForm { days: Field::wrong("61", Problem::Days), ..page.form.clone() },
        reviewers: Vec::new(),
        people: 0,
        new_reviewer: NewReviewer {
            kind: ReviewerKind::Group,
            who: Field::wrong("Boats \"&<x>", Problem::NoGroup),
        },
        delegates: Vec::new(),
        new_delegate: NewDelegate {
            kind: ReviewerKind::Role,
            who: Field::wrong("Admiral", Problem::NoRole),
            ..page.new_delegate.clone()
        },
        delegates_count: Switch::Off,
        ..page.clone()
    };
    let reading = WorkflowPage { changing: reader(Deed::ManageWorkflow), ..page.clone() };
    vec![
        ("workflow", page.render(frame)),
        ("workflow-wrong", wrong.render(frame)),
        ("workflow-reader", reading.render(frame)),
    ]
}

fn webhooks(frame: &Frame) -> Vec<(&'static str, Html)> {
    let event = |event: &str, state, attempts, error: Option<&str>| DeliveryRow {
        event: event.into(),
        at: days_ago(1),
        state,
        attempts,
        error: error.map(Into::into),
    };
    let error = "connecting to the receiver failed: the certificate is not trusted";
    let page = Webhook {
        centre: centre(),
        changing: may(),
        present: Switch::On,
        address: Field::of("https://tickets.contoso.example/hooks/consent"),
        secret: None,
        deliveries: vec![
            event("webhook.test", DeliveryState::Waiting(days_ago(0)), 4, Some(error)),
            event("consent_request.created", DeliveryState::Sent, 1, None),
            event("consent_request.denied", DeliveryState::Failed, 40, Some("<b>503</b>")),
        ],
    };
    let secret = Webhook {
        secret: Some(NewSecret("kq3T0cJm1nQp7sLx9eWb2uZ4yVd6aFh8iRg5oNt0MxE".to_owned())),
        deliveries: Vec::new(),
        ..page.clone()
    };
    let wrong = Webhook {
        present: Switch::Off,
        address: Field::wrong("http://localhost/\"&<x>", Problem::Address),
        deliveries: Vec::new(),
        ..page.clone()
    };
    let reading =
        Webhook { changing: reader(Deed::ManageWorkflow), present: Switch::Off, ..page.clone() };
    let confirm = Confirm {
        centre: centre(),
        what: ConfirmWhat::Webhook,
        name: "https://tickets.contoso.example/hooks/consent".into(),
        hindered_by: Vec::new(),
        count: 1,
        action: "/admin/settings/webhook/remove".to_owned(),
        token: token(),
        back: "/admin/settings/webhook".to_owned(),
    };
    vec![
        ("webhook", page.render(frame)),
        ("webhook-secret", secret.render(frame)),
        ("webhook-wrong", wrong.render(frame)),
        ("webhook-reader", reading.render(frame)),
        ("confirm-webhook", confirm.render(frame)),
    ]
}

/// Every page of this subject.
pub(super) fn pages(frame: &Frame) -> Vec<(&'static str, Html)> {
    [
        user_consents(frame),
        policy_lists(frame),
        policy_details(frame),
        classifications(frame),
        workflows(frame),
        webhooks(frame),
    ]
    .into_iter()
    .flatten()
    .collect()
}
