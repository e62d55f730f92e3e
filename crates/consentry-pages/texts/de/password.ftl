# Kennwörter: vergessen, selbst geändert, und die Mails über beides.

# Ein vergessenes Kennwort
sign-in-forgot = Kennwort vergessen?
forgot-title = Kennwort vergessen?
forgot-lead = Geben Sie Ihren Kontonamen ein. Hat das Konto eine weitere Mailadresse, geht dorthin ein Link zu einem neuen Kennwort.
forgot-button = Link senden
forgot-sent-title = Sehen Sie in Ihre Mail
forgot-sent-what = Ist dieses Konto bekannt und hat es eine weitere Mailadresse, ist eine Mail mit einem Link dorthin unterwegs. Der Link gilt { $minutes } Minuten und einmal.
forgot-sent-help = Nach einigen Minuten keine Mail? Sehen Sie im Ordner für unerwünschte Mail nach, oder bitten Sie einen Administrator um ein Kennwort für einmal.
forgot-again = Noch einmal anfragen
reset-title = Neues Kennwort wählen
reset-lead = Mit dem Link aus Ihrer Mail wählen Sie ein neues Kennwort. Danach muss sich jeder Browser, jedes Telefon und jedes Programm neu anmelden.
reset-button = Neues Kennwort speichern
reset-done-title = Ihr neues Kennwort ist gespeichert
reset-done-what = Sie können sich jetzt damit anmelden. Jeder Browser, jedes Telefon und jedes Programm, in dem Sie angemeldet waren, fragt danach.
reset-over-title = Dieser Link gilt nicht mehr
reset-over-what = Er wurde benutzt, durch einen neueren ersetzt oder ist älter als { $minutes } Minuten. Es wurde nichts geändert.
change-problem-name = Das neue Kennwort enthält Ihren Namen oder Ihren Kontonamen. Wählen Sie eines ohne ihn.

# Mails
password-mail-link = Neues Kennwort wählen
password-mail-link-subject = Neues Kennwort wählen
password-mail-link-title = Neues Kennwort wählen
password-mail-link-what = Jemand hat ein neues Kennwort für { $account } angefragt. Waren Sie das, öffnen Sie den Link innerhalb von { $minutes } Minuten. Er gilt einmal.
password-mail-link-next = Der Link öffnet nur eine Seite. Ihr Kennwort bleibt, wie es ist, bis Sie dort ein anderes wählen. Haben Sie nichts angefragt, müssen Sie nichts tun.
password-mail-link-why = Sie erhalten diese Mail, weil diese Adresse zu einem Konto von { $tenant } gehört. Antworten liest niemand.
password-mail-changed-subject = Ihr Kennwort wurde geändert
password-mail-changed-title = Ihr Kennwort wurde geändert
password-mail-changed-what = Das Kennwort von { $account } wurde am { $date } über den Link einer Mail geändert. Jeder Browser, jedes Telefon und jedes Programm muss sich neu anmelden.
password-mail-changed-next = Waren Sie das nicht, sagen Sie es sofort einem Administrator: Jemand liest Ihre Mail.
password-mail-changed-why = Sie erhalten diese Mail, weil diese Adresse zu einem Konto von { $tenant } gehört. Antworten liest niemand.

# Meine Apps
myapps-password = Kennwort ändern
myapps-password-title = Ihr Kennwort ändern
myapps-password-effect = Danach muss sich jeder andere Browser, jedes Telefon und jedes Programm neu anmelden. Dieser Browser bleibt angemeldet.
myapps-password-save = Neues Kennwort speichern
myapps-done-password = Ihr neues Kennwort ist gespeichert. Alles andere fragt bei der nächsten Anfrage danach.
myapps-other-mail = Weitere Mailadresse
myapps-other-mail-why = An diese Adresse geht ein Link zu einem neuen Kennwort, wenn Sie Ihres vergessen. Nehmen Sie eine, die Sie ohne dieses Konto lesen können. Lassen Sie das Feld leer, um keine zu haben.
myapps-other-mail-save = Adresse speichern
myapps-other-mail-invalid = Das ist keine Mailadresse. Geben Sie eine wie adele@home.example ein.
myapps-other-mail-password = Ihr jetziges Kennwort
myapps-done-other-mail = Die Adresse ist gespeichert.

# Das Admin Center
admin-place-users = Benutzer
admin-users-title = Benutzer
admin-users-search = Name, Anmeldename oder Adresse
admin-users-none = Kein Benutzer dieser Organisation passt.
admin-user-name = Name
admin-user-upn = Anmeldename
admin-user-state = Anmeldung
admin-user-enabled = Erlaubt
admin-user-disabled = Abgeschaltet
admin-user-roles = Rollen
admin-user-no-roles = Keine
admin-user-other-mail = Weitere Mailadresse
admin-user-none = Keine
admin-user-password = Kennwort
admin-user-password-current = Selbst gewählt
admin-user-password-one-time = Für einmal: muss bei der nächsten Anmeldung geändert werden
admin-user-password-since = Seit
admin-user-made = Angelegt
admin-user-enable = Anmeldung erlauben
admin-user-enable-what = Anwendungen, Telefone und Programme gehen nach einer Anmeldung wieder.
admin-user-disable = Konto abschalten
admin-user-disable-what = Jede Anfrage dieser Person wird ab der nächsten abgelehnt, mit allen Anwendungen, Telefonen und Programmen.
admin-user-reset = Kennwort für einmal vergeben
admin-user-reset-what = Es wird einmal gezeigt. Was angemeldet war, wird abgemeldet, und die Person muss bei der nächsten Anmeldung ein Kennwort wählen.
admin-user-sign-out = Überall abmelden
admin-user-sign-out-what = Browser, Telefone und Programme müssen sich neu anmelden. Kennwort und Zustimmungen bleiben.
admin-user-may-not = Ihre Rollen erlauben keine Änderung an diesem Konto.
admin-reset-title = Das Kennwort für einmal
admin-reset-what = Für { $account }. Es wird nur dieses eine Mal gezeigt; geben Sie es persönlich oder am Telefon weiter.
admin-reset-back = Zurück zum Benutzer
admin-done-user-enabled = Die Person kann sich wieder anmelden.
admin-done-user-disabled = Das Konto ist ab der nächsten Anfrage abgeschaltet.
admin-done-user-signed-out = Die Person ist überall abgemeldet.
