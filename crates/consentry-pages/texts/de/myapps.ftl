# Meine Apps: die Seiten, auf denen Menschen sehen, was sie benutzen und was es darf.

myapps-title = Meine Apps
myapps-what = Was Sie mit diesem Konto benutzen und was es darf.
myapps-applications = Anwendungen
myapps-none = Noch keine Anwendungen
    .next = Eine Anwendung erscheint hier, sobald Sie sich damit angemeldet, ihr etwas erlaubt haben oder ihr zugewiesen sind.
myapps-allowed-you = Von Ihnen erlaubt
myapps-allowed-administrator = Von Ihrer Administration erlaubt
myapps-allowed-both = Von Ihnen und von Ihrer Administration erlaubt
myapps-allowed-nobody = Zurzeit nichts erlaubt
myapps-used-on = Zuletzt benutzt am { $date }
myapps-unused = Noch nicht benutzt

# Wessen Seite es ist
myapps-account = Ihr Konto
myapps-sign-out = Abmelden
myapps-sign-out-everywhere = Überall abmelden

# Eine Anwendung
myapps-last-used = Zuletzt benutzt
myapps-homepage = Startseite
myapps-outside = führt zu einer anderen Website
myapps-own = Was Sie erlaubt haben
myapps-own-since = Seit { $date }, durch Ihre eigene Zustimmung.
myapps-take-back = Zurücknehmen
myapps-take-back-now = { $app } verliert diese Berechtigungen sofort und wird innerhalb von Sekunden abgemeldet.
myapps-take-back-rest = Was die Administration für alle erlaubt hat, bleibt; damit kann die Anwendung weiterarbeiten.
myapps-take-back-later = Bei der nächsten Anmeldung fragt sie Sie wieder. Wo Ihre Organisation Sie nicht selbst entscheiden lässt, braucht sie dann die Administration.
myapps-take-back-kept = E-Mails, die sie schon abgerufen hat, bleiben auf dem Gerät, bis Sie sie dort entfernen.
myapps-everybody = Was für alle erlaubt ist
myapps-everybody-since = Seit { $date }, durch die Administration von { $tenant }, für alle dort.
myapps-everybody-who = Das können Sie nicht selbst zurücknehmen. Die Administration von { $tenant } kann es, mit einer dieser Rollen: Globaler Administrator, Anwendungsadministrator, Cloudanwendungsadministrator.
myapps-nothing = Zurzeit erlauben weder Sie noch die Administration dieser Anwendung etwas. Sie fragt bei der nächsten Anmeldung.

# Was die letzte Handlung bewirkt hat
myapps-done-taken-back = Zurückgenommen. Die Anwendung fragt bei der nächsten Anmeldung wieder.
myapps-done-taken-back-rest = Zurückgenommen. Was für alle erlaubt ist, bleibt.

# Überall abmelden
myapps-everywhere-title = Überall abmelden?
myapps-everywhere-browsers = Jeder Browser wird abgemeldet, auch dieser.
myapps-everywhere-apps = Jede Anwendung wird innerhalb von Sekunden abgemeldet, auch auf Telefonen und Tablets. Um weiterzuarbeiten, melden Sie sich dort neu an.
myapps-everywhere-basic = Ein Mailprogramm, das Ihr Kennwort selbst aufbewahrt, meldet sich damit wieder an. Wenn jemand anders Ihr Kennwort kennen könnte, lassen Sie es auch ändern.
myapps-everywhere-kept = Was Sie erlaubt haben, bleibt; ebenso E-Mails, die ein Gerät schon abgerufen hat.
myapps-everywhere-back = Zurück zu „Meine Apps“
myapps-everywhere-done = Sie sind überall abgemeldet
myapps-everywhere-done-what = { $account } ist in jedem Browser und jeder Anwendung abgemeldet. Melden Sie sich überall dort neu an, wo Sie weiterarbeiten möchten.
myapps-sign-in-again = Neu anmelden

# Was sich nicht zeigen oder tun ließ
myapps-lost = Das ist keine Ihrer Anwendungen
    .what = Vielleicht stimmt die Adresse nicht, die Anwendung wurde entfernt, oder Sie haben sie noch nicht benutzt.
myapps-old = Diese Seite war zu alt
    .what = Es wurde nichts geändert. Öffnen Sie die Seite erneut und wiederholen Sie, was Sie tun wollten.

# Geräte und Sitzungen
sessions-title = Geräte und Sitzungen
sessions-what = Wo Sie mit diesem Konto angemeldet sind. Beenden Sie, was Sie nicht kennen, und ändern Sie Ihr Kennwort, wenn es jemand anderes kennen könnte.
sessions-browsers = Browser
sessions-apps = Anwendungen
sessions-no-apps = Keine Anwendung hält Sie angemeldet.
sessions-here = Dieser Browser
sessions-on = auf
sessions-address = Netzwerkadresse
sessions-since = Angemeldet seit
sessions-kept = bleibt angemeldet
sessions-end = Dort abmelden
sessions-device = { $program } auf { $system }
sessions-device-program = { $program }
sessions-device-unknown = Unbekanntes Gerät
myapps-done-session-ended = Dort abgemeldet. Eine Anwendung merkt es innerhalb von Sekunden.
