//! `GET /admin/applications/{id}`: one application with everything about it.

use axum::{extract::Path, response::Response};
use consentry_model::{AppId, Switch};
use consentry_pages::Shown;
use consentry_policy::{Deed, Warning};
use consentry_service::{AppDetail as Found, GrantedShown, PersonConsent, property_mark};
use consentry_store::{Assignee, AssignmentEntry, Page};
use consentry_web::{html, permission, permissions};

use super::{consented, id_of, label, registered, switches, warned};
use crate::{
    admin::{account_of, allow, centre, named::changing},
    inside::Inside,
    pages::{
        Day, When,
        admin::{
            Done, Paging, Risk,
            apps::{
                AppDetail, Blocked, ForEverybody, Granted, ListForm, ListKind, Listed, ListedRow,
                Origin, PersonRow, Properties, Switches, Turned, Undo,
            },
            settings::{Changing, Field, Problem},
        },
    },
    paths,
    trouble::Trouble,
};

/// Rows of each list on the page.
const ROWS: u32 = 10;

/// What forms of the page come back with.
#[derive(Default)]
pub(super) struct Returned {
    pub(super) notes: Option<Field>,
    pub(super) homepage: Option<Field>,
    pub(super) logo: Option<Problem>,
    pub(super) list: ListForm,
}

/// The page.
pub(super) async fn show(inside: Inside, Path(id): Path<String>) -> Result<Response, Trouble> {
    allow(&inside, Deed::Read)?;
    let page = page(&inside, id_of(&id)?, Returned::default()).await?;
    Ok(html(page.render(&inside.frame())))
}

/// The page, with what was wrong in its forms.
pub(super) async fn page(
    inside: &Inside,
    id: AppId,
    returned: Returned,
) -> Result<AppDetail, Trouble> {
    let (service, tenant) = (&inside.service, inside.tenant());
    let found = service.app_detail(tenant, id, inside.user()).await?;
    let (application, principal) = (&found.app.application, &found.app.principal);
    let changing = changing(inside, Deed::ManageApplications, &paths::application(id));
    let switches = switches(&found.app);
    Ok(AppDetail {
        centre: centre(inside).await?,
        undo: undo(inside, switches).filter(|_| may(&changing)),
        changing,
        id,
        object_id: principal.id.to_string().into(),
        app: label(&found.app),
        registered: registered(&found.app),
        origin: match application.owner {
            owner if owner == tenant.id => Origin::Own,
            consentry_store::VENDORS => Origin::WellKnown,
            _ => Origin::Elsewhere,
        },
        homepage: application.homepage.as_deref().map(Shown::from),
        reply_urls: application.redirects.iter().map(|one| one.uri.as_str().into()).collect(),
        known_since: Day(principal.created_at),
        registered_on: Day(application.created_at),
        risks: found.warning.iter().map(risk).collect(),
        switches,
        blocked: found.blocked.as_ref().map(|blocked| Blocked {
            href: paths::request(blocked.request),
            at: When(blocked.at),
            by: blocked.by.as_ref().map(account_of),
        }),
        last_used: found.app.used.map(|used| When(used.last_at)),
        used_by: found.app.used.map_or(0, |used| used.recent),
        unlisted: found.unlisted,
        consent: found.may_consent.is_on().then(|| paths::consent(id)),
        requests: (found.waiting, paths::requests_for(application.name.as_str())),
        grants: grants(inside, id, &found).await?,
        listed: listed(inside, id, (found.listed, returned.list)).await?,
        properties: Properties {
            note: principal.notes.as_deref().map(Into::into),
            notes: returned.notes.unwrap_or_else(|| kept(principal.notes.as_ref())),
            homepage: returned.homepage.unwrap_or_else(|| kept(principal.homepage.as_ref())),
            logo: returned.logo,
            seen: property_mark(principal),
        },
    })
}

fn may(changing: &Changing) -> bool {
    matches!(changing, Changing::May(_))
}

fn kept(text: Option<&String>) -> Field {
    text.map(Field::of).unwrap_or_default()
}

fn risk(warning: &Warning) -> Risk {
    match warning {
        Warning::LooksLike(name) => Risk::LooksLike(name.as_str().into()),
        Warning::Young { .. } => Risk::Young,
    }
}

/// What undoes what the page tells of, as long as the switch stands so.
fn undo(inside: &Inside, switches: Switches) -> Option<Undo> {
    let (switch, now, at) = match Done::of(&inside.query("done"))? {
        Done::AppBlocked => (Turned::Enabled, Switch::Off, switches.enabled),
        Done::AppAllowed => (Turned::Enabled, Switch::On, switches.enabled),
        Done::AppListOnly => (Turned::Assignment, Switch::On, switches.assignment_required),
        Done::AppListOpen => (Turned::Assignment, Switch::Off, switches.assignment_required),
        Done::AppShown => (Turned::Visible, Switch::On, switches.visible),
        Done::AppHidden => (Turned::Visible, Switch::Off, switches.visible),
        _ => return None,
    };
    let to = if now.is_on() { Switch::Off } else { Switch::On };
    (now == at).then_some(Undo { switch, to })
}

/// The links beside a part of a list; the other list stays where it is.
fn paging(inside: &Inside, id: AppId, (name, next): (&str, Option<&str>)) -> Paging {
    let link = |after: &str| {
        let cursor = |one: &str| {
            if one == name { after.to_owned() } else { inside.query(one) }
        };
        let (people, listed) = (cursor("people"), cursor("listed"));
        paths::with(&paths::application(id), &[("people", &people), ("listed", &listed)])
    };
    Paging { newer: (!inside.query(name).is_empty()).then(|| link("")), older: next.map(link) }
}

fn part(inside: &Inside, name: &str) -> Page {
    Page { limit: ROWS, after: Some(inside.query(name)).filter(|key| !key.is_empty()) }
}

async fn grants(inside: &Inside, id: AppId, found: &Found) -> Result<ForEverybody, Trouble> {
    let (service, tenant) = (&inside.service, inside.tenant());
    let people = service.people_consenting(tenant, id, part(inside, "people")).await?;
    let granted = |what: &'static str, one: &GrantedShown| Granted {
        permission: permission(one.shown.clone()),
        since: Day(one.since),
        by: one.by.as_ref().map(account_of),
        revoke: paths::with(
            &paths::revoke_consents(id),
            &[("what", &what), ("resource", &one.resource), ("permission", &one.value)],
        ),
    };
    let delegated = found.everybodys.iter().map(|one| granted("delegated", one));
    let roles = found.roles.iter().map(|one| granted("role", one));
    let person = |one: PersonConsent| PersonRow {
        account: account_of(&one.user),
        permissions: permissions(one.permissions),
        since: Day(one.since),
        revoke: paths::with(
            &paths::revoke_consents(id),
            &[("what", &"person"), ("user", &one.user.id)],
        ),
    };
    Ok(ForEverybody {
        granted: delegated.chain(roles).collect(),
        consented: consented(&found.app),
        paging: paging(inside, id, ("people", people.next.as_deref())),
        people: people.rows.into_iter().map(person).collect(),
        warnings: warned(&found.risks),
    })
}

async fn listed(
    inside: &Inside,
    id: AppId,
    (count, form): (u64, ListForm),
) -> Result<Listed, Trouble> {
    let found = inside.service.app_list(inside.tenant(), id, part(inside, "listed")).await?;
    let row = |entry: &AssignmentEntry| ListedRow {
        kind: match entry.assignee {
            Assignee::User(_) => ListKind::User,
            Assignee::Group(_) => ListKind::Group,
        },
        name: entry.name.clone(),
        since: Day(entry.assigned_at),
    };
    Ok(Listed {
        count,
        rows: found.rows.iter().map(row).collect(),
        paging: paging(inside, id, ("listed", found.next.as_deref())),
        form,
    })
}
