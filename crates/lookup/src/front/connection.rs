//! One connection: reads requests, answers them in turn.

use std::future::poll_fn;
use std::io::IoSlice;
use std::mem::MaybeUninit;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderName, HeaderValue, Request};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};
use tower::ServiceExt;

use super::request::{Afterwards, Came, MOST_HEAD_BYTES, MOST_HEADERS, Method, Plain, read};
use super::wire::Wire;
use super::{Front, direct, head, unusual};
use crate::form::{BODY_TIME, MOST_BODY_BYTES};
use crate::pages::Trouble;
use crate::scratch::{Html, Whole};
use crate::site::Visit;
use crate::vision::chosen_vision;

/// How long a connection may be idle between two requests.
const IDLE_TIME: Duration = Duration::from_secs(75);
/// The same while there are very many.
const CROWDED_IDLE_TIME: Duration = Duration::from_secs(5);
/// How long a visitor may take to read an answer.
const WRITE_TIME: Duration = Duration::from_secs(60);
/// A request that comes in more pieces than this is unusual.
const MOST_PIECES: u32 = 12;
const FIRST_BUFFER_BYTES: usize = 4 * 1024;
const MOST_BUFFER_BYTES: usize = MOST_HEAD_BYTES + MOST_BODY_BYTES;

/// A visitor's connection.
pub struct Connection {
    front: Arc<Front>,
    stream: Wire,
    peer: SocketAddr,
    /// Whether it is in the middle of a request: it is not ended then.
    busy: Arc<AtomicBool>,
    buffer: Vec<u8>,
    filled: usize,
    head: Vec<u8>,
    alarm: Pin<Box<Sleep>>,
}

/// What to do next.
enum Step {
    Read { has_head: bool },
    Answer { whole: Whole, after: Afterwards },
    Route { request: Request<Body>, after: Afterwards },
    Unusual,
}

impl Connection {
    pub fn new(front: Arc<Front>, stream: Wire, peer: SocketAddr, busy: Arc<AtomicBool>) -> Self {
        Self {
            front,
            stream,
            peer,
            busy,
            buffer: vec![0; FIRST_BUFFER_BYTES],
            filled: 0,
            head: Vec::new(),
            alarm: Box::pin(sleep(BODY_TIME)),
        }
    }

    /// Until the visitor has no more to ask.
    pub async fn serve(mut self) {
        // A new connection has as long to begin as a request has to end.
        let mut deadline = Instant::now() + BODY_TIME;
        let mut pieces = 0;
        loop {
            let after = match self.step() {
                Step::Read { has_head } => {
                    if self.filled > 0 {
                        pieces += 1;
                        if pieces > MOST_PIECES {
                            break;
                        }
                    }
                    if pieces == 1 {
                        deadline = Instant::now() + BODY_TIME;
                        self.busy.store(true, Ordering::Release);
                    }
                    if !poll_fn(|context| self.poll_fill(context, deadline)).await {
                        if has_head && Instant::now() >= deadline {
                            self.answer_too_slow().await;
                        }
                        return;
                    }
                    continue;
                }
                Step::Answer { whole, after } => {
                    if !self.write(&whole).await {
                        return;
                    }
                    whole.give_back();
                    after
                }
                Step::Route { request, after } => {
                    if !self.route(request, after).await {
                        return;
                    }
                    after
                }
                Step::Unusual => break,
            };
            if pieces > 0 {
                self.busy.store(false, Ordering::Release);
            }
            if after == Afterwards::Closed {
                let _ = poll_fn(|context| Pin::new(&mut self.stream).poll_shutdown(context)).await;
                return;
            }
            pieces = 0;
            deadline = Instant::now() + self.idle_time();
        }
        self.busy.store(true, Ordering::Release);
        self.buffer.truncate(self.filled);
        unusual::serve(&self.front, self.stream, self.buffer, self.peer).await;
    }

    fn idle_time(&self) -> Duration {
        if self.front.is_crowded() {
            CROWDED_IDLE_TIME
        } else {
            IDLE_TIME
        }
    }

    /// Looks at what has come, and takes the first request out of it.
    fn step(&mut self) -> Step {
        let came = self.buffer.get(..self.filled).unwrap_or_default();
        if came.is_empty() {
            return Step::Read { has_head: false };
        }
        let mut space = [const { MaybeUninit::uninit() }; MOST_HEADERS];
        let plain = match read(came, &mut space) {
            Came::Whole(plain) => plain,
            Came::Part { has_head } => return Step::Read { has_head },
            Came::Unusual => return Step::Unusual,
        };
        let (length, after) = (plain.length, plain.after);
        let step = match direct::page(&self.front.site, &plain, self.peer) {
            Some(page) => {
                self.head.clear();
                self.front.heads.write_page(&mut self.head, &page, after);
                Step::Answer {
                    whole: page.html.with_head(&self.head),
                    after,
                }
            }
            None => match routed(&plain, self.peer) {
                Some(request) => Step::Route { request, after },
                None => return Step::Unusual,
            },
        };
        self.buffer.copy_within(length..self.filled, 0);
        self.filled -= length;
        step
    }

    /// Reads more; `false` when nothing more comes or not in time.
    fn poll_fill(&mut self, context: &mut Context<'_>, deadline: Instant) -> Poll<bool> {
        if self.filled == self.buffer.len() {
            let larger = (self.buffer.len() * 2).min(MOST_BUFFER_BYTES);
            self.buffer.resize(larger, 0);
        }
        let mut free = ReadBuf::new(self.buffer.get_mut(self.filled..).unwrap_or_default());
        match Pin::new(&mut self.stream).poll_read(context, &mut free) {
            Poll::Ready(Ok(())) => {
                let came = free.filled().len();
                self.filled += came;
                Poll::Ready(came > 0)
            }
            Poll::Ready(Err(_)) => Poll::Ready(false),
            Poll::Pending => self.poll_alarm(context, deadline).map(|()| false),
        }
    }

    /// Ready at the deadline. The timer is only set anew when it rings too early, or would ring too late: a deadline that
    /// moves with every request costs nothing.
    fn poll_alarm(&mut self, context: &mut Context<'_>, deadline: Instant) -> Poll<()> {
        if self.alarm.deadline() > deadline {
            self.alarm.as_mut().reset(deadline);
        }
        loop {
            match self.alarm.as_mut().poll(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(()) if self.alarm.deadline() >= deadline => return Poll::Ready(()),
                Poll::Ready(()) => self.alarm.as_mut().reset(deadline),
            }
        }
    }

    /// Writes a response; `false` when the visitor does not take it.
    async fn write(&mut self, whole: &Whole) -> bool {
        let (mut written, length) = (0, whole.len());
        match self.stream.try_write(whole.from(0)) {
            Ok(bytes) if bytes == length => return true,
            Ok(bytes) => written = bytes,
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(_) => return false,
        }
        let was_busy = self.busy.swap(true, Ordering::AcqRel);
        let deadline = Instant::now() + WRITE_TIME;
        while written < length {
            let more = poll_fn(|context| {
                let rest = whole.from(written).map(IoSlice::new);
                match Pin::new(&mut self.stream).poll_write_vectored(context, &rest) {
                    Poll::Ready(Ok(bytes)) => Poll::Ready(bytes),
                    Poll::Ready(Err(_)) => Poll::Ready(0),
                    Poll::Pending => self.poll_alarm(context, deadline).map(|()| 0),
                }
            });
            match more.await {
                0 => return false,
                bytes => written += bytes,
            }
        }
        // What is encrypted already may still wait to be sent.
        let sent = poll_fn(|context| match Pin::new(&mut self.stream).poll_flush(context) {
            Poll::Ready(flushed) => Poll::Ready(flushed.is_ok()),
            Poll::Pending => self.poll_alarm(context, deadline).map(|()| false),
        });
        let sent = sent.await;
        self.busy.store(was_busy, Ordering::Release);
        sent
    }

    /// By the router: its bodies are in memory, so their lengths are known.
    async fn route(&mut self, request: Request<Body>, after: Afterwards) -> bool {
        let was_busy = self.busy.swap(true, Ordering::AcqRel);
        let Ok(response) = self.front.router.clone().oneshot(request).await;
        let (parts, body) = response.into_parts();
        let Ok(body) = to_bytes(body, usize::MAX).await else {
            return false;
        };
        self.head.clear();
        head::write_routed(&mut self.head, parts.status, &parts.headers, body.len(), after);
        let written = self.write(&Html::Shared(body).with_head(&self.head)).await;
        self.busy.store(was_busy, Ordering::Release);
        written
    }

    /// The head came, the body did not.
    async fn answer_too_slow(&mut self) {
        let mut space = [const { MaybeUninit::uninit() }; MOST_HEADERS];
        let mut parsed = httparse::Request::new(&mut []);
        let came = self.buffer.get(..self.filled).unwrap_or_default();
        let transport = self.front.site.options.transport;
        let vision = match parsed.parse_with_uninit_headers(came, &mut space) {
            Ok(_) => chosen_vision(&*parsed.headers, transport),
            Err(_) => return,
        };
        let page = self.front.site.trouble_page(Visit { vision }, Trouble::TooSlow);
        self.head.clear();
        self.front.heads.write_page(&mut self.head, &page, Afterwards::Closed);
        self.write(&page.html.with_head(&self.head)).await;
    }
}

/// The request as the router wants it; `None` for what only looked usual.
fn routed(plain: &Plain<'_, '_>, peer: SocketAddr) -> Option<Request<Body>> {
    let method = match plain.method {
        Method::Get => axum::http::Method::GET,
        Method::Post => axum::http::Method::POST,
    };
    let mut request = Request::new(Body::from(Bytes::copy_from_slice(plain.body)));
    *request.method_mut() = method;
    *request.uri_mut() = plain.path.parse().ok()?;
    for header in plain.headers {
        let name = HeaderName::from_bytes(header.name.as_bytes()).ok()?;
        request
            .headers_mut()
            .append(name, HeaderValue::from_bytes(header.value).ok()?);
    }
    request.extensions_mut().insert(ConnectInfo(peer));
    Some(request)
}
