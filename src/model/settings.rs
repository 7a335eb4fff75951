//! What can happen in a run, and which rule is taken out of it.

/// What somebody does in the room.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Happening {
    BobSays,
    /// From another device.
    AnnSays,
    /// Bob deletes his newest message.
    BobDeletes,
    AnnJoins,
    AnnLeaves,
}

/// A rule that is taken out. Each is one without which somebody misses something.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Rule {
    /// A COMMIT of which was found that it took place is told.
    FoundIsTold,
    /// A COMMIT whose fate is lost is noted.
    LostIsNoted,
    /// The numbers of an unknown COMMIT are read also when nobody listens to the room.
    ReadsForNobody,
    /// Where nobody listens to the room any more, a repair looks also at the newest departure.
    LooksAtTheLastDeparture,
    /// A repair waits for the row's lock before it reads.
    WaitsForTheLock,
    /// A repair that fails comes again.
    FailuresComeAgain,
    /// A double is dropped.
    DoublesAreDropped,
    /// What comes early waits.
    EarlyWaits,
    /// A hole is repaired.
    HolesAreRepaired,
    /// Ann stands in her rooms before the positions are read.
    RegistersFirst,
    /// What Ann sends while her positions are read is noted.
    OwnSendsAreNoted,
    /// A position knows the events up to its number, also when they are told later.
    PositionsKnowTheirNumber,
    /// Nodes hold what is committed against what they told.
    Scans,
    /// The scan looks also at rooms to which nobody listens.
    ScansForNobody,
    /// What a repair finds is said to the other nodes.
    FindingsAreSaid,
}

/// What can happen.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// What is done, one after the other, each on any node that writes.
    pub deeds: Vec<Happening>,
    /// Whether Ann is in the room from the beginning.
    pub ann_is_in: bool,
    /// How many nodes write; Ann listens on the first.
    pub writers: usize,
    /// Whether Ann listens before anything happens; else she subscribes meanwhile.
    pub ann_listens: bool,
    /// Whether Bob listens on her node, so that the room is known there before she comes.
    pub bob_listens: bool,
    /// How many COMMITs may have no answer.
    pub unanswered: usize,
    /// How many repairs may fail.
    pub failures: usize,
    /// How many hints may be lost, and how many may come twice.
    pub lost: usize,
    pub doubled: usize,
    /// Which rule is taken out.
    pub without: Option<Rule>,
}

impl Bounds {
    /// One node, on which nothing goes wrong yet.
    pub fn alone(deeds: &[Happening]) -> Self {
        Self {
            deeds: deeds.to_vec(),
            ann_is_in: true,
            writers: 1,
            ann_listens: true,
            bob_listens: false,
            unanswered: 0,
            failures: 0,
            lost: 0,
            doubled: 0,
            without: None,
        }
    }

    pub fn has(&self, rule: Rule) -> bool {
        self.without != Some(rule)
    }
}
