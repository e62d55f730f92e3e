# My Apps: the pages on which people see what they use and what it may do.

myapps-title = My Apps
myapps-what = What you use with this account, and what it may do.
myapps-applications = Applications
myapps-none = No applications yet
    .next = An application appears here once you have signed in with it, allowed it something, or been assigned to it.
myapps-allowed-you = Allowed by you
myapps-allowed-administrator = Allowed by your administrator
myapps-allowed-both = Allowed by you and by your administrator
myapps-allowed-nobody = Nothing allowed at present
myapps-used-on = Last used on { $date }
myapps-unused = Not used yet

# Whose page it is
myapps-account = Your account
myapps-sign-out = Sign out
myapps-sign-out-everywhere = Sign out everywhere

# One application
myapps-last-used = Last used
myapps-homepage = Homepage
myapps-outside = leads to another site
myapps-own = What you allowed
myapps-own-since = Since { $date }, by your own consent.
myapps-take-back = Take back
myapps-take-back-now = { $app } loses these permissions at once and is signed out within seconds.
myapps-take-back-rest = What an administrator allowed for everybody stays, so it can go on with that.
myapps-take-back-later = It asks you again at the next sign-in. Where your organization does not let you decide, it then needs an administrator.
myapps-take-back-kept = Mail that it has fetched stays on the device until you remove it there.
myapps-everybody = What an administrator allowed for everybody
myapps-everybody-since = Since { $date }, by an administrator of { $tenant }, for everybody there.
myapps-everybody-who = You cannot take this back yourself. Administrators of { $tenant } can, with one of these roles: Global Administrator, Application Administrator, Cloud Application Administrator.
myapps-nothing = Neither you nor an administrator allows this application anything at present. It asks at the next sign-in.

# What the last action did
myapps-done-taken-back = Taken back. The application asks again at the next sign-in.
myapps-done-taken-back-rest = Taken back. What an administrator allowed for everybody stays.

# Sign out everywhere
myapps-everywhere-title = Sign out everywhere?
myapps-everywhere-browsers = Every browser is signed out, this one too.
myapps-everywhere-apps = Every application is signed out within seconds, on phones and tablets too. To go on, you sign in there again.
myapps-everywhere-basic = A mail program that keeps your password itself signs in again with it. If somebody else may know your password, have it changed as well.
myapps-everywhere-kept = What you allowed stays, and so does mail that a device has fetched.
myapps-everywhere-back = Back to My Apps
myapps-everywhere-done = You are signed out everywhere
myapps-everywhere-done-what = { $account } is signed out in every browser and every application. Sign in again wherever you want to go on.
myapps-sign-in-again = Sign in again

# What could not be shown or done
myapps-lost = This is not one of your applications
    .what = The address may be wrong, or the application was removed, or you have not used it yet.
myapps-old = This page was too old
    .what = Nothing was changed. Open the page again and repeat what you wanted to do.

# Devices and sessions
sessions-title = Devices and sessions
sessions-what = Where you are signed in with this account. End what you do not know, and change your password if somebody else may know it.
sessions-browsers = Browsers
sessions-apps = Applications
sessions-no-apps = No application keeps you signed in.
sessions-here = This browser
sessions-on = on
sessions-address = Network address
sessions-since = Signed in since
sessions-kept = stays signed in
sessions-end = Sign out there
sessions-device = { $program } on { $system }
sessions-device-program = { $program }
sessions-device-unknown = Unknown device
myapps-done-session-ended = Signed out there. An application notices within seconds.
