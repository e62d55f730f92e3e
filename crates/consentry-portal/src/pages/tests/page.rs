//! What holds for every page: language, headings, labels, no script without a nonce, no markup
//! from outside (A57), and the headers (A13, A52, A53).

use std::collections::BTreeSet;

use consentry_pages::{Frame, Html, Locale, Nonce, Texts};
use http::HeaderMap;
use uuid::Uuid;

use super::{named, sample};
use crate::pages::{
    admin::{Done, Failed, Notice, Place, registrations::Fault},
    myapps,
};

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
    let mut names = BTreeSet::new();
    for (name, locale, page) in every_page() {
        let html = page.body();
        assert!(html.starts_with("<!DOCTYPE html>\n"), "{name}");
        assert!(html.contains(&format!("<html lang=\"{}\">", locale.tag())), "{name}");
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert_eq!(html.matches("<main").count(), 1, "{name}");
        assert!(!html.contains("<title> "), "{name}");
        assert!(html.len() < 50_000, "{name}: {} bytes", html.len());
        assert!(names.insert(name.clone()), "{name} twice");
    }
}

#[test]
fn every_text_was_found() {
    let keys: BTreeSet<&str> = Texts::keys(Locale::English).collect();
    for (name, _, page) in every_page() {
        for word in page.body().split(['>', '<', '"']).map(str::trim) {
            let key = word.split('.').next().unwrap();
            let ours = ["admin-", "myapps-"].iter().any(|prefix| key.starts_with(prefix));
            assert!(!ours || !keys.contains(key), "{name} shows the key {word}");
        }
        // A key that no file has would be shown as itself.
        for word in page.body().split(['>', '<']).map(str::trim) {
            assert!(!word.starts_with("admin-") && !word.starts_with("myapps-"), "{name}: {word}");
        }
    }
}

#[test]
fn every_notice_and_place_has_its_text() {
    for locale in Locale::ALL {
        let texts = Texts::of(locale);
        for done in Done::ALL {
            let key = Notice::Done(*done).key();
            assert!(texts.find(&key, &[]).is_some(), "{locale:?} {key}");
            assert_eq!(Done::of(done.word()), Some(*done));
        }
        for failed in Failed::ALL {
            let key = Notice::Failed(*failed).key();
            assert!(texts.find(&key, &[]).is_some(), "{locale:?} {key}");
            assert_eq!(Failed::of(failed.word()), Some(*failed));
        }
        for done in myapps::Done::ALL {
            assert!(texts.find(&done.key(), &[]).is_some(), "{locale:?} {done:?}");
            assert_eq!(myapps::Done::of(done.word()), Some(done));
        }
        for rule in Fault::RULES {
            let key = format!("admin-reg-fault-{rule}");
            assert!(texts.find(&key, &[]).is_some(), "{locale:?} {key}");
        }
        for place in Place::ALL {
            assert!(texts.find(place.key(), &[]).is_some(), "{locale:?} {place:?}");
        }
    }
    assert_eq!(Done::of("<script>"), None);
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
        let is_field = |tag: &&&str| {
            ["input ", "select ", "textarea "].iter().any(|field| tag.starts_with(field))
        };
        for field in tags.iter().filter(is_field) {
            if field.contains("type=\"hidden\"") || attribute(field, "aria-label").is_some() {
                continue;
            }
            let id = attribute(field, "id").unwrap_or_else(|| panic!("{name}: {field}"));
            assert!(labelled.contains(id), "{name}: {id} has no label");
        }
        for reference in ["aria-describedby", "aria-labelledby"] {
            let ids = tags.iter().filter_map(|tag| attribute(tag, reference));
            for id in ids.flat_map(str::split_ascii_whitespace) {
                assert!(single.contains(id), "{name}: {id}");
            }
        }
        for symbol in tags.iter().filter(|tag| tag.starts_with("use ")) {
            let id = attribute(symbol, "href").unwrap().trim_start_matches('#');
            assert!(single.contains(id), "{name}: no symbol {id}");
        }
    }
}

#[test]
fn every_cell_of_a_list_names_its_column() {
    for (name, _, page) in every_page() {
        for table in page.body().split("<table class=\"list").skip(1) {
            let table = table.split("</table>").next().unwrap();
            assert!(table.contains("<th scope=\"col\""), "{name}");
            for cell in tags(table).into_iter().filter(|tag| tag.starts_with("td")) {
                assert!(attribute(cell, "data-label").is_some(), "{name}: {cell}");
            }
        }
    }
}

#[test]
fn nothing_runs_without_the_nonce_and_nothing_comes_from_elsewhere() {
    let nonce = Nonce::new(Uuid::from_u128(7));
    for (name, _, page) in every_page() {
        for tag in tags(page.body()) {
            for word in tag.split('"').step_by(2).flat_map(str::split_ascii_whitespace).skip(1) {
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
            // Addresses of others are shown, never followed; but a person may go to the homepage of
            // an application that is his, told that it is elsewhere.
            if tag.ends_with(" rel=\"noopener noreferrer\"") {
                assert!(name.starts_with("my-app") && tag.contains(" href=\"https://"), "{name}");
            } else if tag.starts_with("a ") {
                let href = attribute(tag, "href").unwrap();
                let here = (href.starts_with('/') && !href.starts_with("//"))
                    || href.starts_with('#')
                    || href.starts_with('?');
                assert!(here, "{name}: {href}");
            }
        }
    }
}

#[test]
fn forms_post_what_binds_them() {
    for (name, _, page) in every_page() {
        for form in page.body().split("<form ").skip(1) {
            let form = form.split("</form>").next().unwrap();
            let binds = form.contains("name=\"csrf\" value=\"9a2e\"");
            let posts = tags(&format!("<form {form}"))
                .first()
                .is_some_and(|tag| attribute(tag, "method") == Some("post"));
            assert_eq!(binds, posts, "{name}: {form}");
            assert!(form.contains("<button"), "{name}: {form}");
        }
        assert!(!page.body().contains("<form>"), "{name}");
    }
}

/// Each tries another way out of the place where a name stands.
const PAYLOADS: [&str; 15] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "\" autofocus onfocus=\"alert(1)",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
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
    for locale in Locale::ALL {
        let calm = named::pages("Calm", &frame(locale));
        for payload in PAYLOADS {
            for ((name, page), (_, calm)) in named::pages(payload, &frame(locale)).iter().zip(&calm)
            {
                assert_eq!(shape(page.body()), shape(calm.body()), "{name} with {payload:?}");
            }
        }
    }
}

#[test]
fn a57_nothing_shown_turns_the_text_around() {
    for (name, _, page) in every_page() {
        assert!(!page.body().contains('\u{202e}'), "{name}");
    }
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

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).unwrap_or_else(|| panic!("{name}")).to_str().unwrap()
}

#[test]
fn a13_a52_a53_every_page_carries_the_headers() {
    for (name, _, page) in every_page() {
        let headers = page.headers();
        let policy = header(headers, "content-security-policy");
        for part in [
            "default-src 'none'",
            "style-src 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        ] {
            assert!(policy.contains(part), "{name}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{name}");
        for (header_name, want) in [
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("content-type", "text/html; charset=utf-8"),
        ] {
            assert_eq!(header(headers, header_name), want, "{name}");
        }
    }
}
