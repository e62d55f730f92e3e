//! `GET /admin/explain`: why a sign-in goes as it goes.

use std::sync::Arc;

use axum::response::Response;
use consentry_model::{AppId, Application, NeedsAdmin, Refusal, ScopeSet, ScopeValue, Upn, User};
use consentry_model::{Switch, well_known};
use consentry_policy::{Change, Deed, Explanation, Gate, Interaction, Outcome, Setting};
use consentry_service::{ConsentCheck, DirectoryError};
use consentry_store::{Page, PrincipalFilter};
use consentry_web::html;

use super::{account_of, allow, centre, named::app_label};
use crate::{
    inside::Inside,
    pages::admin::{
        Answer, ChangeLine, Explain, ExplainForm, Proposal, Step,
        settings::{Field, Problem, ResourceChoice},
    },
    paths,
    trouble::Trouble,
};

/// Applications that are offered by name.
const OFFERED: u32 = 50;

/// What is asked, as typed.
struct Asked {
    user: String,
    app: String,
    resource: Option<AppId>,
    scopes: String,
}

/// The form, and the answer where something was asked.
pub(super) async fn show(inside: Inside) -> Result<Response, Trouble> {
    allow(&inside, Deed::Read)?;
    let query = |name: &str| inside.query(name).trim().to_owned();
    let asked = Asked {
        user: query("user"),
        app: query("app"),
        resource: query("resource").parse().ok(),
        scopes: query("scopes"),
    };
    let mut form = form(&inside, &asked).await?;
    let mut answer = None;
    if !asked.user.is_empty() || !asked.app.is_empty() {
        answer = self::answer(&inside, &asked, &mut form).await?;
    }
    let page = Explain { centre: centre(&inside).await?, form, answer };
    Ok(html(page.render(&inside.frame())))
}

async fn form(inside: &Inside, asked: &Asked) -> Result<ExplainForm, Trouble> {
    let (service, tenant) = (&inside.service, inside.tenant());
    let mut ids = vec![well_known::EXCHANGE, well_known::GRAPH];
    ids.extend(asked.resource.filter(|id| !ids.contains(id)));
    let resources = service.usable_apps(tenant, ids).await?;
    let filter = PrincipalFilter::default();
    let apps = service.enterprise_apps(tenant, &filter, Page::first(OFFERED)).await?;
    Ok(ExplainForm {
        user: Field::of(&asked.user),
        app: Field::of(&asked.app),
        scopes: Field::of(&asked.scopes),
        resources: resources
            .values()
            .map(|app| ResourceChoice {
                id: app.id.to_string(),
                name: app.name.as_str().into(),
                chosen: Switch::from(asked.resource == Some(app.id)),
            })
            .collect(),
        apps: apps.rows.iter().map(|one| one.application.name.as_str().into()).collect(),
    })
}

/// The answer, or what was wrong in the form.
async fn answer(
    inside: &Inside,
    asked: &Asked,
    form: &mut ExplainForm,
) -> Result<Option<Answer>, Trouble> {
    let user = user(inside, &asked.user).await?;
    let app = app_named(inside, &asked.app).await?;
    form.user.problem = user.as_ref().err().copied();
    form.app.problem = app.as_ref().err().copied();
    let (Ok(user), Ok(app)) = (user, app) else { return Ok(None) };
    let scopes = match scopes(inside, asked, &app).await? {
        Ok(scopes) => scopes,
        Err(problem) => {
            form.scopes.problem = Some(problem);
            return Ok(None);
        }
    };
    let check =
        ConsentCheck { user: user.upn.clone(), app: app.id, resource: asked.resource, scopes };
    let found = inside.service.check_consent(inside.tenant(), &check).await?;
    let met = inside.service.enterprise_app(inside.tenant(), app.id).await.is_ok();
    let places = Places { app: app.id, app_page: met.then(|| paths::application(app.id)) };
    Ok(Some(Answer {
        person: account_of(&user),
        app: app_label(&app),
        checked: found.checked,
        setting: found.setting,
        about: found.about.as_deref().map(Into::into),
        setting_href: places.of(found.setting, found.about.as_deref()),
        gates: steps(&found),
        changes: found.changes.iter().filter_map(|one| line(one, &found, &places)).collect(),
        code: code(&found.outcome, inside),
        matrix: paths::matrix_of(app.id),
        app_href: places.app_page,
    }))
}

async fn user(inside: &Inside, typed: &str) -> Result<Result<User, Problem>, Trouble> {
    if typed.is_empty() {
        return Ok(Err(Problem::Empty));
    }
    let Ok(upn) = typed.parse::<Upn>() else { return Ok(Err(Problem::NoUser)) };
    match inside.service.user_named(inside.tenant(), &upn).await {
        Ok(user) => Ok(Ok(user)),
        Err(DirectoryError::Unknown { .. }) => Ok(Err(Problem::NoUser)),
        Err(error) => Err(error.into()),
    }
}

/// An application by its client id, or by the name of one that the tenant has met.
pub(super) async fn app_named(
    inside: &Inside,
    typed: &str,
) -> Result<Result<Arc<Application>, Problem>, Trouble> {
    let (service, tenant) = (&inside.service, inside.tenant());
    if typed.is_empty() {
        return Ok(Err(Problem::Empty));
    }
    if let Ok(id) = typed.parse::<AppId>() {
        return match service.usable_app(tenant, id).await {
            Ok(app) => Ok(Ok(app)),
            Err(DirectoryError::Refused(_)) => Ok(Err(Problem::Unknown)),
            Err(error) => Err(error.into()),
        };
    }
    let filter = PrincipalFilter { text: Some(typed), ..PrincipalFilter::default() };
    let found = service.enterprise_apps(tenant, &filter, Page::first(OFFERED)).await?;
    let same = |name: &str| name.to_lowercase() == typed.to_lowercase();
    let mut fitting = found.rows.into_iter().filter(|one| {
        same(one.application.name.as_str()) || same(one.principal.display_name.as_str())
    });
    Ok(match (fitting.next(), fitting.next()) {
        (Some(one), None) => Ok(one.application),
        (Some(_), Some(_)) => Err(Problem::Ambiguous),
        (None, _) => Err(Problem::Unknown),
    })
}

/// The named permissions, if the resource has them; nothing where none are named.
async fn scopes(
    inside: &Inside,
    asked: &Asked,
    app: &Application,
) -> Result<Result<Option<ScopeSet>, Problem>, Trouble> {
    if asked.scopes.is_empty() {
        return Ok(Ok(None));
    }
    let Ok(scopes) = asked.scopes.parse::<ScopeSet>() else {
        return Ok(Err(Problem::Permissions));
    };
    let lists_exchange = app.required.iter().any(|one| one.resource == well_known::EXCHANGE);
    let usual = if lists_exchange { well_known::EXCHANGE } else { well_known::GRAPH };
    let resource = asked.resource.unwrap_or(usual);
    let resource = inside.service.usable_app(inside.tenant(), resource).await?;
    let exposes = |scope: &ScopeValue| {
        scope.is_openid() || resource.permissions.iter().any(|one| one.value == *scope)
    };
    if scopes.iter().all(exposes) { Ok(Ok(Some(scopes))) } else { Ok(Err(Problem::Permissions)) }
}

/// Where settings are changed.
struct Places {
    app: AppId,
    app_page: Option<String>,
}

impl Places {
    fn of(&self, setting: Setting, about: Option<&str>) -> Option<String> {
        match setting {
            Setting::UserConsent | Setting::RiskStepUp => Some(paths::USER_CONSENT.to_owned()),
            Setting::Workflow => Some(paths::WORKFLOW.to_owned()),
            Setting::Classification => {
                let search = about.unwrap_or_default();
                Some(paths::with(paths::CLASSIFICATIONS, &[("q", &search)]))
            }
            Setting::Grants => Some(paths::consent(self.app)),
            Setting::Enabled | Setting::AssignmentRequired | Setting::Assignment => {
                self.app_page.clone()
            }
            Setting::Registration
            | Setting::Account
            | Setting::PermissionKind
            | Setting::UserKind
            | Setting::Publisher
            | Setting::Name
            | Setting::Role => None,
        }
    }
}

/// Every gate, whether or not it was reached.
fn steps(found: &Explanation) -> Vec<Step> {
    let gates = [
        Gate::Application,
        Gate::Authentication,
        Gate::Enabled,
        Gate::Assignment,
        Gate::Door,
        Gate::Consent,
    ];
    let step = |gate| match found.trace.iter().find(|line| line.gate == gate) {
        Some(line) => {
            Step { gate, verdict: Some(line.verdict), log: line.decided_by.as_str().into() }
        }
        None => Step { gate, verdict: None, log: String::new().into() },
    };
    gates.map(step).to_vec()
}

fn line(change: &Change, found: &Explanation, places: &Places) -> Option<ChangeLine> {
    Some(ChangeLine {
        change: Proposal::of(change.setting, &change.to)?,
        decides: Switch::from(change.setting == found.setting),
        href: places.of(change.setting, found.about.as_deref()),
        then: change.then,
    })
}

/// The code that the person would see: of a refusal, or on the page that asks for a request.
fn code(outcome: &Outcome, inside: &Inside) -> Option<u32> {
    let fidelity = inside.tenant().settings.fidelity;
    match outcome {
        Outcome::Refuse(refusal) => Some(refusal.answer(fidelity).code),
        Outcome::Interact(Interaction::Approval(asked)) => {
            let because: NeedsAdmin = asked.because;
            let (app, name) = (well_known::GRAPH, String::new());
            Some(Refusal::ApprovalRequired { app, name, because }.answer(fidelity).code)
        }
        Outcome::Allow(_)
        | Outcome::Interact(
            Interaction::Password
            | Interaction::ChangePassword
            | Interaction::Consent(_)
            | Interaction::AdminConsent(_),
        ) => None,
    }
}
