//! What browsers are told a page may do.

use std::sync::LazyLock;

use axum::http::HeaderValue;
use ui::pages::public::challenge_script_source;

use crate::page::BringsScript;

/// `Content-Security-Policy` of every response but the challenge's.
const OF_PAGES: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; \
                        frame-ancestors 'none'; base-uri 'none'";

/// The policy; the page of a challenge brings one script, which is allowed by its hash.
pub fn content_security_policy(script: Option<BringsScript>) -> HeaderValue {
    static OF_CHALLENGE: LazyLock<HeaderValue> = LazyLock::new(|| {
        let script = format!("default-src 'none'; script-src {}; ", challenge_script_source());
        HeaderValue::from_str(&OF_PAGES.replace("default-src 'none'; ", &script))
            .unwrap_or(HeaderValue::from_static(OF_PAGES))
    });
    match script {
        Some(BringsScript) => OF_CHALLENGE.clone(),
        None => HeaderValue::from_static(OF_PAGES),
    }
}
