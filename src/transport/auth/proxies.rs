//! Who asks, where a proxy stands between: what proxies that are trusted say of it, and nobody else.

use crate::transport::http::media::list;
use axum::http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;
use std::{
    net::{IpAddr, SocketAddr},
    sync::atomic::{AtomicBool, Ordering},
};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// What only a proxy writes.
const FORWARDING: [HeaderName; 6] = [
    header::FORWARDED,
    header::VIA,
    X_FORWARDED_FOR,
    HeaderName::from_static("x-forwarded-host"),
    HeaderName::from_static("x-forwarded-proto"),
    HeaderName::from_static("x-real-ip"),
];

/// Whether a request says that it came by way of a proxy.
pub fn is_forwarded(headers: &HeaderMap) -> bool {
    FORWARDING.iter().any(|name| headers.contains_key(name))
}

/// The proxies that are trusted.
pub struct Proxies {
    trusted: Vec<IpNet>,
    /// Whether it was said that another one is not.
    warned: AtomicBool,
}

impl Proxies {
    pub fn new(trusted: Vec<IpNet>) -> Self {
        Self { trusted, warned: AtomicBool::new(false) }
    }

    pub fn trust(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.trusted.iter().any(|network| network.contains(&address))
    }

    /// The address of whoever asks: what the last proxy that is not trusted says, from the nearest on. Where the two headers
    /// tell of different ones, a client wrote one of them, and neither is believed.
    pub fn client_address(&self, direct: IpAddr, headers: &HeaderMap) -> IpAddr {
        let said = [(X_FORWARDED_FOR, in_list as fn(&str) -> Hops), (header::FORWARDED, in_elements)];
        let mut said = said.into_iter().filter(|(name, _)| headers.contains_key(name)).peekable();
        if said.peek().is_some() && !self.trust(direct) {
            self.warn_of(direct);
            return direct.to_canonical();
        }
        let mut found = said.map(|(name, hops)| self.behind(direct, headers, &name, hops));
        let peer = found.next().unwrap_or(direct);
        let agreed = found.all(|other| other == peer);
        if agreed { peer.to_canonical() } else { direct.to_canonical() }
    }

    /// Goes from the nearest to the farthest as long as whoever says so is trusted. What is no address ends it.
    fn behind(&self, direct: IpAddr, headers: &HeaderMap, name: &HeaderName, hops: fn(&str) -> Hops) -> IpAddr {
        let mut peer = direct;
        let values = headers.get_all(name).iter().rev().map(|value| value.to_str().map_or_else(|_| vec![None], hops));
        for hop in values.flat_map(|hops| hops.into_iter().rev()) {
            if !self.trust(peer) {
                break;
            }
            let Some(address) = hop else { break };
            peer = address.to_canonical();
        }
        peer
    }

    /// Once: anybody can write such a header.
    fn warn_of(&self, direct: IpAddr) {
        if !self.warned.swap(true, Ordering::Relaxed) {
            let address = direct.to_canonical();
            tracing::warn!(
                %address,
                "X-Forwarded-For or Forwarded came from this address and is not believed. If it is a proxy of yours, everybody \
                 behind it shares its rates: --trusted-proxy={address} tells them apart"
            );
        }
    }
}

/// Addresses from the farthest to the nearest; none for what is no address.
type Hops = Vec<Option<IpAddr>>;

/// Of `X-Forwarded-For`.
fn in_list(value: &str) -> Hops {
    value.split(',').map(str::trim).filter(|hop| !hop.is_empty()).map(address).collect()
}

/// Of `Forwarded` (RFC 7239): `for=192.0.2.1;proto=https, for="[2001:db8::1]:443"`.
fn in_elements(value: &str) -> Hops {
    let by = |element: &str| {
        let mut pairs = split(element, ';').filter_map(|pair| pair.split_once('='));
        let (_, node) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
        address(unquoted(node.trim()).as_str())
    };
    list(value).filter(|element| !element.is_empty()).map(by).collect()
}

/// The parts between a sign, those in quotes left out.
fn split(text: &str, by: char) -> impl Iterator<Item = &str> {
    let (mut in_quotes, mut escaped) = (false, false);
    text.split(move |c: char| {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_quotes => escaped = true,
            '"' => in_quotes = !in_quotes,
            _ => return c == by && !in_quotes,
        }
        false
    })
}

/// What stands in quotes, if it stands in some.
fn unquoted(text: &str) -> String {
    let Some(inner) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) else { return text.to_owned() };
    let mut escaped = false;
    inner
        .chars()
        .filter(|c| {
            escaped = *c == '\\' && !escaped;
            !escaped
        })
        .collect()
}

/// An address as proxies write it: with a port or without, of IPv6 in brackets or not.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn peer(headers: &[(&'static str, &str)]) -> IpAddr {
        let proxies = Proxies::new(vec!["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()]);
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        proxies.client_address(ip("10.0.0.1"), &map)
    }

    #[test]
    fn a_trusted_proxy_is_believed_in_whatever_form_it_writes() {
        let written = [
            ("192.0.2.1", "192.0.2.1"),
            ("192.0.2.1:4711", "192.0.2.1"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("[::ffff:192.0.2.1]:4711", "192.0.2.1"),
            // The rightmost that is not trusted.
            ("198.51.100.7, 192.0.2.1", "192.0.2.1"),
            ("198.51.100.7, 192.0.2.1:80, 10.0.0.2, fd00::7", "192.0.2.1"),
            ("192.0.2.1, , 10.0.0.2,", "192.0.2.1"),
            // What is no address ends it: behind it stands what anybody may have written.
            ("192.0.2.1, unknown", "10.0.0.1"),
            ("192.0.2.1, unknown, 10.0.0.2", "10.0.0.2"),
            ("192.0.2.1:99999", "10.0.0.1"),
            ("", "10.0.0.1"),
        ];
        for (value, expected) in written {
            assert_eq!(peer(&[("x-forwarded-for", value)]), ip(expected), "{value}");
        }
        assert_eq!(peer(&[("x-forwarded-for", "198.51.100.7"), ("x-forwarded-for", "192.0.2.1")]), ip("192.0.2.1"));
        assert_eq!(peer(&[]), ip("10.0.0.1"));
    }

    #[test]
    fn forwarded_is_read_as_its_rfc_says() {
        let written = [
            ("for=192.0.2.1", "192.0.2.1"),
            ("For=192.0.2.1;proto=https;by=203.0.113.43", "192.0.2.1"),
            ("proto=https;by=203.0.113.43; FOR = \"192.0.2.1:47011\"", "192.0.2.1"),
            (r#"for="[2001:db8:cafe::17]:4711""#, "2001:db8:cafe::17"),
            (r#"for="[2001:db8:cafe::17]""#, "2001:db8:cafe::17"),
            (r#"for="192.0.2\.1""#, "192.0.2.1"),
            (r#"for=198.51.100.7, for="192.0.2.1";host="a,b;for=10.9.9.9", for=10.0.0.2"#, "192.0.2.1"),
            ("for=192.0.2.1, for=unknown", "10.0.0.1"),
            ("for=192.0.2.1, for=_hidden, for=10.0.0.2", "10.0.0.2"),
            ("for=192.0.2.1, proto=https", "10.0.0.1"),
            ("nonsense", "10.0.0.1"),
            ("for=\"", "10.0.0.1"),
        ];
        for (value, expected) in written {
            assert_eq!(peer(&[("forwarded", value)]), ip(expected), "{value}");
        }
        // One that tells of another one was written by the client, and passed on.
        assert_eq!(peer(&[("forwarded", "for=192.0.2.1"), ("x-forwarded-for", "192.0.2.1")]), ip("192.0.2.1"));
        assert_eq!(peer(&[("forwarded", "for=198.51.100.7"), ("x-forwarded-for", "192.0.2.1")]), ip("10.0.0.1"));
    }

    #[test]
    fn who_is_not_trusted_is_not_believed() {
        let proxies = Proxies::new(Vec::new());
        let headers = HeaderMap::from_iter([(X_FORWARDED_FOR, "192.0.2.1".parse().unwrap())]);
        assert_eq!(proxies.client_address(ip("::ffff:198.51.100.7"), &headers), ip("198.51.100.7"));
    }

    proptest::proptest! {
        /// Whatever a header may hold is read, or not: nothing panics.
        #[test]
        fn any_header_is_read_or_not(text in "([ -~]|for=|[,;=\"\\\\.:0-9]|\\[)*") {
            peer(&[("forwarded", &text)]);
            peer(&[("x-forwarded-for", &text)]);
        }
    }
}
