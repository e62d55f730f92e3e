//! Ids that everybody in the field knows (`identity.md` §7).

use uuid::{Uuid, uuid};

use crate::{AppId, TenantId};

const fn app(id: Uuid) -> AppId {
    AppId::from_uuid(id)
}

/// Exchange Online, as a resource.
pub const EXCHANGE: AppId = app(uuid!("00000002-0000-0ff1-ce00-000000000000"));
/// Microsoft Graph, as a resource.
pub const GRAPH: AppId = app(uuid!("00000003-0000-0000-c000-000000000000"));
/// Apple Internet Accounts, first named "iOS Accounts".
pub const APPLE: AppId = app(uuid!("f8d98a96-0999-43f5-8af3-69971c7bb423"));
/// This program's My Apps, under the id that the original's has.
pub const MY_APPS: AppId = app(uuid!("2793995e-0a7d-40d7-bd35-6968ba142197"));
/// This program's admin centre, under the id that the original's portal has.
pub const ADMIN_CENTRE: AppId = app(uuid!("c44b4083-3bb0-49c1-b47d-974e53cbdf3c"));
/// The tenant of personal accounts: the `consumers` alias.
pub const CONSUMERS: TenantId = TenantId::from_uuid(uuid!("9188040d-6c67-4c5b-b112-36a304b66dad"));
/// The role id of an assignment to an application without roles.
pub const DEFAULT_ACCESS_ROLE: Uuid = Uuid::nil();
