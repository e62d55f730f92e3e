//! Logos: what counts as one, who sees it, and how it is served.

use axum::body::Body;
use http::{Request, request::Builder};

use super::{APP, led, scene, submit};
use crate::{
    browser::Browser,
    scene::signed_in,
    world::{Answer, World},
};

/// A picture of one colour.
fn png(side: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![7; usize::try_from(side * side).unwrap()]).unwrap();
    writer.finish().unwrap();
    bytes
}

/// Posts parts as a browser does.
async fn upload(
    (world, browser): (&World, &Browser<'_>),
    request: Builder,
    parts: &[(&str, &[u8])],
) -> Answer {
    let mut body = Vec::new();
    for (name, value) in parts {
        let file = if *name == "csrf" { "" } else { "; filename=\"x.png\"" };
        let head =
            format!("--boat\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(value);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--boat--\r\n");
    let session = browser.cookie("__Host-consentry-session").unwrap();
    let request = request
        .header("content-type", "multipart/form-data; boundary=boat")
        .header("cookie", format!("__Host-consentry-session={session}"));
    world.send(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn a_logo_is_set_served_and_removed() {
    let world = scene().await;
    let (mut grady, page) = signed_in(&world, "grady", APP).await;
    let path = format!("{APP}/logo");
    let token = page.page().csrf;
    let picture = png(215);
    assert_eq!(grady.open(&path).await.status, 404);
    let parts = [("csrf", token.as_bytes()), ("logo", picture.as_slice())];
    let answer = upload((&world, &grady), Request::post(&path), &parts).await;
    assert_eq!(led(&answer), (303, format!("{APP}?done=logo-set")));
    let shown = grady.open(APP).await;
    assert!(shown.body.contains(&format!("src=\"{path}\"")), "{}", shown.body);
    let served = grady.open(&path).await;
    for (name, value) in [
        ("content-type", "image/png"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "private, no-cache"),
    ] {
        assert_eq!(served.header(name), value);
    }
    let tag = served.header("etag");
    let session = grady.cookie("__Host-consentry-session").unwrap();
    let again = Request::get(&path)
        .header("cookie", format!("__Host-consentry-session={session}"))
        .header("if-none-match", tag.as_str());
    let again = world.send(again.body(Body::empty()).unwrap()).await;
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    let answer = submit(&mut grady, (APP, &format!("{path}/remove")), &[]).await;
    assert_eq!(led(&answer), (303, format!("{APP}?done=logo-removed")));
    assert_eq!(grady.open(&path).await.status, 404);
}

#[tokio::test]
async fn what_is_no_logo_is_told_and_what_is_no_form_is_refused() {
    let world = scene().await;
    let (mut grady, page) = signed_in(&world, "grady", APP).await;
    let path = format!("{APP}/logo");
    let token = page.page().csrf;
    let good = png(215);
    let mut broken = good.clone();
    broken.truncate(good.len() - 20);
    for (what, picture) in [
        ("too small", png(214)),
        ("too large a file", vec![0; 101 * 1024]),
        ("larger than a body", vec![0; 3 * 1024 * 1024]),
        ("nothing", Vec::new()),
        ("broken off", broken),
        ("a page", b"<svg onload=alert(1)>".to_vec()),
    ] {
        let parts = [("csrf", token.as_bytes()), ("logo", picture.as_slice())];
        let answer = upload((&world, &grady), Request::post(&path), &parts).await;
        assert_eq!((answer.status, answer.page_name().as_str()), (422, "application"), "{what}");
        assert!(answer.body.contains("A logo is a PNG of 215 by 215 pixels"), "{what}");
        assert_eq!(grady.open(&path).await.status, 404, "{what}");
    }
    let (token, good) = (token.as_bytes(), good.as_slice());
    for (what, parts) in [
        ("a wrong token", vec![("csrf", b"x".as_slice()), ("logo", good)]),
        ("no token", vec![("logo", good)]),
        ("the token behind", vec![("logo", good), ("csrf", token)]),
        ("another field", vec![("csrf", token), ("picture", good)]),
        ("a field too many", vec![("csrf", token), ("logo", good), ("x", b"y")]),
        ("no picture", vec![("csrf", token)]),
    ] {
        let answer = upload((&world, &grady), Request::post(&path), &parts).await;
        assert_eq!((answer.status, answer.page_name().as_str()), (403, "refused"), "{what}");
        assert_eq!(grady.open(&path).await.status, 404, "{what}");
    }
    let foreign = Request::post(&path).header("origin", "https://evil.example");
    let parts = [("csrf", token), ("logo", good)];
    assert_eq!(upload((&world, &grady), foreign, &parts).await.status, 403);
    let text = std::str::from_utf8(token).unwrap();
    assert_eq!(grady.post(&path, &[("csrf", text), ("logo", "x")]).await.status, 403);
    assert_eq!(grady.open(&path).await.status, 404);
}
