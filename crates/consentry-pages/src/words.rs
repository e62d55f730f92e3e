//! The three languages say the same things, and each of them can be said.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use fluent_syntax::{ast, parser};

use crate::{
    Locale,
    text::{FILES, Texts, sources},
};

/// What the languages have to agree on.
#[derive(Debug, PartialEq, Eq)]
struct Message {
    file: &'static str,
    placeholders: BTreeSet<String>,
}

/// Keys, attributes as `key.attribute`, with file and placeholders of each.
fn messages(locale: Locale) -> BTreeMap<String, Message> {
    let mut all = BTreeMap::new();
    for (&file, &source) in FILES.iter().zip(sources(locale)) {
        let parsed = parser::parse(source);
        let Ok(resource) = parsed else { panic!("{locale:?}: {file} does not parse") };
        for entry in resource.body {
            let ast::Entry::Message(message) = entry else { continue };
            let mut parts: Vec<_> = message
                .value
                .map(|value| (message.id.name.to_owned(), value))
                .into_iter()
                .collect();
            for attribute in message.attributes {
                let key = format!("{}.{}", message.id.name, attribute.id.name);
                parts.push((key, attribute.value));
            }
            for (key, pattern) in parts {
                let mut found = BTreeSet::new();
                placeholders(&pattern, &mut found);
                let earlier = all.insert(key.clone(), Message { file, placeholders: found });
                assert!(earlier.is_none(), "{locale:?}: `{key}` twice, in {file}");
            }
        }
    }
    all
}

/// Variables, each, and none but `count` selects.
fn placeholders(pattern: &ast::Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let ast::PatternElement::Placeable { expression } = element else { continue };
        match expression {
            ast::Expression::Inline(ast::InlineExpression::VariableReference { id }) => {
                found.insert(id.name.to_owned());
            }
            ast::Expression::Select { selector, variants } => {
                let ast::InlineExpression::VariableReference { id } = selector else {
                    panic!("{selector:?}")
                };
                assert_eq!(id.name, "count");
                found.insert(id.name.to_owned());
                for variant in variants {
                    placeholders(&variant.value, found);
                }
            }
            other @ ast::Expression::Inline(_) => panic!("{other:?}"),
        }
    }
}

#[test]
fn every_file_of_the_folders_is_read() {
    // Tests run in the folder of their crate.
    let texts = Path::new("texts");
    for locale in Locale::ALL {
        let there: BTreeSet<String> = fs::read_dir(texts.join(locale.tag()))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let read = FILES.iter().map(|file| (*file).to_owned()).collect();
        assert_eq!(there, read, "{locale:?}");
    }
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
        for (key, message) in &english {
            // An error's text may leave a name out where the language needs none.
            if key.starts_with("aadsts-") || key.starts_with("who-") {
                let Message { file, placeholders } = &other[key];
                assert_eq!(*file, message.file, "{locale:?} {key}");
                let known = |name: &String| ["app", "tenant", "account"].contains(&name.as_str());
                assert!(placeholders.iter().all(known), "{locale:?} {key}");
            } else {
                assert_eq!(&other[key], message, "{locale:?} {key}");
            }
        }
    }
}

#[test]
fn every_message_formats() {
    for locale in Locale::ALL {
        let mut bundle = FluentBundle::new(vec![locale.tag().parse().unwrap()]);
        for &source in sources(locale) {
            bundle.add_resource(FluentResource::try_new(source.to_owned()).unwrap()).unwrap();
        }
        let message_of = messages(locale);
        for key in message_of.keys() {
            let (id, attribute) =
                key.split_once('.').map_or((&**key, None), |(id, a)| (id, Some(a)));
            let message = bundle.get_message(id).unwrap();
            let pattern = match attribute {
                None => message.value().unwrap(),
                Some(name) => message.get_attribute(name).unwrap().value(),
            };
            for count in [0, 1, 2, 5] {
                let mut args = FluentArgs::new();
                for name in message_of[key].placeholders.iter().filter(|name| *name != "count") {
                    args.set(name.clone(), "X");
                }
                args.set("count", count);
                let mut errors = Vec::new();
                let text = bundle.format_pattern(pattern, Some(&args), &mut errors);
                let whole = errors.is_empty() && !text.trim().is_empty();
                assert!(whole, "{locale:?} {key}: {errors:?}");
            }
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
fn every_key_is_listed_once() {
    for locale in Locale::ALL {
        let listed: BTreeSet<String> = Texts::keys(locale).map(str::to_owned).collect();
        assert_eq!(listed.len(), Texts::keys(locale).count(), "{locale:?}");
        let messages = messages(locale).into_keys().filter(|key| !key.contains('.')).collect();
        assert_eq!(listed, messages, "{locale:?}");
    }
}

#[test]
fn general_words_begin_a_sentence_in_upper_case() {
    let texts = Texts::of(Locale::English);
    let args = |app: &str| {
        [("app", app.to_owned()), ("tenant", "Contoso".to_owned()), ("account", String::new())]
    };
    let told = |app: &str| texts.sentence("aadsts-50194.what", &args(app)).to_string();
    assert!(told("this application").starts_with("This application is made"));
    assert!(told("iOS Accounts").starts_with("<bdi>iOS Accounts</bdi> is made"));
}

#[test]
fn numbers_are_grouped_and_choose_their_form() {
    for (locale, count, want) in [
        (Locale::English, 0, "nobody at present"),
        (Locale::English, 1, "one person"),
        (Locale::English, 1_234_567, "1,234,567 people"),
        (Locale::German, 1, "einer Person"),
        (Locale::German, 1_234, "1.234 Personen"),
        (Locale::Japanese, 1_234, "1,234 人"),
    ] {
        let args = [("tenant", "Contoso".to_owned()), ("date", String::new())];
        let text = Texts::of(locale).plain_counted("known-since", count, &args);
        assert!(text.contains(want), "{text}");
    }
}
