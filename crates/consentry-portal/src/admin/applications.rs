//! Enterprise applications: their routes, the list, adding one, and how they are named.

mod change;
mod deleted;
mod detail;
mod logo;
mod taking;

use axum::{
    Router,
    body::Bytes,
    extract::DefaultBodyLimit,
    response::Response,
    routing::{get, post},
};
use consentry_model::{AppId, Publisher, ScopeValue, Switch};
use consentry_pages::{ActsAs, Permission, Shown};
use consentry_policy::{Deed, GrantRisk};
use consentry_service::{DirectoryError, EnterpriseApp, PrincipalChange, RECENT};
use consentry_store::{Page, PrincipalFilter};
use consentry_web::{html, publisher, see_other};
use http::StatusCode;

use super::{
    allow, centre, done,
    named::changing,
    settings::{nothing_left, typed},
};
use crate::{
    LARGEST_REASON_BODY,
    csv::csv,
    inside::Inside,
    pages::{
        Day,
        admin::{
            AppLabel, Done, Paging,
            apps::{AppFilter, AppRow, Apps, Consented, Switches, Warned},
            settings::{Field, Problem},
        },
    },
    paths,
    trouble::Trouble,
};

/// Rows of a page.
const ROWS: u32 = 30;
/// Rows that are read at a time for a file.
const PORTION: u32 = 500;

/// The routes of enterprise applications.
pub(super) fn routes() -> Router {
    // A picture that is too large is told as one.
    let picture = || DefaultBodyLimit::max(LARGEST_REASON_BODY);
    Router::new()
        .route(paths::APPLICATIONS, get(list).post(add))
        .route(paths::DELETED, get(deleted::show))
        .route("/admin/applications/{id}", get(detail::show))
        .route("/admin/applications/{id}/switch", post(change::switch))
        .route("/admin/applications/{id}/properties", post(change::properties))
        .route("/admin/applications/{id}/assignments", post(change::assignments))
        .route("/admin/applications/{id}/logo", get(logo::serve).post(logo::set).layer(picture()))
        .route("/admin/applications/{id}/logo/remove", post(logo::remove))
        .route("/admin/applications/{id}/revoke", get(taking::ask_revoke).post(taking::revoke))
        .route("/admin/applications/{id}/delete", get(taking::ask_delete).post(taking::delete))
        .route("/admin/applications/{id}/restore", post(deleted::restore))
}

/// The id of a path.
fn id_of(text: &str) -> Result<AppId, Trouble> {
    text.parse().map_err(|_| Trouble::NotFound)
}

/// The list, or all of it as CSV.
async fn list(inside: Inside) -> Result<Response, Trouble> {
    allow(&inside, Deed::Read)?;
    if inside.query("format") == "csv" {
        return as_csv(&inside).await;
    }
    Ok(html(page(&inside, Field::default()).await?.render(&inside.frame())))
}

/// Which applications the query asks for.
fn filter<'a>(inside: &Inside, search: &'a str) -> (Option<AppFilter>, PrincipalFilter<'a>) {
    let chosen = AppFilter::of(&inside.query("state"));
    let mut filter = PrincipalFilter {
        text: Some(search.trim()).filter(|text| !text.is_empty()),
        ..PrincipalFilter::default()
    };
    match chosen {
        Some(AppFilter::Enabled) => filter.enabled = Some(Switch::On),
        Some(AppFilter::Blocked) => filter.enabled = Some(Switch::Off),
        Some(AppFilter::Assignment) => filter.assignment_required = Some(Switch::On),
        Some(AppFilter::Hidden) => filter.visible = Some(Switch::Off),
        Some(AppFilter::Everybody) => filter.consented_for_all = Some(Switch::On),
        Some(AppFilter::Unused) => {
            filter.unused_since = Some(inside.service.clock().now().minus(RECENT));
        }
        None => {}
    }
    (chosen, filter)
}

async fn page(inside: &Inside, adding: Field) -> Result<Apps, Trouble> {
    let (search, after) = (inside.query("q"), inside.query("after"));
    let (chosen, filter) = filter(inside, &search);
    let (service, tenant) = (&inside.service, inside.tenant());
    let part = Page { limit: ROWS, after: Some(after.clone()).filter(|key| !key.is_empty()) };
    let found = service.enterprise_apps(tenant, &filter, part).await?;
    let link = |after: &str, format: &str| {
        let state = chosen.map_or("", AppFilter::word);
        let parameters: [(&str, &dyn std::fmt::Display); 4] =
            [("q", &search), ("state", &state), ("after", &after), ("format", &format)];
        paths::with(paths::APPLICATIONS, &parameters)
    };
    Ok(Apps {
        centre: centre(inside).await?,
        changing: changing(inside, Deed::ManageApplications, paths::APPLICATIONS),
        filter: chosen,
        rows: found.rows.iter().map(row).collect(),
        paging: Paging {
            newer: (!after.is_empty()).then(|| link("", "")),
            older: found.next.as_deref().map(|key| link(key, "")),
        },
        csv: link("", "csv"),
        deleted: deleted::count(inside).await?,
        adding,
        search,
    })
}

fn row(app: &EnterpriseApp) -> AppRow {
    AppRow {
        href: paths::application(app.application.id),
        app: label(app),
        registered: registered(app),
        consented: consented(app),
        last_used: app.used.map(|used| Day(used.last_at)),
        people: app.used.map_or(0, |used| used.recent),
        switches: switches(app),
    }
}

/// An application under the name that the tenant met it by.
pub(super) fn label(app: &EnterpriseApp) -> AppLabel {
    AppLabel {
        name: app.principal.display_name.as_str().into(),
        publisher: publisher(app.application.publisher.as_ref()),
        logo: app.logo.is_on().then(|| paths::logo(app.application.id)),
    }
}

/// The name of its registration, where that is another one.
pub(super) fn registered(app: &EnterpriseApp) -> Option<Shown> {
    let (met, registered) = (&app.principal.display_name, &app.application.name);
    (met != registered).then(|| registered.as_str().into())
}

pub(super) fn consented(app: &EnterpriseApp) -> Consented {
    Consented { everybody: app.consented.everybody, people: app.consented.people }
}

fn switches(app: &EnterpriseApp) -> Switches {
    let principal = &app.principal;
    Switches {
        enabled: principal.enabled,
        assignment_required: principal.assignment_required,
        visible: principal.visible,
    }
}

/// What deserves a look, kind by kind.
pub(super) fn warned(risks: &[GrantRisk]) -> Vec<Warned> {
    let of = |value: &ScopeValue, acts_as| Permission {
        value: value.as_str().into(),
        acts_as,
        resource: Shown::default(),
        display_name: None,
        description: None,
    };
    let mut warned = Vec::new();
    let (mut far, mut roles, mut beyond) = (Vec::new(), Vec::new(), Vec::new());
    for risk in risks {
        match risk {
            GrantRisk::LooksLike(name) => warned.push(Warned::LooksLike(name.as_str().into())),
            GrantRisk::UnverifiedReach(value) => far.push(of(value, ActsAs::User)),
            GrantRisk::ApplicationRole(value) => roles.push(of(value, ActsAs::Itself)),
            GrantRisk::BeyondItsList(value) => beyond.push(of(value, ActsAs::User)),
        }
    }
    let some = |permissions: Vec<Permission>| Some(permissions).filter(|all| !all.is_empty());
    warned.extend(some(far).map(Warned::Unverified));
    warned.extend(some(roles).map(Warned::ByItself));
    warned.extend(some(beyond).map(Warned::BeyondItsList));
    warned
}

/// The columns that every file about applications begins with.
pub(super) const CSV_HEAD: [&str; 11] = [
    "app_id",
    "name",
    "registered_name",
    "publisher",
    "publisher_verified",
    "consented_for_everybody",
    "people_consented",
    "last_sign_in",
    "people_30_days",
    "enabled",
    "known_since",
];

/// Their cells.
pub(super) fn csv_cells(app: &EnterpriseApp) -> Vec<String> {
    let publisher: Option<&Publisher> = app.application.publisher.as_ref();
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    vec![
        app.application.id.to_string(),
        app.principal.display_name.to_string(),
        app.application.name.to_string(),
        publisher.map(|publisher| publisher.name.to_string()).unwrap_or_default(),
        yes(publisher.is_some_and(|publisher| publisher.verified)),
        yes(app.consented.everybody.is_on()),
        app.consented.people.to_string(),
        app.used.map(|used| used.last_at.to_string()).unwrap_or_default(),
        app.used.map_or(0, |used| used.recent).to_string(),
        yes(app.principal.enabled.is_on()),
        app.principal.created_at.to_string(),
    ]
}

async fn as_csv(inside: &Inside) -> Result<Response, Trouble> {
    let search = inside.query("q");
    let (_, filter) = filter(inside, &search);
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let part = Page { limit: PORTION, after };
        let found = inside.service.enterprise_apps(inside.tenant(), &filter, part).await?;
        rows.extend(found.rows.iter().map(|app| {
            let mut cells = csv_cells(app);
            let more = [app.principal.assignment_required, app.principal.visible];
            cells.extend(more.map(|switch| if switch.is_on() { "yes" } else { "no" }.to_owned()));
            cells
        }));
        after = found.next;
        if after.is_none() {
            break;
        }
    }
    let mut head = CSV_HEAD.to_vec();
    head.extend(["assignment_required", "visible"]);
    Ok(csv("applications.csv", &head, rows))
}

/// `POST /admin/applications`: an application appears in the tenant before anybody consents.
async fn add(inside: Inside, body: Bytes) -> Result<Response, Trouble> {
    let mut fields = inside.form(paths::APPLICATIONS, &body)?;
    allow(&inside, Deed::ManageApplications)?;
    let text = typed(&mut fields, "app");
    nothing_left(&fields)?;
    let (service, tenant) = (&inside.service, inside.tenant());
    let problem = match text.trim().parse::<AppId>() {
        Err(_) if text.trim().is_empty() => Problem::Empty,
        Err(_) => Problem::AppId,
        Ok(id) => match service.app(tenant, id).await {
            Ok(known) if known.principal.is_some() => {
                return Ok(see_other(&paths::application(id)));
            }
            Ok(_) => {
                let change = PrincipalChange::default();
                service.change_app(&inside.actor(), tenant, id, change).await?;
                return Ok(done(&paths::application(id), Done::AppAdded));
            }
            Err(DirectoryError::Refused(_)) => Problem::NotRegistered,
            Err(error) => return Err(error.into()),
        },
    };
    let page = page(&inside, Field::wrong(text, problem)).await?;
    Ok(html(page.render(&inside.frame()).with_status(StatusCode::UNPROCESSABLE_ENTITY)))
}
