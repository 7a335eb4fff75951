//! Whose pages may ask: a browser names the origin of the page, and a page of another one stays outside.

use crate::{config::Origin, sync::Mutex, transport::connections::Endpoints};
use axum::{
    extract::ConnectInfo,
    http::{HeaderMap, HeaderValue, header, request::Parts},
};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::time::Instant;

/// How often a refused origin is logged: often enough for an operator, and no page can fill the log.
const LOG_EVERY: Duration = Duration::from_secs(60);
/// How many of them are logged within that time. Who writes their own header can call themselves anything.
const MAX_LOGGED: usize = 32;
/// How much of what is no origin is logged, in characters.
const MAX_NAME: usize = 200;

/// The origins whose pages may ask. Cloning shares it.
#[derive(Clone)]
pub struct Origins {
    allowed: Arc<[Origin]>,
    /// A mutex: held for a few comparisons.
    logged: Arc<Mutex<RecentlyLogged>>,
}

impl Origins {
    /// The given ones, and where browsers on this machine reach a server that has no public address.
    pub fn new(mut allowed: Vec<Origin>, public: Option<&Origin>, address: SocketAddr) -> Self {
        match public {
            Some(origin) => allowed.push(origin.clone()),
            None => allowed.extend(local_origins(address)),
        }
        Self { allowed: allowed.into(), logged: Arc::default() }
    }

    /// Whether the page that asks may: its origin is an allowed one, or the address itself at which it was reached.
    pub fn allow(&self, origin: &HeaderValue, parts: &Parts) -> bool {
        // A name with other letters than ASCII comes in Punycode, from browsers; from others it may not.
        let text = std::str::from_utf8(origin.as_bytes()).unwrap_or_default();
        let Ok(origin) = text.parse::<Origin>() else {
            let origin: String = String::from_utf8_lossy(origin.as_bytes()).chars().take(MAX_NAME).collect();
            if self.is_to_log(&origin) {
                tracing::warn!(
                    ?origin,
                    "a page of this origin was refused: --allow-origin takes http and https addresses alone"
                );
            }
            return false;
        };
        let allowed = self.allowed.contains(&origin) || is_dialled(&origin, parts);
        if !allowed && self.is_to_log(origin.as_str()) {
            let origin = origin.as_str();
            tracing::warn!(origin, "a page of this origin was refused: --allow-origin={origin} would let it in");
        }
        allowed
    }

    /// The same of a request. One without an `Origin` comes from no page that could read the answer; whether another site
    /// made the browser send it (an image, a link) stands in `Sec-Fetch-Site`.
    pub fn allow_request(&self, parts: &Parts) -> bool {
        match parts.headers.get(header::ORIGIN) {
            Some(origin) => self.allow(origin, parts),
            None => parts.headers.get("sec-fetch-site").is_none_or(|site| site != "cross-site"),
        }
    }

    fn is_to_log(&self, origin: &str) -> bool {
        self.logged.lock().is_news(origin, Instant::now())
    }
}

/// The refused origins that were logged a short while ago, with when that was: few, and no longer than `MAX_LOGGED`.
#[derive(Default)]
struct RecentlyLogged(Vec<(Box<str>, Instant)>);

impl RecentlyLogged {
    /// Whether a refusal is to be logged now. It then counts as logged.
    fn is_news(&mut self, origin: &str, now: Instant) -> bool {
        self.0.retain(|(_, at)| now.saturating_duration_since(*at) < LOG_EVERY);
        let is_news = self.0.len() < MAX_LOGGED && self.0.iter().all(|(known, _)| **known != *origin);
        if is_news {
            self.0.push((origin.into(), now));
        }
        is_news
    }
}

/// Whether it is the very IP address and port that the browser dialled. Such a page is the server's own, and no name that
/// leads here can pass for it.
fn is_dialled(origin: &Origin, parts: &Parts) -> bool {
    let Some(ConnectInfo(ends)) = parts.extensions.get::<ConnectInfo<Endpoints>>() else { return false };
    *origin == Origin::of(ends.local) && host(&parts.headers).as_ref() == Some(origin)
}

fn host(headers: &HeaderMap) -> Option<Origin> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    format!("http://{host}").parse().ok()
}

/// Where browsers on this machine reach a server that listens here.
fn local_origins(address: SocketAddr) -> Vec<Origin> {
    let mut origins = vec![Origin::of(address)];
    if address.ip().is_loopback() || address.ip().is_unspecified() {
        let names = ["localhost", "127.0.0.1", "[::1]"].map(|host| format!("http://{host}:{}", address.port()));
        origins.extend(names.iter().filter_map(|origin| origin.parse().ok()));
    }
    origins
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    fn allowed(local: &str, headers: &[(&str, &str)]) -> bool {
        let allowed = vec!["https://chat.example.org".parse().unwrap()];
        let origins = Origins::new(allowed, Some(&"https://example.net".parse().unwrap()), ([127, 0, 0, 1], 1).into());
        let mut request = Request::new(());
        let ends = Endpoints { peer: ([192, 0, 2, 9], 999).into(), local: local.parse().unwrap() };
        request.extensions_mut().insert(ConnectInfo(ends));
        for (name, value) in headers {
            let name = axum::http::HeaderName::from_bytes(name.as_bytes()).unwrap();
            request.headers_mut().insert(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        origins.allow_request(&request.into_parts().0)
    }

    #[test]
    fn origins_are_compared_as_addresses_not_as_texts() {
        for origin in ["https://chat.example.org", "https://chat.example.org/", "https://CHAT.example.org:443"] {
            assert!(allowed("10.0.0.1:8080", &[("origin", origin)]), "{origin}");
        }
        for origin in ["http://chat.example.org", "https://chat.example.org:80", "null", "", "https://example.org"] {
            assert!(!allowed("10.0.0.1:8080", &[("origin", origin)]), "{origin}");
        }
    }

    #[test]
    fn the_dialled_address_is_ones_own() {
        let page = |local: &str, origin: &str, host: &str| allowed(local, &[("origin", origin), ("host", host)]);
        assert!(page("10.0.0.1:8080", "http://10.0.0.1:8080", "10.0.0.1:8080"));
        assert!(page("10.0.0.1:80", "http://10.0.0.1", "10.0.0.1"));
        assert!(page("[::ffff:10.0.0.1]:8080", "http://10.0.0.1:8080", "10.0.0.1:8080"));
        assert!(page("[2001:db8::1]:8080", "http://[2001:db8::1]:8080", "[2001:DB8::1]:8080"));
        // Another port, another address, a name that leads here, another page on the address, another scheme.
        assert!(!page("10.0.0.1:8080", "http://10.0.0.1:8081", "10.0.0.1:8080"));
        assert!(!page("10.0.0.1:8080", "http://10.0.0.2:8080", "10.0.0.2:8080"));
        assert!(!page("10.0.0.1:8080", "http://evil.example:8080", "evil.example:8080"));
        assert!(!page("10.0.0.1:8080", "http://10.0.0.1:8080", "chat.example.org"));
        assert!(!page("10.0.0.1:8080", "https://10.0.0.1:8080", "10.0.0.1:8080"));
    }

    #[test]
    fn each_refused_origin_is_logged_once_a_minute_and_few_of_them() {
        let (mut logged, begun) = (RecentlyLogged::default(), Instant::now());
        let at = |secs| begun + Duration::from_secs(secs);
        assert!(logged.is_news("https://a.example", begun) && logged.is_news("https://b.example", at(30)));
        assert!(!logged.is_news("https://a.example", at(59)));
        assert!(logged.is_news("https://a.example", at(60)) && !logged.is_news("https://b.example", at(89)));
        let news = (0..10_000).filter(|n| logged.is_news(&format!("https://{n}.example"), at(89))).count();
        assert_eq!((news, logged.0.len()), (MAX_LOGGED - 2, MAX_LOGGED));
        assert!(logged.is_news("https://b.example", at(149)));
    }

    #[test]
    fn what_another_site_makes_a_browser_send_is_refused() {
        assert!(allowed("10.0.0.1:8080", &[]));
        for (site, expected) in [("same-origin", true), ("same-site", true), ("none", true), ("cross-site", false)] {
            assert_eq!(allowed("10.0.0.1:8080", &[("sec-fetch-site", site)]), expected, "{site}");
        }
        // An allowed page of another site.
        let page = [("sec-fetch-site", "cross-site"), ("origin", "https://chat.example.org")];
        assert!(allowed("10.0.0.1:8080", &page));
    }
}
