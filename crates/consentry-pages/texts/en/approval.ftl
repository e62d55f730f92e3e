# The request for an administrator's consent, and why an administrator is needed.

why-admin-always = { $app } needs permissions in { $tenant } that only an administrator can grant.
why-admin-policy = { $app } asks for permissions that the rules of { $tenant } do not let you grant yourself.
why-admin-risk = { $app } shows signs of risk. So only an administrator of { $tenant } can grant what it asks for.
why-admin-risk-beware = Go on only if you know this application and have started this yourself.

# Approval required
approval-title = Approval required
approval-reason = Reason
approval-reason-note = Required. The reviewers read it. Up to { $most } characters.
approval-left = Characters left:
approval-who = { $count ->
        [one] A reviewer of { $tenant } decides within one day. You get the answer by mail.
       *[other] A reviewer of { $tenant } decides within { $count } days. You get the answer by mail.
    }
button-request = Request approval
approval-leave = Return to the application without asking
approval-administrator = Sign in with that account
approval-problem-missing = Write why you need this application. A request needs a reason.
approval-problem-too-long = The reason is too long. Shorten it to { $most } characters.
approval-problem-character = The reason has a character that cannot be shown. It now stands as � in the text: delete it or write something else.
approval-problem-too-many = You have sent several requests within an hour. Wait an hour, then send this one.

# Request sent
sent-title = Request sent
sent-title-before = You have asked already
sent-what = The reviewers of { $tenant } now have your request for { $app }.
sent-what-before = You asked for { $app } on { $date }. Nobody has decided yet, so there is no need to ask again.
sent-at = Sent
sent-until = Waits until
sent-to = Answer to
sent-others = { $count ->
        [one] One other person has asked for it too.
       *[other] { $count } others have asked for it too.
    }
sent-next-title = What happens next
sent-answer = You do not have to do anything now. You get the answer by mail. Once it is approved, start again in the application.
sent-answer-unknown = You do not have to do anything now. Your account has no mail address that the answer could go to, so try the application again from time to time.
sent-ends = If nobody decides by { $date }, the request ends by itself and you can ask again.
sent-reason-title = Your reason
sent-asked-title = What you asked for
