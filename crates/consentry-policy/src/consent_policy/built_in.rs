//! The shipped app consent policies (`identity.md` §3.5).
//!
//! Those for resource-specific permissions of chats and teams are not among them: no resource
//! here exposes such permissions.

use consentry_model::{
    AppId, ConditionSet, ConditionSetId, ConsentPolicy, DisplayName, Impact, PermissionKey,
    PermissionType, PolicyId, PublisherNeed, Selection, TenantId,
    user_consent::{ALL_POLICY, LOW_IMPACT_POLICY, MAIL_CLIENTS_POLICY, RECOMMENDED_POLICY},
    well_known,
};
use uuid::{Uuid, uuid};

/// What the two application administrators may.
const APPLICATION_ADMIN: &str = "microsoft-application-admin";
/// What a Global Administrator may.
const COMPANY_ADMIN: &str = "microsoft-company-admin";

/// The ids of all shipped policies.
pub const BUILT_IN: [&str; 8] = [
    LOW_IMPACT_POLICY,
    ALL_POLICY,
    RECOMMENDED_POLICY,
    MAIL_CLIENTS_POLICY,
    "microsoft-all-application-permissions",
    "microsoft-all-application-permissions-verified",
    APPLICATION_ADMIN,
    COMPANY_ADMIN,
];

/// The other spelling of [`MAIL_CLIENTS_POLICY`] in the original's documentation.
const OTHER_SPELLING: &str = "microsoft-user-allow-default-consent-apps";

/// Permissions of Graph that the recommended policy leaves to administrators.
const NOT_RECOMMENDED: [&str; 32] = [
    "Files.Read.All",
    "Files.ReadWrite.All",
    "Sites.Read.All",
    "Sites.ReadWrite.All",
    "Mail.Read",
    "Mail.ReadWrite",
    "Mail.ReadBasic",
    "Mail.Read.Shared",
    "Mail.ReadBasic.Shared",
    "Mail.ReadWrite.Shared",
    "MailboxItem.Read",
    "Calendars.Read",
    "Calendars.ReadBasic",
    "Calendars.ReadWrite",
    "Calendars.Read.Shared",
    "Calendars.ReadWrite.Shared",
    "Chat.Read",
    "Chat.ReadWrite",
    "OnlineMeetings.Read",
    "OnlineMeetings.ReadWrite",
    "MailboxFolder.Read",
    "MailboxFolder.ReadWrite",
    "MailboxSettings.Read",
    "MailboxSettings.ReadWrite",
    "Contacts.ReadWrite",
    "Contacts.Read.Shared",
    "Contacts.ReadWrite.Shared",
    "Tasks.Read",
    "Tasks.Read.Shared",
    "Tasks.ReadWrite",
    "Tasks.ReadWrite.Shared",
    "People.Read",
];

/// Permissions of Exchange that the recommended policy leaves to administrators.
const MAILBOX: [&str; 5] = [
    "EAS.AccessAsUser.All",
    "EWS.AccessAsUser.All",
    "IMAP.AccessAsUser.All",
    "POP.AccessAsUser.All",
    "full_access_as_user",
];

/// The mail clients that the original lets in (`identity.md` §7.4): Apple, Spark, eM Client,
/// Samsung, Android, Thunderbird.
const MAIL_CLIENTS: [Uuid; 6] = [
    uuid!("f8d98a96-0999-43f5-8af3-69971c7bb423"),
    uuid!("b50c1dbd-1855-4e54-b07c-d3c3029e93d3"),
    uuid!("e9a7fea1-1cc0-4cd9-a31b-9137ca5deedd"),
    uuid!("8acd33ea-7197-4a96-bc33-d7cc7101262f"),
    uuid!("2cee05de-2b8f-45a2-8289-2a06ca32c4c8"),
    uuid!("9e5f94bc-e8a4-4e73-b8be-63364c29d753"),
];

/// A shipped policy as it reads in a tenant.
pub fn built_in(id: &PolicyId, tenant: TenantId) -> Option<ConsentPolicy> {
    use PermissionType as T;
    let (includes, excludes) = match id.as_str() {
        LOW_IMPACT_POLICY => {
            let low = ConditionSet { classification: Some(Impact::Low), ..set(0x10, T::Delegated) };
            let of_others = ConditionSet { publisher: PublisherNeed::Verified, ..low.clone() };
            let client_tenants = Selection::only([tenant]);
            let own = ConditionSet { id: set_id(0x11), client_tenants, ..low };
            (vec![of_others, own], vec![])
        }
        ALL_POLICY => (vec![set(0x20, T::DelegatedUserConsentable)], vec![]),
        RECOMMENDED_POLICY => (
            vec![set(0x30, T::DelegatedUserConsentable)],
            vec![
                of(0x31, well_known::GRAPH, &NOT_RECOMMENDED),
                of(0x32, well_known::EXCHANGE, &MAILBOX),
            ],
        ),
        MAIL_CLIENTS_POLICY | OTHER_SPELLING => {
            let clients = || Selection::only(MAIL_CLIENTS.map(AppId::from_uuid));
            let sets = [
                of(0x40, well_known::GRAPH, &NOT_RECOMMENDED),
                of(0x41, well_known::EXCHANGE, &MAILBOX),
            ];
            let sets = sets.map(|set| ConditionSet {
                clients: clients(),
                permission_type: T::DelegatedUserConsentable,
                ..set
            });
            (sets.to_vec(), vec![])
        }
        "microsoft-all-application-permissions" => (vec![set(0x50, T::Application)], vec![]),
        "microsoft-all-application-permissions-verified" => {
            let publisher = PublisherNeed::Verified;
            (vec![ConditionSet { publisher, ..set(0x51, T::Application) }], vec![])
        }
        APPLICATION_ADMIN => {
            let resource = Some(well_known::GRAPH);
            let of_graph = ConditionSet { resource, ..set(0x62, T::Application) };
            (vec![set(0x60, T::Delegated), set(0x61, T::Application)], vec![of_graph])
        }
        COMPANY_ADMIN => (vec![set(0x70, T::Delegated), set(0x71, T::Application)], vec![]),
        _ => return None,
    };
    Some(ConsentPolicy {
        id: id.clone(),
        name: name(id.as_str())?,
        description: description(id.as_str()).to_owned(),
        includes,
        excludes,
    })
}

fn name(id: &str) -> Option<DisplayName> {
    let name = match id {
        LOW_IMPACT_POLICY => "Low impact, verified publishers",
        ALL_POLICY => "All user consents",
        RECOMMENDED_POLICY => "Recommended",
        MAIL_CLIENTS_POLICY | OTHER_SPELLING => "Known mail clients",
        "microsoft-all-application-permissions" => "All application permissions",
        "microsoft-all-application-permissions-verified" => {
            "All application permissions, verified publishers"
        }
        APPLICATION_ADMIN => "Application administrators",
        _ => "Global administrators",
    };
    name.parse().ok()
}

fn description(id: &str) -> &'static str {
    match id {
        LOW_IMPACT_POLICY => {
            "Delegated permissions classified as low, for applications of verified publishers or \
             of this tenant"
        }
        ALL_POLICY => "Every delegated permission that is not admin-only",
        RECOMMENDED_POLICY => {
            "Every delegated permission that is not admin-only, but for mail, calendars, contacts, \
             files and chats"
        }
        MAIL_CLIENTS_POLICY | OTHER_SPELLING => {
            "The permissions that the recommended policy leaves out, for the known mail clients"
        }
        "microsoft-all-application-permissions" => "Every application permission",
        "microsoft-all-application-permissions-verified" => {
            "Every application permission, for applications of verified publishers"
        }
        APPLICATION_ADMIN => "Everything but application permissions of Graph",
        _ => "Everything",
    }
}

/// Ids of shipped sets are fixed.
fn set_id(number: u128) -> ConditionSetId {
    const BASE: Uuid = uuid!("c0115e47-0000-4000-8000-000000000000");
    ConditionSetId::from_uuid(Uuid::from_u128(BASE.as_u128() | number))
}

fn set(number: u128, kind: PermissionType) -> ConditionSet {
    ConditionSet::of(set_id(number), kind)
}

/// Delegated permissions of a resource by value.
fn of(number: u128, resource: AppId, values: &[&str]) -> ConditionSet {
    let keys = values.iter().filter_map(|value| value.parse().ok().map(PermissionKey::Value));
    ConditionSet {
        resource: Some(resource),
        permissions: Selection::only(keys),
        ..set(number, PermissionType::Delegated)
    }
}
