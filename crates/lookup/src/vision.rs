//! The version for weak sight: the only thing a cookie of this site holds.

use ui::pages::public::Vision;

use crate::header_lines::{HeaderLines, visible_text};
use crate::options::Transport;

const ONE_YEAR_SECONDS: u32 = 31_536_000;

/// The version that the visitor chose; the ordinary one for anything else.
pub fn chosen_vision(headers: &(impl HeaderLines + ?Sized), transport: Transport) -> Vision {
    let name = cookie_name(transport);
    let is_strong = headers
        .lines("cookie")
        .filter_map(visible_text)
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .any(|(own, value)| own == name && value == "strong");
    if is_strong { Vision::Strong } else { Vision::Ordinary }
}

/// The posted value of the switch.
pub fn vision_of_code(code: &str) -> Vision {
    match code {
        "strong" => Vision::Strong,
        _ => Vision::Ordinary,
    }
}

/// `Set-Cookie` that remembers the version; the ordinary one is remembered by forgetting.
pub fn vision_cookie(vision: Vision, transport: Transport) -> String {
    let name = cookie_name(transport);
    let secure = match transport {
        Transport::Plain => "",
        Transport::Tls => "; Secure",
    };
    let (value, seconds) = match vision {
        Vision::Strong => ("strong", ONE_YEAR_SECONDS),
        Vision::Ordinary => ("", 0),
    };
    format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}

const fn cookie_name(transport: Transport) -> &'static str {
    match transport {
        Transport::Plain => "vision",
        Transport::Tls => "__Host-vision",
    }
}
