# Die Anfrage um Zustimmung der Administration, und warum es die Administration braucht.

why-admin-always = { $app } braucht in { $tenant } Berechtigungen, die nur die Administration erteilen kann.
why-admin-policy = { $app } fragt nach Berechtigungen, die Sie nach den Regeln von { $tenant } nicht selbst erteilen dürfen.
why-admin-risk = { $app } zeigt Anzeichen von Risiko. Deshalb kann nur die Administration von { $tenant } erteilen, wonach die Anwendung fragt.
why-admin-risk-beware = Fahren Sie nur fort, wenn Sie diese Anwendung kennen und dies selbst begonnen haben.

# Genehmigung nötig
approval-title = Genehmigung nötig
approval-reason = Begründung
approval-reason-note = Pflichtfeld. Die Prüfer lesen den Text. Höchstens { $most } Zeichen.
approval-left = Noch frei:
approval-who = { $count ->
        [one] Ein Prüfer von { $tenant } entscheidet innerhalb eines Tages. Sie erhalten die Antwort per E-Mail.
       *[other] Ein Prüfer von { $tenant } entscheidet innerhalb von { $count } Tagen. Sie erhalten die Antwort per E-Mail.
    }
button-request = Genehmigung anfordern
approval-leave = Ohne Anfrage zur Anwendung zurückkehren
approval-administrator = Mit diesem Konto anmelden
approval-problem-missing = Schreiben Sie, wozu Sie die Anwendung brauchen. Eine Anfrage braucht eine Begründung.
approval-problem-too-long = Die Begründung ist zu lang. Kürzen Sie sie auf { $most } Zeichen.
approval-problem-character = Die Begründung enthält ein Zeichen, das nicht angezeigt werden kann. Es steht jetzt als � im Text: Löschen Sie es oder schreiben Sie etwas anderes.
approval-problem-too-many = Sie haben innerhalb einer Stunde mehrere Anfragen gesendet. Warten Sie eine Stunde und senden Sie dann diese.

# Anfrage gesendet
sent-title = Anfrage gesendet
sent-title-before = Sie haben schon angefragt
sent-what = Die Prüfer von { $tenant } haben jetzt Ihre Anfrage für { $app }.
sent-what-before = Sie haben { $app } am { $date } angefragt. Noch hat niemand entschieden; Sie brauchen nicht noch einmal zu fragen.
sent-at = Gesendet
sent-until = Entscheidung bis
sent-to = Antwort an
sent-others = { $count ->
        [one] Eine andere Person hat ebenfalls angefragt.
       *[other] { $count } andere Personen haben ebenfalls angefragt.
    }
sent-next-title = Wie es weitergeht
sent-answer = Sie müssen jetzt nichts tun. Die Antwort erhalten Sie per E-Mail. Beginnen Sie nach der Genehmigung in der Anwendung von vorn.
sent-answer-unknown = Sie müssen jetzt nichts tun. Ihr Konto hat keine E-Mail-Adresse, an die die Antwort gehen könnte. Versuchen Sie es in der Anwendung von Zeit zu Zeit erneut.
sent-ends = Wenn bis zum { $date } niemand entscheidet, endet die Anfrage von selbst, und Sie können erneut anfragen.
sent-reason-title = Ihre Begründung
sent-asked-title = Wonach Sie gefragt haben
