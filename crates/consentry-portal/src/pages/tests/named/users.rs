//! Users.

use consentry_model::{AccountState, PasswordState, Timestamp};
use consentry_pages::{Frame, Html};

use super::part::{account, centre, token};
use crate::pages::{
    When,
    admin::{OneTimePassword, Paging, UserDetail, UserRow, Users},
};

/// The pages of this subject.
pub(super) fn pages(text: &str, frame: &Frame) -> Vec<(&'static str, Html)> {
    let row = UserRow {
        href: text.to_owned(),
        account: account(text),
        state: AccountState::Disabled,
        roles: text.to_owned(),
    };
    let list = Users {
        centre: centre(text),
        search: text.to_owned(),
        rows: vec![row],
        paging: Paging { newer: Some(text.to_owned()), older: None },
    };
    let at = When(Timestamp::from_seconds(0));
    let detail = UserDetail {
        centre: centre(text),
        account: account(text),
        path: text.to_owned(),
        state: AccountState::Enabled,
        password: PasswordState::OneTime,
        password_since: at,
        other_mail: Some(text.into()),
        roles: text.to_owned(),
        made: at,
        changing: Some(token(text)),
    };
    let once = OneTimePassword {
        centre: centre(text),
        account: account(text),
        password: text.to_owned(),
        back: text.to_owned(),
    };
    vec![
        ("users", list.render(frame)),
        ("user", detail.render(frame)),
        ("one-time-password", once.render(frame)),
    ]
}
