# Pages of the sign-in family. Placeholders are names from outside: never rely on their grammar.

# Common
button-sign-in = Sign in
button-cancel = Cancel
button-continue = Continue
button-accept = Accept
button-change = Change password
button-other-account = Use another account
button-again = Try again
button-leave = Return to the application
button-look-up = Look up
field-username = Account name
field-password = Password
sign-in-keep = Stay signed in
sign-in-keep-why = Choose this only on a device that is yours alone.
signed-in-as = Signed in as { $account }
some-app = this application
some-tenant = your organization
some-account = your account
copy = Copy these details
copied = Copied
support-label = Details for support
support-code = Code
support-correlation = Correlation ID
support-trace = Trace ID
support-time = Time

# The application that asks
app-box-label = Application
publisher-verified = Verified publisher: { $publisher }
publisher-not-verified = Publisher not verified
returns-to-site = Returns to { $address }
returns-to-device = Returns to an app on this device ({ $address })
returns-nowhere = You stay on this site
homepage = Homepage: { $address }
known-not-yet = Nobody in { $tenant } uses it yet
known-since = { $count ->
        [0] Known in { $tenant } since { $date }, used by nobody at present
        [one] Known in { $tenant } since { $date }, used by one person
       *[other] Known in { $tenant } since { $date }, used by { $count } people
    }
warning-looks-like = Its name looks like { $name }, which belongs to a verified publisher. Make sure that you mean this one.
warning-young = Registered only on { $date }, publisher not verified. Make sure that you know who made it.

# Sign in
sign-in-title = Sign in
sign-in-to = to continue to { $app }
sign-in-admin-title = Sign in as an administrator
sign-in-admin-why = { $app } asks for permissions that an administrator of your organization has to accept.
problem-wrong-password = The account name or the password is not right. Check both and try again.
problem-unknown-account = There is no account with this name. Check the spelling.
problem-locked = The account is locked for a while, because there were too many tries. Wait a few minutes, then try again.
problem-held-off = Too many sign-ins with wrong passwords came from your network. Wait a quarter of an hour, then try again.
problem-incomplete = Enter your account name and your password.
problem-session-ended = Please enter your password again to go on.

# Account picker
picker-title = Choose an account
picker-live = Signed in
picker-ended = Signed out

# Change password
change-title = Choose a new password
change-why = Your present password was meant for one use or has expired. Choose your own to go on.
change-for = Account: { $account }
field-present-password = Present password
field-new-password = New password
field-repeat-password = New password again
rule-length = At least { $minimum } characters
rule-different = Not the one you have now
rule-guessable = Without your account name, and not a widely used password
rule-free = Any characters, spaces too; a sentence is fine
change-problem-wrong-password = The present password is not right.
change-problem-not-repeated = The two new passwords differ. Enter the same one twice.
change-problem-held = Too many wrong passwords were tried. Wait a while, then try again.
change-problem-too-short = The new password is too short. It needs at least { $minimum } characters.
change-problem-too-long = The new password is too long. Choose one with at most 256 bytes; letters such as é count as two.
change-problem-unchanged = The new password is the one you have now. Choose another.
change-problem-guessable = The new password is easy to guess. Choose one without your account name that others do not use.

# Signed out
sign-out-title = Sign out?
sign-out-account = { $account } is signed in in this browser.
sign-out-all = Every account of this browser is signed out.
sign-out-what = You sign out here and in the applications that you opened from here. Mail and other applications on your devices stay signed in.
button-sign-out = Sign out
signed-out-telling = An application is told that you signed out
signed-out-title = You are signed out
signed-out-account = { $account } is signed out of this site.
signed-out-nobody = Nobody is signed in here now.
signed-out-browser = On a computer that others use, close all windows of the browser as well.

# Consent
consent-title = Permissions requested
consent-would-like = { $app } would like to:
consent-on-behalf = Consent on behalf of your organization
consent-on-behalf-why = Everybody in { $tenant } can then use this application without being asked, and it gets these permissions for each of them. Leave it empty to accept for yourself only.
consent-meaning = Accept only if you trust this application. You can take your consent back at any time.
organization-subtitle = Accept for your organization
organization-effect = If you accept, this application gets these permissions for everybody in { $tenant }. Nobody there will be asked again.
organization-replaces = This replaces what was accepted for the organization before. What people accepted for themselves stays.

# Need admin approval
need-admin-title = Need admin approval
need-admin-ask = Ask an administrator to grant them before you use it.
need-admin-needs = What it needs
need-admin-who-title = Who can approve
need-admin-who = A Global Administrator, Application Administrator or Cloud Application Administrator of { $tenant }. Give them the name of the application and the code below.
need-admin-have-account = Have an admin account?
need-admin-sign-in = Sign in as an administrator
need-admin-return = Return to the application without granting consent

# Confirm the return
confirm-title = Continue to { $app }?
confirm-what = You are already signed in. { $app } will get access as { $account }, as agreed before.
confirm-why = Continue only if you have just started this sign-in in the app yourself.

# After an administrator's consent
done-title = Consent is recorded
done-what = { $app } now has these permissions for everybody in { $tenant }:
done-next-title = What happens next
done-next = People can sign in with this application without being asked. Those who were waiting only need to try again. You can close this page.
done-undo = An administrator can take this consent back at any time.
done-harmless = The link you followed leads to an address that is not registered for the application, so nothing was sent there. The code AADSTS{ $code } stands for this and can be ignored.

# Form post
form-post-title = One moment
form-post-what = You are being taken back to { $app }. If nothing happens, choose Continue.

# Errors
error-help-title = What you can do
error-who-title = Who can change it
who-you = You can do this yourself.
who-administrator = An administrator of { $tenant }.
who-developer = The developer of { $app }, or the administrator who set it up.
who-operator = The people who run this server.

# Error look-up
lookup-title = Look up an error code
lookup-field = Code or message
lookup-means = What it means
lookup-older = What it means in older texts
lookup-unknown = There is no entry for { $asked }. Check the number: it follows the letters AADSTS.
lookup-all = All codes

# Demo page
demo-what = A small single-page application that signs in to this server.
demo-result = Result
demo-nothing = Nothing yet
demo-no-script = This page needs JavaScript, as any single-page application does.

# The page for devices
device-title = Enter the code
device-lead = Type the code that your device or app shows. Nobody else should have sent it to you.
device-field = Code
device-problem-unknown = No device waits for this code. Check it and type it again.
device-problem-used = This code was used before. Begin again on the device.
device-problem-expired = This code has expired. Begin again on the device.
device-problem-empty = Type the code.
device-problem-blocked = Too many wrong codes. Wait 15 minutes, then try again.
device-confirm-title = Sign in for { $app }?
device-confirm-what = The device or app that shows your code will act as you. It asked from the address { $address }.
device-confirm-why = Continue only if you have just started this yourself. If somebody sent you the code, by mail, chat or phone, cancel: whoever it is would get into your account.
device-done-title = You are signed in
device-done-what = { $app } on your device goes on by itself. You may close this window.
device-declined-title = Nothing was given to the device
device-declined-what = { $app } was not signed in. You may close this window.
device-message = To sign in, open { $address } in a browser and enter the code { $code }.
