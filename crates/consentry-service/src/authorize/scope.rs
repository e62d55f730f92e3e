//! From `scope` and `resource` to what is wanted of which resource.
//!
//! v1 names a resource and ignores `scope`; v2 names scopes of one resource, or `.default`
//! (`identity.md` §3.3). A scope without a resource belongs to Graph, except for the permissions
//! that open mail doors: those belong to Exchange, which alone has the doors.

use consentry_model::{AppId, Application, Protocol, Refusal, ScopeSet, ScopeValue, well_known};
use consentry_policy::{Ask, Want};
use consentry_store::{Conn, StoreError};

use crate::{Params, Version};

/// Reads the wanted resource and permissions.
pub(crate) async fn wanted(
    read: &mut Conn,
    app: &Application,
    version: Version,
    params: &Params,
) -> Result<Result<Want, Refusal>, StoreError> {
    match version {
        Version::V1 => static_want(read, app, params).await,
        Version::V2 => match params.require("scope") {
            Ok(scope) => named_want(read, app, scope).await,
            Err(refusal) => Ok(Err(refusal)),
        },
    }
}

async fn static_want(
    read: &mut Conn,
    app: &Application,
    params: &Params,
) -> Result<Result<Want, Refusal>, StoreError> {
    let openid = params
        .get("scope")
        .map(|scope| {
            let parts = scope.split(' ').filter_map(|part| part.parse::<ScopeValue>().ok());
            parts.filter(ScopeValue::is_openid).collect()
        })
        .unwrap_or_default();
    let resource = match params.get("resource") {
        None => default_resource(app),
        Some(name) => match read.resource_by_uri(name).await? {
            None => return Ok(Err(Refusal::ResourceNotFound { resource: short(name) })),
            Some(id) => id,
        },
    };
    if let Err(refusal) = listed(app, resource, params.get("resource")) {
        return Ok(Err(refusal));
    }
    let name = name_of(read, resource, params.get("resource")).await?;
    Ok(Ok(Want { resource, name, ask: Ask::Static, openid }))
}

/// Without `resource`: Graph if the application lists it, otherwise the first that it lists.
fn default_resource(app: &Application) -> AppId {
    let lists_graph = app.required.iter().any(|entry| entry.resource == well_known::GRAPH);
    match app.required.first() {
        Some(first) if !lists_graph => first.resource,
        _ => well_known::GRAPH,
    }
}

fn listed(app: &Application, resource: AppId, name: Option<&str>) -> Result<(), Refusal> {
    let found = resource == app.id || app.required.iter().any(|entry| entry.resource == resource);
    if found || name.is_none() {
        return Ok(());
    }
    let resource = name.map_or_else(|| resource.to_string(), short);
    Err(Refusal::ResourceNotListed { app: app.id, resource })
}

async fn named_want(
    read: &mut Conn,
    app: &Application,
    text: &str,
) -> Result<Result<Want, Refusal>, StoreError> {
    let invalid = |scope: &str| Ok(Err(Refusal::ScopeInvalid { scope: short(scope) }));
    let (mut openid, mut named) = (ScopeSet::new(), ScopeSet::new());
    let (mut resource, mut called, mut default) = (None, None, false);
    for part in text.split(' ').filter(|part| !part.is_empty()) {
        let Ok(whole) = part.parse::<ScopeValue>() else { return invalid(part) };
        if whole.is_openid() {
            openid.0.insert(whole);
            continue;
        }
        let (prefix, value) = split(part);
        let Ok(value) = value.parse::<ScopeValue>() else { return invalid(part) };
        let id = match prefix {
            None => home_of(&value),
            Some(uri) => match read.resource_by_uri(uri).await? {
                Some(id) => id,
                None => return Ok(Err(Refusal::ResourceNotFound { resource: short(uri) })),
            },
        };
        if resource.is_some_and(|known| known != id) {
            return Ok(Err(Refusal::ScopeSpansResources));
        }
        resource = Some(id);
        called = called.or(prefix);
        if value.as_str().eq_ignore_ascii_case(".default") {
            default = true;
        } else {
            named.0.insert(value);
        }
    }
    if default && !named.is_empty() {
        return invalid(".default beside named scopes");
    }
    let resource = resource.unwrap_or(well_known::GRAPH);
    let name = name_of(read, resource, called).await?;
    if default {
        return Ok(listed(app, resource, Some(text)).map(|()| Want {
            resource,
            name,
            ask: Ask::Static,
            openid,
        }));
    }
    let exposed = read.application(resource).await?;
    let permissions = exposed.as_ref().map(|r| r.permissions.as_slice()).unwrap_or_default();
    let mut known = ScopeSet::new();
    for scope in named.iter() {
        match permissions.iter().find(|p| p.value.as_str().eq_ignore_ascii_case(scope.as_str())) {
            Some(permission) => known.0.insert(permission.value.clone()),
            None => return invalid(scope.as_str()),
        };
    }
    Ok(Ok(Want { resource, name, ask: Ask::Scopes(known), openid }))
}

/// `https://outlook.office.com/EAS.AccessAsUser.All` into resource and value. A second slash
/// belongs to a resource that ends with one.
fn split(scope: &str) -> (Option<&str>, &str) {
    match scope.rsplit_once('/') {
        Some((prefix, value)) if !prefix.is_empty() => (Some(prefix), value),
        _ => (None, scope),
    }
}

/// The name by which the client called the resource, or the resource's first own.
async fn name_of(
    read: &mut Conn,
    resource: AppId,
    called: Option<&str>,
) -> Result<String, StoreError> {
    if let Some(called) = called {
        return Ok(called.to_owned());
    }
    let found = read.application(resource).await?;
    let own = found.and_then(|resource| resource.identifier_uris.first().cloned());
    Ok(own.unwrap_or_else(|| resource.to_string()))
}

fn home_of(value: &ScopeValue) -> AppId {
    let of_a_door = Protocol::ALL
        .into_iter()
        .filter_map(Protocol::scope)
        .any(|scope| scope.eq_ignore_ascii_case(value.as_str()));
    if of_a_door { well_known::EXCHANGE } else { well_known::GRAPH }
}

fn short(text: &str) -> String {
    text.chars().take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_split_at_their_last_slash() {
        for (scope, want) in [
            ("User.Read", (None, "User.Read")),
            (
                "https://outlook.office.com/EAS.AccessAsUser.All",
                (Some("https://outlook.office.com"), "EAS.AccessAsUser.All"),
            ),
            (
                "https://outlook.office365.com//.default",
                (Some("https://outlook.office365.com/"), ".default"),
            ),
            ("api://x/y/.default", (Some("api://x/y"), ".default")),
        ] {
            assert_eq!(split(scope), want);
        }
        assert_eq!(home_of(&"eas.accessasuser.all".parse().unwrap()), well_known::EXCHANGE);
        assert_eq!(home_of(&"Mail.Read".parse().unwrap()), well_known::GRAPH);
    }
}
