# E-Mails zu Genehmigungsanfragen, als HTML und als reiner Text. Namen und Begründungen kommen von
# außen: nie auf ihre Grammatik bauen.

notice-subject-new = Genehmigung angefragt: „{ $app }“
notice-subject-reminder = { $count ->
        [one] Noch ein Tag: Anfrage zu „{ $app }“
       *[other] Noch { $count } Tage: Anfrage zu „{ $app }“
    }
notice-subject-ended = Anfrage ohne Entscheidung beendet: „{ $app }“
notice-subject-approved = Genehmigt: „{ $app }“
notice-subject-denied = Nicht genehmigt: „{ $app }“
notice-subject-blocked = Blockiert: „{ $app }“
notice-subject-expired = Über Ihre Anfrage hat niemand entschieden: „{ $app }“

# An Prüfer
notice-title-new = Genehmigung für { $app } angefragt
notice-title-reminder = Eine Anfrage zu { $app } wartet auf Sie
notice-title-ended = Die Anfrage zu { $app } ist beendet
notice-new = Jemand in { $tenant } möchte diese Anwendung benutzen und darf nicht selbst erteilen, wonach sie fragt. Sie oder ein anderer Prüfer können entscheiden.
notice-reminder = { $count ->
        [one] Bisher hat niemand entschieden. Es bleibt ein Tag: Am { $date } endet die Anfrage von selbst.
       *[other] Bisher hat niemand entschieden. Es bleiben { $count } Tage: Am { $date } endet die Anfrage von selbst.
    }
notice-ended = Bis zum { $date } hat niemand entschieden, daher hat die Anfrage von selbst geendet. Wer angefragt hat, ist benachrichtigt und kann erneut anfragen.
notice-asked-by = Wer anfragt und warum
notice-asked-on = am { $date }
notice-others = { $count ->
        [one] Eine weitere Person fragt ebenfalls an.
       *[other] { $count } weitere Personen fragen ebenfalls an.
    }
notice-permissions = Wonach die Anwendung fragt
notice-as-itself = ohne dass jemand angemeldet ist
notice-more-permissions = { $count ->
        [one] Und eine weitere Berechtigung.
       *[other] Und { $count } weitere Berechtigungen.
    }
notice-next = Was Sie tun können
notice-review = Prüfen Sie die Anfrage bis zum { $date }. Sie können sie genehmigen, ablehnen oder die Anwendung blockieren. Entscheidet niemand, endet die Anfrage von selbst.
notice-review-ended = Sie müssen nichts tun. Die Anfrage lässt sich weiterhin ansehen.
notice-link-review = Anfrage prüfen
notice-link-ended = Anfrage ansehen

# An die, die angefragt haben
notice-title-approved = { $app } ist genehmigt
notice-title-denied = { $app } ist nicht genehmigt
notice-title-blocked = { $app } ist blockiert
notice-title-expired = Über { $app } hat niemand entschieden
notice-somebody = Ein Administrator von { $tenant }
notice-approved = { $account } hat Ihre Anfrage vom { $asked } am { $date } genehmigt.
notice-approved-elsewhere = Ein Administrator von { $tenant } hat am { $date } erteilt, was Sie am { $asked } angefragt haben.
notice-denied = { $account } hat am { $date } entschieden, Ihre Anfrage vom { $asked } nicht zu genehmigen.
notice-blocked = { $account } hat diese Anwendung am { $date } in { $tenant } blockiert. Ihre Anfrage vom { $asked } ist damit beendet.
notice-expired = Kein Prüfer von { $tenant } hat bis zum { $date } über Ihre Anfrage vom { $asked } entschieden, daher hat sie von selbst geendet.
notice-reason = Die Begründung
notice-may = Was die Anwendung darf
notice-wanted = Was Sie angefragt haben
notice-next-approved = Beginnen Sie in der Anwendung von vorn und melden Sie sich an. Nach diesen Berechtigungen werden Sie nicht mehr gefragt. Unter „Meine Apps“ sehen Sie jederzeit, was sie darf.
notice-next-denied = Sie können erneut anfragen: Beginnen Sie in der Anwendung und schreiben Sie, wofür Sie sie brauchen. Wenn die Begründung oben etwas offenlässt, sprechen Sie zuerst mit dem Prüfer.
notice-next-blocked = Niemand kann sich mit dieser Anwendung anmelden oder sie anfragen (AADSTS7000112). Wenn Sie etwas Ähnliches brauchen, fragen Sie einen Administrator, welche Anwendung Sie stattdessen verwenden können.
notice-next-expired = Wenn Sie die Anwendung noch brauchen, beginnen Sie dort von vorn und senden Sie eine neue Anfrage. Sagen Sie einem Administrator, dass sie wartet.
notice-link-approved = Meine Apps öffnen

# Unter jeder E-Mail
notice-link-safe = Der Link öffnet nur eine Seite, für die Sie sich anmelden. Er ändert von selbst nichts: Was geschieht, wählen Sie auf der Seite.
notice-why-reviewer = Sie erhalten diese E-Mail, weil Sie in { $tenant } Anfragen prüfen. Antworten darauf liest niemand.
notice-why-requester = Sie erhalten diese E-Mail, weil Sie diese Anwendung in { $tenant } angefragt haben. Antworten darauf liest niemand.
notice-request = Anfrage-ID: { $id }
