//! What can happen next in the world.

use crate::ids::Seq;

/// What can happen. The number is a node's.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Step {
    /// The next deed is committed, and the answer comes.
    Commits(usize),
    /// The next deed's COMMIT is sent, and the connection breaks.
    LosesTheAnswer(usize),
    /// What became of it, on the database.
    Lands,
    IsUndone,
    /// The queue learns what became of it.
    FindsOut(usize),
    /// Nobody can say what became of it.
    NobodyKnows(usize),
    Publishes(usize),
    /// A hint of another node comes, or does not.
    HintComes(usize, Seq),
    HintComesAndStays(usize, Seq),
    HintIsLost(usize, Seq),
    Scans(usize),
    TakesRepair(usize),
    RepairReads(usize),
    RepairHandsOver(usize),
    RepairFails(usize),
    AnnRegisters,
    AnnIsWatched,
    AnnsPositionIsRead,
    AnnIsLive,
}
