-- Passwords have an age, so that they can expire; those that are there get the age of their
-- account. A second mail address is where a link for a forgotten password may go.
ALTER TABLE users ADD COLUMN password_changed_at bigint NOT NULL DEFAULT 0;
UPDATE users SET password_changed_at = created_at;
ALTER TABLE users ADD COLUMN other_mail text;
