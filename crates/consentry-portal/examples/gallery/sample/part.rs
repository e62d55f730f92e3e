//! What many samples share: the frame, people, applications, permissions, moments.

use consentry_model::Timestamp;
use consentry_pages::{Account, ActsAs, Permission, Publisher};

use super::pages::{
    Day, Token, When,
    admin::{AppLabel, Centre, Place},
};

const NOW: i64 = 1_795_327_710;

pub(super) fn days_ago(days: i64) -> When {
    When(Timestamp::from_seconds(NOW - days * 86_400))
}

pub(super) fn day(days_ago: i64) -> Day {
    Day(Timestamp::from_seconds(NOW - days_ago * 86_400))
}

pub(super) fn token() -> Token {
    Token("9a2e".to_owned())
}

pub(super) fn centre() -> Centre {
    Centre {
        tenant: "Contoso".into(),
        account: grady(),
        sign_out: "/contoso.example/oauth2/v2.0/logout".to_owned(),
        places: Place::ALL.to_vec(),
        open_requests: 3,
        notice: None,
    }
}

pub(super) fn account(name: &str, upn: &str) -> Account {
    Account { name: name.into(), upn: upn.into() }
}

pub(super) fn grady() -> Account {
    account("Grady Archie", "grady@contoso.example")
}

pub(super) fn adele() -> Account {
    account("Adele Vance", "adele@contoso.example")
}

pub(super) fn alex() -> Account {
    account("Alex Wilber", "alex@contoso.example")
}

pub(super) fn apple() -> AppLabel {
    AppLabel {
        name: "Apple Internet Accounts".into(),
        publisher: Publisher::Verified("Apple Inc.".into()),
        logo: None,
    }
}

pub(super) fn fjord() -> AppLabel {
    AppLabel { name: "Fjord Mail".into(), publisher: Publisher::NotVerified, logo: None }
}

pub(super) fn outlook() -> AppLabel {
    AppLabel {
        name: "Outlook Mobile".into(),
        publisher: Publisher::Verified("Microsoft Corporation".into()),
        logo: None,
    }
}

/// A name that tries everything.
pub(super) fn hostile() -> AppLabel {
    AppLabel {
        name: "<script>alert(1)</script> \u{202e}liaM elppA & \"Sons\" بريد الشركة".into(),
        publisher: Publisher::Verified("<b>Trust me</b>\u{200b}\r\n".into()),
        logo: None,
    }
}

pub(super) fn permission(value: &str, resource: &str, acts_as: ActsAs) -> Permission {
    Permission {
        value: value.into(),
        acts_as,
        resource: resource.into(),
        display_name: Some("Count the boats in the harbour".into()),
        description: Some("The application counts boats.".into()),
    }
}

pub(super) fn mail_permissions() -> Vec<Permission> {
    [
        ("EAS.AccessAsUser.All", "Exchange Online"),
        ("EWS.AccessAsUser.All", "Exchange Online"),
        ("User.Read", "Graph"),
        ("openid", "Graph"),
        ("profile", "Graph"),
        ("offline_access", "Graph"),
    ]
    .map(|(value, resource)| permission(value, resource, ActsAs::User))
    .to_vec()
}
