//! One spelling for each path, before any router sees it.
//!
//! Microsoft's paths are case-insensitive and clients double slashes. Words that are spelling are
//! lower-cased by a table of shapes; what is data (ids, user names) stays as it came. Percent
//! signs are not touched and `..` is not resolved: both would let data become path. Routers
//! register their routes in lower case. The path as it came stays in [`RawPath`].

use http::{
    Request, Uri,
    uri::{PathAndQuery, Scheme},
};

mod shapes;

use self::shapes::{DATA, SHAPES};

/// The path as the client wrote it, for logs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawPath(pub Box<str>);

/// Rewrites the path to its one spelling and turns an absolute target into its path.
pub fn normalise<B>(mut request: Request<B>) -> Request<B> {
    let uri = request.uri();
    let raw = RawPath(uri.path().into());
    let rewritten = normal(uri.path());
    if rewritten.is_some() || uri.authority().is_some() {
        let path = rewritten.as_deref().unwrap_or(&raw.0);
        let text = match uri.query() {
            Some(query) => format!("{path}?{query}"),
            None => path.to_owned(),
        };
        if let Ok(path_and_query) = PathAndQuery::try_from(text) {
            *request.uri_mut() = Uri::from(path_and_query);
        }
    }
    request.extensions_mut().insert(raw);
    request
}

/// Collapses `//`, drops a final `/`, lower-cases what is spelling. `None` if nothing changes.
fn normal(path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let shape = SHAPES.iter().filter(|shape| fits(shape, &parts)).max_by_key(|shape| rank(shape));
    let mut out = String::with_capacity(path.len());
    for (at, part) in parts.iter().enumerate() {
        out.push('/');
        match shape.and_then(|shape| shape.get(at)) {
            Some(&DATA) | None => out.push_str(part),
            Some(word) => out.push_str(word),
        }
    }
    if out.is_empty() {
        out.push('/');
    }
    (out != path).then_some(out)
}

fn fits(shape: &[&str], parts: &[&str]) -> bool {
    shape.len() <= parts.len()
        && shape
            .iter()
            .zip(parts)
            .all(|(word, part)| *word == DATA || word.eq_ignore_ascii_case(part))
}

/// Longer shapes beat shorter ones; of equal length, the one with fewer segments of data.
fn rank(shape: &[&str]) -> (usize, usize) {
    (shape.len(), shape.iter().filter(|word| **word != DATA).count())
}

/// Whether a request names its target in absolute form with a scheme other than HTTP's.
pub fn has_foreign_scheme(uri: &Uri) -> bool {
    uri.scheme().is_some_and(|scheme| *scheme != Scheme::HTTP && *scheme != Scheme::HTTPS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_is_folded_and_data_is_kept() {
        for (from, to) in [
            ("/", "/"),
            (
                "/Microsoft-Server-ActiveSync?Cmd=Sync&User=A",
                "/microsoft-server-activesync?Cmd=Sync&User=A",
            ),
            ("//Microsoft-Server-ActiveSync/", "/microsoft-server-activesync"),
            (
                "/Autodiscover/AutoDiscover.json/V1.0/Adele@x.example?Protocol=ActiveSync",
                "/autodiscover/autodiscover.json/v1.0/Adele@x.example?Protocol=ActiveSync",
            ),
            (
                "//autodiscover//Autodiscover.JSON?Email=A%40b",
                "/autodiscover/autodiscover.json?Email=A%40b",
            ),
            ("/Contoso.Example/OAuth2/v2.0/Token", "/Contoso.Example/oauth2/v2.0/token"),
            ("/Common/OAuth2/Authorize?x=//Y", "/Common/oauth2/authorize?x=//Y"),
            (
                "/T/V2.0/.Well-Known/OpenID-Configuration",
                "/T/v2.0/.well-known/openid-configuration",
            ),
            ("/common/UserRealm/Adele@X.example", "/common/userrealm/Adele@X.example"),
            ("/common/userrealm/a%2FB%40C", "/common/userrealm/a%2FB%40C"),
            ("/%2f%2F", "/%2f%2F"),
            ("/T//OAuth2/../Token", "/T/OAuth2/../Token"),
            ("/Unknown/Path", "/Unknown/Path"),
            ("https://h.example/T/OAuth2/Token?a=1", "/T/oauth2/token?a=1"),
        ] {
            let request = normalise(Request::builder().uri(from).body(()).unwrap());
            assert_eq!(request.uri().to_string(), to, "{from}");
        }
    }

    #[test]
    fn the_raw_path_stays_readable() {
        let request = normalise(Request::builder().uri("//T//Oauth2//Token?x").body(()).unwrap());
        assert_eq!(request.extensions().get(), Some(&RawPath("//T//Oauth2//Token".into())));
    }

    #[test]
    fn shapes_are_written_in_the_spelling_they_give() {
        for shape in SHAPES {
            for word in *shape {
                assert_eq!(*word, word.to_ascii_lowercase(), "{shape:?}");
                assert!(!word.is_empty() && !word.contains('/'), "{shape:?}");
            }
        }
    }
}
