//! The ten everyday messages, in the language of the mailbox.

use super::{DAY, HOUR, Head, Language, Writer};
use crate::message::NewMessage;

/// Subjects and texts, in the order of the heads below.
type Texts = [(&'static str, &'static str); 10];

const ENGLISH: Texts = [
    (
        "Lunch on Thursday?",
        "Hi,\r\n\r\nshall we try the new place at the harbour on Thursday? I can book for 12:30.\r\n\r\nGrady\r\n",
    ),
    ("Re: Lunch on Thursday?", "12:30 is fine, I will be there.\r\n\r\nMegan\r\n"),
    (
        "Your badge is ready",
        "Good morning,\r\n\r\nyour new badge waits at the reception. Please bring the old one.\r\n\r\nReception\r\n",
    ),
    (
        "Draft of the quarterly report",
        "Hello,\r\n\r\nthe draft is on the share. I am not happy with chapter 3 yet; could you have a look until Friday?\r\n\r\nDiego\r\n",
    ),
    (
        "Printer on the second floor",
        "The printer on the second floor is out of order until tomorrow noon. Please use the one on the first floor.\r\n\r\nIT\r\n",
    ),
    (
        "Minutes of the team meeting",
        "Present: everybody but Alex.\r\n\r\n1. The move is planned for the 14th.\r\n2. The coffee machine stays.\r\n3. Next meeting in two weeks.\r\n",
    ),
    (
        "Question about your invoice",
        "Dear colleague,\r\n\r\nline 4 of your travel invoice has no receipt. Please send it to us.\r\n\r\nAccounting\r\n",
    ),
    (
        "Thank you!",
        "The presentation went very well. Thank you for your help last night!\r\n\r\nAdele\r\n",
    ),
    (
        "Holiday plan",
        "Please enter your holidays for the next quarter until the end of the month.\r\n",
    ),
    (
        "Welcome",
        "Welcome aboard!\r\n\r\nYour mail works, as you can see. If something does not, call us.\r\n\r\nIT\r\n",
    ),
];

const GERMAN: Texts = [
    (
        "Mittagessen am Donnerstag?",
        "Hallo,\r\n\r\nwollen wir am Donnerstag das neue Lokal am Hafen ausprobieren? Ich würde für 12:30 Uhr reservieren.\r\n\r\nGrady\r\n",
    ),
    (
        "Re: Mittagessen am Donnerstag?",
        "12:30 Uhr passt, ich bin dabei. Schöne Grüße\r\n\r\nMegan\r\n",
    ),
    (
        "Ihr Ausweis liegt bereit",
        "Guten Morgen,\r\n\r\nIhr neuer Ausweis liegt am Empfang. Bitte bringen Sie den alten mit.\r\n\r\nDer Empfang\r\n",
    ),
    (
        "Entwurf des Quartalsberichts",
        "Hallo,\r\n\r\nder Entwurf liegt auf dem Laufwerk. Mit Kapitel 3 bin ich noch nicht glücklich; könntest Du bis Freitag darüberschauen?\r\n\r\nDiego\r\n",
    ),
    (
        "Drucker im zweiten Stock",
        "Der Drucker im zweiten Stock ist bis morgen Mittag außer Betrieb. Bitte den im ersten Stock benutzen.\r\n\r\nIT\r\n",
    ),
    (
        "Protokoll der Besprechung",
        "Anwesend: alle außer Alex.\r\n\r\n1. Der Umzug ist für den 14. geplant.\r\n2. Die Kaffeemaschine bleibt.\r\n3. Nächstes Treffen in zwei Wochen.\r\n",
    ),
    (
        "Rückfrage zu Ihrer Abrechnung",
        "Guten Tag,\r\n\r\nzu Zeile 4 Ihrer Reiseabrechnung fehlt der Beleg. Bitte reichen Sie ihn nach.\r\n\r\nDie Buchhaltung\r\n",
    ),
    (
        "Danke!",
        "Der Vortrag ist sehr gut gelaufen. Danke für Deine Hilfe gestern Abend!\r\n\r\nAdele\r\n",
    ),
    ("Urlaubsplanung", "Bitte tragt bis Monatsende Euren Urlaub für das nächste Quartal ein.\r\n"),
    (
        "Willkommen",
        "Herzlich willkommen!\r\n\r\nIhre Post funktioniert, wie Sie sehen. Wenn etwas nicht geht, rufen Sie uns an.\r\n\r\nIT\r\n",
    ),
];

const JAPANESE: Texts = [
    (
        "木曜日のランチ",
        "お疲れさまです。\r\n\r\n木曜日に港の新しい店へ行ってみませんか。12時半で予約します。\r\n\r\nGrady\r\n",
    ),
    ("Re: 木曜日のランチ", "12時半で大丈夫です。楽しみにしています。\r\n\r\nMegan\r\n"),
    (
        "社員証の準備ができました",
        "おはようございます。\r\n\r\n新しい社員証を受付でお渡しします。古いものをお持ちください。\r\n\r\n受付\r\n",
    ),
    (
        "四半期報告書の下書き",
        "下書きを共有フォルダーに置きました。第3章がまだ気になるので、金曜日までに見ていただけますか。\r\n\r\nDiego\r\n",
    ),
    (
        "2階のプリンター",
        "2階のプリンターは明日の正午まで使えません。1階のものをご利用ください。\r\n\r\n情報システム\r\n",
    ),
    (
        "会議の議事録",
        "出席：Alexさんを除く全員\r\n\r\n1. 引っ越しは14日の予定です。\r\n2. コーヒーメーカーは残します。\r\n3. 次回は2週間後です。\r\n",
    ),
    ("出張精算について", "出張精算の4行目の領収書がありません。お送りください。\r\n\r\n経理\r\n"),
    (
        "ありがとうございました",
        "発表はとてもうまくいきました。昨夜は手伝ってくださってありがとうございました。\r\n\r\nAdele\r\n",
    ),
    ("休暇の予定", "次の四半期の休暇の予定を月末までに入力してください。\r\n"),
    (
        "ようこそ",
        "ようこそ。\r\n\r\nご覧のとおり、メールは使えるようになっています。困ったときはお電話ください。\r\n\r\n情報システム\r\n",
    ),
];

const HEADS: [Head; 10] = [
    Head::new(1, 3 * HOUR, ("Grady Archie", "grady"), ""),
    Head::new(2, 2 * HOUR, ("Megan Bowen", "megan"), ""),
    Head::new(3, 5 * HOUR, ("Reception", "reception"), ""),
    Head { flagged: true, ..Head::new(4, DAY, ("Diego Siciliani", "diego"), "") },
    Head::new(5, DAY + 4 * HOUR, ("IT", "it"), ""),
    Head::new(6, 2 * DAY, ("Alex Wilber", "alex"), ""),
    Head::new(7, 3 * DAY, ("Accounting", "accounting"), ""),
    Head::new(8, 5 * DAY, ("Adele Vance", "adele"), ""),
    Head::new(9, 9 * DAY, ("Human Resources", "hr"), ""),
    Head::new(10, 40 * DAY, ("IT", "it"), ""),
];

pub(super) fn mails(writer: &Writer<'_>, language: Language) -> Vec<NewMessage> {
    let texts = match language {
        Language::English => ENGLISH,
        Language::German => GERMAN,
        Language::Japanese => JAPANESE,
    };
    let mails = HEADS.into_iter().zip(texts).map(|(head, (subject, text))| {
        let head = Head { subject, ..head };
        // The second message answers the first.
        if head.number == 2 { writer.answer(head, 1, text) } else { writer.text(head, text) }
    });
    mails.collect()
}
