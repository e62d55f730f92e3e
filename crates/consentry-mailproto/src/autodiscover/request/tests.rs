//! Both forms of the request, good and bad, with the answers to them.

use super::*;
use crate::autodiscover::{Found, InvalidAddress, moved_page, redirect};

const QUERY: &str = "Email=adele%40contoso.example&Protocol=ActiveSync";

fn ask(query: &str) -> Result<Request, Failure> {
    Request::parse(&Path::Plain, query)
}

fn refuse(query: &str) -> String {
    ask(query).unwrap_err().to_json()
}

#[test]
fn both_forms_say_the_same() {
    let request = ask(QUERY).unwrap();
    assert_eq!(request.email.as_str(), "adele@contoso.example");
    assert_eq!(request.email.domain(), "contoso.example");
    assert_eq!((request.protocol, request.redirect_count), (Protocol::ActiveSync, 0));
    assert_eq!(request.to_query(), QUERY);
    let raw = "/Autodiscover/Autodiscover.json/V1.0/adele%40contoso.example";
    let path = Path::parse(raw).unwrap();
    assert_eq!(Request::parse(&path, "Protocol=ActiveSync"), Ok(request.clone()));
    let names = "email=adele@contoso.example&PROTOCOL=ActiveSync&ServerLocation=true";
    assert_eq!(ask(names), Ok(request));
}

#[test]
fn answers_keep_the_spelling() {
    let request = ask("Email=a@b.example&Protocol=Autodiscoverv1").unwrap();
    assert_eq!(request.protocol, Protocol::AutodiscoverV1);
    let url = format!("https://mail.b.example{}", request.protocol.path());
    let found = Found { protocol: request.spelling, url };
    insta::assert_snapshot!(found.to_json(), @r#"{"Protocol":"Autodiscoverv1","Url":"https://mail.b.example/autodiscover/autodiscover.xml"}"#);
    assert_eq!(Found::from_json(found.to_json().as_bytes()).unwrap(), found);
}

#[test]
fn redirects() {
    let mut request = ask("Email=a%2Bb%26c@b.example&Protocol=activesync").unwrap();
    let location = redirect("autodiscover.b.example", &request);
    insta::assert_snapshot!(location, @"https://autodiscover.b.example/autodiscover/autodiscover.json?Email=a%2Bb%26c%40b.example&Protocol=activesync&RedirectCount=1");
    let again = ask(location.split_once('?').unwrap().1).unwrap();
    request.redirect_count = 1;
    assert_eq!(again, request);
    insta::assert_snapshot!(moved_page(&location), @r#"
    <html><head><title>Object moved</title></head><body>
    <h2>Object moved to <a href="https://autodiscover.b.example/autodiscover/autodiscover.json?Email=a%2Bb%26c%40b.example&amp;Protocol=activesync&amp;RedirectCount=1">here</a>.</h2>
    </body></html>
    "#);
}

#[test]
fn no_query_and_no_protocol() {
    insta::assert_snapshot!(refuse(""), @r#"{"ErrorCode":"MandatoryParameterMissing","ErrorMessage":"The get request sent does not match the valid format."}"#);
    let missing = r#"{"ErrorCode":"MissingProtocol","ErrorMessage":"A valid value must be provided for the query parameter 'Protocol'."}"#;
    assert_eq!(refuse("Email=a@b.example"), missing);
    assert_eq!(refuse("Email=a@b.example&Protocol="), missing);
}

#[test]
fn bi_196_empty_email() {
    let want = r#"{"ErrorCode":"InvalidRequest","ErrorMessage":"A valid value must be provided for the query parameter 'Email'."}"#;
    assert_eq!(refuse("Email=&Protocol=ActiveSync"), want);
    assert_eq!(refuse("Protocol=ActiveSync"), want);
}

fn refuse_email(email: &str) -> InvalidAddress {
    match ask(&format!("Email={email}&Protocol=ActiveSync")) {
        Err(Failure::InvalidAddress(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn bi_197_email_without_at_sign() {
    assert_eq!(refuse_email("notanaddress"), InvalidAddress::AtSign);
}

#[test]
fn bi_198_email_with_two_at_signs() {
    assert_eq!(refuse_email("a@b@c"), InvalidAddress::AtSign);
}

#[test]
fn bi_200_email_with_line_break() {
    assert_eq!(refuse_email("a%0d%0aX-Evil:1@b.example"), InvalidAddress::Character);
    assert_eq!(refuse_email("a@b.example%0d%0aX-Evil:1"), InvalidAddress::Character);
    assert_eq!(refuse_email("a@b.example%2f%2eevil"), InvalidAddress::Character);
}

#[test]
fn bi_201_long_email() {
    assert_eq!(refuse_email(&format!("{}@x", "A".repeat(300))), InvalidAddress::Length);
    let longest = format!("{}@{}", "a".repeat(64), "b".repeat(255));
    assert_eq!(longest.len(), 320);
    assert!(ask(&format!("Email={longest}&Protocol=ActiveSync")).is_ok());
    assert_eq!(refuse_email(&format!("a{longest}")), InvalidAddress::Length);
    assert_eq!(refuse_email(&format!("{longest}b")), InvalidAddress::Length);
    assert_eq!(refuse_email("@b.example"), InvalidAddress::Length);
}

#[test]
fn bi_202_unknown_protocol() {
    insta::assert_snapshot!(refuse("Email=a@b.example&Protocol=Foo"), @r#"{"ErrorCode":"ProtocolNotSupported","ErrorMessage":"Protocol: The protocol 'Foo' is not supported. Supported protocols are: 'ActiveSync'."}"#);
    let long = refuse(&format!("Email=a@b.example&Protocol={}", "x".repeat(5000)));
    assert!(long.len() < 300, "{long}");
}

#[test]
fn bi_204_client_before_ios_11() {
    let build = crate::apple::AppleBuild::from_user_agent("Apple-iPhone9C1/1401.530400009");
    assert!(!build.unwrap().signs_in_by_oauth());
    insta::assert_snapshot!(Failure::NotSupportedClient.to_json(), @r#"{"ErrorCode":"NotSupportedClient","ErrorMessage":"The given ActiveSync client is not supported"}"#);
}

#[test]
fn bi_205_too_many_redirects() {
    let count = |count| {
        ask(&format!("{QUERY}&RedirectCount={count}")).map(|request| request.redirect_count)
    };
    assert_eq!(count("10"), Ok(10));
    for many in ["11", "256", "99999999999999999999"] {
        assert_eq!(count(many), Err(Failure::TooManyRedirects), "{many}");
    }
}

#[test]
fn bi_206_redirect_count_that_is_no_number() {
    for bad in ["-1", "abc", "", "+1", "1.0"] {
        let query = format!("{QUERY}&RedirectCount={}", bad.replace('+', "%2B"));
        assert_eq!(ask(&query), Err(Failure::InvalidRedirectCount), "{bad}");
    }
}

#[test]
fn bi_212_path_with_a_foreign_host() {
    assert_eq!(Path::parse("/autodiscover/autodiscover.json/@evil.example/ews/"), None);
    assert_eq!(Path::parse("/autodiscover/autodiscover.json/v1.0/a@b.example/ews/"), None);
}

#[test]
fn bi_213_path_with_encoded_slashes() {
    for raw in [
        "/autodiscover/autodiscover.json/v1.0/a@b.example%2f..%2f..%2fpowershell",
        "/autodiscover/autodiscover.json/v1.0/a@b.example%5c..%5cpowershell",
        "/autodiscover/autodiscover.json/v1.0/",
        "/autodiscover/autodiscover.json/v1.0",
        "/autodiscover/autodiscover.json/v2.0/a@b.example",
        "/autodiscover/autodiscover.json/v1.0/%ff",
        "/autodiscover/autodiscover.jsonä",
        "",
    ] {
        assert_eq!(Path::parse(raw), None, "{raw}");
    }
}
