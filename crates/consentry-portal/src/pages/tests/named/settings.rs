//! The settings.

use consentry_model::{
    ConsentChoice, ConsentReach, DefaultsOf, DirectoryRole, PermissionType, Switch,
};
use consentry_pages::{ActsAs, Frame, Html};
use consentry_policy::{Checked, UserClass};

use super::part::{WHEN, account, centre, label, permission, token};
use crate::pages::admin::settings::{
    ChangedRow, Changing, ClassificationRow, Classifications, Classifying, Condition,
    ConditionForm, Conditions, Confirm, ConfirmWhat, Defaults, DelegateRow, DeliveryRow,
    DeliveryState, Difference, Field, GroupOwnersForm, GroupOwnersShown, NewDelegate,
    NewPolicyForm, NewReviewer, NewRight, NewSecret, OwnersChoice, Policies, PolicyDetail,
    PolicyLabel, PolicyRow, PolicyTick, Preview, Problem, ResourceChoice, ReviewerKind,
    ReviewerRow, Reviewing, Right, RightTick, SettingDiff, StarterRow, UsedBy, UserConsentForm,
    UserConsentPage, Webhook, WorkflowForm, WorkflowPage,
};

fn policy(text: &str) -> PolicyLabel {
    PolicyLabel { id: "own".to_owned(), name: text.into(), shipped: Switch::Off }
}

fn may(text: &str) -> Changing {
    Changing::May(token(text))
}

fn wrong(text: &str) -> Field {
    Field::wrong(text, Problem::Unknown)
}

fn preview(text: &str) -> Preview {
    let (before, after) = (Checked::Request, Checked::Prompt);
    let group = || GroupOwnersShown::MembersOf(text.into());
    Preview {
        settings: vec![SettingDiff::GroupOwners(group(), group())],
        counts: vec![Difference { before, after, count: 1 }],
        rows: vec![ChangedRow {
            app: label(text),
            href: text.to_owned(),
            class: UserClass::Member,
            before,
            after,
            permissions: vec![text.into()],
        }],
        left_out: 1,
    }
}

fn user_consent(text: &str) -> UserConsentPage {
    let right = Right {
        role: DirectoryRole::ExchangeAdministrator,
        reach: ConsentReach::Everybody,
        policy: policy(text),
    };
    UserConsentPage {
        centre: centre(text),
        changing: may(text),
        token: token(text),
        version: text.to_owned(),
        form: UserConsentForm {
            choice: ConsentChoice::Custom,
            policies: vec![PolicyTick { policy: policy(text), ticked: Switch::On }],
            role_policies: vec![policy(text)],
            policies_problem: None,
            risk_step_up: Switch::On,
            rights: vec![RightTick { right, kept: Switch::On }],
            new_right: NewRight::default(),
            group_owners: GroupOwnersForm { choice: OwnersChoice::All, group: wrong(text) },
            may_register: Switch::Off,
        },
        preview: Some(preview(text)),
    }
}

fn used(text: &str) -> Vec<UsedBy> {
    vec![UsedBy::Delegate(Reviewing::User(account(text)))]
}

fn policies(text: &str) -> Policies {
    Policies {
        centre: centre(text),
        changing: may(text),
        rows: vec![PolicyRow {
            policy: policy(text),
            description: text.into(),
            used_by: used(text),
            href: text.to_owned(),
        }],
        new: NewPolicyForm { id: wrong(text), name: wrong(text), description: wrong(text) },
    }
}

fn policy_detail(text: &str) -> PolicyDetail {
    PolicyDetail {
        centre: centre(text),
        changing: may(text),
        policy: policy(text),
        description: text.into(),
        includes: vec![Conditions {
            id: "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01".to_owned(),
            kind: PermissionType::Delegated,
            conditions: vec![
                Condition::Resource(text.into()),
                Condition::Permissions(vec![text.into()]),
                Condition::Clients(vec![text.into()]),
                Condition::ClientTenants(vec![text.into()]),
                Condition::Publishers(vec![text.into()]),
            ],
        }],
        excludes: Vec::new(),
        used_by: used(text),
        name_field: wrong(text),
        description_field: wrong(text),
        new: ConditionForm {
            resource: wrong(text),
            permissions: wrong(text),
            clients: wrong(text),
            client_tenants: wrong(text),
            publishers: wrong(text),
            ..ConditionForm::default()
        },
        resources: vec![text.into()],
    }
}

fn classifications(text: &str) -> Classifications {
    Classifications {
        centre: centre(text),
        changing: may(text),
        resources: vec![ResourceChoice {
            id: text.to_owned(),
            name: text.into(),
            chosen: Switch::On,
        }],
        search: text.to_owned(),
        impact: Classifying::Any,
        rows: vec![ClassificationRow {
            permission: permission(text, ActsAs::User),
            impact: None,
            proposed: None,
            admin_only: Switch::Off,
        }],
        starter: vec![StarterRow { value: text.into(), impact: None }],
        counts_in: vec![policy(text)],
    }
}

fn workflow(text: &str) -> WorkflowPage {
    WorkflowPage {
        centre: centre(text),
        changing: may(text),
        form: WorkflowForm {
            enabled: Switch::On,
            notify: Switch::On,
            remind: Switch::On,
            days: wrong(text),
        },
        enabled: Switch::On,
        open: 1,
        reviewers: vec![ReviewerRow {
            who: Reviewing::Group(text.into()),
            people: 0,
            value: text.to_owned(),
        }],
        people: 0,
        new_reviewer: NewReviewer { kind: ReviewerKind::User, who: wrong(text) },
        delegates: vec![DelegateRow {
            who: Reviewing::User(account(text)),
            policy: policy(text),
            href: text.to_owned(),
            value: text.to_owned(),
        }],
        new_delegate: NewDelegate {
            kind: ReviewerKind::User,
            who: wrong(text),
            policies: vec![(policy(text), Switch::On)],
        },
        delegates_count: Switch::On,
    }
}

fn webhook(text: &str) -> Webhook {
    Webhook {
        centre: centre(text),
        changing: may(text),
        present: Switch::On,
        address: wrong(text),
        secret: Some(NewSecret(text.to_owned())),
        deliveries: vec![DeliveryRow {
            event: text.into(),
            at: WHEN,
            state: DeliveryState::Waiting(WHEN),
            attempts: 1,
            error: Some(text.into()),
        }],
    }
}

/// The pages of this subject.
pub(super) fn pages(text: &str, frame: &Frame) -> Vec<(&'static str, Html)> {
    let defaults = Defaults {
        centre: centre(text),
        changing: may(text),
        of: DefaultsOf::Year2014,
        version: text.to_owned(),
        preview: preview(text),
    };
    let confirm = Confirm {
        centre: centre(text),
        what: ConfirmWhat::Policy,
        name: text.into(),
        hindered_by: Vec::new(),
        count: 1,
        action: text.to_owned(),
        token: token(text),
        back: text.to_owned(),
    };
    let hindered = Confirm { hindered_by: used(text), ..confirm.clone() };
    vec![
        ("user-consent", user_consent(text).render(frame)),
        ("defaults", defaults.render(frame)),
        ("consent-policies", policies(text).render(frame)),
        ("consent-policy", policy_detail(text).render(frame)),
        ("confirm", confirm.render(frame)),
        ("confirm-hindered", hindered.render(frame)),
        ("classifications", classifications(text).render(frame)),
        ("workflow", workflow(text).render(frame)),
        ("webhook", webhook(text).render(frame)),
    ]
}
