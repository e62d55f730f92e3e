//! Every mail in every language, with sample data and with hostile text (A59).

#[path = "../../examples/notices/sample.rs"]
mod sample;

use super::*;
use crate::{ActsAs, notice, text::Texts};

const LINK: &str =
    "https://login.contoso.example/admin/requests/6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01";

fn letters() -> Vec<(String, Locale, Notice, Letter)> {
    let mut all = Vec::new();
    for locale in Locale::ALL {
        for (name, notice) in sample::notices() {
            let letter = notice.letter(locale).unwrap();
            all.push((format!("{name} in {}", locale.tag()), locale, notice, letter));
        }
    }
    all
}

fn tags(html: &str) -> Vec<&str> {
    html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()).collect()
}

/// What a reader of the HTML sees.
fn seen(html: &str) -> String {
    let body = html.split_once("<body>").unwrap().1;
    let text: String =
        body.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text).collect();
    text.replace("&#34;", "\"")
        .replace("&quot;", "\"")
        .replace("&#60;", "<")
        .replace("&lt;", "<")
        .replace("&#62;", ">")
        .replace("&gt;", ">")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_reviewer_reads_who_asks_for_what_and_why() {
    let (_, new) = sample::notices().remove(0);
    let letter = new.letter(Locale::English).unwrap();
    assert_eq!(letter.subject, "Approval requested: “Fjord Mail”");
    assert_eq!(
        letter.text,
        format!(
            "Approval requested for Fjord Mail\n\
             \n\
             Somebody in Contoso wants to use this application and may not grant what it asks \
             for. You or another reviewer can decide.\n\
             \n\
             Fjord Mail\n\
             Publisher not verified\n\
             \n\
             Who asks, and why:\n\
             - Adele Vance (adele@contoso.example), on 22 November 2026:\n  \
               | I read mail on my phone when I travel.\n  \
               | \n  \
               | The old program stops on Monday.\n\
             \n\
             What it asks for:\n\
             - Access mailboxes as the signed-in person\n\
             - Sign people in and read their profiles\n\
             - Keep the access that people give it\n\
             \n\
             What you can do:\n\
             Review the request by 22 December 2026, 06:08 UTC. You can approve, deny or block \
             it. If nobody decides, it ends by itself.\n\
             \n\
             Review request:\n\
             {LINK}\n\
             \n\
             The link only opens a page, for which you sign in. It changes nothing by itself: \
             what is done, you choose on the page.\n\
             \n\
             -- \n\
             You get this mail because you review requests in Contoso. Nobody reads answers to \
             it.\n\
             Request ID: 6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01\n"
        )
    );
}

#[test]
fn subjects_are_short_and_in_the_readers_language() {
    let subjects = |locale| {
        let all = sample::notices().into_iter();
        all.take(11).map(|(_, one)| one.letter(locale).unwrap().subject).collect::<Vec<_>>()
    };
    assert_eq!(
        subjects(Locale::English),
        [
            "Approval requested: “Fjord Mail”",
            "Approval requested: “Northwind Mail & Calendar Northwind Mail & Calendar Northwin…”",
            "15 days left: request for “Fjord Mail”",
            "One day left: request for “Fjord Mail”",
            "Request ended without a decision: “Fjord Mail”",
            "Approved: “Fjord Mail”",
            "Approved: “Fjord Mail”",
            "Not approved: “Fjord Mail”",
            "Not approved: “Fjord Mail”",
            "Blocked: “Fjord Mail”",
            "Nobody decided on your request: “Fjord Mail”",
        ]
    );
    for (english, other) in subjects(Locale::English).iter().zip(subjects(Locale::German)) {
        assert_ne!(*english, other);
    }
    assert_eq!(subjects(Locale::German)[3], "Noch ein Tag: Anfrage zu „Fjord Mail“");
    assert_eq!(subjects(Locale::Japanese)[2], "残り 15 日:「Fjord Mail」の要求");
}

#[test]
fn every_mail_is_whole_in_both_forms() {
    for (name, locale, notice, letter) in letters() {
        let Letter { subject, text, html } = &letter;
        assert!(html.starts_with("<!DOCTYPE html>\n"), "{name}");
        assert!(html.contains(&format!("<html lang=\"{}\">", locale.tag())), "{name}");
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert!(html.len() < 20_000, "{name}: {} bytes", html.len());
        assert!(subject.chars().count() < 120, "{name}: {subject}");
        // A key that no file has would be told as itself.
        for form in [subject, text, &seen(html)] {
            assert!(!form.contains("notice-"), "{name}: {form}");
        }
        let app = notice.app.as_str();
        let shown = text.replace('\u{200b}', "");
        assert!(shown.contains(app), "{name}: {text}");
        assert!(seen(html).replace('\u{200b}', "").contains(app), "{name}: {html}");
        // Both forms say the same, sentence by sentence.
        let html = squeezed(&seen(html));
        for line in text.lines() {
            let line = line.trim_start_matches("  | ").trim_start_matches("- ");
            let line = line.trim_end_matches(':').trim_end_matches("-- ");
            let [first, ..] = line.splitn(2, [',', '(']).collect::<Vec<_>>()[..] else { continue };
            let link = line.starts_with("https://");
            assert!(link || html.contains(&squeezed(first)), "{name}: {line}\n{html}");
        }
    }
}

#[test]
fn each_mail_has_our_link_or_none_and_says_that_it_does_nothing() {
    for (name, locale, notice, letter) in letters() {
        let ours = match &notice.told {
            Told::Reviewer(review) => Some(review.link.as_str()),
            Told::Requester(answer) => match &answer.outcome {
                Outcome::Approved { link, .. } => Some(link.as_str()),
                Outcome::Denied(_) | Outcome::Blocked(_) | Outcome::Expired => None,
            },
        };
        let links: Vec<&str> = tags(&letter.html)
            .into_iter()
            .filter_map(|tag| tag.strip_prefix("a href=\""))
            .map(|rest| rest.split('"').next().unwrap())
            .collect();
        assert_eq!(links, ours.into_iter().collect::<Vec<_>>(), "{name}");
        let safe = Texts::of(locale).plain("notice-link-safe", &[]);
        assert_eq!(letter.html.contains(&safe), ours.is_some(), "{name}");
        assert_eq!(letter.text.contains(&safe), ours.is_some(), "{name}");
        let lines = letter.text.lines().filter(|line| line.starts_with("https://"));
        assert_eq!(lines.collect::<Vec<_>>(), links, "{name}");
    }
}

#[test]
fn what_is_much_is_counted() {
    let many = sample::notices().into_iter().find(|(name, _)| *name == "new-many").unwrap().1;
    let text = many.letter(Locale::English).unwrap().text;
    assert!(text.contains("Read mail in all mailboxes (without anybody signed in)\n"), "{text}");
    assert!(text.contains("Read the basic profiles of all people\nAnd 2 more.\n"), "{text}");
    assert!(text.contains("  | me too\nOne other person asks too.\n"), "{text}");
}

#[test]
fn who_decided_and_why_is_told_to_whoever_asked() {
    let text = |wanted: &str| {
        let all = sample::notices().into_iter();
        let (_, found) = all.into_iter().find(|(name, _)| *name == wanted).unwrap();
        found.letter(Locale::English).unwrap().text
    };
    for (name, what) in [
        (
            "approved",
            "Grady Archie (grady@contoso.example) approved your request of 19 November 2026 on \
             22 November 2026.\n",
        ),
        ("approved-elsewhere", "An administrator of Contoso granted on 22 November 2026 what"),
        ("denied", "The reason:\n  | Please use Outlook.\n  | We support it.\n"),
        ("denied-by-nobody", "An administrator of Contoso decided on 22 November 2026 not"),
        ("blocked", "Grady Archie (grady@contoso.example) blocked this application in Contoso"),
        ("blocked", "The reason:\n  | The maker could not be reached.\n"),
        ("expired", "by 22 November 2026, so it ended by itself.\n"),
    ] {
        assert!(text(name).contains(what), "{name}: {}", text(name));
    }
}

/// Each tries another way out of the place where a name or a reason stands.
const PAYLOADS: [&str; 16] = [
    "x\r\nBcc: all@corp.example",
    "x\nX-Evil: 1\n\nbody",
    "x\rContent-Type: text/html",
    "a\0b\u{1b}[2Jc",
    "\u{202e}gpj.exe\u{202c}",
    "\u{2066}x\u{2069}\u{200f}",
    "a\u{2028}b\u{2029}c\u{85}d",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "</title></style><a href=\"https://evil.example\">Review request</a>",
    "https://evil.example/approve",
    "www.evil.example mailto:a@evil.example \\\\evil.example\\share",
    "{ $tenant } {{ 7 * 7 }} {% if true %}",
    "&lt;b&gt;",
    "=?utf-8?Q?=0D=0ABcc:_all?=",
    "-- \nReview request:\nhttps://evil.example/",
];

/// Every mail with one text in every place that takes text from outside.
fn hostile(text: &str) -> Vec<Notice> {
    let review = sample::hostile(text);
    let answer = |outcome| Notice {
        told: Told::Requester(Answer {
            outcome,
            asked_at: Timestamp::from_seconds(0),
            ended_at: Timestamp::from_seconds(0),
        }),
        ..sample::hostile(text)
    };
    let by = || Some(Account { name: text.into(), upn: text.into() });
    let down = || TurnedDown { by: by(), reason: text.into() };
    let link = || "https://login.contoso.example/myapps".to_owned();
    let mut all = vec![
        answer(Outcome::Approved { by: by(), link: link() }),
        answer(Outcome::Denied(down())),
        answer(Outcome::Blocked(down())),
        answer(Outcome::Expired),
    ];
    for stage in [ReviewStage::New, ReviewStage::Reminder(2), ReviewStage::Ended] {
        let Told::Reviewer(told) = review.told.clone() else { panic!("no review") };
        all.push(Notice { told: Told::Reviewer(Review { stage, ..told }), ..review.clone() });
    }
    all
}

/// The names of the tags and of their attributes, which a value must not change. Line breaks are
/// what a reason may bring.
fn shape(html: &str) -> Vec<String> {
    let named = |tag: &str| tag.split('"').step_by(2).collect::<String>();
    tags(html).into_iter().filter(|tag| *tag != "br").map(named).collect()
}

#[test]
fn a059_hostile_text_stays_text_in_every_mail() {
    for locale in Locale::ALL {
        let calm = hostile("Calm");
        for payload in PAYLOADS {
            for (notice, calm) in hostile(payload).iter().zip(&calm) {
                let letter = notice.letter(locale).unwrap();
                let calm = calm.letter(locale).unwrap();
                assert_eq!(shape(&letter.html), shape(&calm.html), "{payload:?}");
                assert!(!letter.subject.contains(char::is_control), "{:?}", letter.subject);
                for form in [&letter.subject, &letter.text, &letter.html] {
                    for bad in ['\u{202e}', '\u{202c}', '\u{2066}', '\u{2069}', '\u{200f}', '\0'] {
                        assert!(!form.contains(bad), "{payload:?} {bad:?}");
                    }
                    let controls = form.chars().filter(|c| c.is_control() && *c != '\n').count();
                    assert_eq!(controls, 0, "{payload:?}: {form:?}");
                }
                for address in ["https://evil", "evil.example", "\\\\evil"] {
                    assert!(!letter.text.contains(address), "{payload:?}: {}", letter.text);
                    assert!(!letter.html.contains(address), "{payload:?}: {}", letter.html);
                }
            }
        }
    }
}

#[test]
fn a059_a_reason_with_lines_cannot_pass_for_what_we_say() {
    let text = sample::hostile("x\n\n-- \nReview request:\nhttps://evil.example/\n- You");
    let letter = text.letter(Locale::English).unwrap();
    let reason: Vec<&str> =
        letter.text.lines().skip_while(|line| *line != "  | x").take(6).collect();
    assert_eq!(
        reason,
        [
            "  | x",
            "  | ",
            "  | -- ",
            "  | Review request:",
            "  | https:\u{200b}//evil.\u{200b}example/",
            "  | - You"
        ]
    );
}

#[test]
fn nothing_is_fetched_or_run_by_a_mail() {
    for (name, _, _, letter) in letters() {
        for tag in tags(&letter.html) {
            let what = tag.split_ascii_whitespace().next().unwrap();
            let ours = !["script", "img", "link", "iframe", "form", "input", "svg", "object"]
                .contains(&what);
            assert!(ours, "{name}: {tag}");
            assert!(!tag.contains(" on") && !tag.contains(" style="), "{name}: {tag}");
        }
        for outside in ["@import", "url(", "@font-face"] {
            assert!(!letter.html.contains(outside), "{name}: {outside}");
        }
    }
}
