//! The listener and its connections. A request as browsers send it is read and answered here; a common page is made without
//! the router, any other one by the router. Whatever is unusual (chunks, old protocols, broken heads) goes, with every byte
//! that was read, to hyper, which serves the rest of that connection.
//!
//! Both ways lead to the same pages with the same headers: `direct` calls the router's own handlers, and the headers are
//! those of `guard`.

mod connection;
mod direct;
mod head;
mod request;
mod unusual;
mod wire;

use std::collections::HashMap;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::{AbortHandle, Id, JoinSet};
use tokio_rustls::TlsAcceptor;

use crate::form::BODY_TIME;
use crate::options::LookupOptions;
use crate::results::PublishedResults;
use crate::router::router_of;
use crate::site::Site;
use connection::Connection;
use head::Heads;
use wire::Wire;
pub use wire::secured;

/// Connections at a time. Past that new ones wait in the system's queue.
const MOST_CONNECTIONS: usize = 8_192;
/// From so many on nobody keeps an idle connection for long.
const CROWDED: usize = 4_096;
/// After the system refused a connection.
const PAUSE: Duration = Duration::from_millis(50);
/// How long a handshake may take while there are very many connections; else as long as a request.
const CROWDED_HANDSHAKE_TIME: Duration = Duration::from_secs(5);

/// What every connection is given.
pub struct Front {
    site: Arc<Site>,
    router: Router,
    heads: Heads,
    closing: watch::Receiver<bool>,
    free: Arc<Semaphore>,
    /// Where TLS ends here.
    acceptor: Option<TlsAcceptor>,
}

impl Front {
    /// With the switch that closes it.
    fn of(results: Arc<dyn PublishedResults>, options: LookupOptions) -> (Arc<Self>, watch::Sender<bool>) {
        let close = watch::Sender::new(false);
        let acceptor = options.tls.clone().map(TlsAcceptor::from);
        let site = Arc::new(Site::new(results, options));
        let front = Self {
            heads: Heads::of(site.options.transport),
            router: router_of(Arc::clone(&site)),
            site,
            closing: close.subscribe(),
            free: Arc::new(Semaphore::new(MOST_CONNECTIONS)),
            acceptor,
        };
        (Arc::new(front), close)
    }

    /// Whether idle connections must make room.
    fn is_crowded(&self) -> bool {
        self.free.available_permits() < MOST_CONNECTIONS - CROWDED
    }

    /// After the handshake, where there is one. Whoever drags it out holds one connection, counted among all, and is let go
    /// like whoever drags out a request.
    async fn wire(&self, stream: TcpStream) -> Option<Wire> {
        let Some(acceptor) = &self.acceptor else {
            return Some(Wire::Plain(stream));
        };
        let patience = if self.is_crowded() {
            CROWDED_HANDSHAKE_TIME
        } else {
            BODY_TIME
        };
        let stream = secured(stream, acceptor, patience).await?;
        Some(Wire::Secured(Box::new(stream)))
    }

    /// Ends when everybody is told to stop.
    async fn closed(&self) {
        let _ = self.closing.clone().wait_for(|closing| *closing).await;
    }
}

/// Serves the public pages on their own listener, in this runtime, until `shutdown` completes; requests under way are
/// finished.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    results: Arc<dyn PublishedResults>,
    options: LookupOptions,
    shutdown: impl Future<Output = ()>,
) -> std::io::Result<()> {
    let (front, close) = Front::of(results, options);
    let stop = async {
        shutdown.await;
        close.send_replace(true);
    };
    tokio::join!(work(&front, listener), stop);
    Ok(())
}

/// The same with so many threads of its own, each of which takes connections and serves them to their end: nothing is handed
/// from thread to thread, and whatever else the process does keeps its own threads.
///
/// # Errors
/// When the listener or a thread cannot be set up.
pub async fn serve_on_threads(
    listener: TcpListener,
    results: Arc<dyn PublishedResults>,
    options: LookupOptions,
    threads: usize,
    shutdown: impl Future<Output = ()>,
) -> std::io::Result<()> {
    let (front, close) = Front::of(results, options);
    let listener = listener.into_std()?;
    let (working, mut ended) = mpsc::channel::<()>(1);
    for _ in 0..threads.max(1) {
        let (front, listener, working) = (Arc::clone(&front), listener.try_clone()?, working.clone());
        let runtime = Builder::new_current_thread().enable_all().build()?;
        std::thread::Builder::new().name("look-up".to_owned()).spawn(move || {
            runtime.block_on(async {
                match TcpListener::from_std(listener) {
                    Ok(listener) => work(&front, listener).await,
                    Err(error) => tracing::error!(%error, "a thread of the look-up has no listener"),
                }
            });
            drop(working);
        })?;
    }
    drop((listener, working));
    shutdown.await;
    close.send_replace(true);
    // Nothing is ever sent: the end is when every thread has dropped its half.
    ended.recv().await;
    Ok(())
}

/// Takes connections and serves them until everybody is told to stop.
async fn work(front: &Arc<Front>, listener: TcpListener) {
    let mut open = OpenConnections::default();
    loop {
        tokio::select! {
            biased;
            () = front.closed() => break,
            () = open.one_ended() => {}
            (stream, peer) = next_connection(&listener, &front.free) => open.begin(front, stream, peer),
        }
    }
    drop(listener);
    open.end().await;
}

/// The next visitor, once there is room. A refusal of the system (no file handles, a visitor who left) is waited out.
async fn next_connection(listener: &TcpListener, free: &Semaphore) -> (TcpStream, SocketAddr) {
    loop {
        // Taken for good; whoever ends a connection gives it back.
        let Ok(room) = free.acquire().await else {
            std::future::pending::<()>().await;
            continue;
        };
        match listener.accept().await {
            Ok(accepted) => {
                room.forget();
                return accepted;
            }
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Connections under way, so that they can be ended.
#[derive(Default)]
struct OpenConnections {
    tasks: JoinSet<()>,
    /// How each is stopped, and whether it is in the middle of a request.
    handles: HashMap<Id, (AbortHandle, Arc<AtomicBool>)>,
}

impl OpenConnections {
    fn begin(&mut self, front: &Arc<Front>, stream: TcpStream, peer: SocketAddr) {
        let (front, busy) = (Arc::clone(front), Arc::new(AtomicBool::new(false)));
        let is_busy = Arc::clone(&busy);
        let handle = self.tasks.spawn(async move {
            let room = Room(Arc::clone(&front.free));
            // Answers leave whole; nothing is gained by waiting for more.
            let _ = stream.set_nodelay(true);
            if let Some(wire) = front.wire(stream).await {
                Connection::new(front, wire, peer, is_busy).serve().await;
            }
            drop(room);
        });
        self.handles.insert(handle.id(), (handle, busy));
    }

    /// Ends when some connection did, and never without one.
    async fn one_ended(&mut self) {
        let id = match self.tasks.join_next_with_id().await {
            Some(Ok((id, ()))) => id,
            Some(Err(error)) => error.id(),
            None => return std::future::pending().await,
        };
        self.handles.remove(&id);
    }

    /// Idle connections end at once, those in the middle of a request after it.
    async fn end(&mut self) {
        while !self.tasks.is_empty() {
            for (handle, busy) in self.handles.values() {
                if !busy.load(Ordering::Acquire) {
                    handle.abort();
                }
            }
            tokio::select! {
                () = self.one_ended() => {}
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
    }
}

/// Gives the room of a connection back, however it ends.
struct Room(Arc<Semaphore>);

impl Drop for Room {
    fn drop(&mut self) {
        self.0.add_permits(1);
    }
}
