//! Whose tries are counted.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;

use crate::header_lines::{HeaderLines, visible_text};

/// Who asks, as far as the network says: the peer's own address, or what a trusted proxy says of it. No `Debug`:
/// addresses must not reach logs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Client {
    address: IpAddr,
}

impl Client {
    /// `X-Forwarded-For` is read from the right for as long as the hop that wrote it is trusted; anything else in it, and
    /// every other forwarding header, was written by a stranger and is not looked at.
    pub fn behind(peer: SocketAddr, headers: &(impl HeaderLines + ?Sized), trusted: &[IpNet]) -> Self {
        Self {
            address: client_ip(peer.ip().to_canonical(), headers, trusted),
        }
    }

    /// What one household or one phone holds: an IPv4 address, or a whole IPv6 /64.
    pub fn household(&self) -> IpNet {
        self.within(32, 64)
    }

    /// What one organisation holds: an IPv4 /24 or an IPv6 /48.
    pub fn network(&self) -> IpNet {
        self.within(24, 48)
    }

    /// What is handed out to one provider, an IPv6 /32. IPv4 has no such unit: whole towns stand behind a few addresses.
    pub fn provider(&self) -> Option<IpNet> {
        self.address.is_ipv6().then(|| self.within(32, 32))
    }

    fn within(&self, ipv4_bits: u8, ipv6_bits: u8) -> IpNet {
        let bits = match self.address {
            IpAddr::V4(_) => ipv4_bits,
            IpAddr::V6(_) => ipv6_bits,
        };
        // A length that fits no address would count the address alone: the narrower reading.
        IpNet::new(self.address, bits).map_or(IpNet::from(self.address), |net| net.trunc())
    }
}

fn client_ip(peer: IpAddr, headers: &(impl HeaderLines + ?Sized), trusted: &[IpNet]) -> IpAddr {
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
fn forwarded_hops(headers: &(impl HeaderLines + ?Sized)) -> Vec<Option<IpAddr>> {
    let mut hops = Vec::new();
    for line in headers.lines("x-forwarded-for") {
        match visible_text(line) {
            Some(text) => hops.extend(text.split(',').map(parse_hop)),
            None => hops.push(None),
        }
    }
    hops
}

fn parse_hop(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let plain = text.parse::<IpAddr>().ok();
    let address = plain.or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()))?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderMap, HeaderValue};

    fn client(peer: &str, forwarded: &[&str], trusted: &[&str]) -> Client {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_str(line).unwrap());
        }
        headers.insert("x-real-ip", HeaderValue::from_static("9.9.9.9"));
        headers.insert("true-client-ip", HeaderValue::from_static("9.9.9.9"));
        headers.insert("forwarded", HeaderValue::from_static("for=9.9.9.9"));
        let trusted: Vec<IpNet> = trusted.iter().map(|net| net.parse().unwrap()).collect();
        Client::behind(peer.parse().unwrap(), &headers, &trusted)
    }

    #[track_caller]
    fn check(peer: &str, forwarded: &[&str], trusted: &[&str], expected: &str) {
        let household = client(peer, forwarded, trusted).household();
        assert_eq!(household, expected.parse().unwrap());
    }

    #[test]
    fn a_stranger_is_counted_by_the_peer_address() {
        check("203.0.113.7:5000", &[], &[], "203.0.113.7/32");
        check("203.0.113.7:5000", &["1.2.3.4"], &[], "203.0.113.7/32");
        check("203.0.113.7:5000", &["1.2.3.4"], &["10.0.0.0/8"], "203.0.113.7/32");
    }

    #[test]
    fn a_trusted_proxy_is_believed_one_hop_at_a_time() {
        let trusted = &["10.0.0.0/8", "fd00::/8"];
        check("10.0.0.1:5000", &["198.51.100.4"], trusted, "198.51.100.4/32");
        check("10.0.0.1:5000", &["1.1.1.1, 198.51.100.4"], trusted, "198.51.100.4/32");
        check(
            "10.0.0.1:5000",
            &["1.1.1.1", "198.51.100.4, 10.2.3.4"],
            trusted,
            "198.51.100.4/32",
        );
        check("[fd00::1]:5000", &["198.51.100.4:4711"], trusted, "198.51.100.4/32");
        // A stranger who claims to be a proxy of ours stays a stranger: what stands to the left of him is his own word.
        check("10.0.0.1:5000", &["10.0.0.9, 198.51.100.4"], trusted, "198.51.100.4/32");
    }

    #[test]
    fn nonsense_from_a_proxy_counts_the_proxy() {
        let trusted = &["10.0.0.0/8"];
        check("10.0.0.1:5000", &["198.51.100.4, unknown"], trusted, "10.0.0.1/32");
        check("10.0.0.1:5000", &[""], trusted, "10.0.0.1/32");
        check("10.0.0.1:5000", &["10.0.0.9"], trusted, "10.0.0.9/32");
    }

    #[test]
    fn a_house_of_ipv6_addresses_is_one_and_mapped_ipv4_is_ipv4() {
        check("[2001:db8:1:2:3:4:5:6]:5000", &[], &[], "2001:db8:1:2::/64");
        check("[::ffff:203.0.113.7]:5000", &[], &[], "203.0.113.7/32");
        check(
            "[::ffff:10.0.0.1]:5000",
            &["198.51.100.4"],
            &["10.0.0.0/8"],
            "198.51.100.4/32",
        );
    }

    #[test]
    fn networks_are_wider_than_households() {
        let four = client("203.0.113.7:5000", &[], &[]);
        assert_eq!(four.network(), "203.0.113.0/24".parse().unwrap());
        assert_eq!(four.provider(), None);
        let six = client("[2001:db8:1:2:3:4:5:6]:5000", &[], &[]);
        assert_eq!(six.network(), "2001:db8:1::/48".parse().unwrap());
        assert_eq!(six.provider(), Some("2001:db8::/32".parse().unwrap()));
    }
}
