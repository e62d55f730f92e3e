//! Words that pages put together from ids and names are there in every language.

use consentry_model::DirectoryRole;
use consentry_pages::{Locale, Texts};
use consentry_policy::consent_policy::BUILT_IN;

use crate::pages::admin::settings::{Problem, role_key};

#[test]
fn roles_problems_and_shipped_policies_have_their_words() {
    for locale in Locale::ALL {
        let texts = Texts::of(locale);
        let roles = DirectoryRole::ALL.iter().map(|role| role_key(*role));
        let problems = Problem::ALL.iter().map(|problem| problem.key().to_owned());
        let other = ["microsoft-user-allow-default-consent-apps"];
        let policies = BUILT_IN.iter().chain(&other).flat_map(|id| {
            let key = format!("admin-policy-{id}");
            [format!("{key}.what"), key]
        });
        for key in roles.chain(problems).chain(policies) {
            assert!(texts.find(&key, &[]).is_some(), "{locale:?} {key}");
        }
    }
}
