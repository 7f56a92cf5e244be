//! A posted form: read whole, small, in time, from our own pages only.

use std::borrow::Cow;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::address::Client;
use crate::defence::Brought;
use crate::header_lines::{HeaderLines, visible_text};
use crate::pages::Trouble;
use crate::same_site::is_from_own_page;
use crate::site::{Site, Visit};

/// A form of two or three short answers is far below this.
pub const MOST_BODY_BYTES: usize = 8 * 1024;
/// A phone on a bad line sends as much in seconds.
pub const BODY_TIME: Duration = Duration::from_secs(15);

/// The answers of one form and who is counted for them.
pub struct PostedForm<'a> {
    fields: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    pub client: Client,
}

/// The field that brings a challenge back.
pub const CHALLENGE_FIELD: &str = "challenge";
/// The field that brings the numbers found.
pub const WORK_FIELD: &str = "work";

impl<'a> PostedForm<'a> {
    /// From the bytes of a body that was read. Bytes that are no UTF-8 become U+FFFD, which no answer may hold.
    pub fn parse(bytes: &'a [u8], client: Client) -> Self {
        Self {
            fields: form_urlencoded::parse(bytes).collect(),
            client,
        }
    }

    /// The first answer of that name; `None` when the form had no such field.
    pub fn field(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| &**value)
    }

    /// The same, empty where the field is missing.
    pub fn text(&self, name: &str) -> &str {
        self.field(name).unwrap_or_default()
    }

    /// The challenge that comes with the answers, if any.
    pub fn brought(&self) -> Brought<'_> {
        Brought {
            token: self.text(CHALLENGE_FIELD),
            work: self.text(WORK_FIELD),
        }
    }
}

/// A body that was read for a form, and whose it is.
pub struct PostedBody {
    bytes: Bytes,
    client: Client,
}

impl PostedBody {
    pub fn form(&self) -> PostedForm<'_> {
        PostedForm::parse(&self.bytes, self.client)
    }
}

impl FromRequest<Arc<Site>> for PostedBody {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Self, Response> {
        let visit = Visit::of(request.extensions());
        read(request, site)
            .await
            .map_err(|trouble| site.trouble_page(visit, trouble).into_response())
    }
}

/// Whose form it is, if it is one that is taken at all. Decided before its body is looked at.
pub fn client_of_form(
    site: &Site,
    headers: &(impl HeaderLines + ?Sized),
    peer: Option<SocketAddr>,
) -> Result<Client, Trouble> {
    if !is_from_own_page(headers) {
        return Err(Trouble::ForeignForm);
    }
    if !is_form(headers) {
        return Err(Trouble::NotAForm);
    }
    let Some(peer) = peer else {
        tracing::error!("the public pages are served without the peer's address: use lookup::serve");
        return Err(Trouble::Fault(StatusCode::INTERNAL_SERVER_ERROR));
    };
    Ok(Client::behind(peer, headers, &site.options.trusted_proxies))
}

async fn read(request: Request, site: &Site) -> Result<PostedBody, Trouble> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    let client = client_of_form(site, request.headers(), peer)?;
    let bytes = body(request.into_body()).await?;
    Ok(PostedBody { bytes, client })
}

async fn body(body: Body) -> Result<Bytes, Trouble> {
    match tokio::time::timeout(BODY_TIME, to_bytes(body, MOST_BODY_BYTES)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        // A broken connection reads no answer, so the one other reason is the length.
        Ok(Err(_)) => Err(Trouble::TooLarge),
        Err(_) => Err(Trouble::TooSlow),
    }
}

fn is_form(headers: &(impl HeaderLines + ?Sized)) -> bool {
    let content_type = headers.line("content-type").and_then(visible_text);
    let essence = content_type.and_then(|text| text.split(';').next()).unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn form(bytes: &[u8]) -> PostedForm<'_> {
        let headers = axum::http::HeaderMap::new();
        PostedForm::parse(bytes, Client::behind("192.0.2.1:1".parse().unwrap(), &headers, &[]))
    }

    #[test]
    fn the_first_of_two_answers_counts_and_a_missing_one_is_told_from_an_empty_one() {
        let form = form("number=1&number=2&series=&x=%D0%90+%D0%91%ff".as_bytes());
        assert_eq!(form.field("number"), Some("1"));
        assert_eq!(form.field("series"), Some(""));
        assert_eq!(form.field("surname"), None);
        assert_eq!(form.text("x"), "А Б\u{fffd}");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            for (name, value) in form(&bytes).fields {
                prop_assert!(name.len() + value.len() <= bytes.len() * 3);
            }
        }

        #[test]
        fn what_a_browser_writes_is_read_back(pairs in proptest::collection::vec(("\\PC{0,9}", "\\PC{0,20}"), 0..5)) {
            let written = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
            let read: Vec<(String, String)> = form(written.as_bytes())
                .fields
                .into_iter()
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect();
            prop_assert_eq!(read, pairs);
        }
    }
}
