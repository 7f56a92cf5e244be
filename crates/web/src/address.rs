//! From where a request comes, for slowing down guessing. Forwarded headers are lies unless the peer is a listed proxy
//! (promise 4).

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

use crate::failure::Failure;
use crate::staff::Staff;

/// The client's address as the throttle counts it: an IPv4 address, or the /64 of an IPv6 one.
pub struct ClientAddress(pub String);

impl FromRequestParts<Staff> for ClientAddress {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, staff: &Staff) -> Result<Self, Failure> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|info| info.0.ip());
        let forwarded = parts
            .headers
            .get("x-forwarded-for")
            .and_then(|value| value.to_str().ok());
        let client = peer.map(|peer| client_of(peer, forwarded, &staff.options.trusted_proxies));
        Ok(Self(client.map_or_else(|| "unknown".to_owned(), counted_as)))
    }
}

/// The last address in the chain that no trusted proxy vouches for.
fn client_of(peer: IpAddr, forwarded: Option<&str>, trusted: &[IpAddr]) -> IpAddr {
    let mut client = peer;
    for hop in forwarded.unwrap_or_default().rsplit(',') {
        if !trusted.contains(&client) {
            break;
        }
        let Ok(address) = hop.trim().parse() else { break };
        client = address;
    }
    client
}

fn counted_as(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let network = u128::from(address) & !u128::from(u64::MAX);
            format!("{}/64", Ipv6Addr::from(network))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forwarded_addresses_count_from_listed_proxies_only() {
        let proxies = ["10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()];
        for (peer, forwarded, expected) in [
            ("203.0.113.5", Some("198.51.100.7"), "203.0.113.5"),
            ("10.0.0.1", Some("198.51.100.7"), "198.51.100.7"),
            ("10.0.0.1", Some("1.1.1.1, 198.51.100.7, 10.0.0.2"), "198.51.100.7"),
            ("10.0.0.1", Some("nonsense"), "10.0.0.1"),
            ("10.0.0.1", None, "10.0.0.1"),
            ("2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::/64"),
            ("::ffff:203.0.113.5", None, "203.0.113.5"),
        ] {
            assert_eq!(
                counted_as(client_of(peer.parse().unwrap(), forwarded, &proxies)),
                expected,
                "{peer} {forwarded:?}"
            );
        }
    }
}
