# Unternehmensanwendungen, der Bericht über ihre Zustimmungen, und was gesagt wird, wo nichts gezeigt oder geändert wurde.

# Nichts wurde gezeigt oder geändert
admin-refused-needs-role = Ihr Konto darf das nicht
    .what = Es wurde nichts geändert. Konten mit einer dieser Rollen dürfen es:
    .helps = Bitten Sie einen globalen Administrator Ihrer Organisation um die Rolle, oder benutzen Sie ein anderes Konto.
    .back = Im Admin Center weitermachen
admin-refused-forbidden = Ihr Konto darf das nicht
    .what = Es wurde nichts gezeigt oder geändert. Das ist für Prüfer und Administratoren Ihrer Organisation.
    .helps = Fragen Sie einen Administrator Ihrer Organisation, oder benutzen Sie ein anderes Konto.
    .back = Im Admin Center weitermachen
admin-refused-expired = Die Seite war zu alt
    .what = Es wurde nichts geändert, weil das Formular nicht von einer Seite dieser Sitzung kam. Das geschieht nach einer neuen Anmeldung oder wenn eine Seite lange offen stand.
    .helps = Öffnen Sie die Seite noch einmal und wiederholen Sie, was Sie tun wollten.
    .back = Seite noch einmal öffnen
admin-refused-missing = Das gibt es hier nicht
    .what = In Ihrer Organisation gibt es keine solche Seite und keinen solchen Gegenstand, oder nicht mehr.
    .helps = Suchen Sie in der Liste danach. Eine gelöschte Anwendung lässt sich 30 Tage lang wiederherstellen.
    .back = Zur Liste
admin-refused-changed = Jemand war schneller
    .what = Es wurde nichts geändert, weil es sich inzwischen geändert hat.
    .helps = Sehen Sie es sich noch einmal an. Entscheiden Sie dann, ob noch etwas zu tun ist.
    .back = Noch einmal ansehen
admin-refused-invalid = Das geht nicht
    .what = Es wurde nichts geändert, weil ein Wert nicht angenommen wurde.
    .helps = Öffnen Sie die Seite noch einmal und wiederholen Sie, was Sie tun wollten.
    .back = Seite noch einmal öffnen
