//! What is taken away of an application: consents, or the application itself. A page asks first.

use axum::{body::Bytes, extract::Path, response::Response};
use consentry_model::{AppId, ScopeValue, UserId};
use consentry_pages::Permission;
use consentry_policy::Deed;
use consentry_service::{AppDetail, DirectoryError, GrantedShown, Revocation};
use consentry_web::{html, permission, permissions};

use super::{id_of, label};
use crate::{
    admin::{
        account_of, allow, centre, done,
        settings::{nothing_left, typed},
    },
    inside::Inside,
    pages::admin::{
        Done,
        apps::{Confirm, Taking},
    },
    paths,
    trouble::Trouble,
};

/// Names what is taken back: by the query of the page that asks, and by its form.
const NAMES: [&str; 4] = ["what", "resource", "permission", "user"];

/// What is named; nothing where it is no such thing.
fn named([what, resource, permission, user]: &[String; 4]) -> Option<Revocation> {
    let one = || Some((resource.parse::<AppId>().ok()?, permission.parse::<ScopeValue>().ok()?));
    Some(match what.as_str() {
        "all" => Revocation::Everything,
        "everybody" => Revocation::Everybodys,
        "delegated" => one().map(|(resource, value)| Revocation::Delegated(resource, value))?,
        "role" => one().map(|(resource, value)| Revocation::Role(resource, value))?,
        "person" => Revocation::Person(user.parse::<UserId>().ok()?),
        _ => return None,
    })
}

/// `GET …/revoke`.
pub(super) async fn ask_revoke(
    inside: Inside,
    Path(id): Path<String>,
) -> Result<Response, Trouble> {
    allow(&inside, Deed::ManageApplications)?;
    let id = id_of(&id)?;
    let values = NAMES.map(|name| inside.query(name));
    let what = named(&values).ok_or(Trouble::NotFound)?;
    let found = inside.service.app_detail(inside.tenant(), id, inside.user()).await?;
    let (taking, permissions) = revoking(&inside, &found, &what).await?;
    let path = paths::revoke_consents(id);
    let fields = NAMES.into_iter().zip(values).filter(|(_, value)| !value.is_empty()).collect();
    confirm(&inside, &found, (taking, permissions), (path, fields)).await
}

/// Whom it concerns and what goes; nothing where it went before.
async fn revoking(
    inside: &Inside,
    found: &AppDetail,
    what: &Revocation,
) -> Result<(Taking, Vec<Permission>), Trouble> {
    let (own, recent) = (found.app.consented.people, recent(found));
    let shown = |granted: &GrantedShown| permission(granted.shown.clone());
    let of = |granted: &[GrantedShown], resource: AppId, value: &ScopeValue| -> Vec<Permission> {
        let same = |one: &&GrantedShown| one.resource == resource && one.value == *value;
        granted.iter().filter(same).map(shown).collect()
    };
    let all = || found.everybodys.iter().chain(&found.roles).map(shown).collect::<Vec<_>>();
    let (taking, permissions) = match what {
        Revocation::Everything => (Taking::Everything { people: recent, own }, all()),
        Revocation::Everybodys => (Taking::Everybodys { people: found.without_own, own }, all()),
        Revocation::Delegated(resource, value) => (
            Taking::Delegated { people: found.without_own, own },
            of(&found.everybodys, *resource, value),
        ),
        Revocation::Role(resource, value) => (Taking::Role, of(&found.roles, *resource, value)),
        Revocation::Person(user) => {
            let (tenant, id) = (inside.tenant(), found.app.application.id);
            let person = inside.service.person_consenting(tenant, id, *user).await?;
            let person = person.ok_or(Trouble::NotFound)?;
            (Taking::Person(account_of(&person.user)), permissions(person.permissions))
        }
    };
    let people_only = matches!(what, Revocation::Everything) && own > 0;
    if permissions.is_empty() && !people_only {
        return Err(Trouble::NotFound);
    }
    Ok((taking, permissions))
}

/// How many people signed in lately.
fn recent(found: &AppDetail) -> u64 {
    found.app.used.map_or(0, |used| used.recent)
}

async fn confirm(
    inside: &Inside,
    found: &AppDetail,
    (taking, permissions): (Taking, Vec<Permission>),
    (path, fields): (String, Vec<(&'static str, String)>),
) -> Result<Response, Trouble> {
    let page = Confirm {
        centre: centre(inside).await?,
        id: found.app.application.id,
        app: label(&found.app),
        taking,
        permissions,
        token: inside.token(&path),
        action: path,
        fields,
    };
    Ok(html(page.render(&inside.frame())))
}

/// `POST …/revoke`.
pub(super) async fn revoke(
    inside: Inside,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Trouble> {
    let id = id_of(&id)?;
    let mut fields = inside.form(&paths::revoke_consents(id), &body)?;
    allow(&inside, Deed::ManageApplications)?;
    let values = NAMES.map(|name| typed(&mut fields, name));
    nothing_left(&fields)?;
    let what = named(&values).ok_or(Trouble::Expired)?;
    let gone = inside.service.revoke(&inside.actor(), inside.tenant(), id, &what).await?;
    if gone == 0 {
        let text = "nothing of it was there any more";
        return Err(DirectoryError::Conflict(text.to_owned()).into());
    }
    Ok(done(&paths::application(id), Done::Revoked))
}

/// `GET …/delete`.
pub(super) async fn ask_delete(
    inside: Inside,
    Path(id): Path<String>,
) -> Result<Response, Trouble> {
    allow(&inside, Deed::ManageApplications)?;
    let id = id_of(&id)?;
    let found = inside.service.app_detail(inside.tenant(), id, inside.user()).await?;
    let taking = Taking::Delete {
        people: recent(&found),
        own: found.app.consented.people,
        listed: found.listed,
    };
    let granted = found.everybodys.iter().chain(&found.roles);
    let granted = granted.map(|one| permission(one.shown.clone())).collect();
    confirm(&inside, &found, (taking, granted), (paths::delete_app(id), Vec::new())).await
}

/// `POST …/delete`.
pub(super) async fn delete(
    inside: Inside,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Trouble> {
    let id = id_of(&id)?;
    let fields = inside.form(&paths::delete_app(id), &body)?;
    allow(&inside, Deed::ManageApplications)?;
    nothing_left(&fields)?;
    inside.service.delete_app(&inside.actor(), inside.tenant(), id).await?;
    Ok(done(paths::DELETED, Done::AppDeleted))
}
