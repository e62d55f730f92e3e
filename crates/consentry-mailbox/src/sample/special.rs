//! The fifteen messages that are something special, in any language.

use mail_builder::mime::{BodyPart, MimePart};

use super::{DAY, HOUR, Head, Writer, alternative, multipart};
use crate::message::NewMessage;

/// A picture of one blue pixel.
const PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x02, 0x00, 0x00, 0x00, 0x90, 0x77, 0x53,
    0xde, 0x00, 0x00, 0x00, 0x0c, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x50, 0x4a, 0x3b, 0x03,
    0x00, 0x02, 0x02, 0x01, 0x55, 0xcc, 0x4f, 0x59, 0x6f, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e,
    0x44, 0xae, 0x42, 0x60, 0x82,
];

/// A page with nothing on it.
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n\
trailer<</Root 1 0 R>>\n%%EOF\n";

const CSV: &str =
    "month;visitors;sales\r\nJanuary;1204;310\r\nFebruary;1377;352\r\nMarch;1502;401\r\n";

/// ISO-8859-1 in quoted-printable, as mail programs of 2003 wrote it.
const OLD_BODY: &str = "Mime-Version: 1.0\r\nContent-Type: text/plain; charset=\"iso-8859-1\"\r\n\
Content-Transfer-Encoding: quoted-printable\r\n\r\n\
Viele Gr=FC=DFe aus K=F6ln,\r\nauch an die alten Kollegen.\r\n\r\nJ=FCrgen\r\n";

pub(super) fn mails(writer: &Writer<'_>) -> Vec<NewMessage> {
    let mut mails = rich(writer);
    mails.extend(attached(writer));
    mails.extend(plain(writer));
    mails
}

fn rich(writer: &Writer<'_>) -> Vec<NewMessage> {
    let news = Head::new(11, 20, ("Fjord Mail", "news@fjord.example"), "What is new in Fjord Mail");
    let offer = Head::new(
        12,
        7 * HOUR,
        ("Harbour Travel", "offers@harbour.example"),
        "Three days at the sea",
    );
    let survey = Head::new(13, 4 * DAY, ("Canteen", "canteen"), "Speiseplan / Menu / メニュー");
    vec![
        writer.both(
            news,
            "What is new\r\n\r\n* Faster search\r\n* Snooze\r\n\r\nhttps://fjord.example/news\r\n",
            "<html><body><h1>What is new</h1><ul><li>Faster search</li><li>Snooze</li></ul>\
             <p><a href=\"https://fjord.example/news\">Read more</a></p></body></html>",
        ),
        writer.html(
            offer,
            "<html><body><table><tr><th>Hotel</th><th>Price</th></tr><tr><td>Möwe</td>\
             <td>210&nbsp;€</td></tr><tr><td>Anker</td><td>180&nbsp;€</td></tr></table>\
             <p>Book until <b>Sunday</b>.</p></body></html>",
        ),
        writer.both(
            survey,
            "Mo: Käsespätzle\r\nDi: Fischsuppe\r\nMi: カレーライス\r\n",
            "<html><body><p>Mo: Käsespätzle<br>Di: Fischsuppe<br>Mi: カレーライス</p></body></html>",
        ),
    ]
}

fn attached(writer: &Writer<'_>) -> Vec<NewMessage> {
    let report = Head::new(14, HOUR, ("Diego Siciliani", "diego"), "Report as PDF");
    let figures =
        Head::new(15, 26 * HOUR, ("Lee Gu", "lee@fabrikam.example"), "Zahlen für das Frühjahr");
    let logo =
        Head::new(16, 3 * DAY + HOUR, ("Fjord Design", "studio@fjord.example"), "The new logo");
    let forwarded = Head::new(17, 6 * DAY, ("Adele Vance", "adele"), "Fwd: Directions");
    let photos = Head::new(18, 12 * DAY, ("佐藤 花子", "hanako@wave.example"), "会議の資料");
    let inner = "From: Ada <ada@fabrikam.example>\r\nTo: adele@contoso.example\r\n\
                 Subject: Directions\r\nDate: Mon, 3 Nov 2025 09:00:00 +0100\r\n\
                 Message-ID: <directions@fabrikam.example>\r\nMIME-Version: 1.0\r\n\
                 Content-Type: text/plain; charset=utf-8\r\n\r\n\
                 From the station take tram 4 to the harbour, then two minutes on foot.\r\n";
    let picture = MimePart::new("image/png", PNG).cid("logo@fjord.example").inline();
    let page = alternative(
        logo,
        "The new logo is in the HTML part.\r\n",
        "<html><body><p>Here it is:</p><img src=\"cid:logo@fjord.example\" alt=\"Logo\"></body></html>",
    );
    vec![
        writer.with_parts(
            report,
            "multipart/mixed",
            vec![
                MimePart::new("text/plain", "Here is the report.\r\n"),
                MimePart::new("application/pdf", PDF).attachment("report.pdf"),
            ],
        ),
        writer.with_parts(
            figures,
            "multipart/mixed",
            vec![
                MimePart::new("text/plain", "Anbei die Zahlen, mit einem Bild dazu.\r\n"),
                MimePart::new("text/csv", CSV).attachment("Übersicht.csv"),
                MimePart::new("image/png", PNG).attachment("Diagramm.png"),
            ],
        ),
        writer.with_parts(logo, "multipart/related", vec![page, picture]),
        writer.with_parts(
            forwarded,
            "multipart/mixed",
            vec![
                MimePart::new("text/plain", "See below.\r\n"),
                MimePart::new("message/rfc822", BodyPart::Text(inner.into()))
                    .transfer_encoding("8bit"),
            ],
        ),
        writer.with_parts(
            photos,
            "multipart/mixed",
            vec![
                multipart(
                    photos,
                    "multipart/alternative",
                    vec![
                        MimePart::new("text/plain", "資料をお送りします。\r\n"),
                        MimePart::new(
                            "text/html",
                            "<html><body><p>資料をお送りします。</p></body></html>",
                        ),
                    ],
                ),
                MimePart::new("application/pdf", PDF).attachment("議事録.pdf"),
            ],
        ),
    ]
}

fn plain(writer: &Writer<'_>) -> Vec<NewMessage> {
    let alarm = Head::new(19, 40, ("Building services", "building"), "Fire drill today at 15:00");
    let old = Head::new(20, 60 * DAY, ("Jürgen Weiß", "juergen@koeln.example"), "Viele Grüße");
    let long = Head::new(21, 8 * DAY, ("Legal", "legal"), "The new terms in full");
    let reply = Head::new(22, 30, ("Diego Siciliani", "diego"), "Re: Report as PDF");
    let emoji = Head::new(23, 10 * HOUR, ("Tess Field", "tess@tailspin.example"), "🎉 It works 🎉");
    let empty = Head::new(24, 15 * DAY, ("Scanner", "scanner"), "(no subject)");
    let list =
        Head::new(25, 20 * DAY, ("Project list", "list@fjord.example"), "[project] Weekly summary");
    let old_mail = format!(
        "From: =?iso-8859-1?Q?J=FCrgen_Wei=DF?= <juergen@koeln.example>\r\nTo: {}\r\n\
         Subject: =?iso-8859-1?Q?Viele_Gr=FC=DFe?=\r\nDate: {}\r\nMessage-ID: <{}>\r\n{OLD_BODY}",
        writer.to.address,
        rfc2822(writer.received(old)),
        writer.id(old.number),
    );
    vec![
        writer.urgent(alarm, "Please leave the building by the nearest stairs at 15:00.\r\n"),
        writer.keep(old, old_mail.into_bytes()),
        writer.finish(long, writer.start(long).body(MimePart::new("text/plain", terms()))),
        writer.answer(reply, 14, "Page 2 has the figures of last year. New version follows.\r\n"),
        writer.text(emoji, "The phone shows my mail. 👍\r\n"),
        writer.text(empty, "Scanned by the device on the first floor.\r\n"),
        writer.text(
            list,
            "-- \r\nThree issues closed, two opened. This list is read by 41 people.\r\n",
        ),
    ]
}

/// A text that is longer than any phone asks for at once.
fn terms() -> String {
    let line = "Whoever uses the service keeps the service usable for others.";
    let paragraphs: Vec<String> =
        (1..=400).map(|number| format!("§ {number}. {line}\r\n")).collect();
    paragraphs.concat()
}

fn rfc2822(at: consentry_model::Timestamp) -> String {
    mail_builder::headers::date::Date::new(at.seconds()).to_rfc822()
}
