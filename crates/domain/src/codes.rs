//! Enums that are stored and exchanged as short text codes: one macro, so that code, parsing and listing agree.

pub use regulations::UnknownCode;

/// Declares an enum with a stable text code and a Russian name per variant.
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $russian:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every variant, in declaration order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable code: stored, exchanged, never shown.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The word on screen and paper.
            pub const fn russian(self) -> &'static str {
                match self { $(Self::$variant => $russian),+ }
            }

            /// The variant of a stored code.
            pub fn from_code(code: &str) -> Result<Self, $crate::codes::UnknownCode> {
                match code {
                    $($code => Ok(Self::$variant),)+
                    _ => Err($crate::codes::UnknownCode { notion: stringify!($name), code: code.to_owned() }),
                }
            }
        }
    };
}
pub(crate) use coded;
