//! How often somebody may do something, counted on each node. A call over its rate is answered RETRY.

use crate::{
    domain::outcome::Refusal,
    ids::{RoomId, UserId},
};
use governor::{Quota, RateLimiter, clock::DefaultClock, state::keyed::HashMapStateStore};
use std::{
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
};

/// The contract's rates; 0 switches one off.
#[derive(Clone, Copy, Debug)]
pub struct RateLimits {
    pub sends_per_second: u32,
    pub send_burst: u32,
    pub logins_per_minute: u32,
    pub registrations_per_minute: u32,
}

/// What is counted by whom.
pub struct Rates {
    send: Rate<UserId>,
    login: Rate<(String, IpAddr)>,
    register: Rate<IpAddr>,
    typing: Rate<(UserId, RoomId)>,
}

impl Rates {
    /// Rates at these limits.
    pub fn new(limits: RateLimits) -> Self {
        let per_minute = |count| NonZeroU32::new(count).map(Quota::per_minute);
        let send = NonZeroU32::new(limits.sends_per_second).map(|rate| {
            Quota::per_second(rate).allow_burst(NonZeroU32::new(limits.send_burst).unwrap_or(NonZeroU32::MIN))
        });
        Self {
            send: Rate::new(send),
            login: Rate::new(per_minute(limits.logins_per_minute)),
            register: Rate::new(per_minute(limits.registrations_per_minute)),
            typing: Rate::new(Some(Quota::per_second(NonZeroU32::MIN))),
        }
    }

    /// A user sends.
    pub fn send(&self, user: UserId) -> Result<(), Refusal> {
        self.send.check(&user)
    }

    /// Somebody at an address tries a username.
    pub fn login(&self, username_key: String, address: IpAddr) -> Result<(), Refusal> {
        self.login.check(&(username_key, household(address)))
    }

    /// Somebody at an address makes an account.
    pub fn register(&self, address: IpAddr) -> Result<(), Refusal> {
        self.register.check(&household(address))
    }

    /// Whether a user's typing in a room is to be told: once a second.
    pub fn typing(&self, user: UserId, room: RoomId) -> bool {
        self.typing.check(&(user, room)).is_ok()
    }

    /// Forgets who has been quiet for long enough to have their whole allowance back: what is kept stays bounded by the
    /// callers of the last minute.
    pub fn forget_the_quiet(&self) {
        self.send.forget_the_quiet();
        self.login.forget_the_quiet();
        self.register.forget_the_quiet();
        self.typing.forget_the_quiet();
    }
}

/// One IPv6 customer has a whole /64; an IPv4 address written as IPv6 is that IPv4 address.
fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
        v4 @ IpAddr::V4(_) => v4,
    }
}

struct Rate<K: Hash + Eq + Clone>(Option<RateLimiter<K, HashMapStateStore<K>, DefaultClock>>);

impl<K: Hash + Eq + Clone> Rate<K> {
    fn new(quota: Option<Quota>) -> Self {
        Self(quota.map(|quota| RateLimiter::new(quota, HashMapStateStore::default(), DefaultClock::default())))
    }

    fn check(&self, key: &K) -> Result<(), Refusal> {
        use governor::clock::Clock;
        let Some(limiter) = &self.0 else { return Ok(()) };
        limiter.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(limiter.clock().now());
            // A millisecond more: asking at the very moment would come too early.
            Refusal::rate_limited(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).saturating_add(1))
        })
    }

    fn forget_the_quiet(&self) {
        if let Some(limiter) = &self.0 {
            limiter.retain_recent();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_refuses_with_the_time_to_wait_and_zero_switches_it_off() {
        let limits =
            RateLimits { sends_per_second: 1, send_burst: 2, logins_per_minute: 0, registrations_per_minute: 1 };
        let rates = Rates::new(limits);
        assert!(rates.send(UserId(1)).is_ok() && rates.send(UserId(1)).is_ok());
        let refusal = rates.send(UserId(1)).unwrap_err();
        assert!(refusal.retry_after_ms.is_some_and(|ms| ms > 0 && ms <= 1_001));
        assert!(rates.send(UserId(2)).is_ok(), "another user has an allowance of their own");
        for _ in 0..100 {
            assert!(rates.login("bob".into(), IpAddr::from([1, 2, 3, 4])).is_ok());
        }
        assert!(rates.register("2001:db8::1".parse().unwrap()).is_ok());
        assert!(rates.register("2001:db8::2".parse().unwrap()).is_err(), "the same /64");
    }
}
