# Das Admin Center: sein Rahmen, und Wörter, die viele seiner Seiten benutzen.

admin-title = Admin Center
admin-skip = Zum Inhalt springen
admin-menu = Menü
admin-navigation = Admin Center
admin-crumbs = Sie sind hier
admin-sign-out = Abmelden
admin-open-requests = Wartende Anfragen: { $count }

# Navigation
admin-nav-overview = Übersicht
admin-nav-requests = Anfragen
admin-nav-applications = Anwendungen
admin-nav-explain = Anmeldung erklären
admin-nav-matrix = Zustimmungsmatrix
admin-nav-grants = Riskante und ungenutzte Zustimmungen
admin-nav-user-consent = Benutzer dürfen zustimmen
admin-nav-policies = Zustimmungsrichtlinien
admin-nav-classifications = Klassifizierungen
admin-nav-workflow = Anfragen und Prüfer
admin-group-check = Prüfen
admin-group-settings = Einstellungen

# Was die letzte Handlung bewirkt hat
admin-done-approved = Genehmigt. Wer gefragt hat, wird benachrichtigt.
admin-done-denied = Abgelehnt. Wer gefragt hat, wird benachrichtigt.
admin-done-blocked = Blockiert. Niemand kann danach fragen oder sich damit anmelden.
admin-done-saved = Gespeichert. Es gilt ab der nächsten Anmeldung.
admin-done-consented = Alle in der Organisation können sie ohne Rückfrage verwenden. Das gilt sofort.
admin-failed-changed = Es wurde nichts geändert, weil inzwischen jemand anderes etwas geändert hat. Sehen Sie es sich noch einmal an.
admin-failed-expired = Es wurde nichts geändert, weil die Seite zu alt war. Bitte versuchen Sie es erneut.

# Listen
admin-pages = Seiten
admin-newer = Neuere
admin-older = Ältere
admin-search = Suchen
admin-any = Beliebig
admin-clear = Filter aufheben
admin-back = Zurück
admin-not-given = Nicht angegeben
admin-others = und { $count } weitere
admin-column-application = Anwendung
admin-column-requested-by = Angefragt von
admin-column-kind = Fragt nach
admin-column-asked-on = Angefragt am
admin-column-ends-on = Endet am
admin-column-state = Stand

# Stände und Kennzeichen
admin-state-open = Wartet
admin-state-approved = Genehmigt
admin-state-denied = Abgelehnt
admin-state-blocked = Blockiert
admin-state-expired = Abgelaufen
admin-impact-low = Geringe Auswirkung
admin-impact-medium = Mittlere Auswirkung
admin-impact-high = Hohe Auswirkung
admin-impact-none = Nicht klassifiziert
admin-risk-looks-like = Sieht aus wie { $name }
    .why = Der Name dieser Anwendung sieht aus wie { $name }, eine andere Anwendung eines verifizierten Herausgebers. Man kann die beiden verwechseln.
admin-risk-young = Neu und nicht verifiziert
    .why = Diese Anwendung wurde vor weniger als 90 Tagen für viele Organisationen registriert, und ihr Herausgeber ist nicht verifiziert. Vergewissern Sie sich, wer sie gemacht hat.

# Eine Anwendung
admin-fact-name = Name
admin-fact-known-as = Name, als Ihre Organisation sie kennenlernte
admin-fact-app-id = Anwendungs-ID
admin-fact-homepage = Startseite
admin-fact-reply-urls = Antwort-URLs
admin-fact-registered-on = Registriert am
