# Passwords: forgotten, changed by oneself, and the mails about both.

# A forgotten password
sign-in-forgot = Forgot your password?
forgot-title = Forgot your password?
forgot-lead = Enter your account name. If it has another mail address, a link to a new password goes there.
forgot-button = Send link
forgot-sent-title = Look into your mail
forgot-sent-what = If this account is known and has another mail address, a mail with a link is on its way there. The link works for { $minutes } minutes and once.
forgot-sent-help = No mail after some minutes? Look into the folder for junk mail, or ask an administrator for a one-time password.
forgot-again = Ask again
reset-title = Choose a new password
reset-lead = The link from your mail lets you choose a new password. Every browser, phone and program then has to sign in again.
reset-button = Save new password
reset-done-title = Your new password is saved
reset-done-what = You can sign in with it now. Every browser, phone and program in which you were signed in asks for it.
reset-over-title = This link does not work any more
reset-over-what = It was used, replaced by a newer one, or is older than { $minutes } minutes. Nothing was changed.
change-problem-name = The new password holds your name or your account name. Choose one without it.

# Mails
password-mail-link = Choose a new password
password-mail-link-subject = Choose a new password
password-mail-link-title = Choose a new password
password-mail-link-what = Somebody asked for a new password for { $account }. If that was you, open the link within { $minutes } minutes. It works once.
password-mail-link-next = The link only opens a page. Your password stays as it is until you choose another there. If you did not ask for this, you do not have to do anything.
password-mail-link-why = You get this mail because this address belongs to an account of { $tenant }. Nobody reads answers to it.
password-mail-changed-subject = Your password was changed
password-mail-changed-title = Your password was changed
password-mail-changed-what = The password of { $account } was changed by a link from a mail on { $date }. Every browser, phone and program has to sign in again.
password-mail-changed-next = If that was not you, tell an administrator at once: somebody reads your mail.
password-mail-changed-why = You get this mail because this address belongs to an account of { $tenant }. Nobody reads answers to it.

# My Apps
myapps-password = Change password
myapps-password-title = Change your password
myapps-password-effect = Every other browser, phone and program then has to sign in again. This browser stays signed in.
myapps-password-save = Save new password
myapps-done-password = Your new password is saved. Everything else asks for it at the next request.
myapps-other-mail = Another mail address
myapps-other-mail-why = A link to a new password goes to this address if you forget yours. Use one that you can read without this account. Leave it empty to have none.
myapps-other-mail-save = Save address
myapps-other-mail-invalid = This is not a mail address. Enter one such as adele@home.example.
myapps-other-mail-password = Your present password
myapps-done-other-mail = The address is saved.

# The admin centre
admin-place-users = Users
admin-users-title = Users
admin-users-search = Name, sign-in name or address
admin-users-none = No user of this organisation fits.
admin-user-name = Name
admin-user-upn = Sign-in name
admin-user-state = Sign-in
admin-user-enabled = Allowed
admin-user-disabled = Switched off
admin-user-roles = Roles
admin-user-no-roles = None
admin-user-other-mail = Other mail address
admin-user-none = None
admin-user-password = Password
admin-user-password-current = Chosen by the person
admin-user-password-one-time = One-time: must be changed at the next sign-in
admin-user-password-since = Since
admin-user-made = Made
admin-user-enable = Let this person sign in
admin-user-enable-what = Applications, phones and programs work again after signing in.
admin-user-disable = Switch the account off
admin-user-disable-what = Every request of this person is refused from the next one on, with all applications, phones and programs.
admin-user-reset = Give a one-time password
admin-user-reset-what = It is shown once. What was signed in before is signed out, and the person has to choose a password at the next sign-in.
admin-user-sign-out = Sign out everywhere
admin-user-sign-out-what = Browsers, phones and programs have to sign in again. Password and consents stay.
admin-user-may-not = Your roles do not let you change this account.
admin-reset-title = The one-time password
admin-reset-what = For { $account }. It is shown this once; hand it over in person or by telephone.
admin-reset-back = Back to the user
admin-done-user-enabled = The person can sign in again.
admin-done-user-disabled = The account is switched off from the next request on.
admin-done-user-signed-out = The person is signed out everywhere.
