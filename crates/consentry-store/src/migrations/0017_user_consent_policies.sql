-- What users may consent to is a list of app consent policies: the two words of before become
-- the lists that they meant.
UPDATE tenants SET settings = replace(replace(settings,
    '"user_consent":"off"', '"user_consent":[]'),
    '"user_consent":"on"', '"user_consent":["microsoft-user-default-legacy"]');
