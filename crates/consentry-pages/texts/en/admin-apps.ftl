# Enterprise applications, the report on their consents, and what is said where nothing was shown or changed.

# Nothing was shown or changed
admin-refused-needs-role = Your account may not do this
    .what = Nothing was changed. Accounts with one of these roles may:
    .helps = Ask a Global Administrator of your organization for the role, or use another account.
    .back = Go on in the admin center
admin-refused-forbidden = Your account may not do this
    .what = Nothing was shown or changed. This is for reviewers and administrators of your organization.
    .helps = Ask an administrator of your organization, or use another account.
    .back = Go on in the admin center
admin-refused-expired = The page was too old
    .what = Nothing was changed, because the form did not come from a page of this session. That happens after a new sign-in, or when a page stood open for long.
    .helps = Open the page again and repeat what you wanted to do.
    .back = Open the page again
admin-refused-missing = This is not here
    .what = There is no such page or object in your organization, or not any more.
    .helps = Look for it in the list. A deleted application can be restored for 30 days.
    .back = To the list
admin-refused-changed = Somebody was faster
    .what = Nothing was changed, because it has changed meanwhile.
    .helps = Look at it again. Then decide whether anything is left to do.
    .back = Look at it again
admin-refused-invalid = This cannot be done
    .what = Nothing was changed, because a value was not accepted.
    .helps = Open the page again and repeat what you wanted to do.
    .back = Open the page again
