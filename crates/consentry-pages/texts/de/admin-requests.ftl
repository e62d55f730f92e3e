# Anfragen um Administratorzustimmung, und die Zustimmungsseite für die ganze Organisation.

admin-requests-what = Hier wird nach Anwendungen gefragt, denen die Benutzer nicht selbst zustimmen dürfen.
admin-requests-mine = Warten auf mich
admin-requests-all = Alle
admin-requests-search = Anwendung oder Person
admin-requests-none-mine = Nichts wartet auf Sie
    .next = Wenn jemand um Genehmigung bittet, erscheint die Anfrage hier, bis Sie oder ein anderer Prüfer entscheiden.
admin-requests-none = Noch keine Anfragen
    .next = Eine Anfrage erscheint hier, wenn jemand nach einer Anwendung fragt, der er oder sie nicht selbst zustimmen darf.
admin-requests-off = Benutzer können keine Anfragen senden
    .next = Wer nicht zustimmen darf, sieht „Administratorgenehmigung nötig“ und kann nur umkehren. Schalten Sie zuerst Anfragen ein und benennen Sie Prüfer.
admin-requests-no-match = Keine Anfrage passt
    .next = Versuchen Sie ein anderes Wort oder einen anderen Stand.

admin-request-static = Ihrer statischen Liste
    .why = Die Anwendung fragt nach allem, was ihre Registrierung auflistet. Sie sehen, was aufgelistet war, als die Anfrage entstand.
admin-request-dynamic = Benannten Berechtigungen
    .why = Die Anwendung fragt namentlich nach diesen Berechtigungen. Sie sehen, wonach sie fragte, als die Anfrage entstand.

# Eine Anfrage
admin-request-title = Anfrage nach { $app }
admin-request-app = Anwendung
admin-request-by = Angefragt von
admin-request-others = Weitere, die gefragt haben: { $count }
admin-request-permissions = Berechtigungen
admin-request-as-itself = Als die Anwendung selbst
admin-request-as-itself-why = Sie benutzt diese Berechtigungen, ohne dass jemand angemeldet ist, für alle Daten der Organisation.
admin-permission-new = Neu
admin-permission-held = Für alle erteilt
admin-request-decision = Entscheidung
admin-request-history = Wie sie endete
admin-request-closed-at = Beendet am
admin-request-closed-by = Durch
admin-request-by-itself = Niemanden; sie endete von selbst
admin-request-closed-approved = Wer gefragt hat, wurde benachrichtigt; alle dürfen die Anwendung benutzen.
admin-request-closed-denied = Wer gefragt hat, kennt den Grund und kann erneut fragen.
admin-request-closed-blocked = Niemand kann mehr nach dieser Anwendung fragen. Rückgängig machen Sie das, indem Sie sie unter „Anwendungen“ wieder einschalten.
admin-request-closed-expired = Niemand hat rechtzeitig entschieden. Wer gefragt hat, wurde benachrichtigt und kann erneut fragen.

# Entscheiden
admin-request-if-approved = Wenn Sie genehmigen
admin-request-approve = Berechtigungen prüfen und zustimmen
admin-request-deny = Ablehnen
admin-request-deny-why = Wer gefragt hat, liest Ihre Begründung und kann erneut fragen.
admin-request-deny-do = Anfrage ablehnen
admin-request-block = Blockieren
admin-request-block-what = Niemand kann mehr nach dieser Anwendung fragen. Wer sich damit anmelden will, wird abgewiesen (AADSTS7000112).
admin-request-block-used = Personen, die sich in den letzten 30 Tagen damit angemeldet haben und abgewiesen würden: { $count }
admin-request-block-undo = Rückgängig machen können Sie das, indem Sie die Anwendung unter „Anwendungen“ wieder einschalten.
admin-request-block-do = Anwendung blockieren
admin-reason = Begründung für alle, die gefragt haben
admin-reason-empty = Geben Sie eine Begründung ein. Wer gefragt hat, wird sie lesen.
admin-reason-too-long = Die Begründung ist zu lang. Sie darf 500 Zeichen haben.
admin-reason-character = Die Begründung enthält ein Zeichen, das sich nicht anzeigen lässt. Geben Sie sie ohne dieses ein.
admin-why-not-reviewer = Sie sind kein Prüfer dieser Anfrage und können sie deshalb nur lesen.
admin-why-needs-role = Zum Genehmigen brauchen Sie eine Rolle, die all diesen Berechtigungen zustimmen darf. Globale Administratoren und Administratoren für privilegierte Rollen dürfen es immer; Anwendungs- und Cloudanwendungsadministratoren, solange keine Anwendungsberechtigungen von Graph dabei sind. Ablehnen und blockieren dürfen Sie.
admin-why-risky = Sie sind benannt, innerhalb einer Richtlinie zu genehmigen. Für riskante Anwendungen gilt das nicht: Diese braucht eine Rolle, die allen Berechtigungen zustimmen darf. Sie können ablehnen oder blockieren.
admin-why-beyond-limits = Sie dürfen im Rahmen der Richtlinie { $policy } genehmigen, und { $scope } geht darüber hinaus. Ablehnen und blockieren dürfen Sie.

# Was das Genehmigen bewirkt
admin-effect-everybody = Alle in { $tenant } können { $app } dann ohne Rückfrage benutzen, und die Anwendung erhält diese Berechtigungen für jede Person.
admin-effect-replaces = Das ersetzt, was bisher für alle akzeptiert war. Was einzelne Personen für sich akzeptiert haben, bleibt.
admin-effect-adds = Das kommt zu dem hinzu, was bisher für alle akzeptiert war. Nichts fällt weg.
admin-effect-loses = Diese bisher für alle akzeptierte Berechtigung fällt weg: { $permission }
admin-effect-told = Personen, die gefragt haben und per E-Mail benachrichtigt werden: { $count }
admin-effect-undo = Sie können das jederzeit auf der Seite der Anwendung zurücknehmen.

# Die Zustimmungsseite
admin-consent-subtitle = Für Ihre Organisation prüfen
admin-consent-asked-by = Angefragt von { $account }
admin-consent-asked-by-many = Angefragt von { $account } und { $count } weiteren
admin-consent-delegated = Sie genehmigen im Rahmen der Richtlinie { $policy }.
