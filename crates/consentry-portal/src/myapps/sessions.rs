//! `GET /myapps/sessions` and `POST /myapps/sessions/end`: where one is signed in.

use axum::{body::Bytes, response::Response};
use consentry_service::{MyBrowser, MyFamily, MySessions, OneSession};
use consentry_web::{html, see_other};

use super::{done, person};
use crate::{
    inside::Inside,
    pages::myapps::{Device, Done, Place, Sessions},
    paths,
    trouble::Trouble,
};

/// Browsers and applications.
pub(super) async fn list(inside: Inside) -> Result<Response, Trouble> {
    let (tenant, user) = (inside.tenant(), inside.user());
    let MySessions { browsers, families } = inside.service.my_sessions(tenant, user).await?;
    let page = Sessions {
        person: person(&inside),
        done: done(&inside),
        browsers: browsers.into_iter().map(|found| browser(found, &inside)).collect(),
        apps: families.into_iter().map(family).collect(),
        token: inside.token(paths::SESSIONS),
    };
    Ok(html(page.render(&inside.frame())))
}

/// Ends one of them. Done twice, it is done.
pub(super) async fn end(inside: Inside, body: Bytes) -> Result<Response, Trouble> {
    let mut fields = inside.form(paths::SESSIONS, &body)?;
    let which = match (fields.take("session"), fields.take("family")) {
        (Some(id), None) => id.parse().map(OneSession::Browser).ok(),
        (None, Some(id)) => id.parse().map(OneSession::Family).ok(),
        _ => None,
    };
    let which = which.filter(|_| fields.is_empty()).ok_or(Trouble::NotFound)?;
    let (tenant, user) = (inside.tenant(), inside.user());
    inside.service.end_one_session(&inside.actor(), tenant, user, which).await?;
    Ok(see_other(&paths::with(paths::SESSIONS, &[("done", &Done::SessionEnded.word())])))
}

fn browser(found: MyBrowser, inside: &Inside) -> Place {
    Place {
        ends: ("session", found.id.to_string()),
        app: None,
        device: Device::of(&found.user_agent),
        address: found.address.map(|address| address.to_string().into()),
        since: found.since,
        last_used: found.last_used,
        here: found.id == inside.session(),
        kept: found.kept.is_on(),
    }
}

fn family(found: MyFamily) -> Place {
    Place {
        ends: ("family", found.id.to_string()),
        app: Some(found.app_name.into()),
        device: Device::of(&found.user_agent),
        address: found.address.map(|address| address.to_string().into()),
        since: found.since,
        last_used: found.last_used,
        here: false,
        kept: false,
    }
}
