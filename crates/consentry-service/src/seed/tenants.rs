//! The three organisations of the demo and how their administrators have set them.

use std::collections::BTreeSet;

use consentry_model::{
    BasicProtocols, Fidelity, MailboxLocation, Protocol, Tenant, TenantId, TenantSettings,
    UserConsent,
};
use consentry_store::Unit;
use uuid::uuid;

use super::fixed;
use crate::{Service, ServiceError};

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
    pub(super) user_consent: UserConsent,
    pub(super) basic: &'static [Protocol],
    pub(super) mailboxes: MailboxLocation,
    pub(super) autodiscover: Option<&'static str>,
}

/// Hardened; users may not consent; Basic everywhere.
pub const CONTOSO: DemoTenant = DemoTenant {
    id: TenantId::from_uuid(uuid!("6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01")),
    name: "Contoso",
    domain: "contoso.example",
    fidelity: Fidelity::Hardened,
    user_consent: UserConsent::Off,
    basic: &Protocol::ALL,
    mailboxes: MailboxLocation::Here,
    autodiscover: None,
};

/// Faithful; users may not consent until permissions can be classified; Basic for two protocols.
pub const FABRIKAM: DemoTenant = DemoTenant {
    id: TenantId::from_uuid(uuid!("6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e02")),
    name: "Fabrikam",
    domain: "fabrikam.example",
    fidelity: Fidelity::Faithful,
    user_consent: UserConsent::Off,
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
    user_consent: UserConsent::On,
    basic: &[],
    mailboxes: MailboxLocation::OnPremises,
    autodiscover: Some("autodiscover.tailspin.example"),
};

/// All of them, in the order of the banner.
pub const TENANTS: [&DemoTenant; 3] = [&CONTOSO, &FABRIKAM, &TAILSPIN];

impl Service {
    pub(super) async fn seed_tenants(&self, unit: &mut Unit) -> Result<(), ServiceError> {
        for demo in TENANTS {
            let basic: BTreeSet<Protocol> = demo.basic.iter().copied().collect();
            let tenant = Tenant {
                id: demo.id,
                name: fixed(demo.name)?,
                domains: vec![fixed(demo.domain)?],
                settings: TenantSettings {
                    fidelity: demo.fidelity,
                    user_consent: demo.user_consent,
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
        Ok(())
    }
}
