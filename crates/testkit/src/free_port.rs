use std::net::TcpListener;

use crate::{Error, Result};

/// A TCP port on 127.0.0.1 that was free a moment ago.
///
/// Another program may take it before the caller does: whoever starts a server on it must be ready to try again, or
/// better let the server bind port 0 and print what it got.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(|error| Error::because("no free port", error))?;
    let address = listener
        .local_addr()
        .map_err(|error| Error::because("no free port", error))?;
    Ok(address.port())
}
