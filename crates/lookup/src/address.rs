//! Whose tries are counted.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::http::HeaderMap;
use ipnet::IpNet;

/// The address that tries are counted by: the peer's own, or what a trusted proxy says of it.
///
/// `X-Forwarded-For` is read from the right for as long as the hop that wrote it is trusted; anything else in it, and
/// every other forwarding header, was written by a stranger and is not looked at. One house holds a whole IPv6 /64, so
/// that is what is counted.
pub fn counted_address(peer: SocketAddr, headers: &HeaderMap, trusted: &[IpNet]) -> String {
    match client_ip(peer.ip().to_canonical(), headers, trusted) {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{}/64", network_of(address)),
    }
}

fn client_ip(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|net| net.contains(&address));
    let mut client = peer;
    let mut hops = forwarded_hops(headers);
    while is_trusted(client) {
        match hops.pop() {
            Some(Some(hop)) => client = hop,
            // The end of the list, or a word that is no address: the last trusted hop itself is counted.
            Some(None) | None => break,
        }
    }
    client
}

/// Every hop in the order written; `None` for a word that is no address.
fn forwarded_hops(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let lines = headers.get_all("x-forwarded-for").into_iter();
    lines
        .flat_map(|line| match line.to_str() {
            Ok(text) => text.split(',').map(parse_hop).collect(),
            Err(_) => vec![None],
        })
        .collect()
}

fn parse_hop(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let plain = text.parse::<IpAddr>().ok();
    let address = plain.or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()))?;
    Some(address.to_canonical())
}

fn network_of(address: Ipv6Addr) -> Ipv6Addr {
    Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[track_caller]
    fn check(peer: &str, forwarded: &[&str], trusted: &[&str], expected: &str) {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_str(line).unwrap());
        }
        headers.insert("x-real-ip", HeaderValue::from_static("9.9.9.9"));
        headers.insert("forwarded", HeaderValue::from_static("for=9.9.9.9"));
        let trusted: Vec<IpNet> = trusted.iter().map(|net| net.parse().unwrap()).collect();
        let peer = peer.parse().unwrap();
        assert_eq!(counted_address(peer, &headers, &trusted), expected);
    }

    #[test]
    fn a_stranger_is_counted_by_the_peer_address() {
        check("203.0.113.7:5000", &[], &[], "203.0.113.7");
        check("203.0.113.7:5000", &["1.2.3.4"], &[], "203.0.113.7");
        check("203.0.113.7:5000", &["1.2.3.4"], &["10.0.0.0/8"], "203.0.113.7");
    }

    #[test]
    fn a_trusted_proxy_is_believed_one_hop_at_a_time() {
        let trusted = &["10.0.0.0/8", "fd00::/8"];
        check("10.0.0.1:5000", &["198.51.100.4"], trusted, "198.51.100.4");
        check("10.0.0.1:5000", &["1.1.1.1, 198.51.100.4"], trusted, "198.51.100.4");
        check(
            "10.0.0.1:5000",
            &["1.1.1.1", "198.51.100.4, 10.2.3.4"],
            trusted,
            "198.51.100.4",
        );
        check("[fd00::1]:5000", &["198.51.100.4:4711"], trusted, "198.51.100.4");
    }

    #[test]
    fn nonsense_from_a_proxy_counts_the_proxy() {
        let trusted = &["10.0.0.0/8"];
        check("10.0.0.1:5000", &["198.51.100.4, unknown"], trusted, "10.0.0.1");
        check("10.0.0.1:5000", &[""], trusted, "10.0.0.1");
        check("10.0.0.1:5000", &["10.0.0.9"], trusted, "10.0.0.9");
    }

    #[test]
    fn a_house_of_ipv6_addresses_is_one_and_mapped_ipv4_is_ipv4() {
        check("[2001:db8:1:2:3:4:5:6]:5000", &[], &[], "2001:db8:1:2::/64");
        check("[::ffff:203.0.113.7]:5000", &[], &[], "203.0.113.7");
        check(
            "[::ffff:10.0.0.1]:5000",
            &["198.51.100.4"],
            &["10.0.0.0/8"],
            "198.51.100.4",
        );
    }
}
