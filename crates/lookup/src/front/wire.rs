//! What bytes travel over: a bare connection, or TLS that ends here.

use std::future::poll_fn;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// First byte of every TLS handshake.
const HANDSHAKE: u8 = 22;
/// For whoever speaks plain HTTP to a listener of TLS: by no redirect, which a false host name would steer.
const PLAIN_REFUSED: &str = "HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\ncache-control: no-store\r\nconnection: close\r\ncontent-length: ";
const PLAIN_WORDS: &str = "Этот адрес отвечает только по https: поставьте https:// перед именем.\n";

/// Shakes hands with a visitor: within `patience` from the first byte to the last, or the connection is let go. Plain HTTP
/// is told in words to come by https.
pub async fn secured(stream: TcpStream, acceptor: &TlsAcceptor, patience: Duration) -> Option<TlsStream<TcpStream>> {
    tokio::time::timeout(patience, shake_hands(stream, acceptor))
        .await
        .ok()?
}

async fn shake_hands(stream: TcpStream, acceptor: &TlsAcceptor) -> Option<TlsStream<TcpStream>> {
    let mut first = [0];
    let came = stream.peek(&mut first).await.ok()?;
    if came == 0 {
        return None;
    }
    if first != [HANDSHAKE] {
        if first.first().is_some_and(u8::is_ascii_uppercase) {
            say_where_to_come(stream).await;
        }
        return None;
    }
    // What a visitor's own handshake lacks is no news.
    acceptor.accept(stream).await.ok()
}

/// Closes the connection with a sentence; one that does not fit into the system's buffer at once is dropped.
async fn say_where_to_come(mut stream: TcpStream) {
    // What came is read first, or closing resets the connection and the sentence is lost.
    let _ = stream.try_read(&mut [0; 4096]);
    let answer = format!("{PLAIN_REFUSED}{}\r\n\r\n{PLAIN_WORDS}", PLAIN_WORDS.len());
    if stream.writable().await.is_ok() && stream.try_write(answer.as_bytes()).is_ok() {
        let _ = poll_fn(|context| Pin::new(&mut stream).poll_shutdown(context)).await;
    }
}

/// A visitor's connection.
pub enum Wire {
    Plain(TcpStream),
    Secured(Box<TlsStream<TcpStream>>),
}

impl Wire {
    /// Writes what goes at once; what does not goes by [`AsyncWrite`].
    pub fn try_write(&self, parts: [&[u8]; 2]) -> io::Result<usize> {
        match (self, parts) {
            (Self::Plain(stream), [all, []]) => stream.try_write(all),
            (Self::Plain(stream), parts) => stream.try_write_vectored(&parts.map(IoSlice::new)),
            (Self::Secured(_), _) => Err(io::ErrorKind::WouldBlock.into()),
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Plain(stream) => Pin::new(stream).poll_read(context, buffer),
            Self::Secured(stream) => Pin::new(stream).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match &mut *self {
            Self::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Self::Secured(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match &mut *self {
            Self::Plain(stream) => Pin::new(stream).poll_write_vectored(context, parts),
            Self::Secured(stream) => Pin::new(stream).poll_write_vectored(context, parts),
        }
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Plain(stream) => Pin::new(stream).poll_flush(context),
            Self::Secured(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Self::Secured(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}
