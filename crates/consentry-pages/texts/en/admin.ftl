# The admin center: its frame, and words that many of its pages use.

admin-title = Admin center
admin-skip = Skip to the content
admin-menu = Menu
admin-navigation = Admin center
admin-crumbs = You are here
admin-sign-out = Sign out
admin-open-requests = Waiting requests: { $count }

# Navigation
admin-nav-overview = Overview
admin-nav-requests = Requests
admin-nav-applications = Applications
admin-nav-explain = Explain a sign-in
admin-nav-matrix = Consent matrix
admin-nav-grants = Risky and unused consents
admin-nav-user-consent = Users may consent
admin-nav-policies = Consent policies
admin-nav-classifications = Classifications
admin-nav-workflow = Requests and reviewers
admin-group-check = Check
admin-group-settings = Settings

# What the last action did
admin-done-approved = Approved. The people who asked are told.
admin-done-denied = Denied. The people who asked are told.
admin-done-blocked = Blocked. Nobody can ask for it or sign in with it.
admin-done-saved = Saved. It counts from the next sign-in on.
admin-done-consented = Everybody in the organization can use it without being asked. It counts at once.
admin-failed-changed = Nothing was changed, because somebody else had changed it meanwhile. Look at it again.
admin-failed-expired = Nothing was changed, because the page was too old. Please try again.

# Lists
admin-pages = Pages
admin-newer = Newer
admin-older = Older
admin-search = Search
admin-any = Any
admin-clear = Clear the filter
admin-back = Back
admin-not-given = Not given
admin-others = and { $count } more
admin-column-application = Application
admin-column-requested-by = Requested by
admin-column-kind = Asks for
admin-column-asked-on = Asked on
admin-column-ends-on = Ends on
admin-column-state = State

# States and marks
admin-state-open = Waiting
admin-state-approved = Approved
admin-state-denied = Denied
admin-state-blocked = Blocked
admin-state-expired = Expired
admin-impact-low = Low impact
admin-impact-medium = Medium impact
admin-impact-high = High impact
admin-impact-none = Not classified
admin-risk-looks-like = Looks like { $name }
    .why = The name of this application looks like { $name }, which is another application of a verified publisher. People may take one for the other.
admin-risk-young = New and not verified
    .why = This application was registered less than 90 days ago for many organizations, and its publisher is not verified. Make sure that you know who made it.

# An application
admin-fact-name = Name
admin-fact-known-as = Name when your organization met it
admin-fact-app-id = Application ID
admin-fact-homepage = Homepage
admin-fact-reply-urls = Reply URLs
admin-fact-registered-on = Registered on
