//! What holds for every page: language, headings, labels, no script without a nonce, no markup
//! from outside (A57), and the headers (A13, A52, A53).

use std::collections::BTreeSet;

use consentry_model::RedirectUri;
use consentry_pages::{App, Frame, Html, Locale, Nonce, Publisher, ReturnAddress, Shown, Texts};
use http::{HeaderMap, StatusCode};
use uuid::Uuid;

use super::{named, sample};
use crate::pages::{ApprovalProblem, ApprovalRequired, ErrorLookup, FormPost};

fn frame(locale: Locale) -> Frame {
    Frame::new(locale, Nonce::new(Uuid::from_u128(7)))
}

fn every_page() -> Vec<(String, Locale, Html)> {
    Locale::ALL
        .into_iter()
        .flat_map(|locale| {
            sample::pages(&frame(locale))
                .into_iter()
                .map(move |(name, page)| (format!("{name} in {}", locale.tag()), locale, page))
        })
        .collect()
}

/// The tags of a page, each from `<` to `>`.
fn tags(html: &str) -> Vec<&str> {
    html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()).collect()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

#[test]
fn every_page_is_whole() {
    for (name, locale, page) in every_page() {
        let html = page.body();
        assert!(html.starts_with("<!DOCTYPE html>\n"), "{name}");
        assert!(html.contains(&format!("<html lang=\"{}\">", locale.tag())), "{name}");
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert_eq!(html.matches("<main").count(), 1, "{name}");
        assert!(!html.contains("<title> "), "{name}");
        assert!(html.len() < 50_000, "{name}: {} bytes", html.len());
        assert_eq!(page.clone().with_status(StatusCode::OK).body(), html);
    }
}

#[test]
fn every_text_was_found() {
    let keys: BTreeSet<&str> =
        Texts::keys(Locale::English).filter(|key| key.contains('-')).collect();
    for (name, _, page) in every_page() {
        for word in page.body().split(['>', '<', '"']) {
            let known =
                keys.contains(word) && !["sign-in", "need-admin", "app-box"].contains(&word);
            assert!(!known, "{name} shows the key {word}");
        }
        // A key that no file has would be shown as itself.
        for word in page.body().split(['>', '<']).map(str::trim) {
            let like_a_key = word.contains('-')
                && word.len() > 5
                && word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            assert!(!like_a_key, "{name} shows {word}");
        }
    }
}

#[test]
fn every_field_has_its_label_and_every_id_is_single() {
    for (name, _, page) in every_page() {
        let tags = tags(page.body());
        let ids: Vec<&str> = tags.iter().filter_map(|tag| attribute(tag, "id")).collect();
        let single: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), single.len(), "{name}: an id twice");
        let labelled: BTreeSet<&str> = tags
            .iter()
            .filter(|t| t.starts_with("label "))
            .filter_map(|t| attribute(t, "for"))
            .collect();
        let is_field = |tag: &&&str| tag.starts_with("input ") || tag.starts_with("textarea ");
        for input in tags.iter().filter(is_field) {
            if input.contains("type=\"hidden\"") || input.ends_with(" hidden") {
                continue;
            }
            let id = attribute(input, "id").unwrap();
            assert!(labelled.contains(id), "{name}: {id} has no label");
        }
        let described = tags.iter().filter_map(|tag| attribute(tag, "aria-describedby"));
        for id in described.flat_map(str::split_ascii_whitespace) {
            assert!(single.contains(id), "{name}: {id}");
        }
    }
}

#[test]
fn nothing_runs_without_the_nonce_and_nothing_comes_from_elsewhere() {
    let nonce = Nonce::new(Uuid::from_u128(7));
    for (name, _, page) in every_page() {
        for tag in tags(page.body()) {
            for word in tag.split_ascii_whitespace().skip(1) {
                let handler = word.starts_with("on") && word.contains('=');
                assert!(!handler, "{name}: {tag}");
                assert!(!word.starts_with("style="), "{name}: {tag}");
            }
            if tag.starts_with("script") {
                assert_eq!(tag, format!("script nonce=\"{}\"", nonce.as_str()), "{name}");
            }
            if let Some(source) = attribute(tag, "src") {
                assert!(source.starts_with('/'), "{name}: {source}");
            }
            if tag.starts_with("link ") {
                assert!(attribute(tag, "href").unwrap().starts_with("/assets/"), "{name}: {tag}");
            }
        }
    }
}

#[test]
fn forms_post_what_binds_them() {
    for (name, _, page) in every_page() {
        for form in page.body().split("<form ").skip(1) {
            let form = form.split("</form>").next().unwrap();
            // The question before a sign-out belongs to no transaction, but to its request.
            let binds = (name.starts_with("sign-out ")
                || form.contains("name=\"transaction\" value=\"3f1c\""))
                && form.contains("name=\"csrf\" value=\"9a2e\"");
            let free = form.starts_with("method=\"get\" action=\"/error\"")
                || form.contains("id=\"answer\"");
            assert!(binds != free, "{name}: {form}");
            assert!(free || form.starts_with("method=\"post\""), "{name}");
        }
    }
}

/// Each tries another way out of the place where a name stands.
const PAYLOADS: [&str; 14] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "\" autofocus onfocus=\"alert(1)",
    "</title><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<!--<script>alert(1)//-->",
    "javascript:alert(1)",
    "<svg/onload=alert(1)>",
    "{{ 7 * 7 }} {% if true %}",
    "{ $app } { product }",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u{2069}<b>\u{2068}",
    "\u{202e}\u{0}\r\n\u{200b}",
];

#[test]
fn a57_names_stay_text() {
    for payload in PAYLOADS {
        for locale in Locale::ALL {
            for (page_name, page) in named::pages(payload, &frame(locale)) {
                let html = page.body();
                let calm = named::pages("Calm", &frame(locale))
                    .into_iter()
                    .find(|(name, _)| *name == page_name)
                    .unwrap()
                    .1;
                assert_eq!(shape(html), shape(calm.body()), "{page_name} with {payload:?}");
            }
        }
    }
}

#[test]
fn a57_nothing_shown_turns_the_text_around() {
    let name = "A\u{202e}B\u{0}C\u{200b}D\u{2068}E\u{2069}F";
    for (page_name, page) in sample::pages(&frame(Locale::English)) {
        assert!(!page.body().contains('\u{202e}'), "{page_name}");
    }
    let shown = Shown::from(name);
    assert_eq!(shown.as_str().chars().filter(|c| *c == '\u{fffd}').count(), 5);
}

/// The names of the tags and of their attributes, which a value must not change.
fn shape(html: &str) -> Vec<String> {
    tags(html)
        .into_iter()
        .map(|tag| {
            let outside: String = tag.split('"').step_by(2).collect();
            outside.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
        })
        .collect()
}

#[test]
fn values_that_go_back_are_kept_to_the_byte() {
    let returns_to = "https://app.example/cb".parse::<RedirectUri>().unwrap();
    let page = FormPost {
        action: "https://app.example/cb?a=1&b=2".to_owned(),
        fields: vec![("state".to_owned(), "\u{202e}\"<x>&' ".to_owned())],
        app: App {
            name: "App".into(),
            publisher: Publisher::NotVerified,
            returns_to: Some(ReturnAddress::from(&returns_to)),
        },
    }
    .render(&frame(Locale::English));
    assert!(
        page.body().contains("action=\"https://app.example/cb?a=1&#38;b=2\""),
        "{}",
        page.body()
    );
    assert!(
        page.body().contains("value=\"\u{202e}&#34;&#60;x&#62;&#38;&#39; \""),
        "{}",
        page.body()
    );
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).unwrap_or_else(|| panic!("{name}")).to_str().unwrap()
}

#[test]
fn a13_a52_a53_every_page_carries_the_headers() {
    for (name, _, page) in every_page() {
        let headers = page.headers();
        let policy = header(headers, "content-security-policy");
        let demo = name.starts_with("demo-web");
        let framed = if demo { "frame-ancestors 'self'" } else { "frame-ancestors 'none'" };
        for part in [
            "default-src 'none'",
            "style-src 'self'",
            "base-uri 'none'",
            framed,
            "form-action 'self'",
        ] {
            assert!(policy.contains(part), "{name}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{name}");
        let frame_options = if demo { "SAMEORIGIN" } else { "DENY" };
        for (header_name, want) in [
            ("x-frame-options", frame_options),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("content-type", "text/html; charset=utf-8"),
        ] {
            assert_eq!(header(headers, header_name), want, "{name}");
        }
        assert!(header(headers, "permissions-policy").contains("camera=()"), "{name}");
    }
}

#[test]
fn the_look_up_explains_both_meanings() {
    let page = ErrorLookup { asked: Some("50020".into()) }.render(&frame(Locale::English));
    assert!(page.body().contains("What it means in older texts"));
    let other = ErrorLookup { asked: Some("50126".into()) }.render(&frame(Locale::English));
    assert!(!other.body().contains("What it means in older texts"));
}

#[test]
fn what_was_typed_comes_back_with_the_problem() {
    let typed = |text: &str, problem: ApprovalProblem| {
        let required = ApprovalRequired {
            reason: text.into(),
            problem: Some(problem),
            ..sample::approval_required()
        };
        required.render(&frame(Locale::English)).body().to_owned()
    };
    for (problem, code) in [
        (ApprovalProblem::Missing, None),
        (ApprovalProblem::TooLong, None),
        (ApprovalProblem::Character, None),
        (ApprovalProblem::TooMany, Some("AADSTS90055")),
    ] {
        let body = typed("</textarea>&\r\nmail\u{202e}", problem);
        assert!(body.contains(">&#60;/textarea&#62;&#38;\nmail\u{fffd}</textarea>"), "{body}");
        assert!(body.contains("role=\"alert\""), "{problem:?}");
        assert_eq!(body.contains("AADSTS90055"), code.is_some(), "{problem:?}");
        assert!(body.contains("data-aadsts=\"90095\""), "{problem:?}");
    }
    let long = "x".repeat(600);
    assert!(typed(&long, ApprovalProblem::TooLong).contains(&long));
}

#[test]
fn the_way_out_asks_for_no_reason() {
    let body = sample::approval_required().render(&frame(Locale::English)).body().to_owned();
    for (action, free) in
        [("request", false), ("cancel", true), ("administrator", true), ("other", true)]
    {
        let button = tags(&body)
            .into_iter()
            .find(|tag| tag.starts_with("button ") && attribute(tag, "value") == Some(action));
        assert_eq!(button.unwrap().contains("formnovalidate"), free, "{action}");
    }
}

#[test]
fn a54_a58_trust_is_told_where_it_is_asked_for() {
    for (name, page) in named::pages("Calm", &frame(Locale::English)) {
        let asks = ["consent", "organization-consent", "need-admin", "approval-required"];
        for told in ["Homepage: ", "since <bdi><time ", "Its name looks like"] {
            assert_eq!(page.body().contains(told), asks.contains(&name), "{name}: {told}");
        }
    }
}
