# Seiten der Anmeldung. Platzhalter sind Namen von außen: nie auf ihre Grammatik bauen.

# Gemeinsames
button-sign-in = Anmelden
button-cancel = Abbrechen
button-continue = Weiter
button-accept = Akzeptieren
button-change = Kennwort ändern
button-other-account = Anderes Konto verwenden
button-again = Erneut versuchen
button-leave = Zurück zur Anwendung
button-look-up = Suchen
field-username = Kontoname
field-password = Kennwort
sign-in-keep = Angemeldet bleiben
sign-in-keep-why = Wählen Sie dies nur auf einem Gerät, das allein Sie benutzen.
signed-in-as = Angemeldet als { $account }
some-app = diese Anwendung
# Im Dativ: steht immer hinter „in“ oder „von“
some-tenant = Ihrer Organisation
some-account = Ihr Konto
copy = Diese Angaben kopieren
copied = Kopiert
support-label = Angaben für den Support
support-code = Code
support-correlation = Korrelations-ID
support-trace = Trace-ID
support-time = Zeit

# Die Anwendung, die fragt
app-box-label = Anwendung
publisher-verified = Verifizierter Herausgeber: { $publisher }
publisher-not-verified = Herausgeber nicht verifiziert
returns-to-site = Führt zurück zu { $address }
returns-to-device = Führt zurück zu einer App auf diesem Gerät ({ $address })
returns-nowhere = Sie bleiben auf dieser Website
homepage = Startseite: { $address }
known-not-yet = In { $tenant } verwendet sie noch niemand
known-since = { $count ->
        [0] Bekannt in { $tenant } seit { $date }, zurzeit von niemandem verwendet
        [one] Bekannt in { $tenant } seit { $date }, verwendet von einer Person
       *[other] Bekannt in { $tenant } seit { $date }, verwendet von { $count } Personen
    }
warning-looks-like = Der Name ähnelt { $name } von einem verifizierten Herausgeber. Vergewissern Sie sich, dass Sie diese Anwendung meinen.
warning-young = Erst am { $date } registriert, Herausgeber nicht verifiziert. Vergewissern Sie sich, dass Sie wissen, von wem sie stammt.

# Anmelden
sign-in-title = Anmelden
sign-in-to = um mit { $app } fortzufahren
sign-in-admin-title = Als Administrator anmelden
sign-in-admin-why = { $app } fragt nach Berechtigungen, die nur die Administration Ihrer Organisation erteilen kann.
problem-wrong-password = Kontoname oder Kennwort stimmt nicht. Prüfen Sie beide und versuchen Sie es erneut.
problem-unknown-account = Ein Konto mit diesem Namen gibt es nicht. Prüfen Sie die Schreibweise.
problem-locked = Das Konto ist nach zu vielen Versuchen vorübergehend gesperrt. Warten Sie einige Minuten und versuchen Sie es dann erneut.
problem-held-off = Aus Ihrem Netz kamen zu viele Anmeldungen mit falschen Kennwörtern. Warten Sie eine Viertelstunde und versuchen Sie es dann erneut.
problem-incomplete = Geben Sie Ihren Kontonamen und Ihr Kennwort ein.
problem-session-ended = Bitte geben Sie Ihr Kennwort noch einmal ein, um fortzufahren.

# Kontoauswahl
picker-title = Konto auswählen
picker-live = Angemeldet
picker-ended = Abgemeldet

# Kennwort ändern
change-title = Neues Kennwort wählen
change-why = Ihr jetziges Kennwort galt nur für einmal oder ist abgelaufen. Wählen Sie ein eigenes, um fortzufahren.
change-for = Konto: { $account }
field-present-password = Jetziges Kennwort
field-new-password = Neues Kennwort
field-repeat-password = Neues Kennwort noch einmal
rule-length = Mindestens { $minimum } Zeichen
rule-different = Nicht das jetzige
rule-guessable = Ohne Ihren Kontonamen und kein verbreitetes Kennwort
rule-free = Beliebige Zeichen, auch Leerzeichen; ein Satz ist gut
change-problem-wrong-password = Das jetzige Kennwort stimmt nicht.
change-problem-not-repeated = Die beiden neuen Kennwörter unterscheiden sich. Geben Sie zweimal dasselbe ein.
change-problem-held = Es wurden zu viele falsche Kennwörter versucht. Warten Sie eine Weile und versuchen Sie es dann erneut.
change-problem-too-short = Das neue Kennwort ist zu kurz. Es braucht mindestens { $minimum } Zeichen.
change-problem-too-long = Das neue Kennwort ist zu lang. Wählen Sie eines mit höchstens 256 Byte; Buchstaben wie ä zählen doppelt.
change-problem-unchanged = Das neue Kennwort ist das jetzige. Wählen Sie ein anderes.
change-problem-guessable = Das neue Kennwort ist leicht zu erraten. Wählen Sie eines ohne Ihren Kontonamen, das andere nicht verwenden.

# Abgemeldet
sign-out-title = Abmelden?
sign-out-account = { $account } ist in diesem Browser angemeldet.
sign-out-all = Alle Konten dieses Browsers werden abgemeldet.
sign-out-what = Sie melden sich hier ab und in den Anwendungen, die Sie von hier aus geöffnet haben. Mail und andere Anwendungen auf Ihren Geräten bleiben angemeldet.
button-sign-out = Abmelden
signed-out-telling = Eine Anwendung erfährt, dass Sie sich abgemeldet haben
signed-out-title = Sie sind abgemeldet
signed-out-account = { $account } ist von dieser Website abgemeldet.
signed-out-nobody = Hier ist jetzt niemand angemeldet.
signed-out-browser = Schließen Sie an einem Rechner, den auch andere benutzen, zusätzlich alle Fenster des Browsers.

# Zustimmung
consent-title = Angeforderte Berechtigungen
consent-would-like = { $app } möchte:
consent-on-behalf = Im Namen Ihrer Organisation zustimmen
consent-on-behalf-why = Dann können alle in { $tenant } diese Anwendung ohne Rückfrage benutzen, und sie erhält diese Berechtigungen für jede Person. Ohne Häkchen stimmen Sie nur für sich selbst zu.
consent-meaning = Akzeptieren Sie nur, wenn Sie dieser Anwendung vertrauen. Sie können Ihre Zustimmung jederzeit zurücknehmen.
organization-subtitle = Für Ihre Organisation akzeptieren
organization-effect = Wenn Sie akzeptieren, erhält diese Anwendung diese Berechtigungen für alle in { $tenant }. Dort wird niemand mehr gefragt.
organization-replaces = Das ersetzt, was bisher für die Organisation akzeptiert war. Was einzelne Personen für sich akzeptiert haben, bleibt.

# Genehmigung nötig
need-admin-title = Genehmigung der Administration nötig
need-admin-ask = Bitten Sie die Administration darum, bevor Sie die Anwendung benutzen.
need-admin-needs = Was sie braucht
need-admin-who-title = Wer genehmigen kann
need-admin-who = Personen mit der Rolle Globaler Administrator, Anwendungsadministrator oder Cloudanwendungsadministrator in { $tenant }. Nennen Sie ihnen den Namen der Anwendung und den Code unten.
need-admin-have-account = Haben Sie ein Administratorkonto?
need-admin-sign-in = Als Administrator anmelden
need-admin-return = Ohne Zustimmung zur Anwendung zurückkehren

# Rückkehr bestätigen
confirm-title = Weiter zu { $app }?
confirm-what = Sie sind bereits angemeldet. { $app } erhält Zugriff als { $account }, wie zuvor vereinbart.
confirm-why = Fahren Sie nur fort, wenn Sie diese Anmeldung eben selbst in der App begonnen haben.

# Nach der Zustimmung der Administration
done-title = Zustimmung gespeichert
done-what = { $app } hat jetzt diese Berechtigungen für alle in { $tenant }:
done-next-title = Wie es weitergeht
done-next = Alle können sich ohne Rückfrage mit dieser Anwendung anmelden. Wer gewartet hat, versucht es einfach erneut. Sie können diese Seite schließen.
done-undo = Die Administration kann diese Zustimmung jederzeit zurücknehmen.
done-harmless = Ihr Link führt zu einer Adresse, die für die Anwendung nicht registriert ist; deshalb wurde nichts dorthin gesendet. Dafür steht der Code AADSTS{ $code }, den Sie nicht beachten müssen.

# Formularantwort
form-post-title = Einen Moment
form-post-what = Sie werden zu { $app } zurückgeleitet. Wenn nichts geschieht, wählen Sie Weiter.

# Fehler
error-help-title = Was Sie tun können
error-who-title = Wer es ändern kann
who-you = Sie selbst.
who-administrator = Die Administration von { $tenant }.
who-developer = Wer { $app } entwickelt oder eingerichtet hat.
who-operator = Die Betreiber dieses Servers.

# Fehlersuche
lookup-title = Fehlercode nachschlagen
lookup-field = Code oder Meldung
lookup-means = Was er bedeutet
lookup-older = Was er in älteren Texten bedeutet
lookup-unknown = Zu { $asked } gibt es keinen Eintrag. Prüfen Sie die Zahl: Sie steht hinter den Buchstaben AADSTS.
lookup-all = Alle Codes

# Vorführseite
demo-what = Eine kleine Einzelseiten-Anwendung, die sich an diesem Server anmeldet.
demo-result = Ergebnis
demo-nothing = Noch nichts
demo-no-script = Diese Seite braucht JavaScript wie jede Einzelseiten-Anwendung.

# Die Seite für Geräte
device-title = Code eingeben
device-lead = Geben Sie den Code ein, den Ihr Gerät oder Ihre App zeigt. Niemand anderes sollte ihn Ihnen geschickt haben.
device-field = Code
device-problem-unknown = Kein Gerät wartet auf diesen Code. Prüfen Sie ihn und geben Sie ihn noch einmal ein.
device-problem-used = Dieser Code wurde schon verwendet. Beginnen Sie am Gerät von vorn.
device-problem-expired = Dieser Code ist abgelaufen. Beginnen Sie am Gerät von vorn.
device-problem-empty = Geben Sie den Code ein.
device-problem-blocked = Zu viele falsche Codes. Warten Sie 15 Minuten und versuchen Sie es dann noch einmal.
device-confirm-title = Für { $app } anmelden?
device-confirm-what = Das Gerät oder die App, die Ihren Code zeigt, wird in Ihrem Namen handeln. Die Anfrage kam von der Adresse { $address }.
device-confirm-why = Fahren Sie nur fort, wenn Sie das gerade selbst begonnen haben. Wenn Ihnen jemand den Code geschickt hat, per Mail, Chat oder Telefon, brechen Sie ab: Wer es auch ist, käme in Ihr Konto.
device-done-title = Sie sind angemeldet
device-done-what = { $app } auf Ihrem Gerät macht von selbst weiter. Sie können dieses Fenster schließen.
device-declined-title = Das Gerät hat nichts bekommen
device-declined-what = { $app } wurde nicht angemeldet. Sie können dieses Fenster schließen.
device-message = Öffnen Sie zum Anmelden { $address } in einem Browser und geben Sie den Code { $code } ein.
