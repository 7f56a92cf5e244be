//! Keyed hashes of whatever is counted by, so that neither memory nor file holds an address or a document.

use domain::identity_document::normalise_document;
use hmac::{Hmac, KeyInit, Mac};
use ipnet::IpNet;
use sha2::{Digest, Sha256};

use super::Counted;
use super::table::Key;
use crate::address::Client;

/// Makes the keys of one installation; the same after a restart.
#[derive(Clone)]
pub struct KeyHasher {
    mac: Hmac<Sha256>,
    key: [u8; 32],
}

/// What a try is counted by.
#[derive(Clone, PartialEq, Eq)]
pub struct CountedBy {
    pub household: Key,
    pub network: Key,
    pub provider: Option<Key>,
    pub document: Key,
    /// Only counted, and only made, for a try that was paid for.
    pub document_and_network: Option<Key>,
}

impl CountedBy {
    /// The keys of who asks, without the document.
    pub fn network_keys(&self) -> impl Iterator<Item = (Counted, Key)> + use<> {
        let provider = self.provider.map(|key| (Counted::Provider, key));
        [
            Some((Counted::Household, self.household)),
            Some((Counted::Network, self.network)),
            provider,
        ]
        .into_iter()
        .flatten()
    }
}

impl KeyHasher {
    pub fn new(key: &[u8; 32]) -> Self {
        let mut block = [0_u8; 64];
        for (target, source) in block.iter_mut().zip(key) {
            *target = *source;
        }
        let mac = Hmac::<Sha256>::new(&block.into());
        let mut of_keys = mac.clone();
        of_keys.update(b"k");
        let key = of_keys.finalize().into_bytes().into();
        Self { mac, key }
    }

    /// Series and number may be split between their two boxes in any way: it is one document.
    pub fn counted_by(&self, client: &Client, series: &str, number: &str) -> CountedBy {
        CountedBy {
            household: self.network(b'h', client.household()),
            network: self.network(b'n', client.network()),
            provider: client.provider().map(|net| self.network(b'p', net)),
            document: self.hash(b'd', normalise_document(Some(series), number).as_bytes()),
            document_and_network: None,
        }
    }

    /// The same for a try that was paid for.
    pub fn paid_for(&self, who: CountedBy) -> CountedBy {
        let pair = self.hash(b'b', &[who.document, who.network].concat());
        CountedBy {
            document_and_network: Some(pair),
            ..who
        }
    }

    /// Whole, over bytes that are kept: tells a file of ours from anything else.
    pub fn seal(&self, bytes: &[u8]) -> [u8; 32] {
        let mut mac = self.mac.clone();
        mac.update(b"f");
        mac.update(bytes);
        mac.finalize().into_bytes().into()
    }

    fn network(&self, kind: u8, net: IpNet) -> Key {
        match net {
            IpNet::V4(net) => self.hash(kind, &net.network().octets()),
            IpNet::V6(net) => self.hash(kind, &net.network().octets()),
        }
    }

    /// One block of SHA-256 over a secret, the kind, the length and the bytes. Half of the hash is dropped, so nobody can go
    /// on from it; that is all that HMAC would add, for twice the work.
    fn hash(&self, kind: u8, bytes: &[u8]) -> Key {
        let length = u8::try_from(bytes.len()).unwrap_or(u8::MAX);
        let whole: [u8; 32] = Sha256::new()
            .chain_update(self.key)
            .chain_update([kind, length])
            .chain_update(bytes)
            .finalize()
            .into();
        let mut key = Key::default();
        for (target, source) in key.iter_mut().zip(whole) {
            *target = source;
        }
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderMap;

    fn counted(peer: &str, series: &str, number: &str) -> CountedBy {
        let client = Client::behind(peer.parse().unwrap(), &HeaderMap::new(), &[]);
        let hasher = KeyHasher::new(&[7; 32]);
        hasher.paid_for(hasher.counted_by(&client, series, number))
    }

    #[test]
    fn keys_follow_what_is_counted_and_nothing_else() {
        let one = counted("203.0.113.7:1", "3214", "987654");
        let neighbour = counted("203.0.113.8:2", "", "32 14 987654");
        assert!(one.household != neighbour.household && one.network == neighbour.network);
        assert!(one.document == neighbour.document, "one document however it is split");
        assert!(one.document_and_network == neighbour.document_and_network);
        let elsewhere = counted("198.51.100.7:1", "3214", "987655");
        assert!(one.document != elsewhere.document && one.network != elsewhere.network);
        let other_key = KeyHasher::new(&[8; 32]);
        let client = Client::behind("203.0.113.7:1".parse().unwrap(), &HeaderMap::new(), &[]);
        assert!(other_key.counted_by(&client, "3214", "987654").document != one.document);
    }
}
