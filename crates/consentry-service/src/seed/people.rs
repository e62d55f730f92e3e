//! The people of the demo: each shows one way through the product.

use std::collections::BTreeSet;

use consentry_model::{
    AccountState, DirectoryRole, GroupId, MailboxLocation, PasswordState, Reviewer, Secret, User,
    UserId, UserKind,
};
use consentry_store::{Group, Unit};

use super::{CONTOSO, DemoTenant, FABRIKAM, TAILSPIN, demo_id, fixed};
use crate::{Service, ServiceError};

/// The kinds of [`demo_id`] that are used here.
const USER: u16 = 0x2c50;
const GROUP: u16 = 0x2c51;

/// Somebody of the demo.
#[derive(Debug, Clone, Copy)]
pub(super) struct Person {
    number: u16,
    pub(super) tenant: &'static DemoTenant,
    local: &'static str,
    name: (&'static str, &'static str),
    roles: &'static [DirectoryRole],
    state: AccountState,
    pub(super) mailbox: Option<MailboxLocation>,
    pub(super) language: Option<&'static str>,
}

const fn person(
    number: u16,
    tenant: &'static DemoTenant,
    local: &'static str,
    name: (&'static str, &'static str),
) -> Person {
    Person {
        number,
        tenant,
        local,
        name,
        roles: &[],
        state: AccountState::Enabled,
        mailbox: None,
        language: None,
    }
}

const GLOBAL: &[DirectoryRole] = &[DirectoryRole::GlobalAdministrator];
const HERE: Option<MailboxLocation> = Some(MailboxLocation::Here);

/// Everybody.
pub(super) const PEOPLE: [Person; 11] = [
    Person { roles: GLOBAL, ..person(1, &CONTOSO, "megan", ("Megan", "Hale")) },
    Person {
        roles: &[DirectoryRole::CloudApplicationAdministrator],
        ..person(2, &CONTOSO, "grady", ("Grady", "Pike"))
    },
    person(3, &CONTOSO, "adele", ("Adele", "Brandt")),
    person(4, &CONTOSO, "alex", ("Alex", "Moreau")),
    person(5, &CONTOSO, "diego", ("Diego", "Rivas")),
    Person { state: AccountState::Disabled, ..person(6, &CONTOSO, "nestor", ("Nestor", "Quill")) },
    Person {
        roles: GLOBAL,
        language: Some("de"),
        ..person(7, &FABRIKAM, "ada", ("Ada", "Keller"))
    },
    person(8, &FABRIKAM, "lee", ("Lee", "Tanaka")),
    Person { roles: GLOBAL, mailbox: HERE, ..person(9, &TAILSPIN, "tess", ("Tess", "Alder")) },
    Person { mailbox: HERE, ..person(10, &TAILSPIN, "sam", ("Sam", "Okafor")) },
    person(11, &TAILSPIN, "kim", ("Kim", "Larsen")),
];

/// Who reviews requests of an organisation: grady.
pub(super) fn reviewers(tenant: &DemoTenant) -> Vec<Reviewer> {
    let here = |person: &&Person| person.tenant.id == tenant.id && person.local == "grady";
    PEOPLE.iter().filter(here).map(|person| Reviewer::User(person.id())).collect()
}

impl Person {
    pub(super) fn id(&self) -> UserId {
        UserId::from_uuid(demo_id(USER, self.number))
    }

    pub(super) fn display_name(&self) -> String {
        format!("{} {}", self.name.0, self.name.1)
    }

    pub(super) fn address(&self) -> String {
        format!("{}@{}", self.local, self.tenant.domain)
    }
}

impl Service {
    /// The users, all with the hash of one password, and the group "Mobile mail".
    pub(super) async fn seed_people(
        &self,
        unit: &mut Unit,
        hash: &Secret<String>,
    ) -> Result<(), ServiceError> {
        let now = self.clock.now();
        for person in PEOPLE {
            let user = User {
                id: person.id(),
                tenant: person.tenant.id,
                upn: fixed(&person.address())?,
                display_name: fixed(&person.display_name())?,
                given_name: Some(person.name.0.to_owned()),
                family_name: Some(person.name.1.to_owned()),
                language: person.language.map(str::to_owned),
                state: person.state,
                password: PasswordState::Current,
                kind: UserKind::Member,
                roles: person.roles.iter().copied().collect::<BTreeSet<_>>(),
                mailbox: person.mailbox,
                sessions_valid_from: now,
                puid: format!("10032000DE30{:04X}", person.number),
                password_changed_at: now,
                other_mail: None,
                created_at: now,
            };
            unit.add_user(&user, Some(hash)).await?;
        }
        let group = Group {
            id: GroupId::from_uuid(demo_id(GROUP, 1)),
            tenant: CONTOSO.id,
            name: fixed("Mobile mail")?,
            description: Some("Who may read mail on a phone".to_owned()),
            created_at: now,
        };
        unit.add_group(&group).await?;
        for member in PEOPLE.iter().filter(|person| person.local == "alex") {
            unit.add_member(group.id, member.id(), now).await?;
        }
        Ok(())
    }
}
