//! Conditions at their edges, and the shipped policies by their ids.

mod conditions;
mod shipped;

use consentry_model::{
    AppId, ConditionSet, ConditionSetId, ConsentPolicy, Impact, PermissionId, PermissionKey,
    PermissionKind, PermissionType, Publisher, PublisherNeed, ScopeValue, Selection, Switch,
    TenantId, well_known,
};
use uuid::Uuid;

use super::*;

/// An id by its number.
fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x5e70_0000_0000_4000_8000_0000_0000_0000 | number)
}

/// The tenant that asks, and another one.
const HERE: TenantId = TenantId::from_uuid(Uuid::from_u128(1));
const ELSEWHERE: TenantId = TenantId::from_uuid(Uuid::from_u128(2));

/// A verified publisher's permission request, by default for reading mail by Graph.
#[derive(Clone)]
struct Asked {
    resource: AppId,
    value: ScopeValue,
    id: Option<PermissionId>,
    kind: AskedKind,
    impact: Option<Impact>,
    client: AppId,
    owner: TenantId,
    publisher: Option<Publisher>,
}

const BY_USERS: AskedKind = AskedKind::Delegated(PermissionKind::User);
const BY_ADMINS: AskedKind = AskedKind::Delegated(PermissionKind::Admin);

fn asked() -> Asked {
    Asked {
        resource: well_known::GRAPH,
        value: "Mail.Read".parse().unwrap(),
        id: Some(PermissionId::from_uuid(id(1))),
        kind: BY_USERS,
        impact: None,
        client: AppId::from_uuid(id(10)),
        owner: ELSEWHERE,
        publisher: Some(publisher(Switch::On, Some("1234567"))),
    }
}

fn publisher(verified: Switch, id: Option<&str>) -> Publisher {
    Publisher {
        name: "Northwind".parse().unwrap(),
        verified: verified.is_on(),
        id: id.map(str::to_owned),
    }
}

fn judged(policy: &ConsentPolicy, asked: &Asked) -> Result<(), Lack> {
    let permission = AskedPermission {
        resource: asked.resource,
        value: &asked.value,
        id: asked.id,
        kind: asked.kind,
        impact: asked.impact,
    };
    let client =
        AskingClient { id: asked.client, owner: asked.owner, publisher: asked.publisher.as_ref() };
    judge(policy, &permission, &client)
}
