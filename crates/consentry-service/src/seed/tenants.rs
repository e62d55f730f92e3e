//! The three organisations of the demo and how their administrators have set them.

use std::collections::BTreeSet;

use consentry_model::{
    BasicProtocols, ConsentChoice, Fidelity, Impact, MailboxLocation, Protocol, Switch, Tenant,
    TenantId, TenantSettings, Workflow, well_known,
};
use consentry_store::{Classification, Unit};
use uuid::uuid;

use super::{fixed, people};
use crate::{STARTER_SET, Service, ServiceError};

/// An organisation of the demo.
#[derive(Debug, Clone, Copy)]
pub struct DemoTenant {
    /// Its fixed id.
    pub id: TenantId,
    /// Its name.
    pub name: &'static str,
    /// Its domain.
    pub domain: &'static str,
    pub(super) fidelity: Fidelity,
    pub(super) user_consent: ConsentChoice,
    pub(super) workflow: Switch,
    pub(super) basic: &'static [Protocol],
    pub(super) mailboxes: MailboxLocation,
    pub(super) autodiscover: Option<&'static str>,
}

/// Hardened; users may not consent, but ask for it; Basic everywhere.
pub const CONTOSO: DemoTenant = DemoTenant {
    id: TenantId::from_uuid(uuid!("6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01")),
    name: "Contoso",
    domain: "contoso.example",
    fidelity: Fidelity::Hardened,
    user_consent: ConsentChoice::Off,
    workflow: Switch::On,
    basic: &Protocol::ALL,
    mailboxes: MailboxLocation::Here,
    autodiscover: None,
};

/// Faithful; users consent to low-impact permissions of verified publishers; Basic for two
/// protocols.
pub const FABRIKAM: DemoTenant = DemoTenant {
    id: TenantId::from_uuid(uuid!("6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e02")),
    name: "Fabrikam",
    domain: "fabrikam.example",
    fidelity: Fidelity::Faithful,
    user_consent: ConsentChoice::LowImpact,
    workflow: Switch::Off,
    basic: &[Protocol::Eas, Protocol::Smtp],
    mailboxes: MailboxLocation::Here,
    autodiscover: None,
};

/// Hardened; users may consent; no Basic; mailboxes on premises unless the user says here.
pub const TAILSPIN: DemoTenant = DemoTenant {
    id: TenantId::from_uuid(uuid!("6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e03")),
    name: "Tailspin",
    domain: "tailspin.example",
    fidelity: Fidelity::Hardened,
    user_consent: ConsentChoice::All,
    workflow: Switch::Off,
    basic: &[],
    mailboxes: MailboxLocation::OnPremises,
    autodiscover: Some("autodiscover.tailspin.example"),
};

/// All of them, in the order of the banner.
pub const TENANTS: [&DemoTenant; 3] = [&CONTOSO, &FABRIKAM, &TAILSPIN];

impl Service {
    /// The starter set, as low.
    async fn seed_classifications(
        &self,
        unit: &mut Unit,
        tenant: &DemoTenant,
    ) -> Result<(), ServiceError> {
        let resource = well_known::GRAPH;
        let graph = unit.application(resource).await?;
        let graph = graph.ok_or(ServiceError::Record { what: "well-known application" })?;
        let starter = |value: &str| STARTER_SET.contains(&value);
        for permission in graph.permissions.iter().filter(|one| starter(one.value.as_str())) {
            let as_set = Classification {
                resource,
                permission: permission.id,
                scope: permission.value.clone(),
                impact: Impact::Low,
                set_at: self.clock.now(),
                set_by: None,
            };
            unit.classify(tenant.id, &as_set).await?;
        }
        Ok(())
    }

    pub(super) async fn seed_tenants(&self, unit: &mut Unit) -> Result<(), ServiceError> {
        for demo in TENANTS {
            let basic: BTreeSet<Protocol> = demo.basic.iter().copied().collect();
            let tenant = Tenant {
                id: demo.id,
                name: fixed(demo.name)?,
                domains: vec![fixed(demo.domain)?],
                settings: TenantSettings {
                    fidelity: demo.fidelity,
                    user_consent: demo.user_consent.into(),
                    workflow: Workflow {
                        enabled: demo.workflow,
                        reviewers: people::reviewers(demo),
                        ..Workflow::default()
                    },
                    basic: BasicProtocols(basic),
                    mailboxes: demo.mailboxes,
                    autodiscover_host: demo.autodiscover.map(fixed).transpose()?,
                    ..TenantSettings::default()
                },
                version: 1,
                created_at: self.clock.now(),
            };
            let mut salt = [0_u8; 32];
            self.ids.fill(&mut salt);
            unit.add_tenant(&tenant, &salt).await?;
        }
        self.seed_classifications(unit, &FABRIKAM).await
    }
}
