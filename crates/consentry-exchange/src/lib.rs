//! Autodiscover and ActiveSync over the embedded mailbox.
