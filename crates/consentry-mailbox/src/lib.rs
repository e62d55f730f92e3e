//! Where mail lives: the embedded mailbox, its folders, messages and synchronisation state.
