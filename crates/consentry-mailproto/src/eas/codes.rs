//! Enumerations that travel as decimal numbers.

/// A value that the wire writes as a number.
pub trait Code: Copy {
    /// The number on the wire.
    fn code(self) -> u16;

    /// The value behind a number; `None` when the specification has none.
    fn from_code(code: u16) -> Option<Self>;
}

macro_rules! codes {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal,)* }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $crate::eas::Code for $name {
            fn code(self) -> u16 {
                match self { $(Self::$variant => $code,)* }
            }

            fn from_code(code: u16) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

/// The status of a command: its own codes, and those that all commands share.
macro_rules! statuses {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal,)* }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
            /// A status that every command may give.
            Common($crate::eas::CommonStatus),
        }

        impl $crate::eas::Code for $name {
            fn code(self) -> u16 {
                match self {
                    $(Self::$variant => $code,)*
                    Self::Common(common) => common.code(),
                }
            }

            fn from_code(code: u16) -> Option<Self> {
                match code {
                    $($code => Some(Self::$variant),)*
                    _ => $crate::eas::CommonStatus::from_code(code).map(Self::Common),
                }
            }
        }

        impl From<$crate::eas::CommonStatus> for $name {
            fn from(common: $crate::eas::CommonStatus) -> Self {
                Self::Common(common)
            }
        }
    };
}

pub(crate) use {codes, statuses};
