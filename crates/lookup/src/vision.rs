//! The version for weak sight: the only thing a cookie of this site holds.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use ui::pages::public::Vision;

use crate::options::Transport;

const ONE_YEAR_SECONDS: u32 = 31_536_000;

/// The version that the visitor chose; the ordinary one for anything else.
pub fn chosen_vision(headers: &HeaderMap, transport: Transport) -> Vision {
    let name = cookie_name(transport);
    let pairs = headers.get_all(COOKIE).into_iter();
    let is_strong = pairs
        .filter_map(|line| line.to_str().ok())
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
