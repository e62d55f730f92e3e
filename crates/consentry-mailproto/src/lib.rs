//! Protocols of mail clients as codecs and state machines without input or output.
