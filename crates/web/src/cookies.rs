//! The three cookies: session, look, notice.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::staff::CookieSecurity;

/// The look is kept for a year.
const LOOK_SECONDS: u32 = 365 * 24 * 60 * 60;
/// A notice that is not shown by then is stale.
const NOTICE_SECONDS: u32 = 60;

/// The cookies that a request carries.
pub struct Cookies<'a> {
    headers: &'a HeaderMap,
    security: CookieSecurity,
}

#[derive(Clone, Copy)]
enum Name {
    Session,
    Look,
    Notice,
}

impl Name {
    const fn text(self, security: CookieSecurity) -> &'static str {
        match (security, self) {
            (CookieSecurity::Secure, Self::Session) => "__Host-vedomost",
            (CookieSecurity::Secure, Self::Look) => "__Host-vedomost-look",
            (CookieSecurity::Secure, Self::Notice) => "__Host-vedomost-notice",
            (CookieSecurity::PlainLoopback, Self::Session) => "vedomost-staff",
            (CookieSecurity::PlainLoopback, Self::Look) => "vedomost-staff-look",
            (CookieSecurity::PlainLoopback, Self::Notice) => "vedomost-staff-notice",
        }
    }
}

impl<'a> Cookies<'a> {
    /// Cookies of these headers.
    pub fn of(headers: &'a HeaderMap, security: CookieSecurity) -> Self {
        Self { headers, security }
    }

    /// The session's token.
    pub fn session(&self) -> Option<&'a str> {
        self.value(Name::Session)
    }

    /// The chosen look.
    pub fn look(&self) -> Option<&'a str> {
        self.value(Name::Look)
    }

    /// The one-time notice, as [`crate::notice`] wrote it.
    pub fn notice(&self) -> Option<&'a str> {
        self.value(Name::Notice)
    }

    fn value(&self, name: Name) -> Option<&'a str> {
        let wanted = name.text(self.security);
        self.headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(found, value)| *found == wanted && !value.is_empty())
            .map(|(_, value)| value)
    }
}

/// `Set-Cookie` of a new session: ends with the browser, the server ends it sooner.
pub fn session(token: &str, security: CookieSecurity) -> Option<HeaderValue> {
    line(Name::Session, token, None, security)
}

/// `Set-Cookie` that forgets the session.
pub fn no_session(security: CookieSecurity) -> Option<HeaderValue> {
    line(Name::Session, "", Some(0), security)
}

/// `Set-Cookie` of the look.
pub fn look(value: &str, security: CookieSecurity) -> Option<HeaderValue> {
    line(Name::Look, value, Some(LOOK_SECONDS), security)
}

/// `Set-Cookie` of a notice for the next page.
pub fn notice(value: &str, security: CookieSecurity) -> Option<HeaderValue> {
    line(Name::Notice, value, Some(NOTICE_SECONDS), security)
}

/// `Set-Cookie` that forgets the notice.
pub fn no_notice(security: CookieSecurity) -> Option<HeaderValue> {
    line(Name::Notice, "", Some(0), security)
}

fn line(name: Name, value: &str, seconds: Option<u32>, security: CookieSecurity) -> Option<HeaderValue> {
    let mut text = format!("{}={value}; Path=/; HttpOnly; SameSite=Strict", name.text(security));
    if let Some(seconds) = seconds {
        text.push_str(&format!("; Max-Age={seconds}"));
    }
    if security == CookieSecurity::Secure {
        text.push_str("; Secure");
    }
    HeaderValue::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(security: CookieSecurity, cookie: &'static str, session: Option<&str>) {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static(cookie));
        assert_eq!(Cookies::of(&headers, security).session(), session, "{cookie}");
    }

    #[test]
    fn a_session_is_found_under_its_exact_name_only() {
        check(CookieSecurity::Secure, "a=b; __Host-vedomost=token", Some("token"));
        check(CookieSecurity::Secure, "vedomost-staff=token", None);
        check(
            CookieSecurity::PlainLoopback,
            "vedomost-staff=token; x=y",
            Some("token"),
        );
        check(CookieSecurity::PlainLoopback, "vedomost-staff-look=strong", None);
        check(CookieSecurity::PlainLoopback, "vedomost-staff=", None);
    }

    #[test]
    fn a_secure_cookie_keeps_the_rules_of_its_prefix() {
        let line = session("t", CookieSecurity::Secure).unwrap();
        assert_eq!(line, "__Host-vedomost=t; Path=/; HttpOnly; SameSite=Strict; Secure");
    }
}
