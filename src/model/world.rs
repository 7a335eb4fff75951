//! The database with its nodes, and what can happen next.

use crate::{
    domain::event::{RoomEvent, RoomEventKind},
    feed::to_read::ToRead,
    ids::Seq,
    model::{
        listener::{Ann, Listening},
        node::{Node, Queue, told},
        settings::{Bounds, Happening, Rule},
        step::Step,
    },
    store::{Committed, Fate, Logged, Publisher, Verdict},
    testing::{ANN, BOB, Ears, Log, ROOM, now},
};
use std::sync::Arc;

const NODES: usize = 2;
/// Ann's.
const HERS: usize = 0;

/// A COMMIT on its way: it holds the row's lock, and the log is so when it lands.
struct UnderLock {
    after: Log,
}

pub struct World {
    settings: Bounds,
    log: Log,
    done: usize,
    lock: Option<UnderLock>,
    /// Whether the COMMIT without an answer landed.
    landed: bool,
    nodes: [Node; NODES],
    hints: Vec<(usize, Arc<RoomEvent>)>,
    ann: Ann,
    _bob: Option<Ears>,
    left: FaultsLeft,
}

/// How many faults may still happen.
#[derive(Clone, Copy, Debug)]
struct FaultsLeft {
    unanswered: usize,
    failures: usize,
    lost: usize,
    doubled: usize,
}

impl World {
    pub fn new(settings: Bounds) -> Self {
        let log = if settings.ann_is_in { Log::of(ROOM, [BOB, ANN]) } else { Log::of(ROOM, [BOB]) };
        let Bounds { unanswered, failures, lost, doubled, .. } = settings;
        let mut nodes = [Node::new(), Node::new()];
        for node in &mut nodes {
            (node.written, node.scanned) = (log.latest(), log.latest());
        }
        let left = FaultsLeft { unanswered, failures, lost, doubled };
        let bob = settings.bob_listens.then(|| Ears::of(&nodes[HERS].hub, BOB, [&log]));
        let mut world = Self {
            settings,
            log,
            done: 0,
            lock: None,
            landed: false,
            nodes,
            hints: Vec::new(),
            ann: Ann::new(),
            _bob: bob,
            left,
        };
        if world.settings.ann_listens {
            for step in [Step::AnnRegisters, Step::AnnIsWatched, Step::AnnsPositionIsRead, Step::AnnIsLive] {
                world.step(step);
            }
        }
        world
    }

    /// All that can happen now.
    pub fn next(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        if self.lock.is_some() {
            steps.extend([Step::Lands, Step::IsUndone]);
        }
        for node in 0..self.settings.writers {
            self.next_of_queue(node, &mut steps);
            self.next_of_repair(node, &mut steps);
        }
        for (node, event) in &self.hints {
            steps.push(Step::HintComes(*node, event.seq));
            steps.extend((self.left.doubled > 0).then_some(Step::HintComesAndStays(*node, event.seq)));
            steps.extend((self.left.lost > 0).then_some(Step::HintIsLost(*node, event.seq)));
        }
        steps.extend(match self.ann.listening {
            Listening::No => Some(Step::AnnRegisters),
            Listening::Registered { .. } => Some(Step::AnnIsWatched),
            Listening::Watched { .. } => Some(Step::AnnsPositionIsRead),
            Listening::Read { .. } => Some(Step::AnnIsLive),
            Listening::Live => None,
        });
        steps
    }

    fn next_of_queue(&self, at: usize, steps: &mut Vec<Step>) {
        let node = &self.nodes[at];
        match node.queue {
            Queue::Idle if at < self.settings.writers && self.lock.is_none() => {
                if self.done < self.settings.deeds.len() {
                    steps.push(Step::Commits(at));
                    steps.extend((self.left.unanswered > 0).then_some(Step::LosesTheAnswer(at)));
                }
            }
            Queue::Idle => {}
            Queue::Publishes(_) => steps.push(Step::Publishes(at)),
            Queue::Doubts(_) => {
                steps.extend(self.lock.is_none().then_some(Step::FindsOut(at)));
                steps.push(Step::NobodyKnows(at));
            }
        }
    }

    fn next_of_repair(&self, at: usize, steps: &mut Vec<Step>) {
        let (node, has) = (&self.nodes[at], |rule| self.settings.has(rule));
        let waits = node.hub.waiting_repairs() > 0;
        if at == HERS && !waits && self.scans() && !node.untold(self.committed(), has(Rule::ScansForNobody)).is_empty()
        {
            steps.push(Step::Scans(at));
        }
        match &node.under_way {
            None if waits && has(Rule::HolesAreRepaired) => steps.push(Step::TakesRepair(at)),
            None => {}
            Some(repair) if repair.page.is_some() => steps.push(Step::RepairHandsOver(at)),
            Some(repair) => {
                let waits_for_lock = repair.is_in_doubt() && has(Rule::WaitsForTheLock);
                steps.extend((!waits_for_lock || self.lock.is_none()).then_some(Step::RepairReads(at)));
                steps.extend((self.left.failures > 0).then_some(Step::RepairFails(at)));
            }
        }
    }

    /// Whether the scan looks: where hints may be lost, and what it looks at has stood for a while, so that whoever publishes it is done.
    /// Where nobody listens it would find nothing for anybody.
    fn scans(&self) -> bool {
        let publishes = self.nodes.iter().any(|node| matches!(node.queue, Queue::Publishes(_)));
        self.settings.writers > 1 && !publishes && self.settings.has(Rule::Scans)
    }

    /// What all nodes together say is committed.
    fn committed(&self) -> Seq {
        self.nodes.iter().map(|node| node.written).max().unwrap_or_default()
    }

    pub fn step(&mut self, step: Step) {
        match step {
            Step::Commits(at) => {
                self.log = self.after_next();
                self.done += 1;
                let event = self.log.event(self.log.latest()).clone();
                self.nodes[at].wrote(event.seq);
                self.nodes[at].queue = Queue::Publishes(event);
            }
            Step::LosesTheAnswer(at) => {
                self.left.unanswered -= 1;
                let after = self.after_next();
                self.nodes[at].queue = Queue::Doubts(after.event(after.latest()).clone());
                (self.lock, self.landed) = (Some(UnderLock { after }), false);
            }
            Step::Lands => {
                if let Some(UnderLock { after }) = self.lock.take() {
                    (self.log, self.landed) = (after, true);
                    self.done += 1;
                }
            }
            Step::IsUndone => self.lock = None,
            Step::FindsOut(at) => {
                let status = if self.landed { "committed" } else { "aborted" };
                self.learns(at, Fate::said(Some(status)).unwrap_or(Fate::Lost));
            }
            Step::NobodyKnows(at) => self.learns(at, Fate::Lost),
            Step::Publishes(at) => {
                if let Queue::Publishes(event) = std::mem::replace(&mut self.nodes[at].queue, Queue::Idle) {
                    self.publish(at, &event);
                    self.hint(at, &event);
                }
            }
            Step::HintComes(at, seq) => self.hear_hint(at, seq, false),
            Step::HintComesAndStays(at, seq) => self.hear_hint(at, seq, true),
            Step::HintIsLost(at, seq) => {
                self.left.lost -= 1;
                self.take_hint(at, seq);
            }
            Step::Scans(at) => self.scan(at),
            Step::TakesRepair(at) => self.nodes[at].take_repair(),
            Step::RepairReads(at) => self.repair_reads(at),
            Step::RepairHandsOver(at) => self.repair_hands_over(at),
            Step::RepairFails(at) => {
                self.left.failures -= 1;
                let failed = self.nodes[at].under_way.take();
                if let Some(failed) = failed.filter(|_| !self.settings.has(Rule::FailuresComeAgain)) {
                    failed.repair.done();
                }
            }
            Step::AnnRegisters | Step::AnnIsWatched | Step::AnnsPositionIsRead | Step::AnnIsLive => self.ann_goes_on(),
        }
        // Counts that wait for a tick are told at once; the second forgets that they were.
        let hub = &self.nodes[HERS].hub;
        hub.tick(now(0));
        hub.tick(now(0));
        self.ann.listen(&self.log);
    }

    fn after_next(&self) -> Log {
        let mut log = self.log.clone();
        let newest = log.room.newest_message_seq.unwrap_or_default();
        match self.settings.deeds[self.done] {
            Happening::BobSays => log.says(BOB, ""),
            Happening::AnnSays => log.says(ANN, ""),
            Happening::BobDeletes => log.deletes(BOB, newest),
            Happening::AnnJoins => log.joins(ANN),
            Happening::AnnLeaves => log.leaves(ANN),
        };
        log
    }

    /// The queue learns the fate of its COMMIT, while its callers still wait.
    fn learns(&mut self, at: usize, fate: Fate) {
        let Queue::Doubts(event) = std::mem::replace(&mut self.nodes[at].queue, Queue::Idle) else { return };
        match fate.verdict(false) {
            Verdict::PublishLate(_) if self.settings.has(Rule::FoundIsTold) => {
                self.nodes[at].wrote(event.seq);
                self.nodes[at].hub.publish_late(&Committed::of_a_test(vec![told(&event)]));
                self.hint(at, &event);
            }
            Verdict::Doubt if self.settings.has(Rule::LostIsNoted) => {
                self.nodes[at].hub.commit_unknown(&[told(&event)]);
            }
            // What was undone is run again, as the next deed.
            Verdict::PublishLate(_) | Verdict::Doubt | Verdict::RunAgain | Verdict::GiveUp => {}
        }
    }

    fn hear_hint(&mut self, at: usize, seq: Seq, stays: bool) {
        let Some(event) = self.take_hint(at, seq) else { return };
        self.publish(at, &event);
        if stays {
            self.left.doubled -= 1;
            self.hints.push((at, event));
        }
    }

    /// Says it to the other node, which needs it where somebody listens.
    fn hint(&mut self, from: usize, event: &Arc<RoomEvent>) {
        if from != HERS {
            self.hints.push((HERS, event.clone()));
        }
    }

    fn take_hint(&mut self, at: usize, seq: Seq) -> Option<Arc<RoomEvent>> {
        let place = self.hints.iter().position(|(to, event)| (*to, event.seq) == (at, seq))?;
        Some(self.hints.swap_remove(place).1)
    }

    /// Hands an event to a node's hub, by the door for what was committed.
    fn publish(&mut self, at: usize, event: &Arc<RoomEvent>) {
        let (hub, has) = (self.nodes[at].hub.clone(), |rule| self.settings.has(rule));
        let next = hub.next_seq(ROOM).filter(|_| at == HERS);
        if next.is_some_and(|next| event.seq < next && !has(Rule::DoublesAreDropped))
            || next.is_some_and(|next| event.seq > next && !has(Rule::EarlyWaits))
        {
            self.ann.hears(event.seq);
        }
        let is_loading = !matches!(self.ann.listening, Listening::No | Listening::Live);
        if is_loading && !has(Rule::OwnSendsAreNoted) {
            let unknown = RoomEvent { actor_id: None, ..RoomEvent::clone(event) };
            hub.publish(&Committed::of_a_test(vec![told(&Arc::new(unknown))]));
            return;
        }
        hub.publish(&Committed::of_a_test(vec![told(event)]));
    }

    fn scan(&mut self, at: usize) {
        let committed = self.committed();
        let node = &mut self.nodes[at];
        let listens = node.hub.next_seq(ROOM).is_some();
        node.hub.find_untold([(ROOM, committed)]);
        // What several nodes need beside: who listens here may have come into a room to which nobody listens here.
        for seq in node.untold(committed, true).filter(|_| !listens) {
            node.hub.commit_unknown(&[told(self.log.event(seq))]);
        }
        node.scanned = committed;
    }

    /// Reads what is there now, as it is now. Whoever left by it is told nothing but that it was.
    fn repair_reads(&mut self, at: usize) {
        let reads_for_nobody = self.settings.has(Rule::ReadsForNobody);
        let Some(mut under_way) = self.nodes[at].under_way.take() else { return };
        let known = self.nodes[at].hub.next_seq(ROOM);
        let page = under_way.to_read.page(known, self.log.latest()).filter(|_| known.is_some() || reads_for_nobody);
        let Some((from, to)) = page else { return under_way.repair.done() };
        let looks = self.settings.has(Rule::LooksAtTheLastDeparture);
        let before = ToRead::departures_before(known.or((!looks).then_some(from)), self.log.latest());
        let has_left = |event: &&Arc<RoomEvent>| {
            event.seq < before && matches!(event.kind, RoomEventKind::MemberLeft(stay) if stay.user == ANN)
        };
        let is_away = !self.log.members.contains_key(&ANN) && self.log.from(from).iter().any(|it| has_left(&it));
        let left = if is_away { vec![ANN] } else { Vec::new() };
        let room = Arc::new(self.log.room.clone());
        let read = (from..=to).map(|seq| RoomEvent { room: room.clone(), ..RoomEvent::clone(self.log.event(seq)) });
        let logged = read.map(|event| Logged::of_a_test(event).kept_from(&left)).collect();
        under_way.page = Some((logged, (from, to)));
        self.nodes[at].under_way = Some(under_way);
    }

    fn repair_hands_over(&mut self, at: usize) {
        let node = &mut self.nodes[at];
        let Some(mut under_way) = node.under_way.take() else { return };
        let Some((logged, page)) = under_way.page.take() else { return };
        // What is not taken comes again: the repair is dropped before it is done.
        if !logged.into_iter().all(|event| node.hub.take_logged(event)) {
            return;
        }
        if self.settings.has(Rule::FindingsAreSaid) {
            node.wrote(page.1);
        }
        if under_way.to_read.took(page, node.hub.next_seq(ROOM)) {
            node.under_way = Some(under_way);
        } else {
            under_way.repair.done();
        }
    }

    fn ann_goes_on(&mut self) {
        let hub = self.nodes[HERS].hub.clone();
        let reads_first = !self.settings.has(Rule::RegistersFirst);
        match std::mem::replace(&mut self.ann.listening, Listening::No) {
            Listening::No => self.ann.register(&hub, &self.log),
            Listening::Registered { is_in } if reads_first => {
                self.ann.listening = Listening::Read { is_in, log: Box::new(self.log.clone()) };
            }
            Listening::Registered { is_in } => {
                self.ann.watch(&hub, is_in);
                self.ann.listening = Listening::Watched { is_in };
            }
            Listening::Watched { is_in } => {
                let mut log = self.log.clone();
                if !self.settings.has(Rule::PositionsKnowTheirNumber) {
                    log.room.latest_seq = hub.next_seq(ROOM).map_or(log.latest(), |next| next - 1);
                }
                self.ann.listening = Listening::Read { is_in, log: Box::new(log) };
            }
            Listening::Read { is_in, log } => {
                if reads_first {
                    self.ann.watch(&hub, is_in);
                }
                self.ann.load(&hub, is_in, &log, &self.log);
            }
            Listening::Live => self.ann.listening = Listening::Live,
        }
    }

    /// What is wrong now; `is_over` says that nothing can happen any more.
    pub fn wrong(&self, is_over: bool) -> Option<String> {
        let stays = self.stays();
        let stay_of = |seq: Seq| stays.iter().find(|(from, to)| (*from..=*to).contains(&seq)).copied();
        // Of a stay that is over before she heard of it she need hear nothing.
        let is_owed = |seq| stay_of(seq).is_some_and(|stay| stay.1 == Seq::MAX || self.ann.knows(stay));
        let lacks = || self.ann.lacks(&self.log, is_owed);
        self.ann.wrong(|seq| stay_of(seq).is_some(), is_owed).or_else(|| is_over.then(lacks).flatten())
    }

    /// Ann's stays: from her joining to her departure, both included.
    fn stays(&self) -> Vec<(Seq, Seq)> {
        let mut stays: Vec<(Seq, Seq)> = Vec::new();
        for event in self.log.from(1) {
            match event.kind {
                RoomEventKind::MemberJoined(member) if member.user_id == ANN => stays.push((event.seq, Seq::MAX)),
                RoomEventKind::MemberLeft(stay) if stay.user == ANN => {
                    if let Some(last) = stays.last_mut() {
                        last.1 = event.seq;
                    }
                }
                _ => {}
            }
        }
        stays
    }

    /// All that decides what can follow.
    pub fn describe(&self) -> String {
        let mut hints: Vec<_> = self.hints.iter().map(|(to, event)| (*to, event.seq)).collect();
        hints.sort_unstable();
        let lock = self.lock.as_ref().map(|lock| lock.after.latest());
        let nodes = self.nodes.each_ref().map(Node::describe);
        format!("{} {lock:?} {} {hints:?} {nodes:?} {} {:?}", self.done, self.landed, self.ann.describe(), self.left)
    }
}
