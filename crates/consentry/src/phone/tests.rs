//! The phone against a scripted server: each way that it can end.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::to_bytes,
    extract::Request,
    response::{IntoResponse, Response},
};
use consentry_mailproto::eas::{
    Email, Message, SyncKey,
    folder_sync::{self, Folder, FolderType},
    provision::{self, PolicyRequest, PolicyResponse, PolicyStatus},
    sync::{self, CollectionResponse},
};
use consentry_model::Secret;
use consentry_service::SharedAddresses;
use tokio::net::TcpListener;

use super::*;
use crate::{
    listen::{Front, FrontSettings, Hosts, TrustedProxies, serve},
    runtime::{SystemIds, Tasks},
};

const PASSWORD: &str = "Demo-pass-2026!";
const BASIC: &str = "Basic c2FtQHRhaWxzcGluLmV4YW1wbGU6RGVtby1wYXNzLTIwMjYh";

/// Where the scripted server does not go the whole way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    None,
    SecondForm,
    Redirect,
    NotSupported,
    NoBearer,
    BasicOff,
    Foreign,
    NeedAdmin,
    Disabled,
    Factor,
    Approval,
    NoReason,
    TooMany,
    Expired,
    WrongState,
    Declined,
    TokenRefused,
    MailRefused,
}

const REASON_FORM: &str = "<textarea name=reason></textarea><button name=action value=request>";

async fn answer(turn: Turn, origin: String, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 100_000).await.unwrap();
    let text = String::from_utf8_lossy(&body).into_owned();
    let header = |name: &str| parts.headers.get(name).map_or("", |v| v.to_str().unwrap());
    let query = parts.uri.query().unwrap_or_default();
    match (parts.method.as_str(), parts.uri.path()) {
        ("GET", "/autodiscover/autodiscover.json/v1.0/sam@tailspin.example") => {
            assert_eq!(query, "Protocol=ActiveSync");
            assert!(header("user-agent").starts_with("Apple-iPhone"), "{turn:?}");
            match turn {
                Turn::SecondForm => (404, "no").status(),
                Turn::NotSupported => {
                    (400, r#"{"ErrorCode":"NotSupportedClient","ErrorMessage":"no"}"#).status()
                }
                Turn::Redirect => (302, "").at(
                    "https://autodiscover.tailspin.invalid/autodiscover/autodiscover.json?Email=x",
                ),
                _ => found(&origin),
            }
        }
        ("GET", "/autodiscover/autodiscover.json") => found(&origin),
        ("OPTIONS", "/microsoft-server-activesync") => {
            options(turn, &origin, header("authorization"))
        }
        ("GET", "/common/oauth2/authorize") => {
            for part in ["response_type=code", "prompt=login", "login_hint=sam%40tailspin.example"]
            {
                assert!(query.contains(part), "{query}");
            }
            let state = query.split("state=").nth(1).unwrap().split('&').next().unwrap();
            sign_in_page(state, "")
        }
        ("POST", "/common/login") => posted(turn, &text),
        ("POST", "/common/oauth2/token") => token(turn, &text),
        ("POST", "/microsoft-server-activesync") => {
            assert_eq!(header("ms-asprotocolversion"), "16.1");
            command(turn, query, &body)
        }
        other => panic!("{turn:?}: {other:?}"),
    }
}

fn found(origin: &str) -> Response {
    let url = format!("{origin}/Microsoft-Server-ActiveSync");
    (200, format!(r#"{{"Protocol":"ActiveSync","Url":"{url}"}}"#).as_str()).status()
}

fn options(turn: Turn, origin: &str, authorization: &str) -> Response {
    let announced = [("ms-asprotocolversions", "14.1,16.0,16.1")];
    let challenge = format!(
        "Bearer client_id=\"0\", authorization_uri=\"{origin}/common/oauth2/authorize\", error=\"invalid_token\""
    );
    match authorization {
        "Bearer at" => announced.into_response(),
        BASIC if turn != Turn::BasicOff => announced.into_response(),
        _ if turn == Turn::NoBearer => {
            (http::StatusCode::UNAUTHORIZED, [("www-authenticate", "Basic realm=\"\"")])
                .into_response()
        }
        _ => (http::StatusCode::UNAUTHORIZED, [("www-authenticate", challenge)]).into_response(),
    }
}

fn sign_in_page(state: &str, mark: &str) -> Response {
    page(&format!(
        r#"<main data-page="sign-in"{mark}><h1>Sign in</h1><form method="post" action="/common/login">
        <input type="hidden" name="state" value="{state}"><input name="username" value="x">
        <input type="password" name="password"><button name="action" value="sign-in">Go</button>"#
    ))
}

fn posted(turn: Turn, form: &str) -> Response {
    let values: std::collections::BTreeMap<_, _> =
        form_urlencoded::parse(form.as_bytes()).into_owned().collect();
    let state = &values["state"];
    let next = |name: &str, code: &str, inner: &str| {
        page(&format!(
            r#"<main data-page="{name}" data-aadsts="{code}"><h1>{name}</h1>
            <form method="post" action="/common/login"><input type="hidden" name="state" value="{state}">{inner}"#
        ))
    };
    let back =
        |rest: &str| (302, "").at(&format!("com.apple.preferences://oauth-redirect/?{rest}"));
    match values["action"].as_str() {
        "sign-in" => {
            assert_eq!(values["username"], "sam@tailspin.example");
            if values["password"] != PASSWORD {
                return sign_in_page(state, " data-aadsts=\"50126\"");
            }
            match turn {
                Turn::Foreign => (302, "").at("https://idp.example/saml"),
                Turn::NeedAdmin => next("need-admin", "90094", ""),
                Turn::Disabled => next("error", "7000112", ""),
                Turn::Factor => next("second-factor", "50076", "<input name=otc>"),
                Turn::Expired => next("change-password", "", "<input type=password name=new>"),
                Turn::NoReason => next("approval", "90095", ""),
                Turn::Approval | Turn::TooMany => next("approval", "90095", REASON_FORM),
                _ => next(
                    "consent",
                    "",
                    "<button name=action value=cancel></button><button name=action value=accept>",
                ),
            }
        }
        "request" => {
            assert_eq!(values["reason"], "for work");
            match turn {
                Turn::TooMany => next("approval", "90055", REASON_FORM),
                _ => next("approval-requested", "", ""),
            }
        }
        "accept" => match turn {
            Turn::WrongState => back("code=c&state=other"),
            Turn::Declined => back("error=access_denied&error_description=AADSTS65004%3A+declined"),
            _ => back(&format!("code=c&state={state}")),
        },
        other => panic!("{other}"),
    }
}

fn token(turn: Turn, form: &str) -> Response {
    for part in ["grant_type=authorization_code", "code=c", "redirect_uri=com.apple.Preferences"] {
        assert!(form.contains(part), "{form}");
    }
    match turn {
        Turn::TokenRefused => (
            400,
            r#"{"error":"unauthorized_client","error_description":"AADSTS7000112: disabled\r\nTrace","error_codes":[7000112]}"#,
        )
            .status(),
        _ => (200, r#"{"access_token":"at","refresh_token":"rt","scope":"EAS.AccessAsUser.All"}"#)
            .status(),
    }
}

fn command(turn: Turn, query: &str, body: &[u8]) -> Response {
    if query.contains("Cmd=Provision") {
        let request = provision::Request::from_wbxml(body).unwrap();
        let key = match request.policy {
            Some(PolicyRequest::Acknowledge { key, .. }) => key + 1,
            _ => 7,
        };
        let mut response = provision::Response::new(provision::Status::Success);
        response.policy = Some(PolicyResponse {
            policy_type: provision::POLICY_TYPE.to_owned(),
            status: PolicyStatus::Success,
            key: Some(key),
            policy: None,
        });
        return response.to_wbxml().into_response();
    }
    if query.contains("Cmd=FolderSync") {
        let folder = Folder {
            id: "5".parse().unwrap(),
            parent: consentry_mailproto::eas::CollectionId::root(),
            name: "Inbox".to_owned(),
            kind: FolderType::Inbox,
        };
        let changes = vec![folder_sync::Change::Add(folder)];
        let sync_key = "1".parse().unwrap();
        return folder_sync::Response::Changes { sync_key, changes }.to_wbxml().into_response();
    }
    if turn == Turn::MailRefused {
        let said = [("x-ms-diagnostics", "2000008;reason=\"scope\"")];
        return (http::StatusCode::FORBIDDEN, said).into_response();
    }
    let request = sync::Request::from_wbxml(body).unwrap();
    let asked = &request.collections[0];
    let state: u32 = if asked.sync_key == SyncKey::initial() {
        0
    } else {
        asked.sync_key.to_string().parse().unwrap()
    };
    let key = (state + 1).to_string().parse().unwrap();
    let mut collection =
        CollectionResponse::new(asked.collection_id.clone(), key, sync::Status::Success);
    match state {
        0 => {}
        1 | 2 => {
            collection.more_available = state == 1;
            let item = Email {
                subject: Some(format!("Mail {state}")),
                from: Some("Tess <tess@tailspin.example>".to_owned()),
                ..Email::default()
            };
            let server_id = format!("5:{state}").parse().unwrap();
            collection.changes = vec![sync::Change::Add { server_id, item: Box::new(item) }];
        }
        other => panic!("{other}"),
    }
    sync::Response::Collections(vec![collection]).to_wbxml().into_response()
}

fn page(html: &str) -> Response {
    ([("content-type", "text/html")], html.to_owned()).into_response()
}

trait Short {
    fn status(self) -> Response;
    fn at(self, location: &str) -> Response;
}

impl Short for (u16, &str) {
    fn status(self) -> Response {
        (http::StatusCode::from_u16(self.0).unwrap(), self.1.to_owned()).into_response()
    }

    fn at(self, location: &str) -> Response {
        let mut response = self.status();
        response.headers_mut().insert("location", location.parse().unwrap());
        response
    }
}

async fn server(turn: Turn, tasks: &Tasks) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let origin = format!("http://{address}");
    let faces =
        Router::new().fallback(move |request: Request| answer(turn, origin.clone(), request));
    let settings = FrontSettings {
        hosts: Hosts::new(["127.0.0.1"]).unwrap(),
        proxies: TrustedProxies::default(),
        shared_addresses: SharedAddresses::default(),
        strict_transport: false,
        ids: Arc::new(SystemIds),
    };
    serve(listener, None, Front::new(settings, faces), tasks);
    address
}

async fn go(turn: Turn, change: impl FnOnce(&mut Journey)) -> Report {
    let tasks = Tasks::new();
    let address = server(turn, &tasks).await;
    let mut journey = Journey {
        email: "sam@tailspin.example".parse().unwrap(),
        server: format!("http://{address}").parse().unwrap(),
        ca: None,
        kind: Kind::Ios17,
        way: Way::OAuth,
        until: Until::Mail,
        password: Secret::new(PASSWORD.to_owned()),
        reason: "for work".to_owned(),
    };
    change(&mut journey);
    play(&journey, &mut |_| ()).await.unwrap()
}

fn steps(report: &Report) -> Vec<&str> {
    report.steps.iter().map(|step| step.step.as_str()).collect()
}

#[tokio::test]
async fn a_phone_gets_its_mail() {
    let report = go(Turn::None, |_| ()).await;
    assert_eq!(report.outcome, Outcome::Reached, "{report:#?}");
    assert_eq!(
        steps(&report),
        [
            "autodiscover",
            "challenge",
            "authorize",
            "sign_in",
            "consent",
            "token",
            "provision",
            "folders",
            "mail"
        ]
    );
    let subjects: Vec<_> = report.mails.iter().map(|mail| mail.subject.as_str()).collect();
    assert_eq!(subjects, ["Mail 1", "Mail 2"]);
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["outcome"], "reached");
    assert_eq!(json["aadsts"], serde_json::Value::Null);
    assert_eq!(json["steps"][3]["step"], "sign_in");
    assert_eq!(json["steps"][3]["status"], 200);
    assert!(!json.to_string().contains(PASSWORD));
}

#[tokio::test]
async fn each_way_can_end_early() {
    for (turn, outcome, aadsts, last) in [
        (Turn::SecondForm, Outcome::Reached, None, "mail"),
        (Turn::Redirect, Outcome::Redirect, None, "autodiscover"),
        (Turn::NotSupported, Outcome::NotSupported, None, "autodiscover"),
        (Turn::NoBearer, Outcome::NoBearer, None, "challenge"),
        (Turn::Foreign, Outcome::Federated, None, "sign_in"),
        (Turn::NeedAdmin, Outcome::NeedAdmin, Some(90_094), "sign_in"),
        (Turn::Disabled, Outcome::Refused, Some(7_000_112), "sign_in"),
        (Turn::Factor, Outcome::MfaRequired, Some(50_076), "sign_in"),
        (Turn::Expired, Outcome::Refused, Some(50_055), "sign_in"),
        (Turn::Approval, Outcome::ApprovalRequested, None, "consent"),
        (Turn::NoReason, Outcome::ApprovalRequired, Some(90_095), "sign_in"),
        (Turn::TooMany, Outcome::ApprovalRequired, Some(90_055), "consent"),
        (Turn::WrongState, Outcome::Error, None, "consent"),
        (Turn::Declined, Outcome::Refused, Some(65_004), "consent"),
        (Turn::TokenRefused, Outcome::Refused, Some(7_000_112), "token"),
        (Turn::MailRefused, Outcome::Refused, None, "mail"),
    ] {
        let report = go(turn, |_| ()).await;
        assert_eq!(report.outcome, outcome, "{turn:?} {report:#?}");
        assert_eq!(report.aadsts, aadsts, "{turn:?} {report:#?}");
        assert_eq!(steps(&report).last(), Some(&last), "{turn:?}");
    }
}

#[tokio::test]
async fn a_wrong_password_is_told_apart() {
    let report = go(Turn::None, |journey| journey.password = Secret::new("no".to_owned())).await;
    assert_eq!((report.outcome, report.aadsts), (Outcome::WrongPassword, Some(50_126)));
}

#[tokio::test]
async fn the_password_alone_is_the_old_way() {
    let basic = |journey: &mut Journey| {
        journey.way = Way::Basic;
        journey.until = Until::Challenge;
    };
    let report = go(Turn::None, basic).await;
    assert_eq!(report.outcome, Outcome::Reached, "{report:#?}");
    assert_eq!(steps(&report), ["autodiscover", "challenge"]);
    let report = go(Turn::BasicOff, basic).await;
    assert_eq!(report.outcome, Outcome::BasicRefused, "{report:#?}");
}

#[tokio::test]
async fn the_way_ends_where_it_was_to_end() {
    for (until, last) in [
        (Until::Discovery, "autodiscover"),
        (Until::Challenge, "challenge"),
        (Until::Token, "token"),
        (Until::Folders, "folders"),
    ] {
        let report = go(Turn::None, |journey| journey.until = until).await;
        assert_eq!(report.outcome, Outcome::Reached, "{until:?}");
        assert_eq!(steps(&report).last(), Some(&last), "{until:?}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let server = format!("http://{closed}").parse().unwrap();
    let report = go(Turn::None, |journey| journey.server = server).await;
    assert_eq!(report.outcome, Outcome::Error);
    let [step] = report.steps.as_slice() else { panic!("{report:#?}") };
    assert_eq!(step.status, None);
    assert!(step.detail.starts_with("no answer from 127.0.0.1"), "{}", step.detail);
}
