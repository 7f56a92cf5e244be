//! Enums that stand in the data as short codes: one macro, so that code, parsing and listing agree.

/// The data names a code that the named enum does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("неизвестный код «{code}» ({notion})")]
pub struct UnknownCode {
    /// The enum's name.
    pub notion: &'static str,
    /// The text that was met.
    pub code: String,
}

/// Declares an enum with a stable kebab-case code and a Russian wording per variant.
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $russian:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every variant, in declaration order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable code: in the data, in the database, in commands; never shown.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The words on screen and paper.
            pub const fn russian(self) -> &'static str {
                match self { $(Self::$variant => $russian),+ }
            }

            pub fn from_code(code: &str) -> Result<Self, $crate::codes::UnknownCode> {
                match code {
                    $($code => Ok(Self::$variant),)+
                    _ => Err($crate::codes::UnknownCode { notion: stringify!($name), code: code.to_owned() }),
                }
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let code = <String as serde::Deserialize>::deserialize(deserializer)?;
                Self::from_code(&code).map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use coded;
