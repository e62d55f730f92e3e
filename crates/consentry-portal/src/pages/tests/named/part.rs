//! What many pages take from outside.

use consentry_model::Timestamp;
use consentry_pages::{Account, ActsAs, Permission, Publisher};

use crate::pages::{
    Day, Token, When,
    admin::{AppLabel, Centre, Done, Notice, Place},
};

pub(super) const DAY: Day = Day(Timestamp::from_seconds(0));
pub(super) const WHEN: When = When(Timestamp::from_seconds(0));

pub(super) fn token(text: &str) -> Token {
    Token(text.to_owned())
}

pub(super) fn account(text: &str) -> Account {
    Account { name: text.into(), upn: text.into() }
}

pub(super) fn label(text: &str) -> AppLabel {
    AppLabel {
        name: text.into(),
        publisher: Publisher::Verified(text.into()),
        logo: Some(text.to_owned()),
    }
}

pub(super) fn permission(text: &str, acts_as: ActsAs) -> Permission {
    Permission {
        value: text.into(),
        acts_as,
        resource: text.into(),
        display_name: Some(text.into()),
        description: Some(text.into()),
    }
}

pub(super) fn centre(text: &str) -> Centre {
    Centre {
        tenant: text.into(),
        account: account(text),
        sign_out: text.to_owned(),
        places: Place::ALL.to_vec(),
        open_requests: 1,
        notice: Some(Notice::Done(Done::Saved)),
    }
}
