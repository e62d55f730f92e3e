//! Tenants, applications and people for the tables of the consent gate: the base with one thing
//! changed after the other.

use consentry_model::{
    ConditionSet, ConditionSetId, ConsentPolicy, ConsentReach, DirectoryRole, Impact,
    PermissionType, Reviewer, RoleConsent, UserConsent,
};

use super::*;

/// What a tenant has set about consent.
#[derive(Debug, Clone)]
pub(crate) struct Ruling {
    settings: TenantSettings,
    policies: Vec<ConsentPolicy>,
    classified: Vec<(AppId, &'static str, Impact)>,
}

/// Users may consent as chosen; no workflow; the step-up for risky applications is on.
pub(crate) fn choosing(choice: ConsentChoice) -> Ruling {
    assigning(choice.into())
}

/// Members consent under these policies.
pub(crate) fn assigning(user_consent: UserConsent) -> Ruling {
    let workflow = Workflow { enabled: Switch::Off, ..Workflow::default() };
    let settings = TenantSettings { user_consent, workflow, ..TenantSettings::default() };
    Ruling { settings, policies: Vec::new(), classified: Vec::new() }
}

/// Members consent under one policy of the tenant's own.
pub(crate) fn under(policy: ConsentPolicy) -> Ruling {
    assigning(UserConsent(BTreeSet::from([policy.id.clone()]))).knowing(policy)
}

impl Ruling {
    pub(crate) fn with_workflow(mut self) -> Self {
        self.settings.workflow.enabled = Switch::On;
        self.settings.workflow.reviewers = vec![Reviewer::Role(DirectoryRole::GlobalAdministrator)];
        self
    }

    pub(crate) fn without_step_up(mut self) -> Self {
        self.settings.risk_step_up = Switch::Off;
        self
    }

    /// Classifies a permission.
    pub(crate) fn classifying(mut self, of: AppId, value: &'static str, impact: Impact) -> Self {
        self.classified.push((of, value, impact));
        self
    }

    /// Classifies everything that the phone asks for.
    pub(crate) fn classifying_all(self, impact: Impact) -> Self {
        self.classifying(well_known::EXCHANGE, EAS, impact)
            .classifying(well_known::EXCHANGE, EWS, impact)
            .classifying(well_known::GRAPH, "User.Read", impact)
            .classifying(well_known::GRAPH, "openid", impact)
            .classifying(well_known::GRAPH, "profile", impact)
    }

    /// A policy of the tenant's own.
    pub(crate) fn knowing(mut self, policy: ConsentPolicy) -> Self {
        self.policies.push(policy);
        self
    }

    /// A right of a role's holders.
    pub(crate) fn letting(mut self, role: DirectoryRole, reach: ConsentReach, id: &str) -> Self {
        let policy = id.parse().unwrap();
        self.settings.role_consent.push(RoleConsent { role, reach, policy });
        self
    }

    pub(crate) fn rules(self) -> ConsentRules {
        let tenant = Tenant {
            id: tenant_id(),
            name: "Contoso".parse().unwrap(),
            domains: Vec::new(),
            settings: self.settings,
            version: 1,
            created_at: Timestamp::from_seconds(0),
        };
        let classified = self.classified.into_iter();
        let classified =
            classified.map(|(of, value, impact)| ((of, permission_id(of, value)), impact));
        ConsentRules::compile(&tenant, self.policies, classified.collect())
    }

    /// The facts in this tenant.
    pub(crate) fn over(self, facts: Facts) -> Facts {
        let consent = Arc::new(self.rules());
        Facts { tenant: TenantFacts { consent, ..facts.tenant }, ..facts }
    }
}

/// A policy of the tenant's own, with one set of conditions.
pub(crate) fn policy(id: &str, set: ConditionSet) -> ConsentPolicy {
    ConsentPolicy {
        id: id.parse().unwrap(),
        name: "Own".parse().unwrap(),
        description: String::new(),
        includes: vec![set],
        excludes: Vec::new(),
    }
}

/// Conditions that every permission of this kind meets.
pub(crate) fn conditions(permission_type: PermissionType) -> ConditionSet {
    ConditionSet::of(ConditionSetId::from_uuid(uuid::Uuid::nil()), permission_type)
}

/// The application, changed.
pub(crate) fn app(facts: Facts, change: impl FnOnce(&mut ApplicationFacts)) -> Facts {
    let mut facts = facts;
    change(facts.application.as_mut().unwrap());
    facts
}

pub(crate) fn days_ago(days: u64) -> Timestamp {
    NOW.minus(std::time::Duration::from_hours(24 * days))
}

/// Nobody vouched for the publisher.
pub(crate) fn unverified(facts: Facts) -> Facts {
    app(facts, |app| app.publisher.as_mut().unwrap().verified = false)
}

/// An old application of somebody unknown, no mail client.
pub(crate) fn unknown(facts: Facts) -> Facts {
    app(unverified(facts), |app| app.id = "5a5a5a5a-0000-4000-8000-000000000001".parse().unwrap())
}

/// As unknown, and registered so many days ago.
pub(crate) fn young(facts: Facts, days: u64) -> Facts {
    app(unknown(facts), |app| app.registered_at = days_ago(days))
}

/// As unknown, with a name that looks like Apple's.
pub(crate) fn look_alike(facts: Facts) -> Facts {
    app(unknown(facts), |app| {
        app.name = "Apple Internet Acc\u{43e}unts".to_owned();
        app.looks_like = Some("Apple Internet Accounts".to_owned());
    })
}

/// The static list names these application roles too.
pub(crate) fn listing_roles(facts: Facts, of: AppId, roles: &str) -> Facts {
    app(facts, |app| {
        let entry = app.required.iter_mut().find(|entry| entry.resource == of).unwrap();
        entry.roles = scopes(roles);
    })
}

/// What a resource lets the client have without anybody's consent.
pub(crate) fn pre_authorized(facts: Facts, of: AppId, values: &str) -> Facts {
    let mut facts = facts;
    facts.resources.iter_mut().find(|found| found.id == of).unwrap().pre_authorized =
        scopes(values);
    facts
}

/// Assignment is required, and the user is on the list.
pub(crate) fn assigned(facts: Facts) -> Facts {
    Facts { assignment: Assignment::Assigned, ..assignment_required(facts) }
}

pub(crate) fn guest(facts: Facts) -> Facts {
    let kind = UserKind::Guest;
    Facts { user: facts.user.map(|user| UserFacts { kind, ..user }), ..facts }
}

/// The user holds this role.
pub(crate) fn held_by(role: DirectoryRole, facts: Facts) -> Facts {
    let roles = BTreeSet::from([role]);
    Facts { user: facts.user.map(|user| UserFacts { roles, ..user }), ..facts }
}

/// A request for permissions of Graph.
pub(crate) fn on_graph(door: Door, named: &str) -> Attempt {
    let attempt = asking(door, named);
    Attempt { want: Want { resource: well_known::GRAPH, ..attempt.want }, ..attempt }
}

/// The request without who the user is.
pub(crate) fn without_openid(attempt: Attempt) -> Attempt {
    Attempt { want: Want { openid: ScopeSet::new(), ..attempt.want }, ..attempt }
}

/// `prompt=consent`.
pub(crate) fn again(attempt: Attempt) -> Attempt {
    Attempt { renewal: Renewal::Consent, ..attempt }
}
