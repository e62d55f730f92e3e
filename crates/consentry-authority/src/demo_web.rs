//! `/demo/web`: the page of the demo's single-page application.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use consentry_service::Service;

use consentry_web::{Context, frame, html};

use crate::pages::DemoWeb;

/// The client id of "Demo Web" (`interface.md`, demo data).
const DEMO_WEB: &str = "5e2d7c94-1b3a-4f68-a0d9-6c8e4b2f7a31";

/// The page.
pub(crate) async fn page(State(service): State<Arc<Service>>, context: Context) -> Response {
    let page = DemoWeb {
        client_id: DEMO_WEB.to_owned(),
        authority: "/organizations".to_owned(),
        scope: "openid profile User.Read".to_owned(),
    };
    html(page.render(&frame(&service, &context, None)))
}
