# Requests for admin consent, and the consent page for the whole organization.

admin-requests-what = People ask here for applications that they may not consent to themselves.
admin-requests-mine = Waiting for me
admin-requests-all = All
admin-requests-search = Application or person
admin-requests-none-mine = Nothing is waiting for you
    .next = When somebody asks for approval, the request appears here until you or another reviewer decides.
admin-requests-none = No requests yet
    .next = A request appears here when somebody asks for an application that he or she may not consent to.
admin-requests-off = People cannot send requests
    .next = Whoever may not consent sees “Need admin approval” and can only leave. Switch requests on and name reviewers first.
admin-requests-no-match = No request fits
    .next = Try another word or another state.

admin-request-static = Its static list
    .why = The application asks for everything that its registration lists. What you see is what it listed when the request was made.
admin-request-dynamic = Named permissions
    .why = The application asks for these permissions by name. What you see is what it asked for when the request was made.

# One request
admin-request-title = Request for { $app }
admin-request-app = Application
admin-request-by = Requested by
admin-request-others = Others who asked: { $count }
admin-request-permissions = Permissions
admin-request-as-itself = As the application itself
admin-request-as-itself-why = It uses these permissions without anybody signed in, for all data of the organization.
admin-permission-new = New
admin-permission-held = Granted for everybody
admin-request-decision = Decision
admin-request-history = How it ended
admin-request-closed-at = Ended on
admin-request-closed-by = By
admin-request-by-itself = Nobody; it ended by itself
admin-request-closed-approved = The people who asked were told, and everybody may use the application.
admin-request-closed-denied = The people who asked were told the reason. They can ask again.
admin-request-closed-blocked = Nobody can ask for this application again. To undo this, switch it on again under Applications.
admin-request-closed-expired = Nobody decided in time. The people who asked were told and can ask again.

# Deciding
admin-request-if-approved = If you approve
admin-request-approve = Review permissions and consent
admin-request-deny = Deny
admin-request-deny-why = The people who asked read your reason. They can ask again.
admin-request-deny-do = Deny the request
admin-request-block = Block
admin-request-block-what = Nobody can ask for this application again. Whoever tries to sign in with it is refused (AADSTS7000112).
admin-request-block-used = People who signed in with it in the last 30 days and would be refused: { $count }
admin-request-block-undo = You can undo this by switching the application on again under Applications.
admin-request-block-do = Block the application
admin-reason = Reason, for the people who asked
admin-reason-empty = Enter a reason. The people who asked will read it.
admin-reason-too-long = The reason is too long. It may have 500 characters.
admin-reason-character = The reason holds a character that cannot be shown. Type it again without it.
admin-why-not-reviewer = You are not a reviewer of this request, so you can only read it.
admin-why-needs-role = Approving needs a role that may consent to all of these permissions. Global Administrators and Privileged Role Administrators always may; Application and Cloud Application Administrators may unless it asks for application permissions of Graph. You may deny or block.
admin-why-risky = You are named to approve within a policy, which does not reach risky applications: this one needs a role that may consent to all of these permissions. You may deny or block.
admin-why-beyond-limits = You may approve within the policy { $policy }, and { $scope } is beyond it. You may deny or block.

# What approving does
admin-effect-everybody = Everybody in { $tenant } can then use { $app } without being asked, and it gets these permissions for each of them.
admin-effect-replaces = This replaces what was accepted for everybody before. What people accepted for themselves stays.
admin-effect-adds = This is added to what was accepted for everybody before. Nothing is taken away.
admin-effect-loses = This permission, accepted for everybody before, goes away: { $permission }
admin-effect-told = People who asked and are told by mail: { $count }
admin-effect-undo = You can take this back at any time on the application's page.

# The consent page
admin-consent-subtitle = Review for your organization
admin-consent-asked-by = Requested by { $account }
admin-consent-asked-by-many = Requested by { $account } and { $count } more
admin-consent-delegated = You approve within the limits of the policy { $policy }.
