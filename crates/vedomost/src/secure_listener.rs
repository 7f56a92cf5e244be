//! The staff listener behind TLS: handshakes are shaken beside each other, and only whole connections are handed on.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// Handshakes under way. Past that new visitors wait in the system's queue, no longer than [`PATIENCE`].
const MOST_HANDSHAKES: usize = 4_096;
const PATIENCE: Duration = Duration::from_secs(15);
/// The same while more than half of them are under way.
const CROWDED_PATIENCE: Duration = Duration::from_secs(5);
/// After the system refused a connection.
const PAUSE: Duration = Duration::from_millis(50);
/// Whole connections that wait to be taken.
const READY: usize = 64;

type Ready = (TlsStream<TcpStream>, SocketAddr);

/// Takes connections, ends TLS.
pub struct SecureListener {
    ready: mpsc::Receiver<Ready>,
    address: SocketAddr,
    taking: JoinHandle<()>,
}

impl SecureListener {
    /// Begins to take connections at once.
    ///
    /// # Errors
    /// When the listener has no address.
    pub fn over(bare: TcpListener, tls: Arc<ServerConfig>) -> io::Result<Self> {
        let (send, ready) = mpsc::channel(READY);
        let address = bare.local_addr()?;
        let taking = tokio::spawn(take(bare, TlsAcceptor::from(tls), send));
        Ok(Self { ready, address, taking })
    }
}

/// A listener that is dropped takes nobody any more.
impl Drop for SecureListener {
    fn drop(&mut self) {
        self.taking.abort();
    }
}

impl Listener for SecureListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(ready) => ready,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

async fn take(bare: TcpListener, acceptor: TlsAcceptor, send: mpsc::Sender<Ready>) {
    let free = Arc::new(Semaphore::new(MOST_HANDSHAKES));
    loop {
        let Ok(room) = Arc::clone(&free).acquire_owned().await else {
            return;
        };
        let (stream, peer) = match bare.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let patience = if free.available_permits() < MOST_HANDSHAKES / 2 {
            CROWDED_PATIENCE
        } else {
            PATIENCE
        };
        let (acceptor, send) = (acceptor.clone(), send.clone());
        tokio::spawn(async move {
            let _ = stream.set_nodelay(true);
            let shaken = lookup::secured(stream, &acceptor, patience).await;
            drop(room);
            if let Some(stream) = shaken {
                let _ = send.send((stream, peer)).await;
            }
        });
    }
}
