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

use std::collections::HashMap;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::{AbortHandle, Id, JoinSet};

use crate::options::LookupOptions;
use crate::results::PublishedResults;
use crate::router::router_of;
use crate::site::Site;
use connection::Connection;
use head::Heads;

/// Connections at a time. Past that new ones wait in the system's queue.
const MOST_CONNECTIONS: usize = 8_192;
/// From so many on nobody keeps an idle connection for long.
const CROWDED: usize = 4_096;
/// After the system refused a connection.
const PAUSE: Duration = Duration::from_millis(50);

/// What every connection is given.
pub struct Front {
    site: Arc<Site>,
    router: Router,
    heads: Heads,
    closing: watch::Receiver<bool>,
    free: Arc<Semaphore>,
}

impl Front {
    /// Whether idle connections must make room.
    fn is_crowded(&self) -> bool {
        self.free.available_permits() < MOST_CONNECTIONS - CROWDED
    }
}

/// Serves the public pages on their own listener until `shutdown` completes; requests under way are finished.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    results: Arc<dyn PublishedResults>,
    options: LookupOptions,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let close = watch::Sender::new(false);
    let site = Arc::new(Site::new(results, options));
    let front = Arc::new(Front {
        heads: Heads::of(site.options.transport),
        router: router_of(Arc::clone(&site)),
        site,
        closing: close.subscribe(),
        free: Arc::new(Semaphore::new(MOST_CONNECTIONS)),
    });
    let mut open = OpenConnections::default();
    tokio::pin!(shutdown);
    loop {
        tokio::select! {
            biased;
            () = &mut shutdown => break,
            () = open.one_ended() => {}
            (stream, peer) = next_connection(&listener, &front.free) => open.begin(&front, stream, peer),
        }
    }
    drop(listener);
    close.send_replace(true);
    open.end().await;
    Ok(())
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
            Connection::new(front, stream, peer, is_busy).serve().await;
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
