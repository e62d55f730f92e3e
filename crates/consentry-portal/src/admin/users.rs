//! `/admin/users` and below: the people of the organisation, and what an administrator does for
//! one of them.

use axum::{
    Router,
    body::Bytes,
    extract::Path,
    response::Response,
    routing::{get, post},
};
use consentry_model::{AccountState, User, UserId};
use consentry_policy::{Deed, may, may_manage};
use consentry_service::UserChange;
use consentry_store::Page;
use consentry_web::html;

use super::{account_of, allow, centre, done};
use crate::{
    inside::Inside,
    pages::{
        When,
        admin::{Done, OneTimePassword, Paging, UserDetail, UserRow, Users},
    },
    paths,
    trouble::Trouble,
};

/// Rows of a page.
const ROWS: u32 = 50;

/// Every route of users.
pub(super) fn routes() -> Router {
    Router::new()
        .route(paths::USERS, get(list))
        .route("/admin/users/{id}", get(show))
        .route("/admin/users/{id}/enable", post(enable))
        .route("/admin/users/{id}/disable", post(disable))
        .route("/admin/users/{id}/sign-out", post(sign_out))
        .route("/admin/users/{id}/reset-password", post(reset_password))
}

/// `GET /admin/users`: by sign-in name, a page at a time.
async fn list(inside: Inside) -> Result<Response, Trouble> {
    allow(&inside, Deed::ReadUsers)?;
    let (search, after) = (inside.query("q"), inside.query("after"));
    let page = Page { limit: ROWS, after: (!after.is_empty()).then(|| after.clone()) };
    let found = inside.service.users_holding(inside.tenant(), search.trim(), page).await?;
    let link = |after: &str| paths::with(paths::USERS, &[("q", &search), ("after", &after)]);
    let page = Users {
        centre: centre(&inside).await?,
        rows: found.rows.iter().map(row).collect(),
        paging: Paging {
            newer: (!after.is_empty()).then(|| link("")),
            older: found.next.as_deref().map(link),
        },
        search,
    };
    Ok(html(page.render(&inside.frame())))
}

fn row(user: &User) -> UserRow {
    UserRow {
        href: paths::user(user.id),
        account: account_of(user),
        state: user.state,
        roles: roles_of(user),
    }
}

fn roles_of(user: &User) -> String {
    let roles: Vec<&str> = user.roles.iter().map(|role| role.name()).collect();
    roles.join(", ")
}

/// `GET /admin/users/{id}`.
async fn show(inside: Inside, Path(id): Path<String>) -> Result<Response, Trouble> {
    allow(&inside, Deed::ReadUsers)?;
    let user = find(&inside, &id).await?;
    let page = paths::user(user.id);
    let page = UserDetail {
        centre: centre(&inside).await?,
        account: account_of(&user),
        path: page.clone(),
        state: user.state,
        password: user.password,
        password_since: When(user.password_changed_at),
        other_mail: user.other_mail.as_ref().map(|address| address.as_str().into()),
        roles: roles_of(&user),
        made: When(user.created_at),
        changing: manages(&inside, &user).then(|| inside.token(&page)),
    };
    Ok(html(page.render(&inside.frame())))
}

async fn enable(inside: Inside, Path(id): Path<String>, body: Bytes) -> Result<Response, Trouble> {
    set_state(&inside, &id, &body, AccountState::Enabled).await
}

async fn disable(inside: Inside, Path(id): Path<String>, body: Bytes) -> Result<Response, Trouble> {
    set_state(&inside, &id, &body, AccountState::Disabled).await
}

async fn set_state(
    inside: &Inside,
    id: &str,
    body: &[u8],
    state: AccountState,
) -> Result<Response, Trouble> {
    let user = change(inside, id, body).await?;
    let (actor, tenant) = (inside.actor(), inside.tenant());
    inside.service.change_user(&actor, tenant, &user.upn, UserChange::state(state)).await?;
    let told = match state {
        AccountState::Enabled => Done::UserEnabled,
        AccountState::Disabled => Done::UserDisabled,
    };
    Ok(done(&paths::user(user.id), told))
}

async fn sign_out(
    inside: Inside,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Trouble> {
    let user = change(&inside, &id, &body).await?;
    inside.service.sign_out_user(&inside.actor(), inside.tenant(), &user.upn).await?;
    Ok(done(&paths::user(user.id), Done::UserSignedOut))
}

/// The one-time password is the answer itself: it is shown once and stands in no address.
async fn reset_password(
    inside: Inside,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Trouble> {
    let user = change(&inside, &id, &body).await?;
    let password = inside.service.recover_user(&inside.actor(), inside.tenant(), &user.upn).await?;
    let page = OneTimePassword {
        centre: centre(&inside).await?,
        account: account_of(&user),
        password: password.into_exposed(),
        back: paths::user(user.id),
    };
    Ok(html(page.render(&inside.frame())))
}

/// The user whom a form of his page is about, if he may be changed by this person.
async fn change(inside: &Inside, id: &str, body: &[u8]) -> Result<User, Trouble> {
    allow(inside, Deed::ManageUsers)?;
    let user = find(inside, id).await?;
    inside.form(&paths::user(user.id), body)?;
    if manages(inside, &user) { Ok(user) } else { Err(Trouble::NoRole(Deed::ManageUsers)) }
}

fn manages(inside: &Inside, user: &User) -> bool {
    let roles = &inside.user().roles;
    may(roles, Deed::ManageUsers) && may_manage(roles, &user.roles)
}

async fn find(inside: &Inside, id: &str) -> Result<User, Trouble> {
    let id: UserId = id.parse().map_err(|_| Trouble::NotFound)?;
    let found = inside.service.user_of_id(inside.tenant(), id).await?;
    found.ok_or(Trouble::NotFound)
}
