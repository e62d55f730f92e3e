//! The three languages say the same things, and each of them can be said.

use std::collections::{BTreeMap, BTreeSet};

use consentry_model::aadsts::CATALOGUE;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};

use crate::pages::{
    ActsAs, Frame, HAS_TEXT, Locale, Nonce, Permission,
    permission::{Audience, lines},
    text::{Texts, sources},
};

/// Keys, attributes as `key.attribute`, with the placeholders of each.
fn messages(locale: Locale) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    for source in sources(locale) {
        assert!(
            FluentResource::try_new(source.to_owned()).is_ok(),
            "{locale:?}: a file that does not parse"
        );
        let mut id = "";
        for line in source.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (name, text) = line.split_once(" = ").unwrap_or_else(|| panic!("{line:?}"));
            let key = match name.strip_prefix("    .") {
                Some(attribute) => format!("{id}.{attribute}"),
                None => {
                    id = name;
                    name.to_owned()
                }
            };
            let placeholders: BTreeSet<String> = text
                .split("{ $")
                .skip(1)
                .map(|rest| rest.split(' ').next().unwrap().to_owned())
                .collect();
            let earlier = all.insert(key.clone(), placeholders);
            assert!(earlier.is_none(), "{locale:?}: `{key}` twice");
        }
    }
    all
}

#[test]
fn every_language_has_the_same_keys_with_the_same_placeholders() {
    let english = messages(Locale::English);
    assert!(english.len() > 300);
    for locale in [Locale::German, Locale::Japanese] {
        let other = messages(locale);
        let missing: Vec<_> = english.keys().filter(|key| !other.contains_key(*key)).collect();
        let surplus: Vec<_> = other.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(missing.is_empty() && surplus.is_empty(), "{locale:?} {missing:?} {surplus:?}");
        for (key, placeholders) in &english {
            // An error's text may leave a name out where the language needs none.
            if key.starts_with("aadsts-") || key.starts_with("who-") {
                assert!(
                    other[key].iter().all(|p| ["app", "tenant", "account"].contains(&p.as_str()))
                );
            } else {
                assert_eq!(&other[key], placeholders, "{locale:?} {key}");
            }
        }
    }
}

#[test]
fn every_message_formats() {
    for locale in Locale::ALL {
        let mut bundle = FluentBundle::new(vec![locale.tag().parse().unwrap()]);
        for source in sources(locale) {
            bundle.add_resource(FluentResource::try_new(source.to_owned()).unwrap()).unwrap();
        }
        for (key, placeholders) in messages(locale) {
            let mut args = FluentArgs::new();
            for name in &placeholders {
                args.set(name.clone(), "X");
            }
            let (id, attribute) =
                key.split_once('.').map_or((&*key, None), |(id, a)| (id, Some(a)));
            let message = bundle.get_message(id).unwrap();
            let pattern = match attribute {
                None => message.value().unwrap(),
                Some(name) => message.get_attribute(name).unwrap().value(),
            };
            let mut errors = Vec::new();
            let text = bundle.format_pattern(pattern, Some(&args), &mut errors);
            assert!(errors.is_empty() && !text.trim().is_empty(), "{locale:?} {key}: {errors:?}");
        }
    }
}

#[test]
fn languages_differ_where_they_should() {
    let texts = |locale, key| Texts::of(locale).find(key, &[]).unwrap();
    for key in messages(Locale::English)
        .keys()
        .filter(|key| key.starts_with("button-") || key.contains(".help"))
    {
        let [english, german, japanese] = Locale::ALL.map(|locale| texts(locale, key));
        assert!(english != german && german != japanese && english != japanese, "{key}");
    }
}

#[test]
fn every_code_of_the_catalogue_is_explained() {
    assert!(HAS_TEXT.is_sorted());
    for (code, name) in CATALOGUE {
        assert!(HAS_TEXT.contains(code), "{code} {name} has no text");
    }
    let keys = messages(Locale::English);
    let told: BTreeSet<u32> =
        keys.keys().filter_map(|key| key.strip_prefix("aadsts-")?.parse().ok()).collect();
    assert_eq!(told, HAS_TEXT.iter().copied().collect());
    for code in HAS_TEXT {
        for part in ["what", "help"] {
            assert!(keys.contains_key(&format!("aadsts-{code}.{part}")), "{code}.{part}");
        }
    }
}

fn permission(value: &str, acts_as: ActsAs) -> Permission {
    Permission {
        value: value.into(),
        acts_as,
        resource: "Exchange".into(),
        display_name: None,
        description: None,
    }
}

fn told(values: &[&str], locale: Locale, audience: Audience) -> Vec<String> {
    let asked: Vec<Permission> = values.iter().map(|v| permission(v, ActsAs::User)).collect();
    let frame = Frame::new(locale, Nonce::new(uuid::Uuid::nil()));
    lines(&asked, audience, &frame).into_iter().map(|line| line.sentence).collect()
}

#[test]
fn a_phone_asks_for_two_things() {
    let asked = ["EAS.AccessAsUser.All", "EWS.AccessAsUser.All", "User.Read", "openid", "profile"];
    for (locale, want) in [
        (Locale::English, ["Access your mailboxes", "Sign you in and read your profile"]),
        (Locale::German, ["Auf Ihre Postfächer zugreifen", "Sie anmelden und Ihr Profil lesen"]),
        (Locale::Japanese, ["メールボックスへのアクセス", "サインインとプロフィールの読み取り"]),
    ] {
        assert_eq!(told(&asked, locale, Audience::Person), want);
    }
    assert_eq!(
        told(&["full_access_as_user"], Locale::English, Audience::Person),
        ["Access your mailboxes"]
    );
    assert_eq!(
        told(&asked, Locale::English, Audience::Organization),
        ["Access mailboxes as the signed-in person", "Sign people in and read their profiles"]
    );
}

#[test]
fn an_unknown_scope_is_told_by_its_display_name() {
    let frame = Frame::new(Locale::English, Nonce::new(uuid::Uuid::nil()));
    let named = Permission {
        display_name: Some("Count boats".into()),
        ..permission("Boats.Count", ActsAs::User)
    };
    let bare = permission("Boats.Sink", ActsAs::User);
    let sentences: Vec<String> = lines(&[named, bare], Audience::Person, &frame)
        .into_iter()
        .map(|line| line.sentence)
        .collect();
    assert_eq!(sentences, ["Count boats", "Use the permission Boats.Sink"]);
}

#[test]
fn the_same_value_as_application_permission_is_a_line_of_its_own() {
    let frame = Frame::new(Locale::English, Nonce::new(uuid::Uuid::nil()));
    let asked = [
        permission("Mail.Read", ActsAs::User),
        permission("Mail.Read", ActsAs::Itself),
        permission("Mail.Read", ActsAs::User),
    ];
    let lines = lines(&asked, Audience::Person, &frame);
    let told: Vec<(&str, usize)> =
        lines.iter().map(|l| (l.sentence.as_str(), l.scopes.len())).collect();
    assert_eq!(told, [("Read your mail", 1), ("Read mail in all mailboxes", 1)]);
}
