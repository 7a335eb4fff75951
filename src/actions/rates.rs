//! How often somebody may do something, counted on each node. A call over its rate is answered RETRY.
//!
//! Log-ins are counted three times: by name and address, by address, and by name. The last would let any stranger with many
//! addresses lock a person out; so it is not asked of those who come from where that name has signed in before, for whom the
//! first two are enough.
//!
//! What is kept is bounded, whatever names and addresses somebody makes up: of a rate at most `MAX_CALLERS`. Where there are
//! more within a minute, some are forgotten, and have their whole allowance back.

mod bucket;
mod callers;
mod known;

use crate::{
    clock::Clock,
    domain::{household::household, refusal::Refusal},
    ids::{RoomId, SessionId, UserId},
    sync::{Mutex, MutexGuard},
};
use bucket::{Asks, Bucket, Quota};
use callers::{MAX_CALLERS, make_room};
use known::SeenBefore;
use std::{
    collections::HashMap,
    hash::{BuildHasher, Hash, RandomState},
    net::IpAddr,
    time::Duration,
};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
/// How many changes of a user come at once, in seconds of the rate.
const CHANGE_BURST: u32 = 10;
/// How often in a row somebody may say that they write no more, to be heard at once when they begin again.
const PAUSES: u32 = 10;

/// The rates of calls; 0 switches one off, and by default all are off.
#[derive(Clone, Copy, Debug, Default)]
pub struct RateLimits {
    /// Messages of one user in the long run.
    pub sends_per_second: u32,
    /// Messages of one user at once.
    pub send_burst: u32,
    /// Other mutations of one user.
    pub changes_per_second: u32,
    /// By name and address.
    pub logins_per_minute: u32,
    /// Log-ins from one address.
    pub address_logins_per_minute: u32,
    /// Log-ins of one name, from where it has not signed in before.
    pub name_logins_per_minute: u32,
    /// New accounts from one address.
    pub registrations_per_minute: u32,
}

/// What is counted by whom.
pub struct Rates {
    clock: Clock,
    send: Rate<UserId>,
    change: Rate<UserId>,
    login: Rate<(Name, IpAddr)>,
    address_login: Rate<IpAddr>,
    name_login: Rate<Name>,
    /// From where names have signed in.
    known: SeenBefore<(Name, IpAddr)>,
    register: Rate<IpAddr>,
    typing: Rate<(UserId, RoomId)>,
    pauses: Rate<(UserId, RoomId)>,
    hasher: RandomState,
}

/// Of a name only its hash is kept: so it takes 8 bytes, however long it is.
type Name = u64;

impl Rates {
    /// Rates at these limits, by a clock.
    pub fn new(limits: RateLimits, clock: Clock) -> Self {
        let per_minute = |count| Quota::new(count, MINUTE, count);
        Self {
            clock,
            send: Rate::new(Quota::new(limits.sends_per_second, SECOND, limits.send_burst)),
            change: Rate::new(Quota::new(
                limits.changes_per_second,
                SECOND,
                limits.changes_per_second.saturating_mul(CHANGE_BURST),
            )),
            login: Rate::new(per_minute(limits.logins_per_minute)),
            address_login: Rate::new(per_minute(limits.address_logins_per_minute)),
            name_login: Rate::new(per_minute(limits.name_logins_per_minute)),
            known: SeenBefore::default(),
            register: Rate::new(per_minute(limits.registrations_per_minute)),
            typing: Rate::new(Quota::new(1, SECOND, 1)),
            pauses: Rate::new(Quota::new(1, SECOND, PAUSES)),
            hasher: RandomState::new(),
        }
    }

    /// A user sends from a session. A refusal keeps a place for the same send, which is known by its id.
    pub fn send(&self, user: UserId, session: SessionId, client_mutation_id: &str) -> Result<(), Refusal> {
        self.send.check(&self.clock, user, Some((session, client_mutation_id)))
    }

    /// A user changes something. A refusal keeps a place for the same call, when it has an id.
    pub fn change(&self, user: UserId, session: SessionId, client_mutation_id: Option<&str>) -> Result<(), Refusal> {
        self.change.check(&self.clock, user, client_mutation_id.map(|id| (session, id)))
    }

    /// Whether a user might change something now. Takes nothing.
    pub fn may_change(&self, user: UserId) -> Result<(), Refusal> {
        self.change.look(&self.clock, &user)
    }

    /// Somebody at an address tries a username, or a password that is asked for once more.
    pub fn login(&self, username_key: &str, address: IpAddr) -> Result<(), Refusal> {
        let (name, address) = self.way_in(username_key, address);
        // Who is over the first is not noted in the others.
        self.address_login.check(&self.clock, address, None)?;
        self.login.check(&self.clock, (name, address), None)?;
        // Without the rate by name and address, nothing else would hold back who is known.
        if self.login.quota.is_some() && self.known.has(&(name, address), self.clock.read().moment) {
            return Ok(());
        }
        self.name_login.check(&self.clock, name, None)
    }

    /// A name has signed in from an address.
    pub fn signed_in(&self, username_key: &str, address: IpAddr) {
        self.known.note(self.way_in(username_key, address), self.clock.read().moment);
    }

    fn way_in(&self, username_key: &str, address: IpAddr) -> (Name, IpAddr) {
        (self.hasher.hash_one(username_key), household(address))
    }

    /// Somebody at an address makes an account.
    pub fn register(&self, address: IpAddr) -> Result<(), Refusal> {
        self.register.check(&self.clock, household(address), None)
    }

    /// Whether a user's typing in a room is to be told: once a second, and when they begin again.
    pub fn typing(&self, user: UserId, room: RoomId) -> bool {
        self.typing.check(&self.clock, (user, room), None).is_ok()
    }

    /// A user says to write no more: who then begins again is heard at once, as long as that is not a way around the rate.
    pub fn pauses(&self, user: UserId, room: RoomId) {
        if self.pauses.check(&self.clock, (user, room), None).is_ok() {
            self.typing.forget(&(user, room));
        }
    }

    /// A user's message was sent, with which typing ends. Sends have a rate of their own.
    pub fn sent(&self, user: UserId, room: RoomId) {
        self.typing.forget(&(user, room));
    }

    /// Forgets who has been quiet for long enough to have their whole allowance back.
    pub fn forget_the_quiet(&self) {
        self.send.forget_the_quiet(&self.clock);
        self.change.forget_the_quiet(&self.clock);
        self.login.forget_the_quiet(&self.clock);
        self.address_login.forget_the_quiet(&self.clock);
        self.name_login.forget_the_quiet(&self.clock);
        self.register.forget_the_quiet(&self.clock);
        self.typing.forget_the_quiet(&self.clock);
        self.pauses.forget_the_quiet(&self.clock);
    }
}

/// One rate of many callers.
struct Rate<K> {
    quota: Option<Quota>,
    /// A mutex: held for a look and a few sums.
    callers: Mutex<HashMap<K, Bucket>>,
    /// Of an id only its hash is kept: so a place takes 32 bytes, however long the id.
    hasher: RandomState,
}

impl<K: Hash + Eq> Rate<K> {
    fn new(quota: Option<Quota>) -> Self {
        Self { quota, callers: Mutex::default(), hasher: RandomState::new() }
    }

    fn check(&self, clock: &Clock, key: K, asks: Option<(SessionId, &str)>) -> Result<(), Refusal> {
        let Some(quota) = &self.quota else { return Ok(()) };
        let asks = asks.map(|(session, id)| Asks { owner: session.0, id: self.hasher.hash_one(id) });
        let mut callers = self.callers();
        // Asked under the lock, so that of two callers the later one has the later time.
        let now = clock.read().moment;
        if callers.len() >= MAX_CALLERS && !callers.contains_key(&key) {
            make_room(&mut callers, |bucket| !bucket.is_full(quota, now));
        }
        let bucket = callers.entry(key).or_insert_with(|| Bucket::new(quota, now));
        bucket.take(quota, now, asks).map_err(Refusal::rate_limited)
    }

    /// Whether anything of a caller's allowance is left, for whomever it is kept.
    fn look(&self, clock: &Clock, key: &K) -> Result<(), Refusal> {
        let Some(quota) = &self.quota else { return Ok(()) };
        let mut callers = self.callers();
        let now = clock.read().moment;
        callers.get_mut(key).map_or(Ok(()), |bucket| bucket.look(quota, now).map_err(Refusal::rate_limited))
    }

    /// Gives a caller the whole allowance back.
    fn forget(&self, key: &K) {
        self.callers().remove(key);
    }

    fn forget_the_quiet(&self, clock: &Clock) {
        let Some(quota) = &self.quota else { return };
        let mut callers = self.callers();
        let now = clock.read().moment;
        callers.retain(|_, bucket| !bucket.is_full(quota, now));
        callers.shrink_to_fit();
    }

    fn callers(&self) -> MutexGuard<'_, HashMap<K, Bucket>> {
        self.callers.lock()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;

    fn rates(limits: RateLimits) -> (Rates, Clock) {
        let clock = Clock::manual(Timestamp(1_780_300_800_000_000));
        (Rates::new(limits, clock.clone()), clock)
    }

    const FEW: RateLimits = RateLimits {
        sends_per_second: 1,
        send_burst: 2,
        changes_per_second: 1,
        logins_per_minute: 0,
        address_logins_per_minute: 0,
        name_logins_per_minute: 0,
        registrations_per_minute: 1,
    };

    #[test]
    fn a_rate_refuses_with_the_time_to_wait_and_zero_switches_it_off() {
        let (rates, clock) = rates(FEW);
        let send = |user, id| rates.send(UserId(user), SessionId(user), id);
        assert!(send(1, "a").is_ok() && send(1, "b").is_ok());
        let refused = |id| send(1, id).unwrap_err().retry_after_ms;
        assert_eq!((refused("c"), refused("d"), refused("c")), (Some(1_001), Some(2_001), Some(1_001)));
        assert!(send(2, "c").is_ok(), "another user has an allowance of their own");
        clock.advance(Duration::from_millis(1_001));
        assert!(send(1, "c").is_ok());
        for _ in 0..100 {
            assert!(rates.login("bob", IpAddr::from([1, 2, 3, 4])).is_ok());
        }
        assert!(rates.register("2001:db8::1".parse().unwrap()).is_ok());
        assert!(rates.register("2001:db8::2".parse().unwrap()).is_err(), "the same /64");
        clock.advance(MINUTE);
        assert!(rates.register("2001:db8::2".parse().unwrap()).is_ok());
    }

    #[test]
    fn a_clock_that_is_set_stops_nobody_and_gives_nothing() {
        const DAY: Duration = Duration::from_secs(86_400);
        let (rates, clock) = rates(RateLimits { sends_per_second: 10, send_burst: 30, ..FEW });
        let send = |id: u32| rates.send(UserId(1), SessionId(1), &id.to_string()).map_err(|it| it.retry_after_ms);
        for id in 0..31 {
            let _ = send(id);
        }
        for set in [clock.now() - DAY, clock.now() + DAY] {
            clock.set(set);
            assert_eq!(send(30), Err(Some(101)));
        }
        clock.set(clock.now() - 2 * DAY);
        clock.advance(Duration::from_millis(101));
        assert_eq!(send(30), Ok(()));
    }

    #[test]
    fn who_stops_writing_is_heard_when_they_begin_again() {
        let (rates, clock) = rates(FEW);
        let (user, room) = (UserId(1), RoomId(7));
        assert!(rates.typing(user, room) && !rates.typing(user, room));
        rates.sent(user, RoomId(8));
        assert!(!rates.typing(user, room), "that was another room");
        rates.sent(user, room);
        assert!(rates.typing(user, room) && !rates.typing(user, room));
        // To stop and begin again without an end is no way around the rate.
        let heard = (0..100)
            .filter(|_| {
                rates.pauses(user, room);
                rates.typing(user, room)
            })
            .count();
        assert_eq!(heard, 10);
        clock.advance(SECOND);
        assert!(rates.typing(user, room));
    }

    #[test]
    fn who_is_quiet_is_forgotten() {
        let (rates, clock) = rates(FEW);
        for n in 0..1_000 {
            let _ = rates.send(UserId(n % 10), SessionId(n % 10), &n.to_string());
            rates.typing(UserId(n), RoomId(n));
        }
        rates.forget_the_quiet();
        assert_eq!(rates.send.callers().len(), 10);
        // All that wait have their time, and a second more.
        clock.advance(Duration::from_secs(110));
        rates.forget_the_quiet();
        assert_eq!((rates.send.callers().len(), rates.typing.callers().len()), (0, 0));
    }

    #[test]
    fn log_ins_are_counted_by_name_and_address_by_address_and_by_name() {
        let by_default =
            RateLimits { logins_per_minute: 5, address_logins_per_minute: 60, name_logins_per_minute: 30, ..FEW };
        let at = |n: u8| IpAddr::from([10, 0, 0, n]);
        let tries =
            |rates: &Rates, name: &str, address| (0..100).take_while(|_| rates.login(name, address).is_ok()).count();
        let (one, _) = rates(by_default);
        assert_eq!(tries(&one, "alice", at(1)), 5);
        assert_eq!((0..100).filter(|n| one.login(&n.to_string(), at(2)).is_ok()).count(), 60);
        let (many, clock) = rates(by_default);
        let home = at(100);
        many.signed_in("alice", home);
        assert_eq!((1..=20).map(|n| tries(&many, "alice", at(n))).sum::<usize>(), 30);
        assert!(many.login("alice", at(21)).is_err() && many.login("bob", at(21)).is_ok());
        // A stranger locks nobody out of where they are at home.
        assert_eq!(tries(&many, "alice", home), 5);
        clock.advance(Duration::from_secs(31 * 24 * 3600));
        assert_eq!((1..=20).map(|n| tries(&many, "alice", at(n))).sum::<usize>(), 30);
        assert!(many.login("alice", home).is_err(), "that was long ago");
    }

    #[test]
    fn who_was_refused_is_remembered_before_those_who_rest() {
        let (rates, clock) = rates(FEW);
        let send = |user, id| rates.send(UserId(user), SessionId(user), id);
        let most = i64::try_from(MAX_CALLERS).unwrap();
        for user in 1..most {
            assert!(send(user, "a").is_ok());
        }
        clock.advance(MINUTE);
        assert!(send(0, "a").is_ok() && send(0, "b").is_ok() && send(0, "c").is_err());
        assert!(send(most, "a").is_ok(), "there is room for one more");
        assert!(send(0, "d").is_err(), "and nothing is given anew");
    }

    #[test]
    fn made_up_names_and_addresses_fill_no_memory() {
        let (rates, _) = rates(RateLimits { logins_per_minute: 5, name_logins_per_minute: 30, ..FEW });
        for n in 0..u32::try_from(MAX_CALLERS * 3 / 2).unwrap() {
            let address = IpAddr::V6(std::net::Ipv6Addr::from_bits(u128::from(n) << 64));
            let _ = rates.login(&n.to_string(), address);
            rates.signed_in(&n.to_string(), address);
        }
        assert!(rates.login.callers().len() <= MAX_CALLERS);
        assert!(rates.name_login.callers().len() <= MAX_CALLERS);
        assert!(rates.known.len() <= MAX_CALLERS);
    }
}
