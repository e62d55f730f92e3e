# Mails about requests for approval, as HTML and as plain text. Names and reasons come from
# outside: never rely on their grammar.

notice-subject-new = Approval requested: “{ $app }”
notice-subject-reminder = { $count ->
        [one] One day left: request for “{ $app }”
       *[other] { $count } days left: request for “{ $app }”
    }
notice-subject-ended = Request ended without a decision: “{ $app }”
notice-subject-approved = Approved: “{ $app }”
notice-subject-denied = Not approved: “{ $app }”
notice-subject-blocked = Blocked: “{ $app }”
notice-subject-expired = Nobody decided on your request: “{ $app }”

# To reviewers
notice-title-new = Approval requested for { $app }
notice-title-reminder = A request for { $app } waits for you
notice-title-ended = The request for { $app } has ended
notice-new = Somebody in { $tenant } wants to use this application and may not grant what it asks for. You or another reviewer can decide.
notice-reminder = { $count ->
        [one] Nobody has decided yet. One day is left: on { $date } the request ends by itself.
       *[other] Nobody has decided yet. { $count } days are left: on { $date } the request ends by itself.
    }
notice-ended = Nobody decided by { $date }, so the request ended by itself. Whoever asked has been told and can ask again.
notice-asked-by = Who asks, and why
notice-asked-on = on { $date }
notice-others = { $count ->
        [one] One other person asks too.
       *[other] { $count } others ask too.
    }
notice-permissions = What it asks for
notice-as-itself = without anybody signed in
notice-more-permissions = { $count ->
        [one] And one more.
       *[other] And { $count } more.
    }
notice-next = What you can do
notice-review = Review the request by { $date }. You can approve, deny or block it. If nobody decides, it ends by itself.
notice-review-ended = You do not have to do anything. The request can still be looked at.
notice-link-review = Review request
notice-link-ended = Look at the request

# To those who asked
notice-title-approved = { $app } is approved
notice-title-denied = { $app } is not approved
notice-title-blocked = { $app } is blocked
notice-title-expired = Nobody decided on { $app }
notice-somebody = An administrator of { $tenant }
notice-approved = { $account } approved your request of { $asked } on { $date }.
notice-approved-elsewhere = An administrator of { $tenant } granted on { $date } what you asked for on { $asked }.
notice-denied = { $account } decided on { $date } not to approve your request of { $asked }.
notice-blocked = { $account } blocked this application in { $tenant } on { $date }. Your request of { $asked } has ended.
notice-expired = No reviewer of { $tenant } decided on your request of { $asked } by { $date }, so it ended by itself.
notice-reason = The reason
notice-may = What it may do
notice-wanted = What you asked for
notice-next-approved = Start again in the application and sign in. You will not be asked for these permissions. Under My Apps you see at any time what it may do.
notice-next-denied = You can ask again: start in the application and write why you need it. If the reason above leaves something open, talk to the reviewer first.
notice-next-blocked = Nobody can sign in with this application or ask for it (AADSTS7000112). If you need something of the kind, ask an administrator which application you can use instead.
notice-next-expired = If you still need the application, start in it again and send a new request. Tell an administrator that it waits.
notice-link-approved = Open My Apps

# Below every mail
notice-link-safe = The link only opens a page, for which you sign in. It changes nothing by itself: what is done, you choose on the page.
notice-why-reviewer = You get this mail because you review requests in { $tenant }. Nobody reads answers to it.
notice-why-requester = You get this mail because you asked for this application in { $tenant }. Nobody reads answers to it.
notice-request = Request ID: { $id }
