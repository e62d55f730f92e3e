//! Requests as clients send them, answers as they want them.
