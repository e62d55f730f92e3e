//! `consentry policy include` and `consentry policy exclude`: one more set of conditions.

use std::collections::BTreeSet;

use clap::{Args, ValueEnum};
use consentry_model::{
    AppId, Application, ConditionSet, ConditionSetId, Impact, PermissionKey, PermissionType,
    PolicyId, PublisherNeed, ScopeSet, ScopeValue, Selection, Tenant, TenantId,
};
use consentry_service::{PolicyChange, PolicySide, resource_word};

use super::{classify::ImpactWord, shown};
use crate::cli::{
    Exit, Terminal, WrongUsage,
    desk::{ACTOR, Desk},
};

/// All that is named has to hold together; what is not named does not matter.
#[derive(Debug, Args)]
pub(super) struct ConditionArgs {
    /// The policy's id.
    id: PolicyId,
    /// Which kind of permission.
    #[arg(long = "type", value_enum, default_value_t = TypeWord::Delegated)]
    kind: TypeWord,
    /// How the tenant classified the permission.
    #[arg(long, value_enum)]
    impact: Option<ImpactWord>,
    /// Whose permission: `exchange`, `graph` or an application id.
    #[arg(long, value_parser = resource_word)]
    resource: Option<AppId>,
    /// Which permissions of that resource, with blanks between them.
    #[arg(long, value_name = "\"A B\"", requires = "resource")]
    permissions: Option<ScopeSet>,
    /// An application that asks; may be repeated.
    #[arg(long, value_name = "APPID")]
    client: Vec<AppId>,
    /// A tenant in which the application is registered; may be repeated.
    #[arg(long, value_name = "TENANTID")]
    client_tenant: Vec<TenantId>,
    /// The id of a verified publisher; may be repeated.
    #[arg(long, value_name = "ID")]
    publisher: Vec<String>,
    /// Only applications of verified publishers.
    #[arg(long)]
    verified_publisher: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TypeWord {
    Delegated,
    Application,
}

impl ConditionArgs {
    pub(super) async fn run(
        self,
        desk: &Desk,
        terminal: &mut Terminal,
        side: PolicySide,
    ) -> anyhow::Result<Exit> {
        let tenant = desk.tenant_of(None).await?;
        let id = self.id.clone();
        let set = self.set(desk, &tenant).await?;
        let change = PolicyChange::Add(side, Box::new(set));
        desk.service.change_policy(&ACTOR, &tenant, &id, change).await?;
        shown::one(desk, terminal, &tenant, &id).await
    }

    async fn set(self, desk: &Desk, tenant: &Tenant) -> anyhow::Result<ConditionSet> {
        if self.kind == TypeWord::Application && self.impact.is_some() {
            let text = "only delegated permissions are classified; leave out --impact or --type";
            return Err(WrongUsage(text.to_owned()).into());
        }
        let permissions = match (self.resource, &self.permissions) {
            (Some(resource), Some(scopes)) => {
                let app = desk.service.app(tenant, resource).await?.application;
                Selection::Only(keys(&app, self.kind, scopes)?)
            }
            (_, _) => Selection::All,
        };
        for client in &self.client {
            desk.service.app(tenant, *client).await?;
        }
        let publisher =
            if self.verified_publisher { PublisherNeed::Verified } else { PublisherNeed::Any };
        let kind = match self.kind {
            TypeWord::Delegated => PermissionType::Delegated,
            TypeWord::Application => PermissionType::Application,
        };
        Ok(ConditionSet {
            classification: self.impact.and_then(ImpactWord::impact),
            resource: self.resource,
            permissions,
            clients: only(self.client),
            client_tenants: only(self.client_tenant),
            publishers: only(self.publisher),
            publisher,
            ..ConditionSet::of(ConditionSetId::mint(desk.service.ids()), kind)
        })
    }
}

/// Nothing named means everything.
fn only<T: Ord>(named: Vec<T>) -> Selection<T> {
    if named.is_empty() { Selection::All } else { Selection::only(named) }
}

/// Delegated permissions by id, so that a change of spelling changes nothing. Application
/// permissions are told apart by value alone.
fn keys(
    app: &Application,
    kind: TypeWord,
    scopes: &ScopeSet,
) -> anyhow::Result<BTreeSet<PermissionKey>> {
    let same = |value: &ScopeValue, scope: &ScopeValue| {
        value.as_str().eq_ignore_ascii_case(scope.as_str())
    };
    let found = |scope: &ScopeValue| match kind {
        TypeWord::Delegated => app
            .permissions
            .iter()
            .find(|known| same(&known.value, scope))
            .map(|known| PermissionKey::Id(known.id)),
        TypeWord::Application => app
            .roles
            .iter()
            .find(|known| same(&known.value, scope))
            .map(|known| PermissionKey::Value(known.value.clone())),
    };
    let known = |scope: &ScopeValue| {
        found(scope).ok_or_else(|| {
            let kind = match kind {
                TypeWord::Delegated => "delegated",
                TypeWord::Application => "application",
            };
            anyhow::anyhow!("`{scope}` is no {kind} permission of {}", app.name)
        })
    };
    scopes.iter().map(known).collect()
}

impl ImpactWord {
    /// Nothing where it is `none`.
    pub(super) const fn impact(self) -> Option<Impact> {
        match self {
            Self::Low => Some(Impact::Low),
            Self::Medium => Some(Impact::Medium),
            Self::High => Some(Impact::High),
            Self::None => None,
        }
    }
}
